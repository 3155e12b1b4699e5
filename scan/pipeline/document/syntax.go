package document

import (
	"bytes"
	"errors"
	"strings"
)

// The ways in which the library complains of tabs and of open brackets.
const (
	noToken   = "found character that cannot start any token"
	someTab   = "found a tab character"
	noBracket = "did not find expected ',' or "
)

// maxTabbed is how many lines below the place that the library tells a tab is
// looked for: in a block of text it tells where that starts.
const maxTabbed = 100

// explain makes an error of the library tell of what is to be mended, and on
// its line: the library does not say that the character is a tab, and counts the
// lines of brackets from 0.
func explain(text []byte, err error) error {
	var e *SyntaxError
	if !errors.As(err, &e) {
		return err
	}
	switch {
	case e.Cause == noToken:
		e.Line = max(e.Line, 1) // it leaves out that of the first line
		if tabbed(line(text, e.Line)) {
			e.Cause = "a tab where spaces indent"
		}
	case strings.HasPrefix(e.Cause, someTab):
		for n := max(e.Line, 1); n <= e.Line+maxTabbed; n++ {
			if tabbed(line(text, n)) {
				e.Line, e.Cause = n, "a tab where spaces indent"
				break
			}
		}
	case strings.HasPrefix(e.Cause, noBracket):
		e.atBracket(text)
	}
	return e
}

// atBracket moves the error to the line of the bracket. The library tells where
// that is, or where it gave up when that is the first line.
func (e *SyntaxError) atBracket(text []byte) {
	for _, n := range []int{e.Line + 1, 1} {
		if opens(line(text, n)) {
			e.Line, e.Cause = n, "a bracket that is not closed: "+e.Cause
			return
		}
	}
	e.Line++
}

// line returns a line of a text, counted from 1.
func line(text []byte, n int) []byte {
	for ; n > 1; n-- {
		i := bytes.IndexByte(text, '\n')
		if i < 0 {
			return nil
		}
		text = text[i+1:]
	}
	text, _, _ = bytes.Cut(text, []byte{'\n'})
	return text
}

// tabbed reports whether a tab is part of a line's indentation.
func tabbed(line []byte) bool {
	indent := line[:len(line)-len(bytes.TrimLeft(line, " \t"))]
	return bytes.IndexByte(indent, '\t') >= 0
}

// opens reports whether a line has more brackets of a kind that open than such
// that close.
func opens(line []byte) bool {
	more := func(open, closed string) bool {
		return bytes.Count(line, []byte(open)) > bytes.Count(line, []byte(closed))
	}
	return more("[", "]") || more("{", "}")
}

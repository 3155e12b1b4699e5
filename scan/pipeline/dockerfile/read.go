package dockerfile

import (
	"bytes"
	"strings"

	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

// instruction is one instruction of a Dockerfile.
type instruction struct {
	// name is in upper case; of ONBUILD it is that of what follows.
	name       string
	start, end int // in the file, without here documents
	// comment is where the comment lines right above begin, or else start.
	comment int
	// value is what stands behind the name: pieces of the file, one behind the
	// other.
	value    string
	pieces   []document.Piece
	flags    []word
	heredocs []heredoc
}

// heredoc is the text between a line <<MARK and the line MARK.
type heredoc struct{ start, end int }

// word is a part of an instruction's value: its bytes [from, to) there, and
// the text without quotes.
type word struct {
	from, to int
	text     string
}

// reader splits a file into instructions. Lines that end with the escape
// character go on in the next one.
type reader struct {
	text   []byte
	at     int
	escape byte
	list   []instruction
	err    error
	// comment is where the comment lines in front of at begin, -1 for none.
	comment int
}

// maxInstructions bounds the instructions that are read of one file.
const maxInstructions = 10000

// read returns the instructions of a file, and an error for the first thing
// that a builder would not take.
func read(text []byte) ([]instruction, byte, error) {
	r := &reader{text: text, escape: '\\', comment: -1}
	if bytes.HasPrefix(text, []byte("\xef\xbb\xbf")) {
		r.at = 3
	}
	r.directives()
	for r.at < len(text) && len(r.list) < maxInstructions {
		r.next()
	}
	return r.list, r.escape, r.err
}

// line returns the start and the end of the line at an offset, without its
// break, and where the next one starts.
func (r *reader) line(at int) (end, next int) {
	i := bytes.IndexByte(r.text[at:], '\n')
	if i < 0 {
		return len(r.text), len(r.text)
	}
	end, next = at+i, at+i+1
	if end > at && r.text[end-1] == '\r' {
		end--
	}
	return end, next
}

// directives reads comments of the form "# name=value" at the top of the file.
func (r *reader) directives() {
	for at := r.at; at < len(r.text); {
		end, next := r.line(at)
		comment, ok := strings.CutPrefix(strings.TrimSpace(string(r.text[at:end])), "#")
		name, value, assigned := strings.Cut(comment, "=")
		if !ok || !assigned {
			return
		}
		if value = strings.TrimSpace(value); strings.EqualFold(strings.TrimSpace(name), "escape") && value == "`" {
			r.escape = '`'
		}
		at = next
	}
}

// next reads one instruction, or skips a line that holds none.
func (r *reader) next() {
	end, next := r.line(r.at)
	line := r.text[r.at:end]
	blank := len(line) - len(bytes.TrimLeft(line, " \t"))
	if blank == len(line) || line[blank] == '#' {
		if blank == len(line) {
			r.comment = -1
		} else if r.comment < 0 {
			r.comment = r.at
		}
		r.at = next
		return
	}
	in := instruction{start: r.at + blank, comment: r.at + blank}
	if r.comment >= 0 {
		in.comment, r.comment = r.comment, -1
	}
	in.pieces, in.end = r.logical(r.at + blank)
	in.value = join(r.text, in.pieces)
	name, _, _ := strings.Cut(strings.ReplaceAll(in.value, "\t", " "), " ")
	in.name = strings.ToUpper(name)
	in.cut(len(name))
	if in.name == "ONBUILD" {
		name, _, _ = strings.Cut(strings.ReplaceAll(in.value, "\t", " "), " ")
		in.name = strings.ToUpper(name)
		in.cut(len(name))
	}
	if !known(in.name) {
		r.fail(in.start, "unknown instruction")
		return
	}
	in.takeFlags()
	if in.name == "RUN" || in.name == "COPY" || in.name == "ADD" {
		r.heredocs(&in)
	}
	r.list = append(r.list, in)
}

// logical reads a line and those that it goes on in; it leaves the reader
// behind them.
func (r *reader) logical(start int) (pieces []document.Piece, stop int) {
	for first := true; start < len(r.text); first = false {
		end, next := r.line(start)
		line := bytes.TrimRight(r.text[start:end], " \t")
		trimmed := bytes.TrimLeft(line, " \t")
		r.at = next
		if !first && (len(trimmed) == 0 || trimmed[0] == '#') {
			start = next
			continue
		}
		n := len(line)
		goesOn := n > 0 && line[n-1] == r.escape && (n == 1 || line[n-2] != r.escape)
		if !goesOn {
			return append(pieces, document.Piece{Start: start, End: start + n}), start + n
		}
		pieces = append(pieces, document.Piece{Start: start, End: start + n - 1})
		stop = start + n
		start = next
	}
	return pieces, stop
}

// heredocs reads the here documents that an instruction opens.
func (r *reader) heredocs(in *instruction) {
	if strings.HasPrefix(strings.TrimSpace(in.value), "[") {
		return
	}
	for _, w := range words(in.value) {
		mark, strip, ok := heredocMark(in.value[w.from:w.to])
		if !ok {
			continue
		}
		doc := heredoc{start: r.at, end: -1}
		for r.at < len(r.text) && doc.end < 0 {
			end, next := r.line(r.at)
			line := r.text[r.at:end]
			if strip {
				line = bytes.TrimLeft(line, "\t")
			}
			if string(line) == mark {
				doc.end = r.at
			}
			r.at = next
		}
		if doc.end < 0 {
			doc.end = len(r.text)
			r.fail(in.start, "here document without its end "+mark)
		}
		in.heredocs = append(in.heredocs, doc)
	}
}

// heredocMark returns the mark of a word such as <<EOF, <<-"EOF" and 3<<EOF.
func heredocMark(w string) (mark string, strip, ok bool) {
	rest, ok := strings.CutPrefix(strings.TrimLeft(w, "0123456789"), "<<")
	if !ok || strings.HasPrefix(rest, "<") {
		return "", false, false
	}
	rest, strip = strings.CutPrefix(rest, "-")
	mark = strings.Trim(rest, `"'`)
	return mark, strip, mark != ""
}

// fail notes the first error.
func (r *reader) fail(at int, cause string) {
	if r.err == nil {
		r.err = &SyntaxError{Line: 1 + bytes.Count(r.text[:at], []byte("\n")), Cause: cause}
	}
}

func known(name string) bool {
	switch name {
	case "ADD", "ARG", "CMD", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "FROM", "HEALTHCHECK", "LABEL", "MAINTAINER", "RUN", "SHELL", "STOPSIGNAL", "USER", "VOLUME", "WORKDIR":
		return true
	}
	return false
}

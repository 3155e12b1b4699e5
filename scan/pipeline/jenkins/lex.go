package jenkins

import (
	"bytes"
	"fmt"

	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

// kind is the sort of a token.
type kind uint8

const (
	mark    kind = iota // one character of punctuation
	word                // a name, a keyword or a number
	text                // a string
	lineEnd             // a line break
)

// quoting is the way a string is written (Groovy language documentation,
// "Strings").
type quoting uint8

const (
	single       quoting = iota // '…' and '''…'''
	double                      // "…" and """…""", with interpolation
	slashy                      // /…/, with interpolation
	dollarSlashy                // $/…/$, with interpolation
)

// token is one token with its place in the file.
type token struct {
	kind       kind
	start, end int
	// Of a string: how it is written, the bytes between its quotes, and the
	// interpolations in it.
	quoting         quoting
	inner, innerEnd int
	holes           []hole
}

// hole is an interpolation in a string, ${…} or $a.b, with the bytes of its
// expression.
type hole struct{ start, end, inner, innerEnd int }

// maxNested bounds strings in interpolations in strings.
const maxNested = 16

// lexer splits Groovy source into tokens. It reads every byte once. After an
// error it goes on as well as it can.
type lexer struct {
	text []byte
	at   int
	end  int
	list []token
	err  error
}

// lex returns the tokens of the bytes [from, to) of a text, and the first
// error.
func lex(text []byte, from, to int) ([]token, error) {
	l := &lexer{text: text, at: from, end: to}
	if from == 0 && bytes.HasPrefix(text, []byte("#!")) {
		l.skipLine()
	}
	for l.at < l.end {
		l.next()
	}
	return l.list, l.err
}

func (l *lexer) next() {
	c := l.text[l.at]
	switch {
	case c == ' ' || c == '\t' || c == '\r' || c == '\f':
		l.at++
	case c == '\\' && l.breakAt(l.at+1) > 0:
		l.at += 1 + l.breakAt(l.at+1)
	case c == '\n':
		l.add(token{kind: lineEnd, start: l.at, end: l.at + 1})
	case l.has("//"):
		l.skipLine()
	case l.has("/*"):
		l.comment()
	case c == '\'' || c == '"':
		l.add(l.quoted(0))
	case l.has("$/") && l.operand():
		l.add(l.dollarSlashy(0))
	case c == '/' && l.operand():
		l.add(l.slashy(0))
	case isName(c):
		end := l.at
		for end < l.end && isName(l.text[end]) {
			end++
		}
		l.add(token{kind: word, start: l.at, end: end})
	default:
		l.add(token{kind: mark, start: l.at, end: l.at + 1})
	}
}

func (l *lexer) add(t token) {
	l.list = append(l.list, t)
	l.at = t.end
}

func (l *lexer) has(prefix string) bool {
	return bytes.HasPrefix(l.text[l.at:l.end], []byte(prefix))
}

func (l *lexer) breakAt(i int) int {
	switch rest := l.text[min(i, l.end):l.end]; {
	case bytes.HasPrefix(rest, []byte("\r\n")):
		return 2
	case bytes.HasPrefix(rest, []byte("\n")):
		return 1
	}
	return 0
}

// isName reports whether a byte can be in a name. Names may hold any letter;
// every byte of one beyond ASCII is taken.
func isName(c byte) bool {
	return c == '_' || c == '$' || c >= 0x80 || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}

func (l *lexer) skipLine() {
	n := bytes.IndexByte(l.text[l.at:l.end], '\n')
	if n < 0 {
		n = l.end - l.at
	}
	l.at += n
}

func (l *lexer) comment() {
	n := bytes.Index(l.text[l.at:l.end], []byte("*/"))
	if n < 0 {
		l.fail(l.at, "comment is not closed")
		l.at = l.end
		return
	}
	l.at += n + 2
}

// operand reports whether a slash would begin a string: behind a value it
// divides.
func (l *lexer) operand() bool {
	if len(l.list) == 0 {
		return true
	}
	switch last := l.list[len(l.list)-1]; last.kind {
	case text:
		return false
	case word:
		w := string(l.text[last.start:last.end])
		return w == "return" || w == "in" || w == "case"
	case mark:
		return bytes.IndexByte([]byte("(,=[{:?!~&|+;<>"), l.text[last.start]) >= 0
	}
	return true
}

// fail notes the first error, at a byte of the file.
func (l *lexer) fail(at int, what string) {
	if l.err == nil {
		l.err = failure(l.text, at, what)
	}
}

func failure(text []byte, at int, what string) error {
	return fmt.Errorf("line %d: %s", 1+bytes.Count(text[:at], []byte("\n")), what)
}

// quoted reads '…', ”'…”', "…" or """…""" from where the lexer stands.
func (l *lexer) quoted(depth int) token {
	quote := l.text[l.at]
	marks := 1
	if l.has(string([]byte{quote, quote, quote})) {
		marks = 3
	}
	t := token{kind: text, start: l.at, inner: l.at + marks}
	if quote == '"' {
		t.quoting = double
	}
	closing := bytes.Repeat([]byte{quote}, marks)
	i := t.inner
	for i < l.end {
		switch c := l.text[i]; {
		case c == '\\':
			i += 2
		case c == quote && bytes.HasPrefix(l.text[i:l.end], closing):
			t.innerEnd, t.end = i, i+marks
			return t
		case c == '\n' && marks == 1:
			return l.open(t, i)
		case c == '$' && quote == '"':
			i = l.hole(&t, i, depth)
		default:
			i++
		}
	}
	return l.open(t, l.end)
}

// open ends a string that is not closed.
func (l *lexer) open(t token, at int) token {
	l.fail(t.start, "string is not closed")
	t.end = min(at, l.end)
	t.inner = min(t.inner, t.end)
	t.innerEnd = t.end
	return t
}

// slashy reads /…/; a slash that nothing closes on its line divides.
func (l *lexer) slashy(depth int) token {
	t := token{kind: text, quoting: slashy, start: l.at, inner: l.at + 1}
	for i := t.inner; i < l.end; {
		switch c := l.text[i]; {
		case c == '\n':
			return token{kind: mark, start: l.at, end: l.at + 1}
		case c == '\\' && i+1 < l.end && l.text[i+1] == '/':
			i += 2
		case c == '/':
			t.innerEnd, t.end = i, i+1
			return t
		case c == '$':
			i = l.hole(&t, i, depth)
		default:
			i++
		}
	}
	return token{kind: mark, start: l.at, end: l.at + 1}
}

// dollarSlashy reads $/…/$.
func (l *lexer) dollarSlashy(depth int) token {
	t := token{kind: text, quoting: dollarSlashy, start: l.at, inner: l.at + 2}
	for i := t.inner; i < l.end; {
		rest := l.text[i:l.end]
		switch {
		case bytes.HasPrefix(rest, []byte("/$")):
			t.innerEnd, t.end = i, i+2
			return t
		case bytes.HasPrefix(rest, []byte("$$")) || bytes.HasPrefix(rest, []byte("$/")):
			i += 2
		case rest[0] == '$':
			i = l.hole(&t, i, depth)
		default:
			i++
		}
	}
	return l.open(t, l.end)
}

// hole reads the interpolation that may start at a dollar sign, and returns the
// offset behind it.
func (l *lexer) hole(t *token, at, depth int) int {
	if at+1 >= l.end {
		return at + 1
	}
	if l.text[at+1] == '{' {
		end := l.closure(at+2, depth)
		h := hole{start: at, end: end, inner: at + 2, innerEnd: max(at+2, end-1)}
		t.holes = append(t.holes, h)
		return end
	}
	end := at + 1
	for end < l.end && isName(l.text[end]) && l.text[end] != '$' && (end > at+1 || l.text[end] > '9') {
		if end++; end+1 < l.end && l.text[end] == '.' && isName(l.text[end+1]) && l.text[end+1] > '9' {
			end++
		}
	}
	if end > at+1 {
		t.holes = append(t.holes, hole{start: at, end: end, inner: at + 1, innerEnd: end})
	}
	return end
}

// closure returns the offset behind the brace that closes an interpolation.
func (l *lexer) closure(at, depth int) int {
	if depth > maxNested {
		if l.err == nil {
			l.err = fmt.Errorf("strings in strings: %w", document.ErrLimit)
		}
		return l.end
	}
	braces := 1
	for i := at; i < l.end; {
		switch c := l.text[i]; c {
		case '\'', '"':
			saved := l.at
			l.at = i
			i = l.quoted(depth + 1).end
			l.at = saved
			continue
		case '{':
			braces++
		case '}':
			if braces--; braces == 0 {
				return i + 1
			}
		}
		i++
	}
	l.fail(at, "interpolation is not closed")
	return l.end
}

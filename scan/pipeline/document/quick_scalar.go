package document

import "strings"

// scalar reads a value that is neither a block mapping nor a block sequence, to
// the next line with content, which must not belong to it.
func (q *quick) scalar(parent int) *Node {
	var n *Node
	switch c := q.peek(0); c {
	case '|', '>':
		return q.within(q.blockScalar(parent), parent)
	case '"', '\'':
		n = q.quoted(c)
	case '[', '{':
		n = q.flow()
	default:
		n = q.plain()
	}
	if n == nil {
		q.giveUp()
		return nil
	}
	last := q.at
	q.endLine()
	if q.col > parent && n.style == Plain && n.kind == Scalar {
		q.goOn(n, parent, last)
	}
	return q.within(n, parent)
}

// goOn reads the further lines of a plain scalar, whose text so far ends at
// last: YAML 1.2.2, section 7.3.3.
func (q *quick) goOn(n *Node, parent, last int) {
	var value strings.Builder
	value.WriteString(n.value)
	for q.col > parent {
		feeds := strings.Count(q.text[last:q.at], "\n")
		if strings.IndexByte(q.text[last:q.at], '#') >= 0 {
			q.giveUp() // a comment ends a scalar
			return
		}
		if feeds == 1 {
			value.WriteByte(' ')
		}
		for range feeds - 1 {
			value.WriteByte('\n')
		}
		start := q.at
		if last = q.endPlain(); last < 0 || q.peek(last-q.at) == ':' {
			q.giveUp()
			return
		}
		value.WriteString(q.text[start:last])
		q.at, n.end = last, int32(last)
		q.endLine()
	}
	n.value = value.String()
}

// plain reads a scalar without quotes outside of flow collections, nil where
// none can start or a tab stands in it.
func (q *quick) plain() *Node {
	if !q.startsPlain() {
		return nil
	}
	end := q.endPlain()
	if end < 0 {
		return nil
	}
	n := q.start(Scalar, Plain, q.at)
	n.value, n.end, q.at = q.text[q.at:end], int32(end), end
	return n
}

// endPlain returns the end of the plain text from here on, without white space
// at the end, and -1 where a tab stands in it.
func (q *quick) endPlain() int {
	end := q.at
	for i := q.at; i < len(q.text); i++ {
		switch c := q.text[i]; {
		case c == ' ':
			continue
		case c == '\t':
			return -1
		case c == '\n', c == '#' && end < i, c == ':' && (i+1 == len(q.text) || blank(q.text[i+1])):
			return end
		}
		end = i + 1
	}
	return end
}

// startsPlain reports whether a scalar without quotes can start here.
func (q *quick) startsPlain() bool {
	switch q.peek(0) {
	case '?', ':', ',', '[', ']', '{', '}', '#', '&', '*', '!', '|', '>', '\'', '"', '%', '@', '`', ' ', '\n', '\t':
		return false
	case '-':
		return !blank(q.peek(1)) && q.peek(1) != '\t'
	}
	return true
}

// quoted reads a quoted scalar that ends on its line and has no other escapes
// than the common ones, nil where it does not.
func (q *quick) quoted(quote byte) *Node {
	style := SingleQuoted
	if quote == '"' {
		style = DoubleQuoted
	}
	end, escapes := q.at+1, false
	for ; ; end++ {
		if end >= len(q.text) || q.text[end] == '\n' || q.text[end] == '\t' {
			return nil
		}
		if c := q.text[end]; quote == '"' && c == '\\' || quote == '\'' && c == quote && end+1 < len(q.text) && q.text[end+1] == quote {
			escapes = true
			end++
			if end < len(q.text) && q.text[end] == '\n' {
				return nil
			}
		} else if c == quote {
			break
		}
	}
	value := q.text[q.at+1 : end]
	if escapes {
		var ok bool
		if value, ok = unescape(value, quote); !ok {
			return nil
		}
	}
	n := q.start(Scalar, style, q.at)
	n.value, n.end, q.at = value, int32(end+1), end+1
	return n
}

// unescape decodes the common escapes of a quoted scalar.
func unescape(s string, quote byte) (string, bool) {
	if quote == '\'' {
		return strings.ReplaceAll(s, "''", "'"), true
	}
	var b strings.Builder
	b.Grow(len(s))
	for {
		i := strings.IndexByte(s, '\\')
		if i < 0 {
			b.WriteString(s)
			return b.String(), true
		}
		b.WriteString(s[:i])
		c := s[i+1]
		switch c {
		case '"', '\\', '/':
		case 'n':
			c = '\n'
		case 't':
			c = '\t'
		default:
			return "", false
		}
		b.WriteByte(c)
		s = s[i+2:]
	}
}

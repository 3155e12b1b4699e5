package yamlpos

import (
	"strings"

	"go.yaml.in/yaml/v3"
)

// parsePlain reads a document of the kind that package managers write: mappings
// in blocks, below them scalars and flow collections that end on their line, and
// lists of scalars, all of it ASCII. It is several times as fast as the decoder.
// Of any other document, and of any that is broken, it says false, and the
// decoder has the word; what it accepts the decoder reads alike, but for
// comments.
func parsePlain(text []byte) (*yaml.Node, bool) {
	for _, c := range text {
		if c < ' ' && c != '\n' || c >= 0x7f {
			return nil, false
		}
	}
	p := plain{rest: string(text)}
	if !p.next() || p.indent != 0 {
		return nil, false
	}
	doc, ok := p.mapping(0)
	return doc, ok && p.done
}

// The number of levels that are followed, and the bytes of a key, which is less
// than what the decoder takes for one.
const (
	maxPlain   = 24
	longestKey = 1000
)

// plain is at a line that has content.
type plain struct {
	rest   string // behind the line
	line   string // without indentation and white space at its end
	number int
	indent int
	done   bool
}

// next goes to the next line with content; false says that there is none.
func (p *plain) next() bool {
	for p.rest != "" {
		line, rest, _ := strings.Cut(p.rest, "\n")
		p.rest = rest
		p.number++
		trimmed := strings.TrimLeft(line, " ")
		p.indent, p.line = len(line)-len(trimmed), strings.TrimRight(trimmed, " ")
		if p.line != "" && p.line[0] != '#' {
			return true
		}
	}
	p.done = true
	return false
}

func (p *plain) node(kind yaml.Kind, column int) *yaml.Node {
	return &yaml.Node{Kind: kind, Line: p.number, Column: p.indent + column + 1}
}

// scalar makes a scalar that stands at a column of the line's text.
func (p *plain) scalar(value string, quoted bool, column int) *yaml.Node {
	n := p.node(yaml.ScalarNode, column)
	n.Value = value
	if !quoted && (value == "" || value == "~" || value == "null" || value == "Null" || value == "NULL") {
		n.Tag = nullTag
	}
	return n
}

const nullTag = "!!null"

// mapping reads the lines of a block mapping from the current one on.
func (p *plain) mapping(depth int) (*yaml.Node, bool) {
	n, indent := p.node(yaml.MappingNode, 0), p.indent
	for depth < maxPlain {
		key, at, ok := p.key()
		if !ok {
			return nil, false
		}
		value, ok := p.value(at, depth)
		if !ok {
			return nil, false
		}
		n.Content = append(n.Content, key, value)
		if p.done || p.indent < indent {
			return n, true
		}
		if p.indent > indent {
			return nil, false
		}
	}
	return nil, false
}

// key reads the key at the beginning of the line and returns where the text
// behind its colon begins.
func (p *plain) key() (*yaml.Node, int, bool) {
	if c := p.line[0]; c == '\'' || c == '"' {
		value, end, ok := quoted(p.line)
		if !ok || end > longestKey || end == len(p.line) || p.line[end] != ':' || end+1 < len(p.line) && p.line[end+1] != ' ' {
			return nil, 0, false
		}
		return p.scalar(value, true, 0), end + 1, true
	}
	end := strings.Index(p.line, ": ")
	if end < 0 && strings.HasSuffix(p.line, ":") {
		end = len(p.line) - 1
	}
	if end <= 0 || end > longestKey || !plainText(p.line[:end]) {
		return nil, 0, false
	}
	return p.scalar(p.line[:end], false, 0), end + 1, true
}

// value reads what stands behind a key, in the line or below it, and goes to the
// line behind that.
func (p *plain) value(at, depth int) (*yaml.Node, bool) {
	if text := strings.TrimLeft(p.line[at:], " "); text != "" {
		n, ok := p.inline(text, len(p.line)-len(text))
		indent := p.indent
		p.next()
		return n, ok && (p.done || p.indent <= indent) // deeper lines would go on with a scalar
	}
	empty, indent := p.scalar("", false, at), p.indent
	switch {
	case !p.next():
		return empty, true
	case p.indent > indent && !strings.HasPrefix(p.line, "- "):
		return p.mapping(depth + 1)
	case p.indent >= indent && strings.HasPrefix(p.line, "- "):
		return p.sequence()
	default:
		return empty, p.indent <= indent
	}
}

// sequence reads the lines of a list of scalars.
func (p *plain) sequence() (*yaml.Node, bool) {
	n, indent := p.node(yaml.SequenceNode, 0), p.indent
	for {
		text := strings.TrimLeft(p.line[2:], " ")
		if text == "" {
			return nil, false
		}
		element, ok := p.inline(text, len(p.line)-len(text))
		if !ok || element.Kind == yaml.ScalarNode && strings.Contains(element.Value, ":") {
			return nil, false
		}
		n.Content = append(n.Content, element)
		if !p.next() || p.indent < indent {
			return n, true
		}
		if p.indent > indent {
			return nil, false
		}
		if !strings.HasPrefix(p.line, "- ") {
			return n, true
		}
	}
}

// inline reads a value that takes the rest of the line.
func (p *plain) inline(text string, column int) (*yaml.Node, bool) {
	switch text[0] {
	case '{', '[':
		n, end, ok := p.flow(text, column, 0)
		return n, ok && end == len(text)
	case '\'', '"':
		value, end, ok := quoted(text)
		return p.scalar(value, true, column), ok && end == len(text)
	default:
		return p.scalar(text, false, column), plainText(text)
	}
}

// quoted reads a string in quotes, without escapes but for doubled single
// quotes, and returns where it ends.
func quoted(text string) (value string, end int, ok bool) {
	quote, doubled := text[0], false
	for end = 1; end < len(text); end++ {
		switch {
		case text[end] == '\\' && quote == '"':
			return "", 0, false
		case text[end] != quote:
		case quote == '\'' && strings.HasPrefix(text[end:], "''"):
			doubled = true
			end++
		default:
			value = text[1:end]
			if doubled {
				value = strings.ReplaceAll(value, "''", "'")
			}
			return value, end + 1, true
		}
	}
	return "", 0, false
}

// plainText reports whether a text is a scalar without quotes, and no more than
// that.
func plainText(text string) bool {
	c := text[0]
	first := 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte("/._^~=<$+(", c) >= 0
	last := text[len(text)-1]
	return first && last != ':' && last != ' ' && !strings.HasPrefix(text, "...") &&
		!strings.Contains(text, ": ") && !strings.Contains(text, " #")
}

// flow reads a collection in brackets and returns where it ends.
func (p *plain) flow(text string, column, depth int) (n *yaml.Node, end int, ok bool) {
	closing := byte(']')
	n = p.node(yaml.SequenceNode, column)
	if text[0] == '{' {
		closing = '}'
		n.Kind = yaml.MappingNode
	}
	at := 1
	for depth < 8 {
		at += spaces(text[at:])
		if at < len(text) && text[at] == closing {
			return n, at + 1, true // at once, or behind a comma
		}
		if n.Kind == yaml.MappingNode {
			var key *yaml.Node
			if key, at, ok = p.flowScalar(text, column, at, ':'); !ok || len(key.Value) > longestKey || !strings.HasPrefix(text[at:], ": ") {
				return nil, 0, false
			}
			n.Content = append(n.Content, key)
			at++
			at += spaces(text[at:])
		}
		var value *yaml.Node
		if value, at, ok = p.flowValue(text, column, at, depth); !ok {
			return nil, 0, false
		}
		n.Content = append(n.Content, value)
		at += spaces(text[at:])
		switch {
		case at == len(text):
			return nil, 0, false
		case text[at] == closing:
			return n, at + 1, true
		case text[at] != ',':
			return nil, 0, false
		}
		at++
	}
	return nil, 0, false
}

func spaces(text string) int { return len(text) - len(strings.TrimLeft(text, " ")) }

func (p *plain) flowValue(text string, column, at, depth int) (*yaml.Node, int, bool) {
	if at < len(text) && (text[at] == '{' || text[at] == '[') {
		n, end, ok := p.flow(text[at:], column+at, depth+1)
		return n, at + end, ok
	}
	return p.flowScalar(text, column, at, ',')
}

// flowScalar reads a scalar inside of brackets: a key, which ends in front of a
// colon and a space, or a value.
func (p *plain) flowScalar(text string, column, at int, stop byte) (*yaml.Node, int, bool) {
	if at == len(text) {
		return nil, 0, false
	}
	if text[at] == '\'' || text[at] == '"' {
		value, end, ok := quoted(text[at:])
		return p.scalar(value, true, column+at), at + end, ok
	}
	end := at + strings.IndexAny(text[at:]+",", ",[]{}")
	if i := strings.Index(text[at:end], ": "); i >= 0 && stop == ':' {
		end = at + i
	}
	value := strings.TrimRight(text[at:end], " ")
	if value == "" || !plainText(value) || strings.Contains(value, "?") || stop == ':' && len(value) != end-at {
		return nil, 0, false
	}
	return p.scalar(value, false, column+at), end, true
}

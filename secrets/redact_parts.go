package secrets

import (
	"encoding/json"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	// lineLength is the least number of characters of a line that is hidden by
	// itself: the shorter ones of a value that is code or data, such as a brace,
	// are everywhere.
	lineLength = 8
	// partLength is the same for other parts of a value.
	partLength = 6
	// leafDepth is how deep JSON in texts of JSON is looked into.
	leafDepth = 4
	// pieceLength is the number of bytes that longer values are cut into. The
	// pieces touch, so that a whole value still comes out as one mark, and no
	// form gets long.
	pieceLength = 1 << 10
)

// parts returns the texts that give a value away, the value itself first.
func parts(value string, least int) []string {
	p := partList{seen: map[string]bool{}}
	p.value(value, 0)
	kept := p.list[:0]
	for _, part := range p.list {
		if utf8.RuneCountInString(strings.TrimSpace(part)) >= least {
			kept = append(kept, part)
		}
	}
	return kept
}

type partList struct {
	list []string
	seen map[string]bool
}

func (p *partList) add(part string) {
	if !p.seen[part] {
		p.seen[part] = true
		p.list = append(p.list, part)
	}
}

// addLong adds a part that is long enough and holds a letter or digit.
func (p *partList) addLong(part string, least int) {
	word := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
	if utf8.RuneCountInString(part) >= least && strings.ContainsFunc(part, word) {
		p.add(part)
	}
}

// value adds a value or leaf and what is derived from it.
func (p *partList) value(v string, depth int) {
	p.add(v)
	trimmed := strings.TrimSpace(v)
	p.add(trimmed)
	p.addLong(unquoted(trimmed), partLength+1)
	p.sections(trimmed)
	if strings.Contains(trimmed, "\n") {
		p.lines(trimmed)
	}
	p.leaves(trimmed, depth)
}

// unquoted returns what is between quotes, or nothing.
func unquoted(v string) string {
	if n := len(v); n >= 2 && v[0] == v[n-1] && strings.IndexByte("\"'`", v[0]) >= 0 {
		return v[1 : n-1]
	}
	return ""
}

// sections adds what is in front of and behind the first and the last
// ampersand. PowerShell, which takes it for an operator, colours the text from
// there on, or from the second character on if it is followed by a plus sign.
func (p *partList) sections(v string) {
	for _, at := range []int{strings.Index(v, "&"), strings.Index(v, "&+"), strings.LastIndex(v, "&")} {
		if at < 0 {
			continue
		}
		at++
		p.addLong(v[:at], partLength)
		p.addLong(v[at:], partLength)
		if rest, plus := strings.CutPrefix(v[at:], "+"); plus && rest != "" {
			_, size := utf8.DecodeRuneInString(rest)
			p.addLong(v[:at+1], partLength)
			p.addLong(rest, partLength)
			p.addLong(rest[size:], partLength)
		}
	}
}

// lines adds the value with its line breaks in both ways, and its long lines.
func (p *partList) lines(v string) {
	v = strings.ReplaceAll(v, "\r\n", "\n")
	p.add(v)
	p.add(strings.ReplaceAll(v, "\n", "\r\n"))
	for line := range strings.SplitSeq(v, "\n") {
		line = strings.TrimSpace(line)
		if !strings.HasPrefix(line, "-----BEGIN ") && !strings.HasPrefix(line, "-----END ") {
			p.addLong(line, lineLength)
		}
	}
}

// leaves adds the texts and long numbers of a value that is JSON.
func (p *partList) leaves(v string, depth int) {
	if depth == leafDepth || v == "" || strings.IndexByte(`{["`, v[0]) < 0 {
		return
	}
	d := json.NewDecoder(strings.NewReader(v))
	d.UseNumber()
	var document any
	if d.Decode(&document) != nil {
		return
	}
	for open := []any{document}; len(open) > 0; {
		last := open[len(open)-1]
		open = open[:len(open)-1]
		switch x := last.(type) {
		case map[string]any:
			for _, member := range x {
				open = append(open, member)
			}
		case []any:
			open = append(open, x...)
		case json.Number:
			p.addLong(x.String(), lineLength)
		case string:
			if utf8.RuneCountInString(x) >= partLength && !p.seen[x] {
				p.value(x, depth+1)
			}
		}
	}
}

// pieces cuts a text into pieces of at most pieceLength bytes between
// characters; the last is as long as the others if it can be.
func pieces(text string) []string {
	var list []string
	for start := 0; ; {
		if len(text)-start <= pieceLength {
			last := start
			if start > 0 {
				last = runeStart(text, len(text)-pieceLength)
			}
			return append(list, text[last:])
		}
		end := runeStart(text, start+pieceLength)
		list = append(list, text[start:end])
		start = end
	}
}

// runeStart returns the start of the character around an offset; the offset
// itself where the text is not UTF-8.
func runeStart(text string, at int) int {
	for i := at; i > at-utf8.UTFMax && i > 0; i-- {
		if utf8.RuneStart(text[i]) {
			return i
		}
	}
	return at
}

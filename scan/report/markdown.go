package report

import "strings"

// markdown returns a text as one line of GitHub Flavored Markdown that shows
// it and nothing else: no markup, no HTML, no link, no mention, no table cell.
// It is meant for the inside of a line, a cell or a list item.
func markdown(s string) string {
	s = strings.TrimSpace(visible(s))
	b := make([]byte, 0, len(s)+16)
	start := listMarker(s)
	for i := range len(s) {
		switch c := s[i]; {
		case c == '<':
			b = append(b, "&lt;"...)
		case c == '>':
			b = append(b, "&gt;"...)
		case c == '&':
			b = append(b, "&amp;"...)
		case c == '@':
			b = append(b, "&#64;"...)
		case i == start, strings.IndexByte("\\`*_[]#|~:$", c) >= 0:
			b = append(b, '\\', c)
		case c == '.' && i >= 3 && strings.EqualFold(s[i-3:i], "www"):
			b = append(b, '\\', c)
		default:
			b = append(b, c)
		}
	}
	return string(b)
}

// listMarker returns the offset of the character that would begin a list, a
// rule or a heading at the start of a block, or -1.
func listMarker(s string) int {
	i := 0
	for i < len(s) && s[i] >= '0' && s[i] <= '9' {
		i++
	}
	if i < len(s) && (i == 0 && strings.IndexByte("-+=", s[i]) >= 0 || i > 0 && (s[i] == '.' || s[i] == ')')) {
		return i
	}
	return -1
}

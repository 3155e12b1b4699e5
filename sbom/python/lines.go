package python

import (
	"bytes"
	"strings"
)

// line is a logical line of a requirements file: several physical ones where
// they end with a backslash, without comments.
type line struct {
	text       string
	start, end int // offsets from the first to the last byte that counts
	via        via
}

// via is what pip-compile notes below a requirement about who asks for it.
type via uint8

const (
	viaUnknown via = iota
	viaPackage
	viaFile // goes before a package: the project asks for it too
)

// logicalLines joins continued lines and drops comments and blank lines. As in
// pip a comment ends a continued line.
func logicalLines(text []byte) []line {
	var lines []line
	var open *line
	var joined []byte           // text of the open line
	offset, listing := 0, false // listing: inside a "# via" comment of several lines
	for raw := range bytes.Lines(text) {
		start := offset
		offset += len(raw)
		physical := strings.TrimRight(string(raw), "\r\n")
		content, comment := cutComment(physical)
		if comment != "" && strings.TrimSpace(content) == "" && len(lines) > 0 {
			last := &lines[len(lines)-1]
			last.via = max(last.via, viaOf(comment, listing))
			listing = listing || strings.TrimSpace(strings.TrimLeft(comment, "#")) == "via"
		} else {
			listing = false
		}
		content, continued := strings.CutSuffix(content, `\`)
		continued = continued && comment == ""
		if trimmed := strings.TrimSpace(content); trimmed != "" {
			at := start + strings.Index(physical, trimmed)
			if open == nil {
				lines = append(lines, line{start: at})
				open, joined = &lines[len(lines)-1], joined[:0]
			} else {
				joined = append(joined, ' ')
			}
			joined = append(joined, trimmed...)
			open.end = at + len(trimmed)
			open.via = max(open.via, viaOf(comment, false))
		}
		if open != nil && (!continued || offset == len(text)) {
			open.text, open = string(joined), nil
		}
	}
	return lines
}

// cutComment separates a line from its comment. A # inside a URL begins its
// fragment and no comment.
func cutComment(s string) (content, comment string) {
	path := strings.IndexByte(s, '/')
	if strings.HasPrefix(strings.TrimLeft(s, " \t"), "-e") {
		path = 0
	}
	for i := 0; i < len(s); i++ {
		if s[i] == '#' && (i == 0 || s[i-1] == ' ' || s[i-1] == '\t' || path < 0 || path >= i) {
			return s[:i], s[i:]
		}
	}
	return s, ""
}

// viaOf reads a comment of pip-compile or uv: "# via flask" or "# via -r
// requirements.in". After a bare "# via" the names stand on lines of their own.
func viaOf(comment string, listing bool) via {
	text := strings.TrimSpace(strings.TrimLeft(comment, "#"))
	if !listing {
		after, ok := strings.CutPrefix(text, "via ")
		if !ok {
			return viaUnknown
		}
		text = strings.TrimSpace(after)
	}
	switch {
	case text == "":
		return viaUnknown
	case strings.HasPrefix(text, "-r"), strings.HasSuffix(text, ".toml)"):
		return viaFile
	default:
		return viaPackage
	}
}

// splitOption separates an option from its value; the option is "" for a
// requirement.
func splitOption(text string) (option, value string) {
	if !strings.HasPrefix(text, "-") {
		return "", text
	}
	i := strings.IndexAny(text, " \t=")
	if i < 0 {
		if !strings.HasPrefix(text, "--") && len(text) > 2 {
			return text[:2], text[2:] // -rfile
		}
		return text, ""
	}
	if !strings.HasPrefix(text, "--") && i > 2 {
		return text[:2], strings.TrimSpace(text[2:])
	}
	return text[:i], strings.TrimSpace(text[i+1:])
}

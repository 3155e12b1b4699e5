package pipeline

import (
	"bytes"
	"strings"

	"github.com/penstock-dev/penstock/scan"
)

// ignoreComment is a comment that suppresses rules on its line.
type ignoreComment struct {
	line   int
	names  []string
	reason string
	loc    scan.Location
}

// suppress marks the findings whose lines, or whose step's lines, hold a comment
// that names their rule:
//
//	# penstock: ignore[github/unpinned-component] vendored and reviewed
//	# zizmor: ignore[template-injection]
//
// Several names are separated by commas. A rule is named by its id, by what
// follows the slash in it, by its class, or by the name that another tool has
// for it (a tag "zizmor:name" of the rule). Text behind the bracket is the
// reason.
func suppress(f *scan.File, list []*Weakness) {
	if len(list) == 0 {
		return
	}
	comments := ignoreComments(f)
	if len(comments) == 0 {
		return
	}
	for _, w := range list {
		for _, c := range comments {
			if c.matches(w) {
				loc := c.loc
				w.Suppressions = append(w.Suppressions, scan.Suppression{Kind: "inSource", Justification: c.reason, Location: &loc})
				break
			}
		}
	}
}

func (c *ignoreComment) matches(w *Weakness) bool {
	on := func(r scan.Region) bool { return r.StartLine <= c.line && c.line <= r.EndLine }
	if !on(w.Location.Region) && !on(w.Scope) {
		return false
	}
	for _, name := range c.names {
		if names(w.Rule, name) {
			return true
		}
	}
	return false
}

// names reports whether name is one of those that a comment may call the rule.
func names(r *scan.Rule, name string) bool {
	_, short, _ := strings.Cut(r.ID, "/")
	if name == r.ID || name == short || name == string(r.Class) {
		return true
	}
	for _, tag := range r.Tags {
		if tag == "zizmor:"+name {
			return true
		}
	}
	return false
}

// ignoreComments finds the comments of a file. A line counts when the word
// stands behind a number sign; that the sign is no part of a string is not
// checked.
func ignoreComments(f *scan.File) []ignoreComment {
	text := f.Bytes()
	if !bytes.Contains(text, []byte("ignore[")) {
		return nil
	}
	var list []ignoreComment
	for at := 0; ; {
		i := bytes.Index(text[at:], []byte("ignore["))
		if i < 0 {
			return list
		}
		start := at + i
		at = start + len("ignore[")
		from := max(0, start-maxIgnore)
		from += bytes.LastIndexByte(text[from:start], '\n') + 1
		to := min(len(text), start+maxIgnore)
		if n := bytes.IndexByte(text[start:to], '\n'); n >= 0 {
			to = start + n
		}
		if c, length, ok := readIgnore(string(text[from:to]), start-from); ok {
			at = start + length
			c.loc = f.Location(start, start)
			c.line = c.loc.Region.StartLine
			list = append(list, c)
		}
	}
}

// maxIgnore is how far a comment may reach to either side of its word, in
// bytes.
const maxIgnore = 1000

// readIgnore reads the comment around the word at a column of a line, and
// returns how far it reaches from there.
func readIgnore(line string, at int) (ignoreComment, int, bool) {
	before := strings.TrimRight(line[:at], " ")
	if !strings.HasSuffix(before, "penstock:") && !strings.HasSuffix(before, "zizmor:") || !strings.Contains(before, "#") {
		return ignoreComment{}, 0, false
	}
	list, reason, ok := strings.Cut(line[at+len("ignore["):], "]")
	if !ok {
		return ignoreComment{}, 0, false
	}
	c := ignoreComment{reason: strings.TrimSpace(reason)}
	for _, name := range strings.Split(list, ",") {
		c.names = append(c.names, strings.TrimSpace(name))
	}
	return c, len("ignore[") + len(list), true
}

package pipeline

import (
	"bytes"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/scan"
)

// ignoreComment is a comment that suppresses rules.
type ignoreComment struct {
	// line is where it stands; alone says that nothing else does, so that it
	// counts for the line below.
	line  int
	alone bool
	// file says that it counts for the whole file.
	file   bool
	tool   string // whose names it uses
	names  []string
	reason string
	loc    scan.Location
}

// suppress marks the findings that a comment concerns:
//
//	# penstock: ignore[github/unpinned-component] vendored and reviewed
//	# penstock: ignore-file[unpinned-component, self-hosted-runner] a sample
//	# zizmor: ignore[template-injection]
//	# checkov:skip=CKV_GHA_2:reviewed
//
// It concerns findings on its line, in its step, and, where it stands alone, on
// the line or the step below. Several names are separated by commas. A rule is
// named by its id, by what follows the slash in it, by its class, or by the name
// that zizmor or poutine has for it (a tag "zizmor:name" of the rule); checkov's
// comments name it by checkov's ids. What follows is the reason.
func suppress(f *scan.File, list []*Weakness) {
	if len(list) == 0 {
		return
	}
	comments := ignoreComments(f)
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
	on := func(r scan.Region) bool {
		return r.StartLine <= c.line && c.line <= r.EndLine || c.alone && c.line+1 == r.StartLine
	}
	if !c.file && !on(w.Location.Region) && !on(w.Scope) {
		return false
	}
	return slices.ContainsFunc(c.names, func(name string) bool { return c.calls(w.Rule, name) })
}

// calls reports whether name is one of those that the comment may call the rule.
func (c *ignoreComment) calls(r *scan.Rule, name string) bool {
	_, short, _ := strings.Cut(r.ID, "/")
	if c.tool != checkov && (name == r.ID || name == short || name == string(r.Class)) {
		return true
	}
	return slices.ContainsFunc(r.Tags, func(tag string) bool {
		if c.tool == checkov {
			return tag == "checkov:"+name
		}
		return tag == "zizmor:"+name || tag == "poutine:"+name
	})
}

// checkov is the tool whose comments look different from the others'.
const checkov = "checkov"

// ignoreMarks are the words that comments are found by.
var ignoreMarks = []string{"ignore[", "ignore-file[", "checkov:skip="}

// ignoreComments finds the comments of a file. A line counts when the word
// stands behind a number sign; that the sign is no part of a string is not
// checked.
func ignoreComments(f *scan.File) []ignoreComment {
	text := f.Bytes()
	var list []ignoreComment
	for _, mark := range ignoreMarks {
		for at := 0; ; {
			i := bytes.Index(text[at:], []byte(mark))
			if i < 0 {
				break
			}
			start := at + i
			at = start + len(mark)
			from := max(0, start-maxIgnore)
			from += bytes.LastIndexByte(text[from:start], '\n') + 1
			to := min(len(text), start+maxIgnore)
			if n := bytes.IndexByte(text[start:to], '\n'); n >= 0 {
				to = start + n
			}
			if c, ok := readIgnore(string(text[from:start]), mark, string(text[start+len(mark):to])); ok {
				c.loc = f.Location(start, start)
				c.line = c.loc.Region.StartLine
				list = append(list, c)
			}
		}
	}
	return list
}

// maxIgnore is how far a comment may reach to either side of its word, in
// bytes.
const maxIgnore = 1000

// readIgnore reads the comment around a mark from what stands before and behind
// it on the line.
func readIgnore(before, mark, behind string) (ignoreComment, bool) {
	c := ignoreComment{alone: strings.HasPrefix(strings.TrimSpace(before), "#"), file: mark == "ignore-file["}
	before = strings.TrimRight(before, " ")
	var names string
	var ok bool
	switch {
	case !strings.Contains(before, "#"):
		return c, false
	case mark == "checkov:skip=":
		c.tool = checkov
		names, c.reason, _ = strings.Cut(behind, ":")
		ok = strings.HasSuffix(before, "#")
	case strings.HasSuffix(before, "penstock:"), strings.HasSuffix(before, "zizmor:") && !c.file:
		names, c.reason, ok = strings.Cut(behind, "]")
	}
	if !ok {
		return c, false
	}
	c.reason = strings.TrimSpace(c.reason)
	for name := range strings.SplitSeq(names, ",") {
		c.names = append(c.names, strings.TrimSpace(name))
	}
	return c, true
}

package audit

import (
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

// CommitFix adds the fix that names, in place of the tag or branch of a
// repository that is a node's whole value, the commit that it stands for now, as
// far as the [Resolver] knows it. The comment behind it says label and version.
func (r *Run) CommitFix(repository string, ref *document.Node, label string) func(*ci.Weakness) {
	value := strings.TrimSpace(ref.Value())
	if r.Resolver == nil || value == "" || value != ref.Value() {
		return Mend("", "")
	}
	commit, version, ok := r.Resolver.Commit(strings.ToLower(repository), value)
	if !ok {
		return Mend("", "")
	}
	if version == "" {
		version = value
	}
	return Mend("Name the commit that "+value+" stands for now", "", r.CommitEdits(ref, 0, len(value), commit, label+version)...)
}

// CommitEdits returns the edits that put a commit in place of bytes [from, to)
// of a scalar's value, which are a tag or branch, and the version behind it in a
// comment. Version may be empty: the tag is then what the comment says. A short
// comment that is there gives way, being most often the version too; a longer
// one, and one that is for a tool, stays behind it.
func (r *Run) CommitEdits(n *document.Node, from, to int, commit, version string) []scan.Edit {
	if n.Aliased() || len(commit) < 40 || !hexadecimal(strings.ToLower(commit)) {
		return nil
	}
	if version == "" {
		version = n.Value()[from:to]
	}
	at := r.Within(n, from, to)
	text := r.File.Source.Bytes()
	if string(text[at.Start:at.End]) != n.Value()[from:to] {
		return nil // escapes
	}
	_, end := n.Span()
	eol := r.EndOfLine(end)
	comment := ""
	switch rest := strings.TrimSpace(string(text[end:eol])); {
	case rest == "" || strings.HasPrefix(rest, "#") && disposable(rest):
		comment = " # " + version
	case strings.HasPrefix(rest, "#"):
		comment = " # " + version + " " + rest
	}
	switch {
	case comment == "":
		return []scan.Edit{r.Edit(at.Start, at.End, commit)}
	case at.End == end: // edits that touch are one
		return []scan.Edit{r.Edit(at.Start, eol, commit+comment)}
	}
	return []scan.Edit{r.Edit(at.Start, at.End, commit), r.Edit(end, eol, comment)}
}

// disposable reports whether a comment behind a version says no more than that:
// two words at most, none of them known to a tool.
func disposable(comment string) bool {
	words := strings.Fields(strings.TrimLeft(comment, "# "))
	for _, w := range words {
		if strings.ContainsAny(w, "[]=:") || strings.HasPrefix(w, "no") {
			return false
		}
	}
	return len(words) <= 2
}

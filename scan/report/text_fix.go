package report

import (
	"strings"

	"github.com/penstock-dev/penstock/scan"
)

// mend writes what to do: the first fix, the finding's own remediation, or else
// the rule's; and where to read more. What belongs to the rule is shown once.
func (t *Text) mend(r *scan.Record) {
	if len(r.Fixes) > 0 {
		t.fix(&r.Fixes[0], r)
	}
	first := r.Rule != nil && !t.helped[r.Rule.ID]
	help := r.Remediation
	if help == "" && first && len(r.Fixes) == 0 {
		help = r.Rule.Remediation
	}
	t.row("help", oneLine(help))
	switch {
	case len(r.References) > 0:
		t.row("more", visible(r.References[0].URL))
	case first:
		t.row("more", visible(helpURI(r.Rule)))
	}
	if first {
		t.helped[r.Rule.ID] = true
	}
}

func (t *Text) fix(f *scan.Fix, r *scan.Record) {
	label := "fix"
	put := func(s string) {
		if s != "" {
			t.styledRow(label, styleGreen, s)
			label = ""
		}
	}
	what := oneLine(f.Description)
	if u := f.Upgrade; u != nil && !strings.Contains(what, visible(u.To)) {
		what = strings.TrimSpace(what + " upgrade to " + visible(u.To))
	}
	put(what)
	for i := range f.Edits {
		if i == listShort {
			put("and " + count(len(f.Edits)-i, "other edit"))
			break
		}
		put(t.editText(&f.Edits[i], r))
	}
	if f.Command != "" {
		put("$ " + visible(f.Command))
	}
}

// editText returns "12:7 becomes ‘text’", naming the file where it is another
// one.
func (t *Text) editText(e *scan.Edit, r *scan.Record) string {
	where := placeText(&scan.Location{Path: e.Path, Region: e.Region}, r.Location.Path)
	room := max(t.config.Width-rowIndent-labelWidth-displayWidth(where)-12, 20)
	switch {
	case e.Text == "":
		return where + " goes away"
	case emptyRegion(&e.Region):
		return where + " gets ‘" + clip(visible(e.Text), room) + "’"
	}
	return where + " becomes ‘" + clip(visible(e.Text), room) + "’"
}

// emptyRegion reports whether a region is a place between two bytes.
func emptyRegion(r *scan.Region) bool {
	if r.EndLine > 0 {
		return r.EndLine == r.StartLine && r.EndColumn == r.StartColumn
	}
	return r.EndOffset > 0 && r.EndOffset == r.StartOffset
}

func (t *Text) suppressions(r *scan.Record) {
	for _, s := range r.Suppressions {
		text := "external"
		if s.Kind == "inSource" {
			text = "in the source"
		}
		if s.Owner != "" {
			text += " by " + s.Owner
		}
		if s.Expires != "" {
			text += " until " + s.Expires
		}
		if s.Justification != "" {
			text += ": " + s.Justification
		}
		t.row("muted", oneLine(text))
	}
}

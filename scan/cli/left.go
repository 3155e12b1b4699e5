package cli

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/fix"
)

// leftOut tells the fixes that were not done: under each reason, with what is to be
// passed or done about it, every kind of fix once, with what is particular about it
// and where it would be done. A fix that several findings have is one.
func leftOut(left []fix.Left) string {
	var b strings.Builder
	for _, reason := range reasons() {
		groups, fixes := leftGroups(leftFixes(left, reason.reason))
		if fixes == 0 {
			continue
		}
		fmt.Fprintf(&b, "left out: %s: %s\n", plural(fixes, "fix"), reason.advice)
		for _, g := range groups {
			g.write(&b)
		}
	}
	return b.String()
}

// mayChange tells in the same way of the unsafe fixes that were taken in.
func mayChange(rounds [][]fix.Applied) string {
	list := doneFixes(rounds, func(f *scan.Fix) bool { return !f.Safe })
	for _, f := range list {
		f.more = 0 // they have had their turn
	}
	groups, fixes := leftGroups(list)
	if fixes == 0 {
		return ""
	}
	var b strings.Builder
	fmt.Fprintf(&b, "included: %s by which the meaning may change: read the diff\n", plural(fixes, "fix"))
	for _, g := range groups {
		g.write(&b)
	}
	return b.String()
}

// fixesOf counts the fixes that were taken in.
func fixesOf(rounds [][]fix.Applied) int {
	return len(doneFixes(rounds, func(*scan.Fix) bool { return true }))
}

// doneFixes returns the fixes that were taken in, each once in its round.
func doneFixes(rounds [][]fix.Applied, wanted func(*scan.Fix) bool) []*leftFix {
	var list []*leftFix
	for _, round := range rounds {
		var done []fix.Left
		for _, a := range round {
			if wanted(a.Fix) {
				done = append(done, fix.Left{Finding: a.Finding, Fix: a.Fix, Reason: fix.ReasonUnsafe})
			}
		}
		list = append(list, leftFixes(done, fix.ReasonUnsafe)...)
	}
	return list
}

// leftReason is why fixes are left out, in words.
type leftReason struct {
	reason fix.Reason
	advice string
}

// reasons returns all reasons, those that most people meet first.
func reasons() []leftReason {
	return []leftReason{
		{fix.ReasonUnsafe, "the meaning may change; -unsafe includes such fixes, and the diff shows them"},
		{fix.ReasonSuppressed, "somebody decided to live with the findings"},
		{fix.ReasonOverlap, "another fix touches the same place; run it again after that one is written"},
		{fix.ReasonChanged, "the file is not what was scanned; run it again"},
		{fix.ReasonOrigin, "the file is no file of the folder; mend it where it comes from"},
		{fix.ReasonPath, "the path is none that is written to; do it by hand where that is right"},
		{fix.ReasonUnreadable, "the file cannot be read"},
		{fix.ReasonReadOnly, "the file is read-only; make it writable first"},
		{fix.ReasonEncoding, "only text in UTF-8 is edited"},
		{fix.ReasonInvalid, "the edits make no sense, which is a fault of the rule"},
	}
}

// leftFix is a fix with all findings that have it.
type leftFix struct {
	rule, what, why string
	places          []scan.Location
	findings        int
	more            int // places that its finding has besides
}

// placesOf returns where a fix of a finding is: where that is, unless the fix edits
// other files.
func placesOf(r *scan.Record, f *scan.Fix) []scan.Location {
	if r.Location.Region.StartLine > 0 && !slices.ContainsFunc(f.Edits, func(e scan.Edit) bool { return e.Path != r.Location.Path }) {
		return []scan.Location{{Path: r.Location.Path, Region: r.Location.Region}}
	}
	var list []scan.Location
	for _, e := range f.Edits {
		list = append(list, scan.Location{Path: e.Path, Region: e.Region})
	}
	return list
}

// leftFixes returns the fixes that were left out for a reason, each once. Of the
// descriptions that findings give of one the longest is taken: it says most.
func leftFixes(left []fix.Left, reason fix.Reason) []*leftFix {
	var list []*leftFix
	known := map[string]*leftFix{}
	for _, l := range left {
		if l.Reason != reason {
			continue
		}
		r := l.Finding.Common()
		what, why := oneLine(cmp.Or(l.Fix.Description, r.Message)), oneLine(l.Detail)
		if reason == fix.ReasonUnsafe {
			why = oneLine(l.Fix.Caveat) // nothing rather than something that is so of all
		}
		id := r.RuleID() + "\n" + why + "\n" + editsOf(l.Fix)
		f := known[id]
		if f == nil {
			f = &leftFix{rule: r.RuleID(), why: why, places: placesOf(r, l.Fix)}
			known[id] = f
			list = append(list, f)
		}
		f.more = max(f.more, r.Occurrences-1)
		if f.findings++; len(what) > len(f.what) {
			f.what = what
		}
	}
	return list
}

// leftGroup is fixes that do the same and are left out for the same.
type leftGroup struct {
	rule, what, why string
	rows            []leftRow
	fixes, findings int
	more            int
}

// leftRow is places with what is particular about them.
type leftRow struct {
	why    string
	places []scan.Location
}

// leftGroups returns the groups of fixes in the order of their first places, and the
// number of fixes in them.
func leftGroups(list []*leftFix) (groups []*leftGroup, fixes int) {
	for _, f := range list {
		general, _, _ := strings.Cut(f.why, ": ")
		i := slices.IndexFunc(groups, func(g *leftGroup) bool { return g.rule == f.rule && g.what == f.what && g.why == general })
		if i < 0 {
			i = len(groups)
			groups = append(groups, &leftGroup{rule: f.rule, what: f.what, why: general})
		}
		groups[i].add(f)
	}
	return groups, len(list)
}

func (g *leftGroup) add(f *leftFix) {
	g.fixes++
	g.findings += f.findings
	g.more += f.more
	i := slices.IndexFunc(g.rows, func(row leftRow) bool { return row.why == f.why })
	if i < 0 {
		i = len(g.rows)
		g.rows = append(g.rows, leftRow{why: f.why})
	}
	g.rows[i].places = append(g.rows[i].places, f.places...)
}

// editsOf identifies a fix by what it changes.
func editsOf(f *scan.Fix) string {
	var b strings.Builder
	for _, e := range f.Edits {
		fmt.Fprintf(&b, "%q %d %d %q\n", e.Path, e.Region.StartOffset, e.Region.EndOffset, e.Text)
	}
	return b.String()
}

// write writes a group. What the reasons have in common is said once.
func (g *leftGroup) write(b *strings.Builder) {
	fmt.Fprintf(b, "  %s: %s", g.rule, g.what)
	switch {
	case g.findings > g.fixes:
		fmt.Fprintf(b, " (%s of %s)", plural(g.fixes, "fix"), plural(g.findings, "finding"))
	case g.findings > 1:
		fmt.Fprintf(b, " (%d)", g.findings)
	}
	if g.more > 0 {
		fmt.Fprintf(b, "; %s of the same, in turn after that", plural(g.more, "more place"))
	}
	b.WriteByte('\n')
	if len(g.rows) == 1 {
		if g.rows[0].why != "" {
			fmt.Fprintf(b, "    why: %s\n", g.rows[0].why)
		}
		fmt.Fprintf(b, "    at:  %s\n", placesText(g.rows[0].places))
		return
	}
	fmt.Fprintf(b, "    why: %s\n", g.why)
	for i, row := range g.rows {
		if i == maxPlaces {
			fmt.Fprintf(b, "    and %s\n", plural(len(g.rows)-i, "more reason"))
			break
		}
		fmt.Fprintf(b, "    at:  %s%s\n", placesText(row.places), strings.TrimPrefix(row.why, g.why))
	}
}

// maxPlaces bounds the places that are listed for one group.
const maxPlaces = 20

// placesText lists places by path and line, each line and the path of several lines
// once.
func placesText(places []scan.Location) string {
	places = slices.Clone(places)
	slices.SortFunc(places, func(a, b scan.Location) int {
		return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Region.StartLine, b.Region.StartLine))
	})
	places = slices.CompactFunc(places, func(a, b scan.Location) bool { return a.Path == b.Path && a.Region.StartLine == b.Region.StartLine })
	var b strings.Builder
	last := ""
	for i, at := range places {
		if i == maxPlaces {
			fmt.Fprintf(&b, " and %d more", len(places)-i)
			break
		}
		switch {
		case i == 0:
		case at.Path == last:
			b.WriteString(", ")
		default:
			b.WriteString("; ")
		}
		if at.Path != last {
			b.WriteString(at.Path + ":")
		}
		fmt.Fprint(&b, at.Region.StartLine)
		last = at.Path
	}
	return b.String()
}

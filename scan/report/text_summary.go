package report

import (
	"strings"

	"github.com/penstock-dev/penstock/scan"
)

// diagnostics lists what a fold gathered under a title.
func (t *Text) diagnostics(title string, as style, f *fold) {
	if f.total == 0 {
		return
	}
	t.blank()
	t.styled(styleBold, title)
	t.out.text(": ", thousands(int64(f.total)), "\n")
	groups := f.sorted()
	kindWidth := 0
	for _, g := range groups {
		kindWidth = max(kindWidth, displayWidth(visible(string(g.kind))))
	}
	kindWidth = min(kindWidth, 24)
	last := ""
	for i, g := range groups {
		kind := visible(string(g.kind))
		if i > 0 && kind == last {
			kind = ""
		} else {
			last = kind
		}
		t.diagnosticGroup(g, kind, kindWidth, as)
	}
}

// diagnosticGroup writes the message of a group and where it applies; a single
// place goes in front of the message.
func (t *Text) diagnosticGroup(g *foldGroup, kind string, kindWidth int, as style) {
	indent := 2 + kindWidth + 2
	t.out.text("  ")
	t.styled(as, kind)
	t.out.text(strings.Repeat(" ", max(kindWidth-displayWidth(kind), 0)+2))
	message := oneLine(g.message)
	if message == "" {
		message = visible(string(g.kind))
	}
	if g.count == 1 && len(g.places) == 1 {
		t.hanging(indent, styleNone, g.places[0]+": "+message)
		return
	}
	if g.count > 1 {
		message += " (" + thousands(int64(g.count)) + ")"
	}
	t.hanging(indent, styleNone, message)
	if places := g.placesText(); places != "" {
		t.out.text(strings.Repeat(" ", indent))
		t.hanging(indent, styleDim, places)
	}
}

// sums writes one line with the number of findings by severity, and what is
// not among them.
func (t *Text) sums() {
	n := &t.tally
	switch {
	case n.open > 0:
		t.styled(styleBold, count(n.open, "finding"))
		sep := ": "
		n.bySeverity(func(s scan.Severity, k int) {
			t.out.text(sep)
			t.styled(severityStyle(s), thousands(int64(k))+" "+s.String())
			sep = ", "
		})
	default:
		t.styled(styleBold, "No findings")
		if t.hidden {
			t.out.text(" to show")
		}
		if t.missed.total > 0 {
			t.out.text(" in what was looked at")
		}
	}
	t.out.text(".")
	if n.parts > 0 {
		t.out.text(" ", n.partsText())
	}
	if n.suppressed > 0 {
		shown := ", not shown"
		if t.config.ShowSuppressed {
			shown = ""
		}
		t.out.text(" Suppressed", shown, ": ", n.bySuppression(), ".")
	}
	if n.gone > 0 {
		t.out.text(" Gone since the baseline: ", thousands(int64(n.gone)), ".")
	}
	if n.passed > 0 {
		t.out.text(" Passed or not applicable: ", thousands(int64(n.passed)), ".")
	}
	t.out.text("\n")
}

func (t *Text) coverage(c scan.Coverage) {
	if s := coverageText(c); s != "" {
		t.hanging(0, styleDim, s)
	}
}

// coverageText returns one sentence about how much was looked at.
func coverageText(c scan.Coverage) string {
	if c == (scan.Coverage{}) {
		return ""
	}
	s := "Looked at " + count(c.Files, "file")
	if c.Bytes > 0 {
		s += " (" + bytesText(c.Bytes) + ")"
	}
	if c.Entries > 0 {
		s += " of " + thousands(int64(c.Entries))
	}
	if c.Packages > 0 {
		s += " and " + count(c.Packages, "package")
	}
	if c.Ignored > 0 {
		s += "; " + thousands(int64(c.Ignored)) + " ignored by Git"
	}
	if c.Excluded > 0 {
		s += "; " + thousands(int64(c.Excluded)) + " excluded on request"
	}
	if c.Unpacked > 0 {
		s += "; " + count(c.Unpacked, "archive") + " looked into, whose files are counted"
	}
	if c.Unwanted > 0 {
		s += "; " + thousands(int64(c.Unwanted)) + " of no interest to what was looked for"
	}
	if c.Unread > 0 {
		s += "; " + thousands(int64(c.Unread)) + " that could not be looked at"
	}
	return s + "."
}

func (t *Text) decision(d *Decision) {
	if d == nil {
		return
	}
	t.blank()
	as := styleBoldRed
	switch d.Verdict {
	case "pass":
		as = styleGreen
	case "incomplete":
		as = styleYellow
	}
	t.styled(as, strings.ToUpper(visible(d.Verdict)))
	if d.Policy != "" {
		t.out.text(" by ", visible(d.Policy))
	}
	t.out.text("\n")
	for _, reason := range d.Reasons {
		t.out.text("  - ")
		t.hanging(4, styleNone, oneLine(reason))
	}
	for _, what := range d.Accepted {
		t.out.text("  - ")
		t.hanging(4, styleNone, "accepted: "+oneLine(what))
	}
	if len(d.Advice) > 0 {
		t.out.text("What you can do:\n")
	}
	for _, advice := range d.Advice {
		t.out.text("  - ")
		t.hanging(4, styleNone, oneLine(advice))
	}
}

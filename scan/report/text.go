package report

import (
	"cmp"
	"io"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/scan"
)

// TextConfig configures [NewText].
type TextConfig struct {
	// Color adds ANSI escape sequences; [ColorFor] helps to decide.
	Color bool
	// ShowSuppressed shows suppressed findings too. They are always counted.
	ShowSuppressed bool
	// Width is the number of columns to wrap prose and cut snippets at; 0
	// means 100, less than 40 means 40.
	Width int
}

// Text is an [Encoder] for people: findings with their snippets under the file
// they are in, then what was not looked at, then the sums and the decision.
//
// Consecutive findings of one file make one group, sorted by position;
// whatever the target says is shown, never obeyed (see the package overview).
// Findings that only a baseline has and checks that passed are counted, not
// shown. So are those that are only parts of another one ([scan.Record].Part),
// which shows their places; where that one does not come they are shown at the
// end.
type Text struct {
	out    output
	config TextConfig
	group  []*scan.Record
	home   string // path of the group
	begun  bool   // the group's heading is written
	any    bool   // anything is written
	tally  tally
	parts  parts
	missed fold
	notes  fold
	hidden bool            // whether a note says that there are findings besides
	helped map[string]bool // rules whose remediation has been shown
}

// hiddenKind is that of the note by which commands say that they do not show
// everything.
const hiddenKind scan.DiagnosticKind = "hidden"

// groupSize is the number of findings of one file that are sorted together.
const groupSize = 1000

// NewText returns an encoder of plain text that writes to w.
func NewText(w io.Writer, config TextConfig) *Text {
	if config.Width == 0 {
		config.Width = 100
	}
	config.Width = max(config.Width, 40)
	return &Text{out: output{w: w}, config: config, helped: map[string]bool{}}
}

// Finding implements [Encoder].
func (t *Text) Finding(f scan.Finding) error {
	if t.out.err != nil {
		return t.out.err
	}
	if r := f.Common(); !t.parts.hold(r) {
		t.show(r)
	}
	return t.out.spill()
}

// show counts a finding and puts it into its group, unless it is one to be
// counted only.
func (t *Text) show(r *scan.Record) {
	s := t.tally.add(r)
	if s != stateOpen && (s != stateSuppressed || !t.config.ShowSuppressed) {
		return
	}
	home := heading(r)
	if len(t.group) > 0 && home != t.home || len(t.group) == groupSize {
		t.flushGroup()
	}
	if home != t.home {
		t.home, t.begun = home, false
	}
	t.group = append(t.group, r)
}

// Diagnostic implements [Encoder].
func (t *Text) Diagnostic(d *scan.Diagnostic) error {
	if d.Note {
		t.notes.add(d)
		t.hidden = t.hidden || d.Kind == hiddenKind
	} else {
		t.missed.add(d)
	}
	return t.out.err
}

// Close implements [Encoder].
func (t *Text) Close(s *Summary) error {
	if t.out.err != nil {
		return t.out.err
	}
	for _, r := range t.parts.rest() {
		t.show(r)
	}
	t.flushGroup()
	t.diagnostics("Not looked at", styleYellow, &t.missed)
	t.diagnostics("Notes", styleDim, &t.notes)
	t.blank()
	t.sums()
	if s != nil {
		t.coverage(s.Coverage)
		t.decision(s.Decision)
	}
	return t.out.close()
}

// heading names the group that r belongs to, in visible form.
func heading(r *scan.Record) string {
	p := placeOf(r)
	if p.path == "" {
		return "(no file)"
	}
	return chain(p.archives, p.path)
}

func (t *Text) flushGroup() {
	if len(t.group) == 0 {
		return
	}
	slices.SortStableFunc(t.group, func(a, b *scan.Record) int {
		x, y := placeOf(a).region, placeOf(b).region
		return cmp.Or(
			cmp.Compare(x.StartLine, y.StartLine),
			cmp.Compare(x.StartColumn, y.StartColumn),
			cmp.Compare(severityOf(b), severityOf(a)),
			cmp.Compare(a.RuleID(), b.RuleID()),
			cmp.Compare(a.Message, b.Message))
	})
	if !t.begun {
		t.blank()
		t.styled(styleBold, t.home)
		t.out.text("\n")
		t.begun = true
	}
	width := 0
	for _, r := range t.group {
		p := placeOf(r)
		width = max(width, len(position(&p.region)))
	}
	var above *scan.Record
	for _, r := range t.group {
		t.finding(r, above, width)
		above = r
	}
	clear(t.group)
	t.group = t.group[:0]
}

// blank writes an empty line, unless nothing is written yet.
func (t *Text) blank() {
	if t.any {
		t.out.text("\n")
	}
	t.any = true
}

// styled writes s, which must be visible.
func (t *Text) styled(as style, s string) {
	if !t.config.Color || as == styleNone || s == "" {
		t.out.text(s)
		return
	}
	t.out.text("\x1b[", string(as), "m", s, "\x1b[0m")
}

// hanging writes prose whose first line starts at column indent; further lines
// are indented as far.
func (t *Text) hanging(indent int, as style, s string) {
	for i, line := range wrap(s, t.config.Width-indent) {
		if i > 0 {
			t.out.text(strings.Repeat(" ", indent))
		}
		t.styled(as, line)
		t.out.text("\n")
	}
}

const (
	rowIndent  = 4
	labelWidth = 9 // the longest label and two spaces
)

// row writes a labelled detail of a finding; an empty text writes nothing.
func (t *Text) row(label, s string) { t.styledRow(label, styleNone, s) }

func (t *Text) styledRow(label string, as style, s string) {
	if s == "" {
		return
	}
	t.out.text(strings.Repeat(" ", rowIndent))
	t.styled(styleDim, label)
	t.out.text(strings.Repeat(" ", labelWidth-len(label)))
	t.hanging(rowIndent+labelWidth, as, s)
}

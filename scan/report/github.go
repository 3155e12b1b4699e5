package report

import (
	"io"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/penstock-dev/penstock/scan"
)

// GitHubConfig configures [NewGitHub].
type GitHubConfig struct {
	// Summary takes the step summary in Markdown: the file that
	// GITHUB_STEP_SUMMARY names. Nil means none.
	Summary io.Writer
	// Base is the slash-separated path of the target inside the repository; it
	// goes in front of every path.
	Base string
	// MaxAnnotations is the number of annotations of each level; 0 means 10,
	// which is what GitHub shows of one step.
	MaxAnnotations int
	// MaxSummary is the size of the step summary in bytes; 0 means 1 MiB,
	// above which GitHub takes nothing of it. Less than 1024 means 1024.
	MaxSummary int
}

// GitHub is an [Encoder] for a step of GitHub Actions: workflow commands that
// annotate files, and optionally a step summary. Nothing is written before
// Close.
//
// Of each level the most severe findings are annotated, in the order in which
// they came; a last notice counts the others. What was not looked at and a
// decision against the run are annotations too. What is in an archive annotates
// the archive. The summary lists findings by
// severity until it is full, and then says how many it leaves out. Suppressed
// findings are counted only, and those that others tell as their parts.
type GitHub struct {
	out     output
	summary output
	config  GitHubConfig
	top     [3]topList // by level
	rows    rowList
	tally   tally
	parts   parts
	missed  fold
	notes   fold
}

// level is that of a workflow command.
type level int

const (
	levelError level = iota
	levelWarning
	levelNotice
)

func (l level) String() string { return [...]string{"error", "warning", "notice"}[l] }

func gitHubLevel(s scan.Severity) level {
	switch levelOf(s) {
	case "error":
		return levelError
	case "note":
		return levelNotice
	}
	return levelWarning
}

// NewGitHub returns an encoder that writes workflow commands to w, which
// should be the step's standard output.
func NewGitHub(w io.Writer, config GitHubConfig) *GitHub {
	if config.MaxAnnotations <= 0 {
		config.MaxAnnotations = 10
	}
	if config.MaxSummary <= 0 {
		config.MaxSummary = 1 << 20
	}
	config.MaxSummary = max(config.MaxSummary, 1024)
	if config.Base = path.Clean("/" + config.Base)[1:]; config.Base != "" {
		config.Base += "/"
	}
	g := &GitHub{out: output{w: w}, summary: output{w: config.Summary}, config: config}
	g.rows.limit = config.MaxSummary
	return g
}

// Finding implements [Encoder].
func (g *GitHub) Finding(f scan.Finding) error {
	if g.out.err != nil {
		return g.out.err
	}
	if r := f.Common(); !g.parts.hold(r, &g.tally) {
		g.list(r)
	}
	return nil
}

// list counts a finding and keeps it for an annotation and a row.
func (g *GitHub) list(r *scan.Record) {
	if g.tally.add(r) != stateOpen {
		return
	}
	g.top[gitHubLevel(severityOf(r))].add(r, g.config.MaxAnnotations)
	if g.config.Summary != nil {
		g.rows.add(severityOf(r), summaryRow(r))
	}
}

// Diagnostic implements [Encoder].
func (g *GitHub) Diagnostic(d *scan.Diagnostic) error {
	if d.Note {
		g.notes.add(d)
	} else {
		g.missed.add(d)
	}
	return g.out.err
}

// Close implements [Encoder].
func (g *GitHub) Close(s *Summary) error {
	if g.out.err != nil {
		return g.out.err
	}
	if s == nil {
		s = &Summary{}
	}
	for _, r := range g.parts.rest(&g.tally) {
		g.list(r)
	}
	g.annotations(s.Decision)
	if err := g.out.close(); err != nil || g.config.Summary == nil {
		return err
	}
	g.stepSummary(s)
	return g.summary.close()
}

// annotations writes what fits into the limits of each level.
func (g *GitHub) annotations(d *Decision) {
	own := [3][]func(){}
	if d != nil && d.Verdict != "pass" {
		at := levelError
		if d.Verdict == "incomplete" {
			at = levelWarning
		}
		own[at] = append(own[at], func() {
			g.command(at, nil, "Verdict: "+d.Verdict, strings.Join(d.Reasons, "\n"))
		})
	}
	if n := g.missed.total; n > 0 {
		own[levelWarning] = append(own[levelWarning], func() {
			g.command(levelWarning, nil, "Not looked at: "+thousands(int64(n)), g.missed.kindCounts())
		})
	}
	var room, left [3]int
	over := 0
	for l := range g.top {
		room[l] = max(g.config.MaxAnnotations-len(own[l]), 0)
		left[l] = max(g.top[l].total-room[l], 0)
		over += left[l]
	}
	if over > 0 {
		// The notice about the rest takes a place among the notices.
		room[levelNotice] = max(room[levelNotice]-1, 0)
		left[levelNotice] = max(g.top[levelNotice].total-room[levelNotice], 0)
	}
	for l := range g.top {
		for _, write := range own[l] {
			write()
		}
		for _, r := range g.top[l].first(room[l]) {
			g.annotate(level(l), r)
		}
	}
	if over > 0 {
		g.rest(left)
	}
}

// rest writes how many findings have no annotation.
func (g *GitHub) rest(left [3]int) {
	total := 0
	var parts []string
	for l, n := range left {
		if total += n; n > 0 {
			parts = append(parts, count(n, level(l).String()))
		}
	}
	text := strings.Join(parts, ", ") + "."
	if g.config.Summary != nil {
		text += " The step summary has the whole list."
	}
	g.command(levelNotice, nil, count(total, "more finding")+" without an annotation", text)
}

// annotate writes one finding.
func (g *GitHub) annotate(l level, r *scan.Record) {
	title := r.RuleID()
	if r.Rule != nil && r.Rule.Name != "" {
		title = r.Rule.Name
	}
	text := messageText(r)
	if what := firstAid(r); what != "" {
		text += "\n" + what
	}
	if id := r.RuleID(); id != "" {
		text += "\n" + severityOf(r).String() + ", " + id
	}
	p := placeOf(r)
	if where := p.inside(); where != "" {
		text += "\nInside of the archive: " + where
	}
	g.command(l, &p, title, text)
}

// firstAid returns in one line what to do about a finding.
func firstAid(r *scan.Record) string {
	switch {
	case len(r.Fixes) > 0 && r.Fixes[0].Description != "":
		return oneLine(r.Fixes[0].Description)
	case len(r.Fixes) > 0 && r.Fixes[0].Upgrade != nil:
		return "Upgrade to " + visible(r.Fixes[0].Upgrade.To) + "."
	case r.Remediation != "":
		return oneLine(r.Remediation)
	case r.Rule != nil:
		return oneLine(r.Rule.Remediation)
	}
	return ""
}

// textMax is the length of an annotation's message in columns.
const textMax = 4000

// command writes a workflow command. The text may have several lines.
func (g *GitHub) command(l level, p *place, title, text string) {
	g.out.text("::", l.String())
	sep := " "
	property := func(name, value string) {
		if value != "" {
			g.out.text(sep, name, "=")
			g.out.buf = appendProperty(g.out.buf, value)
			sep = ","
		}
	}
	if p != nil && p.file {
		g.position(p, property)
	}
	property("title", clip(oneLine(title), textMax/10))
	g.out.text("::")
	if text == "" {
		text = title
	}
	g.out.buf = appendData(g.out.buf, clip(visibleLines(text), textMax))
	g.out.text("\n")
}

// position writes file, lines and, where the region is on one line and they
// can be told, columns.
func (g *GitHub) position(p *place, property func(name, value string)) {
	number := func(name string, n int) {
		if n > 0 {
			property(name, strconv.Itoa(n))
		}
	}
	property("file", visibleLines(g.config.Base+p.outermost()))
	if p.region.StartLine <= 0 || len(p.archives) > 0 {
		return
	}
	last := lastLine(&p.region)
	number("line", p.region.StartLine)
	number("endLine", last)
	if start, end := utf16Columns(&p.region); last == p.region.StartLine {
		number("col", start)
		if p.region.EndLine == last && !p.redacted {
			number("endColumn", end)
		}
	}
}

// visibleLines makes every line of s visible and keeps the line feeds, which
// the encoding of commands can carry.
func visibleLines(s string) string {
	lines := strings.Split(s, "\n")
	for i := range lines {
		lines[i] = visible(lines[i])
	}
	return strings.Join(lines, "\n")
}

// appendData appends s as the data of a workflow command.
func appendData(b []byte, s string) []byte {
	for i := range len(s) {
		switch c := s[i]; c {
		case '%', '\r', '\n':
			b = appendPercent(b, c)
		default:
			b = append(b, c)
		}
	}
	return b
}

// appendProperty appends s as the value of a workflow command's property.
func appendProperty(b []byte, s string) []byte {
	for i := range len(s) {
		switch c := s[i]; c {
		case '%', '\r', '\n', ':', ',':
			b = appendPercent(b, c)
		default:
			b = append(b, c)
		}
	}
	return b
}

func appendPercent(b []byte, c byte) []byte {
	const hex = "0123456789ABCDEF"
	return append(b, '%', hex[c>>4], hex[c&15])
}

// topList keeps the most severe findings, equal ones in order of arrival.
type topList struct {
	list  []*scan.Record
	total int
}

func (t *topList) add(r *scan.Record, limit int) {
	t.total++
	i := len(t.list)
	for i > 0 && severityOf(t.list[i-1]) < severityOf(r) {
		i--
	}
	if i < limit {
		t.list = slices.Insert(t.list, i, r)
		t.list = t.list[:min(len(t.list), limit)]
	}
}

func (t *topList) first(n int) []*scan.Record { return t.list[:min(n, len(t.list))] }

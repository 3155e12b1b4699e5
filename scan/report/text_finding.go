package report

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/penstock-dev/penstock/scan"
)

// The most places, steps and edits that are listed under one finding.
const (
	listLong  = 20
	listShort = 5
)

// finding writes one finding; width is that of the widest position. What it
// shares with the finding right above it, its place and package, is not said
// again.
func (t *Text) finding(r, above *scan.Record, width int) {
	const severityWidth = len("critical")
	s := severityOf(r)
	p := placeOf(r)
	pos := position(&p.region)
	t.out.text("  ")
	t.styled(severityStyle(s), s.String())
	t.out.text(strings.Repeat(" ", severityWidth+2-len(s.String())))
	if width > 0 {
		t.out.text(pos, strings.Repeat(" ", width+2-len(pos)))
		width += 2
	}
	t.hanging(2+severityWidth+2+width, styleBold, messageText(r))
	samePlace := above != nil && sameRegion(above, r)
	if !samePlace {
		t.snippet(r, &p.region)
	}
	if above == nil || !samePlace || above.Rule != r.Rule {
		t.row("rule", ruleText(r))
	}
	t.row("state", stateText(r))
	if !samePlace || above.Location.Logical != r.Location.Logical {
		t.row("at", visible(r.Location.Logical))
	}
	t.row("from", originText(r))
	t.component(r, above)
	t.secret(r)
	t.row("impact", oneLine(r.Impact))
	t.flows(r)
	t.related(r)
	t.mend(r)
	t.suppressions(r)
}

// sameRegion reports whether two findings of one file are at the same place,
// which is then no whole file.
func sameRegion(a, b *scan.Record) bool {
	x, y := placeOf(a).region, placeOf(b).region
	return x.StartLine > 0 && x == y
}

// messageText returns the message, or else the rule's name or id.
func messageText(r *scan.Record) string {
	s := oneLine(r.Message)
	if s == "" && r.Rule != nil {
		s = oneLine(r.Rule.Name)
	}
	if s == "" {
		s = visible(r.RuleID())
	}
	if s == "" {
		s = "(no message)"
	}
	return s
}

// ruleText returns the rule's id, and its class where the id does not say it.
func ruleText(r *scan.Record) string {
	s := visible(r.RuleID())
	class := visible(string(r.Class()))
	if class != "" && s != class && !strings.HasSuffix(s, "/"+class) {
		s = strings.TrimSpace(s + " (" + class + ")")
	}
	if r.Tool != nil && r.Tool.Name != "" {
		s += ", found by " + toolText(*r.Tool)
	}
	return s
}

func toolText(tool scan.Tool) string {
	return visible(strings.TrimSpace(tool.Name + " " + tool.Version))
}

// stateText returns what sets the finding apart from a plain one.
func stateText(r *scan.Record) string {
	var parts []string
	if r.Outcome != scan.OutcomeFail {
		parts = append(parts, "to be judged by a person")
	}
	if r.Confidence == scan.ConfidenceLow {
		parts = append(parts, "low confidence")
	}
	if r.Baseline == scan.BaselineNew || r.Baseline == scan.BaselineUpdated {
		parts = append(parts, string(r.Baseline)+" against the baseline")
	}
	if r.Occurrences > 1 {
		parts = append(parts, count(r.Occurrences, "occurrence"))
	}
	return strings.Join(parts, ", ")
}

// originText returns where the file comes from, beyond what the heading says.
func originText(r *scan.Record) string {
	o, head := r.Location.Origin, ""
	if p := placeOf(r); !p.file {
		head = p.path
	}
	if o == nil {
		return ""
	}
	var parts []string
	add := func(label, s string) {
		if s != "" && s != head {
			parts = append(parts, label+visible(s))
		}
	}
	add("commit ", shortHash(o.Commit))
	if o.Author != "" {
		add("by ", o.Author)
	}
	if !o.Time.IsZero() {
		add("on ", o.Time.UTC().Format("2006-01-02"))
	}
	add("image ", o.Image)
	if o.Layer != "" {
		add("layer "+strconv.Itoa(o.LayerIndex)+" ", shortHash(o.Layer))
	}
	add("component ", o.Component)
	add("", o.Method)
	add("", o.URL)
	add("parameter ", o.Parameter)
	return strings.Join(parts, ", ")
}

// shortHash cuts a Git hash or a digest to twelve digits.
func shortHash(s string) string {
	_, hex, digest := strings.Cut(s, ":")
	if !digest {
		hex = s
	}
	if len(hex) > 12 {
		return s[:len(s)-len(hex)+12]
	}
	return s
}

func (t *Text) component(r, above *scan.Record) {
	said := above != nil && above.Package != nil && r.Package != nil && above.Package.PURL == r.Package.PURL && r.Package.PURL != ""
	if p := r.Package; p != nil && !said {
		t.row("package", packageText(r, len(r.Fixes) == 0))
		ways := waysOf(p)
		for i, path := range ways[:min(len(ways), 2)] {
			if i == 1 {
				t.row("", "and "+count(len(ways)-1, "other path"))
				break
			}
			t.row("through", pathText(path))
		}
	}
	if v := r.Vulnerability; v != nil {
		t.row("advisory", vulnerabilityText(r))
		t.row("trace", oneLine(strings.Join(v.Trace, " → ")))
	}
}

// waysOf returns the ways to a package that say something: that from the project
// straight to what it asks for itself does not.
func waysOf(p *scan.Package) [][]string {
	if len(p.Paths) > 0 && (len(p.Paths[0]) == 1 || len(p.Paths[0]) == 2 && p.Relation == scan.RelationDirect) {
		return p.Paths[1:]
	}
	return p.Paths
}

// packageText returns "name 1.2.3 (npm, direct, dev)", and with the version to
// move to "name 1.2.3 → 1.2.4 (npm, direct, dev)".
func packageText(r *scan.Record, withFix bool) string {
	p := r.Package
	s := strings.TrimSpace(p.Name + " " + p.Version)
	if s == "" {
		s = p.PURL
	}
	if to := fixedVersion(r); to != "" && withFix {
		s += " → " + to
	}
	var about []string
	for _, word := range []string{p.Ecosystem, string(p.Relation), string(p.Scope)} {
		if word != "" {
			about = append(about, word)
		}
	}
	if len(about) > 0 {
		s += " (" + strings.Join(about, ", ") + ")"
	}
	return visible(s)
}

// fixedVersion returns the version to move to.
func fixedVersion(r *scan.Record) string {
	for i := range r.Fixes {
		if u := r.Fixes[i].Upgrade; u != nil {
			return u.To
		}
	}
	if r.Vulnerability != nil && len(r.Vulnerability.Fixed) > 0 {
		return r.Vulnerability.Fixed[0]
	}
	return ""
}

// pathText returns a dependency path without what its package URLs share, and without
// their qualifiers.
func pathText(path []string) string {
	names := make([]string, len(path))
	for i, purl := range path {
		name := strings.TrimPrefix(purl, "pkg:")
		if _, rest, ok := strings.Cut(name, "/"); ok {
			name = rest
		}
		name, _, _ = strings.Cut(name, "?")
		if plain, err := url.PathUnescape(name); err == nil {
			name = plain
		}
		names[i] = name
	}
	return visible(strings.Join(names, " → "))
}

func vulnerabilityText(r *scan.Record) string {
	v := r.Vulnerability
	s := v.ID
	if len(v.Aliases) > 0 {
		s += " (" + strings.Join(v.Aliases, ", ") + ")"
	}
	for _, score := range r.Scores {
		s += ", " + scoreText(score)
	}
	if v.Reachability != "" {
		s += ", " + v.Reachability
	}
	if v.VEX != "" {
		s += ", VEX: " + v.VEX
	}
	if v.Withdrawn {
		s += ", withdrawn"
	}
	return visible(s)
}

func scoreText(s scan.Score) string {
	switch s.System {
	case "EPSS":
		return "EPSS " + strconv.FormatFloat(s.Value*100, 'f', 1, 64) + " %"
	case "KEV":
		return "known to be exploited"
	}
	return strings.Replace(s.System, ":", " ", 1) + " " + strconv.FormatFloat(s.Value, 'f', 1, 64)
}

// secret says what is known about a secret beyond its message.
func (t *Text) secret(r *scan.Record) {
	s := r.Secret
	if s == nil || s.Validation == "" && s.Redacted != "" && strings.Contains(r.Message, s.Redacted) {
		return
	}
	text := s.Redacted
	if s.Provider != "" {
		text += " of " + s.Provider
	}
	switch s.Validation {
	case "valid":
		text += ", still valid"
	case "invalid":
		text += ", no longer valid"
	case "unknown":
		text += ", validity unknown"
	}
	t.row("secret", visible(strings.TrimSpace(text)))
}

func (t *Text) flows(r *scan.Record) {
	for i, flow := range r.CodeFlows {
		if i == listShort {
			t.row("", "and "+count(len(r.CodeFlows)-i, "other flow"))
			break
		}
		t.row("flow", oneLine(flow.Message))
		label := "flow"
		if flow.Message != "" {
			label = ""
		}
		t.places(label, flow.Steps, r.Location.Path, true)
	}
}

func (t *Text) related(r *scan.Record) {
	t.places("see", r.Related, r.Location.Path, false)
}

// places lists locations, their places aligned.
func (t *Text) places(label string, list []scan.Location, home string, numbered bool) {
	shown := list[:min(len(list), listLong)]
	width := 0
	texts := make([]string, len(shown))
	for i := range shown {
		if texts[i] = placeText(&shown[i], home); numbered {
			texts[i] = strconv.Itoa(i+1) + " " + texts[i]
		}
		width = max(width, min(displayWidth(texts[i]), 48))
	}
	for i := range shown {
		s := texts[i]
		if what := remark(&shown[i]); what != "" {
			s += strings.Repeat(" ", max(width-displayWidth(s), 0)+2) + what
		}
		t.listRow(label, s)
		label = ""
	}
	if more := len(list) - len(shown); more > 0 {
		t.row("", "and "+thousands(int64(more))+" more")
	}
}

// listRow writes a row whose inner spaces count and that is not wrapped.
func (t *Text) listRow(label, s string) {
	t.out.text(strings.Repeat(" ", rowIndent))
	t.styled(styleDim, label)
	t.out.text(strings.Repeat(" ", labelWidth-len(label)), s, "\n")
}

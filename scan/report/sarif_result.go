package report

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/penstock-dev/penstock/scan"
)

// result appends one result object.
func (e *SARIF) result(j *jsonBuf, r *scan.Record) {
	var vuln *scan.Vulnerability
	if e.config.SplitVulnerabilities && r.Vulnerability != nil && r.Vulnerability.ID != "" {
		vuln = r.Vulnerability
	}
	index := e.ruleIndex(r.Rule, vuln)
	rule := e.rules[index]
	kind, level := kindAndLevel(r)
	if stateOf(r) == stateOpen {
		rule.score = max(rule.score, securityScore(r))
		rule.found = true
	}
	j.object("")
	j.str("ruleId", rule.id)
	j.num("ruleIndex", index)
	if kind != "fail" {
		j.str("kind", kind)
	}
	j.str("level", level)
	j.message("message", linkSafe(sarifMessage(r)))
	e.locations(j, r)
	e.related(j, r.Related)
	e.codeFlows(j, r.CodeFlows)
	fingerprints(j, r)
	if validBaseline(r.Baseline) {
		j.str("baselineState", string(r.Baseline))
	}
	e.suppressions(j, r.Suppressions)
	e.fixes(j, r)
	if r.Occurrences > 1 {
		j.num("occurrenceCount", r.Occurrences)
	}
	properties(j, r)
	j.endObject()
}

// sarifMessage returns the message, or else the rule's name; it is not empty.
func sarifMessage(r *scan.Record) string {
	if r.Message == "" && r.Rule != nil {
		return cmp.Or(r.Rule.Name, r.Rule.ID, unnamedRule)
	}
	return cmp.Or(r.Message, unnamedRule)
}

// linkSafe escapes brackets where a viewer would take plain text for an
// embedded link (section 3.11.6).
func linkSafe(s string) string {
	if !strings.Contains(s, "](") {
		return s
	}
	return strings.NewReplacer(`[`, `\[`, `]`, `\]`).Replace(s)
}

func kindAndLevel(r *scan.Record) (kind, level string) {
	switch r.Outcome {
	case scan.OutcomeFail:
		return "fail", levelOf(r.Severity)
	case scan.OutcomePass:
		return "pass", "none"
	case scan.OutcomeNotApplicable:
		return "notApplicable", "none"
	}
	return "review", "none"
}

// levelOf maps a severity to a level. What nobody judged is a warning, which
// is also the level that SARIF assumes.
func levelOf(s scan.Severity) string {
	switch s {
	case scan.SeverityCritical, scan.SeverityHigh:
		return "error"
	case scan.SeverityLow, scan.SeverityInfo:
		return "note"
	}
	return "warning"
}

// securityScore returns the number that stands for r's severity: a CVSS score
// that agrees with it, of the newest CVSS version, or else the middle of the
// severity's range.
func securityScore(r *scan.Record) float64 {
	best, system := 0.0, ""
	for _, s := range r.Scores {
		if strings.HasPrefix(s.System, "CVSS:") && s.System > system &&
			s.Value > 0 && s.Value <= 10 && scan.SeverityOfScore(s.Value) == r.Severity {
			best, system = s.Value, s.System
		}
	}
	if best > 0 {
		return best
	}
	return middleScore(r.Severity)
}

func middleScore(s scan.Severity) float64 {
	switch s {
	case scan.SeverityCritical:
		return 9.5
	case scan.SeverityHigh:
		return 8
	case scan.SeverityMedium:
		return 5.5
	case scan.SeverityLow:
		return 2
	}
	return 0
}

// fingerprints writes ours under a name with its version, and those of other
// tools under theirs.
func fingerprints(j *jsonBuf, r *scan.Record) {
	if r.Fingerprint == "" && len(r.Foreign) == 0 {
		return
	}
	j.object("partialFingerprints")
	ours := ""
	if r.Fingerprint != "" {
		version, _, _ := strings.Cut(string(r.Fingerprint), ":")
		if version != "v1" {
			version = "other"
		}
		ours = "penstockFingerprint/" + version
		j.must(ours, string(r.Fingerprint))
	}
	names := make([]string, 0, 4)
	for name := range r.Foreign {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		value := r.Foreign[name]
		if name == ours {
			continue
		}
		if !utf8.ValidString(name) {
			name = strconv.QuoteToASCII(name) // two broken names stay two
		}
		j.item(name)
		j.raw(":")
		j.b = appendString(j.b, value)
	}
	j.endObject()
}

func validBaseline(s scan.BaselineState) bool {
	switch s {
	case scan.BaselineNew, scan.BaselineUnchanged, scan.BaselineUpdated, scan.BaselineAbsent:
		return true
	}
	return false
}

func (e *SARIF) suppressions(j *jsonBuf, list []scan.Suppression) {
	if len(list) == 0 {
		return
	}
	j.array("suppressions")
	var starts []int
	for i := range list {
		s := &list[i]
		from := len(j.b)
		j.object("")
		if s.Kind == "inSource" {
			j.str("kind", "inSource")
		} else {
			j.str("kind", "external")
		}
		j.str("status", "accepted")
		j.str("justification", s.Justification)
		if s.Location != nil && s.Location.Path != "" {
			j.key("location")
			e.location(j, s.Location, 0)
		}
		if s.Mechanism != "" || s.Owner != "" || s.Expires != "" {
			j.object("properties")
			j.str("mechanism", s.Mechanism)
			j.str("owner", s.Owner)
			j.str("expires", s.Expires)
			j.endObject()
		}
		j.endObject()
		starts = j.distinct(starts, from)
	}
	j.endArray()
}

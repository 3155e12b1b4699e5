package quality

import (
	"sync"

	"github.com/penstock-dev/penstock/scan"
)

// element is something that a document or each of its components must state.
// One of share and component is set.
type element struct {
	name  string // of the rule
	level Level
	// share says how far the document states it, 0 to 1.
	share     func(*view) float64
	component func(*view, *component) bool
}

// each wants something of every component.
func each(name string, level Level, states func(*view, *component) bool) element {
	return element{name: name, level: level, component: states}
}

// once wants something of the document.
func once(name string, level Level, states func(*view) bool) element {
	return element{name: name, level: level, share: func(v *view) float64 {
		if states(v) {
			return 1
		}
		return 0
	}}
}

func (e element) check(v *view) Result {
	r := Result{Rule: rules()[e.name], Level: e.level}
	if e.share != nil {
		r.Total, r.Share = 1, e.share(v)
		r.Failed = r.Share < 1
		return r
	}
	r.Total = len(v.components)
	for _, c := range v.components {
		if !e.component(v, c) {
			r.Missing = append(r.Missing, c)
		}
	}
	r.Failed = r.Total == 0 || len(r.Missing) > 0
	r.Share = float64(r.Total-len(r.Missing)) / float64(max(r.Total, 1))
	return r
}

// rules are those of all elements by name, without "sbom/".
var rules = sync.OnceValue(func() map[string]*scan.Rule {
	out := map[string]*scan.Rule{}
	for _, text := range ruleTexts() {
		out[text[0]] = &scan.Rule{
			ID: "sbom/" + text[0], Name: text[1], Class: "sbom-incomplete", Kind: scan.KindQuality, Severity: scan.SeverityLow, Confidence: scan.ConfidenceHigh,
			Description: "A bill of materials that leaves this out cannot be used for what it is for: to find out who is affected by what, and whom to ask.",
			Remediation: text[2],
		}
	}
	return out
})

// Rules returns the rules of all elements of all profiles.
func Rules() []*scan.Rule {
	var out []*scan.Rule
	for _, text := range ruleTexts() {
		out = append(out, rules()[text[0]])
	}
	return out
}

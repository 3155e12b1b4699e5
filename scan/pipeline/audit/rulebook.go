package audit

import (
	"slices"

	"github.com/penstock-dev/penstock/scan"
)

// Rulebook is the name of a system with its rules. A front end embeds it for
// those parts of [System] in which they are all alike. It is immutable and safe
// for concurrent use.
type Rulebook struct {
	name  string
	rules []*Rule
	metas []*scan.Rule
}

// NewRulebook returns the rules of a system. It makes their ids those of the
// system, "name/id"; a rule without an id has that of its class. The rules are
// the rulebook's from then on.
func NewRulebook(name string, rules ...*Rule) Rulebook {
	b := Rulebook{name: name, rules: rules}
	for _, r := range rules {
		if r.Meta.ID == "" {
			r.Meta.ID = string(r.Meta.Class)
		}
		r.Meta.ID = name + "/" + r.Meta.ID
		r.Meta.Kind = scan.KindMisconfiguration
		b.metas = append(b.metas, &r.Meta)
	}
	return b
}

// Name implements [System].
func (b *Rulebook) Name() string { return b.name }

// Rules implements [System].
func (b *Rulebook) Rules() []*scan.Rule { return slices.Clone(b.metas) }

// Check implements [System] for a front end whose rules need nothing but the
// model. Others set up the run before.
func (b *Rulebook) Check(run *Run) { run.Rules(b.rules) }

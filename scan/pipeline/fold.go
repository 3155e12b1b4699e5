package pipeline

import (
	"cmp"
	"slices"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

// fold joins the findings that are about one attack: of those with the same
// path the gravest, or else the first, tells it, with the places of the others;
// they become its parts. So do findings that only matter on the way of one
// ([ci.Weakness].Piece). The parts stay findings of their own, for policies,
// baselines and whoever looks for a class; reports for people tell each path
// once. What is suppressed stays apart, with its reason, and so does what is
// graver, or meant for more readers, than the path. A comment that suppresses the
// finding which would tell the path suppresses those of the same rule on it too.
func fold(list []*Weakness) {
	inherit(list)
	heads, order := tellers(list, func(w *Weakness) bool { return !w.Suppressed() })
	f := folder{heads: heads, jobs: map[jobKey]*Weakness{}, triggers: map[triggerKey]*Weakness{}, told: map[toldKey]bool{}}
	for _, w := range order {
		f.index(heads[w.Correlation])
	}
	for _, w := range list {
		if w.Suppressed() || w.Path == nil && !w.Piece {
			continue
		}
		if head := f.headOf(w); head != nil && head != w && w.Severity <= head.Severity && w.Persona >= head.Persona {
			f.join(head, w)
		}
	}
}

// tellers returns the findings that tell a path, by their correlation, among
// those that count, and the first finding of each path in order.
func tellers(list []*Weakness, counts func(*Weakness) bool) (heads map[string]*Weakness, order []*Weakness) {
	heads = map[string]*Weakness{}
	for _, w := range list {
		if w.Path == nil || w.Piece || !counts(w) {
			continue
		}
		head := heads[w.Correlation]
		if head == nil {
			order = append(order, w)
		}
		if head == nil || w.Persona < head.Persona || w.Persona == head.Persona && w.Severity > head.Severity {
			heads[w.Correlation] = w
		}
	}
	return heads, order
}

// inherit suppresses what is on a path that a comment suppresses where it is
// told.
func inherit(list []*Weakness) {
	heads, _ := tellers(list, func(*Weakness) bool { return true })
	for _, w := range list {
		head := heads[w.Correlation]
		if head != nil && head != w && head.Suppressed() && !w.Suppressed() && w.Path != nil && !w.Piece && w.Rule == head.Rule {
			w.Suppressions = slices.Clone(head.Suppressions)
		}
	}
}

// folder knows the findings that tell a path.
type folder struct {
	heads    map[string]*Weakness // by their correlation
	jobs     map[jobKey]*Weakness // the gravest of a job that has anything to lose
	triggers map[triggerKey]*Weakness
	told     map[toldKey]bool // the places that a finding tells
}

// maxTold bounds the places of parts that a finding lists.
const maxTold = 200

type toldKey struct {
	head       *Weakness
	path       string
	start, end int
}

type jobKey struct{ path, job string }

type triggerKey struct {
	path   string
	offset int
}

// index notes where a path starts and ends.
func (f *folder) index(head *Weakness) {
	keep := func(known *Weakness) *Weakness {
		if known == nil || head.Persona < known.Persona || head.Persona == known.Persona && head.Severity > known.Severity {
			return head
		}
		return known
	}
	if len(head.Path.Entries) > 0 && !head.Path.Reach.Withheld {
		job := jobKey{head.Location.Path, head.Job}
		f.jobs[job] = keep(f.jobs[job])
	}
	for _, e := range head.Path.Entries {
		key := triggerKey{e.Location.Path, e.Location.Region.StartOffset}
		f.triggers[key] = keep(f.triggers[key])
	}
}

// headOf returns the finding that tells the path which a finding is on, nil for
// none.
func (f *folder) headOf(w *Weakness) *Weakness {
	switch {
	case w.Correlation != "":
		return f.heads[w.Correlation]
	case w.Job != "":
		return f.jobs[jobKey{w.Location.Path, w.Job}]
	}
	return f.triggers[triggerKey{w.Location.Path, w.Location.Region.StartOffset}]
}

// join makes a finding a part of the one that tells its path.
func (f *folder) join(head, w *Weakness) {
	w.Correlation, w.Part = head.Correlation, true
	key := func(l *scan.Location) toldKey {
		return toldKey{head, l.Path, l.Region.StartOffset, l.Region.EndOffset}
	}
	if !f.told[key(&head.Location)] { // its own are not noted yet
		f.told[key(&head.Location)] = true
		for i := range head.Related {
			f.told[key(&head.Related[i])] = true
		}
		for _, flow := range head.CodeFlows {
			for i := range flow.Steps {
				f.told[key(&flow.Steps[i])] = true
			}
		}
	}
	if f.told[key(&w.Location)] || len(head.Related) >= maxTold {
		return
	}
	f.told[key(&w.Location)] = true
	loc := w.Location
	loc.Role, loc.Message = ci.RolePart, cmp.Or(w.Rule.Name, w.Rule.ID)
	if w.Rule == head.Rule {
		loc.Role, loc.Message = "sink", ""
	}
	head.Related = append(head.Related, loc)
}

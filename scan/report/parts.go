package report

import "github.com/penstock-dev/penstock/scan"

// parts holds findings back that are only parts of what others tell, until it is
// known whether those are shown.
type parts struct {
	shown   map[wholeKey]bool
	waiting []*scan.Record
}

// wholeKey is what the findings of one whole have in common.
type wholeKey struct{ target, image, commit, correlation string }

// maxWaiting bounds the parts that are held back; those beyond stand on their
// own.
const maxWaiting = 10_000

func keyOfWhole(r *scan.Record) wholeKey {
	key := wholeKey{correlation: r.Correlation}
	if o := r.Location.Origin; o != nil {
		key.target, key.image, key.commit = o.Target, o.Image, o.Commit
	}
	return key
}

// hold reports whether a finding that would be shown is held back. One that is
// not tells its parts from then on. A part that is told is counted.
func (p *parts) hold(r *scan.Record, t *tally) bool {
	key := keyOfWhole(r)
	switch {
	case r.Correlation == "":
		return false
	case !r.Part:
		if p.shown == nil {
			p.shown = map[wholeKey]bool{}
		}
		p.shown[key] = p.shown[key] || stateOf(r) == stateOpen
		return false
	case stateOf(r) != stateOpen:
		return false
	case p.shown[key]:
		t.addPart(r)
		return true
	case len(p.waiting) == maxWaiting:
		return false
	}
	p.waiting = append(p.waiting, r)
	return true
}

// rest returns the parts whose whole never came, and counts the others.
func (p *parts) rest(t *tally) []*scan.Record {
	var list []*scan.Record
	for _, r := range p.waiting {
		if p.shown[keyOfWhole(r)] {
			t.addPart(r)
		} else {
			list = append(list, r)
		}
	}
	p.waiting = nil
	return list
}

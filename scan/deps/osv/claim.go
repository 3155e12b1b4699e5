package osv

import (
	"bytes"
	"slices"
	"strings"
)

// Claim is what one advisory says about one package: which versions it is
// about. It is a small value that points into the memory of its source;
// comparing versions with it allocates nothing.
type Claim struct {
	shard    *shard
	flags    byte
	advisory int // offset in the details
	extra    int // offset of what belongs to this package alone, with flagExtra
	ranges   []byte
	versions []byte
}

// Flags of a claim.
const (
	flagWithdrawn = 1 << iota
	flagMalware
	flagAll     // every version is affected
	flagUnclear // a range holds a version that cannot be ordered
	flagExtra
	flagBody    // ranges and versions follow
	flagCommits // about commits of a repository
)

// Kinds of items in a claim's versions.
const (
	itemText  = iota // affected, as it is written
	itemKey          // affected, as a key
	itemFixed        // the commit that mends it
)

// Kinds of events in a claim's ranges.
const (
	eventStart        = iota // introduced before all versions; no version follows
	eventIntroduced          // affected from here
	eventFixed               // no longer affected from here
	eventLastAffected        // no longer affected behind this
	eventLimit               // the range does not get here
	eventNoLimit             // the range has no limit; no version follows
)

// Verdict is the answer to whether a version is affected.
type Verdict int8

// The verdicts.
const (
	VerdictUnaffected Verdict = iota
	VerdictAffected
	VerdictUndecided // the version or a range cannot be ordered
)

// Withdrawn reports whether the advisory was taken back.
func (c Claim) Withdrawn() bool { return c.flags&flagWithdrawn != 0 }

// Malware reports whether the advisory is about a package made to do harm: one
// with a "MAL-" id.
func (c Claim) Malware() bool { return c.flags&flagMalware != 0 }

// SameAdvisory reports whether two claims are made by one advisory.
func (c Claim) SameAdvisory(o Claim) bool { return c.shard == o.shard && c.advisory == o.advisory }

// Evaluate says whether a version of the claim's package is affected, by the
// algorithm in the OSV schema, section "Evaluation": it is when the advisory
// lists it, or when it lies in one of the ranges. Ranges of Git commits say
// nothing about versions and are left out, but where the package is a repository
// (of the ecosystem "GIT"): then its tags are what the advisory lists, and of
// commits those are decided that it names. A version that cannot be ordered is
// affected when every version is, and else undecided.
func (c Claim) Evaluate(v Version) Verdict {
	if c.flags&flagAll != 0 || c.lists(v) {
		return VerdictAffected
	}
	if c.flags&flagCommits != 0 {
		return c.evaluateCommit(v)
	}
	if v.key == "" {
		return VerdictUndecided
	}
	for r := range c.eachRange {
		if r.holds(v) {
			return VerdictAffected
		}
	}
	if c.flags&flagUnclear != 0 {
		return VerdictUndecided
	}
	return VerdictUnaffected
}

// lists reports whether v is one of the versions that the advisory lists and no
// range covers.
func (c Claim) lists(v Version) bool {
	in := cursor{data: c.versions}
	for n := in.int(); n > 0 && len(in.data) > 0; n-- {
		kind := in.byte()
		item := in.bytes()
		if kind == itemKey && v.key != "" && string(item) == string(v.key) || kind == itemText && v.text != "" && string(item) == v.text {
			return true
		}
	}
	return false
}

// Fixes returns, for each range that holds v, the first version in it that is
// fixed; without repeats, in the advisory's order.
func (c Claim) Fixes(v Version) []string {
	var fixes []string
	for r := range c.eachRange {
		if !r.holds(v) {
			continue
		}
		for e := range r.eachEvent {
			if e.kind == eventFixed && e.compare(v) > 0 {
				fixes = appendNew(fixes, string(e.text))
				break
			}
		}
	}
	return fixes
}

// LaterFixes returns the fixed versions of all ranges that are higher than v, in
// the advisory's order; one may come several times.
func (c Claim) LaterFixes(v Version) []string {
	var fixes []string
	for r := range c.eachRange {
		for e := range r.eachEvent {
			if e.kind == eventFixed && e.compare(v) > 0 {
				fixes = append(fixes, string(e.text))
			}
		}
	}
	return fixes
}

// Ranges returns the affected versions in words, such as ">= 1.2.0, < 1.4.7".
func (c Claim) Ranges() []string {
	if c.flags&flagAll != 0 {
		return []string{"all versions"}
	}
	var list []string
	for r := range c.eachRange {
		list = append(list, r.describe()...)
	}
	return list
}

func appendNew(list []string, s string) []string {
	if slices.Contains(list, s) {
		return list
	}
	return append(list, s)
}

// eachRange yields the ranges.
func (c Claim) eachRange(yield func(rangeView) bool) {
	in := cursor{data: c.ranges}
	for n := in.int(); n > 0 && len(in.data) > 0; n-- {
		if !yield(rangeView(in.bytes())) {
			return
		}
	}
}

// rangeView is the code of one range: its events in rising order.
type rangeView []byte

// eventView is one event of a range.
type eventView struct {
	kind      byte
	key, text []byte
}

func (e eventView) compare(v Version) int { return bytes.Compare(e.key, []byte(v.key)) }

// eachEvent yields the events.
func (r rangeView) eachEvent(yield func(eventView) bool) {
	for in := (cursor{data: r}); len(in.data) > 0; {
		e := eventView{kind: in.byte()}
		if e.kind != eventStart && e.kind != eventNoLimit {
			e.key, e.text = in.bytes(), in.bytes()
		}
		if !yield(e) {
			return
		}
	}
}

// holds reports whether v lies in the range.
func (r rangeView) holds(v Version) bool {
	affected, limited, inLimit := false, false, false
	for e := range r.eachEvent {
		switch e.kind {
		case eventStart:
			affected = true
		case eventIntroduced:
			affected = affected || e.compare(v) <= 0
		case eventFixed:
			affected = affected && e.compare(v) > 0
		case eventLastAffected:
			affected = affected && e.compare(v) >= 0
		case eventLimit:
			limited = true
			inLimit = inLimit || e.compare(v) > 0
		case eventNoLimit:
			limited, inLimit = true, true
		}
	}
	return affected && (!limited || inLimit)
}

// describe returns one text for each stretch of the range.
func (r rangeView) describe() []string {
	var list, current []string
	flush := func() {
		if len(current) > 0 {
			list = append(list, strings.Join(current, ", "))
		}
		current = nil
	}
	for e := range r.eachEvent {
		switch e.kind {
		case eventStart:
			flush()
		case eventIntroduced:
			flush()
			current = []string{">= " + string(e.text)}
		case eventFixed:
			current = append(current, "< "+string(e.text))
			flush()
		case eventLastAffected:
			current = append(current, "<= "+string(e.text))
			flush()
		}
	}
	flush()
	return list
}

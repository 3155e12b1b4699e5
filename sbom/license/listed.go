package license

import (
	"math"
	"slices"
	"strings"
	"sync"

	"github.com/github/go-spdx/v2/spdxexp/spdxlicenses"
)

// Entry is what the SPDX license list says about an identifier.
type Entry struct {
	// ID in the spelling of the list.
	ID string
	// Exception is true for what may stand behind WITH and nowhere else.
	Exception bool
	// Deprecated identifiers are still valid; Successor is the expression that
	// the list names instead, where it names one.
	Deprecated bool
	Successor  string
	// Class is Unknown for exceptions.
	Class Class
}

// Lookup returns the entry of an identifier of the SPDX license list. Case is
// ignored, as SPDX 2.3, annex D.2 wants.
func Lookup(id string) (Entry, bool) {
	e, ok := entries()[strings.ToLower(id)]
	return e, ok
}

// List returns the SPDX license list with its exceptions, in rising order of
// the identifiers.
func List() []Entry {
	all := make([]Entry, 0, len(entries()))
	for _, e := range entries() {
		all = append(all, e)
	}
	slices.SortFunc(all, func(a, b Entry) int { return strings.Compare(a.ID, b.ID) })
	return all
}

var entries = sync.OnceValue(func() map[string]Entry {
	m := map[string]Entry{}
	add := func(ids []string, exception, deprecated bool) {
		for _, id := range ids {
			e := Entry{ID: id, Exception: exception, Deprecated: deprecated, Successor: successors()[id], Class: Unknown}
			if !exception {
				e.Class = cmpClass(classes()[strings.ToLower(id)])
			}
			m[strings.ToLower(id)] = e
		}
	}
	add(spdxlicenses.GetLicenses(), false, false)
	add(spdxlicenses.GetDeprecated(), false, true)
	add(spdxlicenses.GetExceptions(), true, false)
	add([]string{"Nokia-Qt-exception-1.1"}, true, true) // which the module leaves out
	return m
})

func cmpClass(c Class) Class {
	if c == "" {
		return Unknown
	}
	return c
}

// position is the place of a license among the versions of its family.
type position struct{ family, version int }

// positions maps identifiers to their place.
var positions = sync.OnceValue(func() map[string]position {
	m := map[string]position{}
	for i, group := range spdxlicenses.LicenseRanges() {
		for j, ids := range group {
			for _, id := range ids {
				m[id] = position{i, j}
			}
		}
	}
	return m
})

// Meets reports whether somebody who accepts the terms of allowed can comply
// with e, both single licenses: at least one version that e offers is one that is
// accepted. What comes with an exception meets the same license without it, since
// exceptions only permit more.
func (e *Expression) Meets(allowed *Expression) bool {
	have, want, ok := spans(e, allowed)
	return ok && have.from <= want.to && want.from <= have.to
}

// Within reports whether every version that e offers is one of other, both
// single licenses, so that what is said of other is true of e however it is
// used. An exception of e does not matter unless other names one.
func (e *Expression) Within(other *Expression) bool {
	have, want, ok := spans(e, other)
	return ok && want.from <= have.from && have.to <= want.to
}

// versions are those of a family, both ends included.
type versions struct{ from, to int }

// spans returns the versions of two single licenses of one family; ok is false
// where they have nothing to do with each other.
func spans(e, other *Expression) (have, want versions, ok bool) {
	if e.Operator != "" || other.Operator != "" {
		return have, want, false
	}
	e, other = e.Canonical(), other.Canonical()
	if other.Exception != "" && other.Exception != e.Exception {
		return have, want, false
	}
	one, oneLater := strings.CutSuffix(e.License, "-or-later")
	two, twoLater := strings.CutSuffix(other.License, "-or-later")
	p, known := positions()[one]
	q, both := positions()[two]
	if !known || !both {
		p, q, both = position{}, position{}, e.License == other.License
	}
	span := func(at position, later bool) versions {
		if later {
			return versions{at.version, math.MaxInt}
		}
		return versions{at.version, at.version}
	}
	return span(p, oneLater || e.OrLater), span(q, twoLater || other.OrLater), both && p.family == q.family
}

package osv

import (
	"cmp"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/internal/version"
)

// compileClaim returns what a part of a record says about a package, without
// its places in the details.
func compileClaim(r *Record, a *Affected, p Package) Claim {
	c := Claim{}
	if r.Withdrawn != "" {
		c.flags |= flagWithdrawn
	}
	if strings.HasPrefix(r.ID, "MAL-") {
		c.flags |= flagMalware
	}
	if p.Ecosystem == ecosystemGit && p.Name != a.Package.Name {
		c.compileCommits(p.Name, a)
		return c
	}
	scheme, _ := version.Of(a.Package.Ecosystem)
	c.compileRanges(scheme, a.Ranges)
	if c.flags&flagAll == 0 {
		c.compileVersions(scheme, a.Versions)
	}
	return c
}

// compileRanges sets the claim's ranges. A range in which an event cannot be
// ordered makes the claim unclear.
func (c *Claim) compileRanges(scheme *version.Scheme, ranges []Range) {
	var data []byte
	n := 0
	for _, r := range ranges {
		if r.Type == RangeGit || len(r.Events) == 0 {
			continue
		}
		if coversAll(r.Events) {
			c.flags, c.ranges = c.flags|flagAll, nil
			return
		}
		events, ok := compileEvents(scheme, r.Events)
		if !ok {
			c.flags |= flagUnclear
			continue
		}
		data = appendString(data, appendEvents(nil, events))
		n++
	}
	if n > 0 {
		c.ranges = append(appendUvarint(nil, n), data...)
	}
}

// coversAll reports whether events say that every version is affected.
func coversAll(events []Event) bool {
	for _, e := range events {
		if e.Introduced != "0" && e.Limit != "*" {
			return false
		}
	}
	return true
}

// event is an [Event] with its version parsed.
type event struct {
	kind byte
	key  version.Key
	text string
}

// compileEvents returns the events in rising order of their versions; those of
// one version stay in the advisory's order, but for its being the last one
// affected, which is true behind it only.
func compileEvents(scheme *version.Scheme, list []Event) (events []event, ok bool) {
	add := func(kind byte, text string) bool {
		if text == "" {
			return true
		}
		if scheme == nil {
			return false
		}
		key, err := scheme.Parse(text)
		events = append(events, event{kind, key, text})
		return err == nil
	}
	for _, e := range list {
		switch {
		case e.Introduced == "0":
			events = append(events, event{kind: eventStart})
			e.Introduced = ""
		case e.Limit == "*":
			events = append(events, event{kind: eventNoLimit})
			e.Limit = ""
		}
		if !add(eventIntroduced, e.Introduced) || !add(eventFixed, e.Fixed) ||
			!add(eventLastAffected, e.LastAffected) || !add(eventLimit, e.Limit) {
			return nil, false
		}
	}
	slices.SortStableFunc(events, func(a, b event) int {
		return cmp.Or(a.key.Compare(b.key), cmp.Compare(lastOf(a.kind), lastOf(b.kind)))
	})
	return events, true
}

func lastOf(kind byte) int {
	if kind == eventLastAffected {
		return 1
	}
	return 0
}

func appendEvents(dst []byte, events []event) []byte {
	for _, e := range events {
		dst = append(dst, e.kind)
		if e.kind != eventStart && e.kind != eventNoLimit {
			dst = appendString(appendString(dst, string(e.key)), e.text)
		}
	}
	return dst
}

// compileVersions sets the listed versions that no range covers anyway: as keys
// where they can be ordered, so that other spellings of them are found too.
func (c *Claim) compileVersions(scheme *version.Scheme, versions []string) {
	var data []byte
	n := 0
	for _, text := range versions {
		v := Version{text: text}
		if scheme != nil {
			v.key, _ = scheme.Place(text) // without an order, the text counts
		}
		if v.key != "" && c.inRanges(v) {
			continue
		}
		if v.key != "" {
			data = appendString(append(data, itemKey), string(v.key))
		} else {
			data = appendString(append(data, itemText), text)
		}
		n++
	}
	if n > 0 {
		c.versions = append(appendUvarint(nil, n), data...)
	}
}

func (c *Claim) inRanges(v Version) bool {
	for r := range c.eachRange {
		if r.holds(v) {
			return true
		}
	}
	return false
}

// body returns the code of ranges and versions, nil when there are none.
func (c Claim) body() []byte {
	if len(c.ranges) == 0 && len(c.versions) == 0 {
		return nil
	}
	return appendString(appendString(make([]byte, 0, len(c.ranges)+len(c.versions)+8), c.ranges), c.versions)
}

// claim reads what [located.append] wrote.
func (in *cursor) claim() Claim {
	c := Claim{flags: in.byte(), advisory: in.int()}
	if c.flags&flagExtra != 0 {
		c.extra = in.int()
	}
	if c.flags&flagBody != 0 {
		c.ranges, c.versions = in.bytes(), in.bytes()
	}
	return c
}

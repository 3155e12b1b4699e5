package osv

// Record returns a claim as the part of a record that it was made of: the
// affected versions of one package. Listed versions that a range covers are
// left out, and so are ranges of Git commits.
func (c Claim) Record(ecosystem, name string) Affected {
	a := Affected{Package: Package{Ecosystem: ecosystem, Name: name}}
	kind := RangeEcosystem
	if baseEcosystem(ecosystem) == "Go" {
		kind = RangeSemVer
	}
	if c.flags&flagAll != 0 {
		a.Ranges = []Range{{Type: kind, Events: []Event{{Introduced: "0"}}}}
		return a
	}
	for r := range c.eachRange {
		a.Ranges = append(a.Ranges, Range{Type: kind, Events: r.events()})
	}
	return a
}

// events returns the events of a range, in rising order.
func (r rangeView) events() []Event {
	var list []Event
	for e := range r.eachEvent {
		text := string(e.text)
		switch e.kind {
		case eventStart:
			list = append(list, Event{Introduced: "0"})
		case eventIntroduced:
			list = append(list, Event{Introduced: text})
		case eventFixed:
			list = append(list, Event{Fixed: text})
		case eventLastAffected:
			list = append(list, Event{LastAffected: text})
		case eventLimit:
			list = append(list, Event{Limit: text})
		case eventNoLimit:
			list = append(list, Event{Limit: "*"})
		}
	}
	return list
}

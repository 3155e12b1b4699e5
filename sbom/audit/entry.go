package audit

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/scan"
)

// compare finds what differs about one package.
func (c *comparison) compare(id identity) {
	listed, found := versions(c.listed[id]), versions(c.found[id])
	open := len(c.listed[id]) > 0 && len(c.found[id]) > 0
	if loose := listed[""]; len(loose) > 0 && open { // a name without version is all that is claimed
		delete(listed, "")
		if len(listed) == 0 {
			c.count(1, 1, len(found))
			return
		}
	}
	if len(found) > 1 || open {
		delete(found, "") // a requirement that leaves the version open, beside what it came to
	}
	if open && len(found) == 0 {
		c.count(1, len(listed), 1)
		return
	}
	var onlyListed, onlyFound []*scan.Package
	for _, v := range slices.Sorted(maps.Keys(listed)) {
		c.count(0, 1, 0)
		if found[v] == nil {
			onlyListed = append(onlyListed, listed[v]...)
			continue
		}
		c.count(1, 0, 0)
		c.details(listed[v], found[v])
	}
	for _, v := range slices.Sorted(maps.Keys(found)) {
		c.count(0, 0, 1)
		if listed[v] == nil {
			onlyFound = append(onlyFound, found[v]...)
		}
	}
	c.unpaired(onlyListed, onlyFound)
}

func (c *comparison) count(matched, listed, found int) {
	c.report.Matched += matched
	c.report.Listed += listed
	c.report.Found += found
}

// unpaired tells of what one side has only.
func (c *comparison) unpaired(listed, found []*scan.Package) {
	switch {
	case len(listed) > 0 && len(found) > 0:
		c.add(Entry{Kind: Version, Listed: listed, Found: found, From: join(listed, version), To: join(found, version)})
	case len(found) > 0:
		c.add(Entry{Kind: Missing, Found: found, To: join(found, version)})
	case len(listed) > 0 && c.comparable(listed[0]):
		c.add(Entry{Kind: Extra, Listed: listed, From: join(listed, version)})
	case len(listed) > 0:
		reason := "its package URL is of a kind that the run does not look for"
		if listed[0].PURL == "" {
			reason = "it has no package URL, and nothing that was found is called so"
		}
		c.add(Entry{Kind: NotComparable, Listed: listed, From: join(listed, version), Reason: reason})
	}
}

func (c *comparison) add(e Entry) {
	p := slices.Concat(e.Found, e.Listed)[0]
	e.Name, e.Ecosystem = p.Name, p.Ecosystem
	c.report.Entries = append(c.report.Entries, e)
}

// join lists texts about packages, each once.
func join(list []*scan.Package, text func(*scan.Package) string) string {
	var out []string
	for _, p := range list {
		if t := text(p); t != "" {
			out = append(out, t)
		}
	}
	slices.Sort(out)
	return strings.Join(slices.Compact(out), ", ")
}

// details compares what both sides state about one version.
func (c *comparison) details(listed, found []*scan.Package) {
	for _, p := range listed {
		if other := c.stated[reference(p)]; other != "" {
			c.add(Entry{Kind: Version, Listed: []*scan.Package{p}, Found: found, From: other, To: version(p)})
		}
	}
	for _, algorithm := range algorithms(listed) {
		digest := func(p *scan.Package) string {
			for _, h := range p.Hashes {
				if h.Algorithm == algorithm {
					return strings.ToLower(h.Value)
				}
			}
			return ""
		}
		from, to := join(listed, digest), join(found, digest)
		if from == "" || to == "" || overlap(from, to) {
			continue
		}
		c.add(Entry{Kind: Hash, Listed: listed, Found: found, From: algorithm + ":" + from, To: algorithm + ":" + to})
	}
	from, to := scope(listed), scope(found)
	if from != "" && to != "" && from != to {
		c.add(Entry{Kind: Scope, Listed: listed, Found: found, From: from, To: to})
	}
}

// reference returns the reference of the component that a package of a document is.
func reference(p *scan.Package) string {
	if len(p.Locations) == 0 || p.Locations[0].Origin == nil {
		return ""
	}
	return p.Locations[0].Origin.Component
}

func algorithms(list []*scan.Package) []string {
	seen := map[string]bool{}
	for _, p := range list {
		for _, h := range p.Hashes {
			seen[h.Algorithm] = true
		}
	}
	return slices.Sorted(maps.Keys(seen))
}

// overlap reports whether two lists have something in common: one version may
// have archives for several platforms.
func overlap(a, b string) bool {
	have := strings.Split(b, ", ")
	return slices.ContainsFunc(strings.Split(a, ", "), func(v string) bool { return slices.Contains(have, v) })
}

// scope returns "runtime" if anything needs the package when the project runs,
// "development" if nothing does, and "" where not everything tells.
func scope(list []*scan.Package) string {
	out := "development"
	for _, p := range list {
		switch p.Scope {
		case scan.ScopeRuntime:
			return "runtime"
		case scan.ScopeDev, scan.ScopeTest, scan.ScopeBuild:
		default: // unknown, or optional, which may be either
			out = ""
		}
	}
	return out
}

// message says what an entry means.
func (e *Entry) message() string {
	switch e.Kind {
	case Missing:
		return fmt.Sprintf("%s was found and is not in the bill of materials.", title(e.Name, e.To))
	case Extra:
		return fmt.Sprintf("%s is in the bill of materials and was not found.", title(e.Name, e.From))
	case Version:
		return fmt.Sprintf("%s is in the bill of materials; %s was found.", title(e.Name, e.From), e.To)
	case Hash:
		return fmt.Sprintf("%s has the digest %s in the bill of materials; %s was found.", title(e.Name, version(e.Listed[0])), e.From, e.To)
	case Scope:
		return fmt.Sprintf("%s is listed for %s, and is there for %s.", title(e.Name, version(e.Listed[0])), e.From, e.To)
	default:
		return fmt.Sprintf("%s could not be compared: %s.", title(e.Name, e.From), e.Reason)
	}
}

func title(name, version string) string {
	return strings.TrimSpace(name + " " + version)
}

package diff

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/internal/version"
	"github.com/penstock-dev/penstock/sbom/bom"
	"github.com/penstock-dev/penstock/sbom/purl"
)

// changes finds what changed about an entry.
func (c *comparison) changes(e *Entry) {
	switch {
	case len(e.From) == 0:
		e.Changes = append(e.Changes, Change{Added, "", versions(e.To)})
		if name := c.alike[e]; name != "" {
			e.Changes = append(e.Changes, Change{LookAlike, name, e.Name})
		}
		return
	case len(e.To) == 0:
		e.Changes = append(e.Changes, Change{Removed, versions(e.From), ""})
		return
	}
	e.Changes = append(e.Changes, versionChanges(e)...)
	e.Changes = append(e.Changes, identityChanges(e)...)
	e.add(License, c.licenses(0, e.From), c.licenses(1, e.To))
	e.add(Supplier, suppliers(e.From), suppliers(e.To))
	e.Changes = append(e.Changes, hashChanges(e)...)
	if path := c.paths[e]; path != "" {
		e.Changes = append(e.Changes, Change{Path, "", path})
	}
}

// add notes a change if there is one. A supplier that newly is known is one
// too.
func (e *Entry) add(kind Kind, from, to string) {
	if from != to {
		e.Changes = append(e.Changes, Change{kind, from, to})
	}
}

func sorted(list []*bom.Component, text func(*bom.Component) string) []string {
	out := make([]string, len(list))
	for i, c := range list {
		out[i] = text(c)
	}
	slices.Sort(out)
	return out
}

func versionOf(c *bom.Component) string { return c.Version }

func versions(list []*bom.Component) string {
	return strings.Join(slices.Compact(sorted(list, versionOf)), ", ")
}

// without returns the elements of a sorted list that a second one lacks, counted
// as often as they are missing.
func without(a, b []string) []string {
	var out []string
	for _, s := range a {
		for len(b) > 0 && b[0] < s {
			b = b[1:]
		}
		if len(b) > 0 && b[0] == s {
			b = b[1:]
			continue
		}
		out = append(out, s)
	}
	return out
}

// versionChanges pairs the versions that went with those that came, in rising
// order.
func versionChanges(e *Entry) []Change {
	from, to := sorted(e.From, versionOf), sorted(e.To, versionOf)
	gone, come := without(from, to), without(to, from)
	if len(gone)+len(come) > 0 && versions(e.From) == versions(e.To) {
		return []Change{{Instances, strings.Join(from, ", "), strings.Join(to, ", ")}}
	}
	order := orderOf(e)
	slices.SortStableFunc(gone, order.sort)
	slices.SortStableFunc(come, order.sort)
	var out []Change
	for i := range max(len(gone), len(come)) {
		switch {
		case i >= len(gone):
			out = append(out, Change{Version, "", come[i]})
		case i >= len(come):
			out = append(out, Change{Version, gone[i], ""})
		default:
			out = append(out, Change{order.kind(gone[i], come[i]), gone[i], come[i]})
		}
	}
	return out
}

// order compares versions of an ecosystem; nil where it is not known.
type order struct{ scheme *version.Scheme }

func orderOf(e *Entry) order {
	for _, c := range slices.Concat(e.To, e.From) {
		if c.PURL == "" {
			continue
		}
		if s, ok := version.Of(purlEcosystem(c.PURL)); ok {
			return order{s}
		}
	}
	s, _ := version.Of("SemVer")
	return order{s}
}

// purlEcosystem names the ecosystem whose order of versions a package URL's
// type has.
func purlEcosystem(text string) string {
	if ecosystem, _, _, err := purl.Split(text); err == nil {
		return ecosystem
	}
	kind, _, _ := strings.Cut(strings.TrimPrefix(text, "pkg:"), "/")
	switch kind {
	case "deb":
		return "Debian"
	case "rpm":
		return "AlmaLinux"
	case "apk":
		return "Alpine"
	default:
		return "SemVer"
	}
}

func (o order) sort(a, b string) int {
	if c, err := o.scheme.Compare(a, b); err == nil {
		return c
	}
	return strings.Compare(a, b)
}

func (o order) kind(from, to string) Kind {
	c, err := o.scheme.Compare(from, to)
	switch {
	case err != nil || c == 0 || from == "" || to == "" || commit(from) || commit(to):
		return Version
	case c < 0:
		return Upgraded
	default:
		return Downgraded
	}
}

// commit reports whether a version is the digest of a Git commit, whole or its
// beginning, whose digits have no order. Fewer than two letters in a beginning
// are a date or number with a mark of a pre-release.
func commit(v string) bool {
	if len(v) < 7 || len(v) > 64 || strings.Trim(v, "0123456789abcdef") != "" {
		return false
	}
	letters := 0
	for _, r := range v {
		if r >= 'a' {
			letters++
		}
	}
	return len(v) == 40 || len(v) == 64 || len(v) < 40 && letters >= 2
}

// identityChanges compares the package URLs of components that were paired by
// name. A package URL that newly is there, or no longer, says nothing new.
func identityChanges(e *Entry) []Change {
	from, to := identityOf(e.From[0]), identityOf(e.To[0])
	if from == to || from.kind == "" || to.kind == "" {
		return nil
	}
	return []Change{{Identity, "pkg:" + from.kind + "/" + from.name, "pkg:" + to.kind + "/" + to.name}}
}

// licenses lists the licenses of components of one side. A LicenseRef means
// nothing outside of its document: it goes by the name of its text.
func (c *comparison) licenses(side int, list []*bom.Component) string {
	return strings.Join(slices.Compact(sorted(list, func(one *bom.Component) string {
		var out []string
		for _, l := range one.Licenses {
			if v := l.Value(); v != "" && v != "NONE" {
				out = append(out, cmp.Or(c.texts[side][v], v))
			}
		}
		slices.Sort(out)
		return strings.Join(slices.Compact(out), ", ")
	})), "; ")
}

// licenseNames returns the names of the texts of a document by their
// identifiers.
func licenseNames(d *bom.Document) map[string]string {
	names := map[string]string{}
	for _, l := range d.Licenses {
		names[l.ID] = present(l.Name)
	}
	return names
}

// present returns a name that says something.
func present(name string) string {
	if name == "NOASSERTION" || name == "NONE" {
		return ""
	}
	return name
}

func suppliers(list []*bom.Component) string {
	return strings.Join(slices.Compact(sorted(list, func(c *bom.Component) string { return c.Supplier.Name })), "; ")
}

// hashChanges compares digests at equal versions: an algorithm that both sides
// know must have one in common.
func hashChanges(e *Entry) []Change {
	var out []Change
	for _, v := range slices.Compact(sorted(e.To, versionOf)) {
		old, new := digests(e.From, v), digests(e.To, v)
		for _, algorithm := range slices.Sorted(maps.Keys(new)) {
			if len(old[algorithm]) == 0 || slices.ContainsFunc(new[algorithm], func(d string) bool { return slices.Contains(old[algorithm], d) }) {
				continue
			}
			out = append(out, Change{Hash, algorithm + ":" + old[algorithm][0], algorithm + ":" + new[algorithm][0]})
		}
	}
	return out
}

func digests(list []*bom.Component, version string) map[string][]string {
	out := map[string][]string{}
	for _, c := range list {
		if c.Version != version {
			continue
		}
		for _, h := range c.Hashes {
			out[h.Algorithm] = append(out[h.Algorithm], h.Value)
		}
	}
	return out
}

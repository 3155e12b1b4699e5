package audit

import (
	"cmp"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/sbom/bom"
	"github.com/penstock-dev/penstock/sbom/purl"
	"github.com/penstock-dev/penstock/scan"
)

// Kind is the sort of an [Entry].
type Kind string

// The kinds of entries.
const (
	// Missing was found and is not in the document.
	Missing Kind = "missing"
	// Extra is in the document and was not found.
	Extra Kind = "extra"
	// Version was found in another version than the document lists.
	Version Kind = "version"
	// Hash is another digest by the same algorithm at the same version.
	Hash Kind = "hash"
	// Scope is a component that the document lists for development only and that
	// is needed at run time, or the other way round.
	Scope Kind = "scope"
	// NotComparable is a component of which nobody can say whether it is there.
	NotComparable Kind = "not-comparable"
)

// Config says what [Compare] cannot know from its lists.
type Config struct {
	// Ecosystems are those that the run is able to find, as [scan.Package] names
	// them, without release. What the document lists of others is not comparable,
	// unless something of them was found. Nil means all ecosystems of programming
	// languages and tools that the extractors of package sbom read.
	Ecosystems []string
}

// Entry is a package about which document and findings differ.
type Entry struct {
	Kind Kind
	// Name as the ecosystem writes it.
	Name, Ecosystem string
	// Listed are the packages of the document, with their places in it; Found
	// those of the run. One of them may be empty.
	Listed, Found []*scan.Package
	// From is what the document states, To what was found: versions, digests or
	// scopes.
	From, To string
	// Reason says why nothing could be compared.
	Reason string
}

// Report is what came of a comparison. It is a plain value.
type Report struct {
	// Entries in rising order of ecosystem, name and kind.
	Entries []Entry
	// Matched counts the packages, by name and version, that document and run
	// have in common, Listed and Found those of either.
	Matched, Listed, Found int
}

// Complete reports whether the document leaves out nothing that was found, and
// lists every package in the version that was found.
func (r *Report) Complete() bool {
	return !slices.ContainsFunc(r.Entries, func(e Entry) bool { return e.Kind == Missing || e.Kind == Version })
}

// Of returns the entries of a kind.
func (r *Report) Of(kind Kind) []Entry {
	var out []Entry
	for _, e := range r.Entries {
		if e.Kind == kind {
			out = append(out, e)
		}
	}
	return out
}

// identity is a package whatever its version.
type identity struct{ kind, name string }

// identify tells packages apart by type, namespace and name of the package URL,
// or by ecosystem and name where there is none.
func identify(p *scan.Package) identity {
	u, err := purl.Parse(p.PURL)
	if p.PURL == "" || err != nil {
		ecosystem, _, _ := strings.Cut(p.Ecosystem, ":")
		return identity{"ecosystem " + ecosystem, p.Name}
	}
	name := u.Name
	if u.Type == "pypi" {
		name = purl.NormalizePyPI(name)
	}
	if u.Namespace != "" {
		name = u.Namespace + "/" + name
	}
	return identity{u.Type, name}
}

func version(p *scan.Package) string {
	v := p.Version
	if u, err := purl.Parse(p.PURL); p.PURL != "" && err == nil && u.Version != "" {
		v = u.Version
	}
	if p.Ecosystem == "Go" {
		v = strings.TrimPrefix(v, "v")
	}
	return v
}

// project is a package that is none: what a document describes, or a part of it.
type project struct {
	identity
	version string
}

// group puts packages under their identities, and the projects apart.
func group(packages []*scan.Package, projects map[project]bool) map[identity][]*scan.Package {
	out := map[identity][]*scan.Package{}
	for _, p := range packages {
		id := identify(p)
		if p.Relation == scan.RelationRoot {
			projects[project{id, version(p)}] = true
			continue
		}
		out[id] = append(out[id], p)
	}
	return out
}

// withoutProjects leaves out packages that a side calls projects, and that the
// other does not know as packages: formats without a word for them list them like
// others.
func withoutProjects(side, other map[identity][]*scan.Package, projects map[project]bool) {
	for p := range projects {
		same := func(one *scan.Package) bool { return version(one) == p.version }
		if slices.ContainsFunc(other[p.identity], same) {
			continue
		}
		side[p.identity] = slices.DeleteFunc(side[p.identity], same)
		if len(side[p.identity]) == 0 {
			delete(side, p.identity)
		}
	}
}

// Compare holds a document against the packages of a run. The path is that of
// the document in the places of the result. Packages are the same when type,
// namespace and name of their package URLs are; components without package URL
// are looked for by name and version. A component whose version is not that of its
// package URL is there in another version, whichever was found. What either side calls a project of its
// own, and not a package, is not compared. Neither list is changed.
func Compare(d *bom.Document, path string, found []*scan.Package, config Config) *Report {
	ours, theirs := map[project]bool{}, map[project]bool{}
	c := &comparison{listed: group(d.Packages(path), ours), found: group(found, theirs), stated: stated(d), able: map[string]bool{}, report: &Report{}}
	for _, projects := range []map[project]bool{theirs, ours} { // a side may name its own among the packages of another project
		withoutProjects(c.listed, c.found, projects)
		withoutProjects(c.found, c.listed, projects)
	}
	for _, e := range config.Ecosystems {
		c.able[e] = true
	}
	c.byDefault = config.Ecosystems == nil
	for _, p := range found {
		c.able[ecosystem(p)] = true
	}
	c.byName()
	for _, id := range c.identities() {
		c.compare(id)
	}
	slices.SortStableFunc(c.report.Entries, func(a, b Entry) int {
		return cmp.Or(cmp.Compare(a.Ecosystem, b.Ecosystem), cmp.Compare(a.Name, b.Name), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.From, b.From))
	})
	return c.report
}

// stated returns the versions of components that are not those of their package
// URLs, by reference. Who reads the document takes the one or the other.
func stated(d *bom.Document) map[string]string {
	out := map[string]string{}
	for _, c := range d.Components {
		if u, err := purl.Parse(c.PURL); c.PURL != "" && err == nil && !purl.SameVersion(c.Version, u) {
			out[c.Ref] = c.Version
		}
	}
	return out
}

func ecosystem(p *scan.Package) string {
	name, _, _ := strings.Cut(p.Ecosystem, ":")
	return name
}

type comparison struct {
	listed, found map[identity][]*scan.Package
	stated        map[string]string // other versions than in their package URLs, by reference
	able          map[string]bool   // ecosystems that can be found
	byDefault     bool
	report        *Report
}

// byName gives components without package URL to what is called like them, if
// that is one package, or one of that version.
func (c *comparison) byName() {
	names := map[string][]identity{}
	for _, id := range c.identities() {
		if len(c.found[id]) > 0 {
			names[id.name] = append(names[id.name], id)
		}
	}
	for _, id := range c.identities() {
		list := c.listed[id]
		if len(list) == 0 || len(c.found[id]) > 0 || list[0].PURL != "" {
			continue
		}
		candidates := names[id.name]
		if len(candidates) > 1 {
			candidates = slices.DeleteFunc(slices.Clone(candidates), func(other identity) bool { return versions(c.found[other])[version(list[0])] == nil })
		}
		if len(candidates) > 1 { // those that have no package URL either
			candidates = slices.DeleteFunc(candidates, func(other identity) bool { return c.found[other][0].PURL != "" })
		}
		if len(candidates) == 1 {
			c.listed[candidates[0]] = append(c.listed[candidates[0]], list...)
			delete(c.listed, id)
		}
	}
}

func (c *comparison) identities() []identity {
	seen := map[identity]bool{}
	var out []identity
	for _, m := range []map[identity][]*scan.Package{c.listed, c.found} {
		for id := range m {
			if !seen[id] {
				seen[id] = true
				out = append(out, id)
			}
		}
	}
	slices.SortFunc(out, func(a, b identity) int { return cmp.Or(cmp.Compare(a.kind, b.kind), cmp.Compare(a.name, b.name)) })
	return out
}

// comparable reports whether a run would find packages like this one.
func (c *comparison) comparable(p *scan.Package) bool {
	if c.able[ecosystem(p)] && p.Ecosystem != "" {
		return true
	}
	_, _, _, err := purl.Split(p.PURL)
	return c.byDefault && err == nil && p.Ecosystem != "GitHub Actions"
}

// versions groups packages by version. Those without one are under "".
func versions(list []*scan.Package) map[string][]*scan.Package {
	out := map[string][]*scan.Package{}
	for _, p := range list {
		out[version(p)] = append(out[version(p)], p)
	}
	return out
}

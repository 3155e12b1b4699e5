package merge

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/penstock-dev/penstock/sbom/bom"
	"github.com/penstock-dev/penstock/sbom/purl"
	"github.com/penstock-dev/penstock/scan"
)

// identity is what makes components of several documents one.
type identity struct {
	purl, kind, name, version, scope string
	document, component              int // keep apart what may not be joined
}

const scopeProperty = "penstock:scope"

func identityOf(c *bom.Component) identity {
	scope := c.Property(scopeProperty)
	if c.PURL != "" {
		text := c.PURL
		if u, err := purl.Parse(c.PURL); err == nil {
			if canonical, err := purl.Canonical(u); err == nil {
				text = canonical
			}
		}
		return identity{purl: text, scope: scope}
	}
	return identity{kind: c.Type, name: c.FullName(), version: c.Version, scope: scope}
}

// part is a component with the document that it is of.
type part struct {
	source    *source
	component *bom.Component
}

// entry is a component of the result.
type entry struct {
	id     identity
	parts  []part
	merged *bom.Component
	below  *entry // the component around it
	needs  map[*entry]bool
	// stated says that a document tells what it needs, if only that it is nothing.
	stated bool
	// told is what documents say about the completeness of its dependencies.
	told []claim
}

type merger struct {
	config    Config
	sources   []*source
	result    *Result
	entries   []*entry
	top       *entry
	taken     map[string]bool // references
	conflicts map[[2]string]map[string]bool
	texts     map[string]string // license texts by reference
	services  map[string]string // references by the text of the service
	// vulnerabilities by ID and source.
	vulnerabilities map[[2]string][]*bom.Vulnerability
}

// scopes returns the scope of each package that documents give just one. Formats
// other than CycloneDX have no place for it, so that a component without one may
// be the same.
func (m *merger) scopes() map[string]string {
	only, several := map[string]string{}, map[string]bool{}
	for _, s := range m.sources {
		for _, c := range s.Components {
			id := identityOf(c)
			if id.purl == "" || id.scope == "" {
				continue
			}
			if known := only[id.purl]; known != "" && known != id.scope {
				several[id.purl] = true
			}
			only[id.purl] = id.scope
		}
	}
	for p := range several {
		delete(only, p)
	}
	return only
}

// collect puts the components of all documents under their identities.
func (m *merger) collect() {
	byID, scopes := map[identity]*entry{}, m.scopes()
	for i, s := range m.sources {
		for k, c := range s.Components {
			id := identityOf(c)
			if id.scope == "" {
				id.scope = scopes[id.purl]
			}
			switch {
			case m.config.Mode == Hierarchical, id.purl == "" && (id.name == "" || id.version == "" && !slices.Contains(s.Roots, c.Ref)):
				id.document, id.component = i+1, k+1
			case id.purl == "" && byID[id] != nil && contradicts(byID[id], c):
				id.document, id.component = i+1, k+1
			}
			e := byID[id]
			if e == nil {
				e = &entry{id: id, needs: map[*entry]bool{}}
				byID[id] = e
				m.entries = append(m.entries, e)
			}
			e.parts = append(e.parts, part{s, c})
			s.entries = append(s.entries, e)
			if s.byRef[c.Ref] == nil {
				s.byRef[c.Ref] = e
			}
		}
	}
}

// contradicts reports whether a digest says that a component is another one.
func contradicts(e *entry, c *bom.Component) bool {
	for _, p := range e.parts {
		for _, a := range p.component.Hashes {
			if slices.ContainsFunc(c.Hashes, func(b scan.Hash) bool { return a.Algorithm == b.Algorithm && a.Value != b.Value }) {
				return true
			}
		}
	}
	return false
}

// root makes the new root, or keeps the one that all documents describe.
func (m *merger) root() {
	c := m.config
	if c.Mode == Flat && c.Name == "" {
		if m.top = m.common(); m.top != nil {
			return
		}
	}
	m.top = &entry{needs: map[*entry]bool{}, stated: true}
	m.top.merged = &bom.Component{Type: cmp.Or(c.Type, "application"), Name: cmp.Or(c.Name, "root"), Version: c.Version, PURL: c.PURL}
	m.entries = slices.Insert(m.entries, 0, m.top)
}

// common returns the component that every document describes, nil if there is
// none.
func (m *merger) common() *entry {
	var all *entry
	for _, s := range m.sources {
		c := s.Root()
		if c == nil || all != nil && s.byRef[c.Ref] != all {
			return nil
		}
		all = s.byRef[c.Ref]
	}
	return all
}

// name gives every component its reference: the smallest that a document has
// for it, or its package URL or name and version, with a number behind it
// where that is taken.
func (m *merger) name() {
	if m.config.Mode == Flat {
		slices.SortStableFunc(m.entries, func(a, b *entry) int {
			return cmp.Or(compareTop(m.top, a, b), cmp.Compare(a.id.name+a.id.purl, b.id.name+b.id.purl), cmp.Compare(a.id.version, b.id.version), cmp.Compare(a.id.kind, b.id.kind), cmp.Compare(a.id.scope, b.id.scope))
		})
	}
	again := map[string]int{}
	for _, e := range m.entries {
		base := e.reference()
		ref := base
		for m.taken[ref] {
			again[base]++
			ref = base + "#" + strconv.Itoa(again[base]+1)
		}
		m.taken[ref] = true
		if e.merged == nil {
			e.merged = m.merge(e, ref)
		}
		e.merged.Ref = ref
		if len(e.parts) > 1 {
			j := Join{Ref: ref}
			for _, p := range e.parts {
				j.Members = append(j.Members, Member{p.source.index, p.component})
			}
			m.result.Joined = append(m.result.Joined, j)
		}
	}
	m.result.Document.Roots = []string{m.top.merged.Ref}
}

func compareTop(top, a, b *entry) int {
	switch top {
	case a:
		return -1
	case b:
		return 1
	default:
		return 0
	}
}

func (e *entry) reference() string {
	best := ""
	for _, p := range e.parts {
		if r := p.component.Ref; r != "" && !strings.HasPrefix(r, "#") && (best == "" || r < best) {
			best = r
		}
	}
	c := e.merged
	if c == nil {
		c = e.parts[0].component
	}
	return cmp.Or(best, c.PURL, strings.TrimSuffix(c.FullName()+"@"+c.Version, "@"), "component")
}

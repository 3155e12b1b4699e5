package merge

import (
	"slices"

	"github.com/penstock-dev/penstock/sbom/bom"
)

// components lists the components, in the hierarchical mode each behind the one
// that it is nested in.
func (m *merger) components() {
	d := m.result.Document
	if m.config.Mode == Hierarchical {
		m.nest()
	}
	for _, e := range m.entries {
		if e.below != nil {
			e.merged.Parent = e.below.merged.Ref
			e.merged.Depth = e.depth()
		}
		d.Components = append(d.Components, e.merged)
	}
}

// maxDepth bounds how deep components are looked for in each other.
const maxDepth = 1000

// inside reports whether an entry lies in another one, or is it.
func (e *entry) inside(other *entry) bool {
	for up, n := e, 0; up != nil && n < maxDepth; up, n = up.below, n+1 {
		if up == other {
			return true
		}
	}
	return false
}

func (e *entry) depth() int {
	n := 0
	for up := e.below; up != nil && n < maxDepth; up = up.below {
		n++
	}
	return n
}

// nest puts the components of each document into the one that it describes. A
// document that describes none, or several, gets one.
func (m *merger) nest() {
	entries := []*entry{m.top}
	for _, s := range m.sources {
		around := m.holder(s)
		around.below = m.top
		m.top.needs[around] = true
		entries = append(entries, around)
		for i, e := range s.entries {
			if e == around {
				continue
			}
			e.below = around
			if up := s.byRef[s.Components[i].Parent]; s.Components[i].Parent != "" && up != nil && !up.inside(e) {
				e.below = up
			}
			entries = append(entries, e)
		}
	}
	m.entries = entries
}

// holder returns the component that holds a document.
func (m *merger) holder(s *source) *entry {
	if c := s.Root(); c != nil && s.byRef[c.Ref] != nil {
		return s.byRef[c.Ref]
	}
	name := s.Document.Name
	if name == "" {
		name = "part"
	}
	e := &entry{needs: map[*entry]bool{}, stated: true}
	e.merged = &bom.Component{Type: "application", Name: name, Ref: m.unused(name)}
	for _, c := range s.tops() {
		e.needs[s.byRef[c.Ref]] = true
	}
	return e
}

// edges keeps what the documents say about dependencies.
func (m *merger) edges() {
	for _, s := range m.sources {
		for _, dep := range s.Dependencies {
			from := s.byRef[dep.Ref]
			if from == nil {
				m.loose(s, dep.Ref, dep.Ref)
				continue
			}
			from.stated = true
			for _, on := range dep.DependsOn {
				if to := s.byRef[on]; to == nil {
					m.loose(s, dep.Ref, on)
				} else if to != from {
					from.needs[to] = true
				}
			}
		}
		m.hang(s)
	}
	d := m.result.Document
	for _, e := range m.entries {
		if !e.stated && len(e.needs) == 0 {
			continue
		}
		dep := bom.Dependency{Ref: e.merged.Ref, DependsOn: []string{}}
		for to := range e.needs {
			dep.DependsOn = append(dep.DependsOn, to.merged.Ref)
		}
		slices.Sort(dep.DependsOn)
		d.Dependencies = append(d.Dependencies, dep)
	}
	m.provides()
}

// hang makes a flat document reachable from the root.
func (m *merger) hang(s *source) {
	if m.config.Mode != Flat {
		return
	}
	for _, c := range s.Components {
		if up, e := s.byRef[c.Parent], s.byRef[c.Ref]; c.Parent != "" && up != nil && up != e {
			up.needs[e] = true
		}
	}
	for _, c := range s.tops() {
		if e := s.byRef[c.Ref]; e != m.top {
			m.top.needs[e] = true
		}
	}
}

// provides keeps what components implement.
func (m *merger) provides() {
	d := m.result.Document
	at := map[string]int{}
	for i, dep := range d.Dependencies {
		at[dep.Ref] = i
	}
	for _, s := range m.sources {
		for _, dep := range s.Dependencies {
			from := s.byRef[dep.Ref]
			for _, ref := range dep.Provides {
				to := s.byRef[ref]
				if from == nil || to == nil {
					m.loose(s, dep.Ref, ref)
					continue
				}
				list := &d.Dependencies[at[from.merged.Ref]].Provides
				if !slices.Contains(*list, to.merged.Ref) {
					*list = append(*list, to.merged.Ref)
					slices.Sort(*list)
				}
			}
		}
	}
}

func (m *merger) loose(s *source, from, ref string) {
	m.result.Loose = append(m.result.Loose, Loose{s.index, from, ref})
}

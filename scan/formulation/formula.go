package formulation

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/sbom/bom"
	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/inventory"
)

// prefix is what references of a formula begin with, so that none is that of a
// component of the document.
const prefix = "formulation/"

// Properties of components and steps beside those that package bom names.
const (
	propertyPinned   = "penstock:pinned"
	propertyKind     = "penstock:kind"
	propertyVersion  = "penstock:version" // in the comment behind a commit
	propertyTag      = "penstock:tag"
	propertySystem   = "penstock:system"
	propertyPlace    = "penstock:place"
	propertyLocal    = "penstock:uses:local"
	propertyComputed = "penstock:uses:computed"
)

// Of returns the formula of pipelines: each of them is a workflow. It is nil for
// none. The pipelines are only read.
func Of(pipelines []*inventory.Pipeline) *bom.Formula {
	if len(pipelines) == 0 {
		return nil
	}
	m := &maker{refs: map[string]int{}, components: map[string]*bom.Component{}}
	list := slices.Clone(pipelines)
	slices.SortStableFunc(list, func(a, b *inventory.Pipeline) int {
		return cmp.Or(strings.Compare(uid(a), uid(b)), strings.Compare(a.System, b.System))
	})
	formula := &bom.Formula{Ref: "formulation"}
	for _, p := range list {
		formula.Workflows = append(formula.Workflows, m.workflow(p))
	}
	for _, ref := range sortedKeys(m.components) {
		c := m.components[ref]
		slices.SortFunc(c.Occurrences, func(a, b bom.Occurrence) int {
			return cmp.Or(strings.Compare(a.Path, b.Path), cmp.Compare(a.Offset, b.Offset))
		})
		c.Occurrences = slices.Compact(c.Occurrences)
		formula.Components = append(formula.Components, c)
	}
	return formula
}

// uid is the path of a pipeline's file, behind what it lies in. The commit that it
// was read from is left out, so that formulas of two commits can be compared.
func uid(p *inventory.Pipeline) string { return where(p.Location) }

func where(l scan.Location) string {
	if l.Origin == nil {
		return l.Path
	}
	parts := slices.Concat([]string{l.Origin.Target}, l.Origin.Archives, []string{l.Path})
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), "!")
}

// maker makes one formula.
type maker struct {
	refs       map[string]int // how often a reference was asked for
	components map[string]*bom.Component
}

// ref returns a reference that nothing else bears.
func (m *maker) ref(name string) string {
	m.refs[name]++
	if n := m.refs[name]; n > 1 {
		return m.ref(fmt.Sprintf("%s#%d", name, n))
	}
	return name
}

// component returns the reference of a component, "" for one that has no package
// URL.
func (m *maker) component(c *inventory.Component) string {
	if c.PURL == "" {
		return ""
	}
	ref := prefix + c.PURL
	known := m.components[ref]
	if known == nil {
		known = &bom.Component{Ref: ref, Type: "library", Name: c.Name, Version: c.Version, PURL: c.PURL, Hashes: c.Hashes, Source: c.Source}
		if strings.HasPrefix(c.PURL, "pkg:docker/") || strings.HasPrefix(c.PURL, "pkg:oci/") {
			known.Type = "container"
		}
		m.components[ref] = known
	}
	known.Occurrences = append(known.Occurrences, bom.Occurrence{Path: where(c.Location), Line: c.Location.Region.StartLine, Offset: c.Location.Region.StartOffset})
	for _, p := range []bom.Property{{Name: propertyKind, Value: string(c.Kind)}, {Name: propertyPinned, Value: string(c.Pinned)}, {Name: propertyTag, Value: c.Tag}, {Name: propertyVersion, Value: c.Comment}} {
		if p.Value != "" && !slices.Contains(known.Properties, p) {
			known.Properties = append(known.Properties, p)
		}
	}
	slices.SortFunc(known.Properties, compareProperties)
	return ref
}

func compareProperties(a, b bom.Property) int {
	return cmp.Or(strings.Compare(a.Name, b.Name), strings.Compare(a.Value, b.Value))
}

// runner returns the reference of a machine.
func (m *maker) runner(labels []string) string {
	name := strings.Join(labels, ", ")
	ref := prefix + "runner/" + name
	if m.components[ref] == nil {
		m.components[ref] = &bom.Component{Ref: ref, Type: "platform", Name: name}
	}
	return ref
}

func sortedKeys(m map[string]*bom.Component) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

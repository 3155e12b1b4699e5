package cyclonedx

import (
	"cmp"
	"net/url"
	"slices"
	"strings"

	cdx "github.com/CycloneDX/cyclonedx-go"

	"github.com/penstock-dev/penstock/sbom/bom"
)

// writer turns a document into the model of cyclonedx-go.
type writer struct {
	doc   *bom.Document
	refs  map[string]bool             // that components and services bear
	below map[string][]*bom.Component // by parent, for nested components
	done  map[*bom.Component]bool
	// unstated are roots that the document says no dependencies of.
	unstated []string
}

func newWriter(d *bom.Document) *writer {
	w := &writer{doc: d, refs: map[string]bool{}, below: map[string][]*bom.Component{}, done: map[*bom.Component]bool{}}
	first := map[string]*bom.Component{}
	for _, c := range d.Components {
		if first[c.Ref] != nil { // a reference names one thing
			w.done[c] = true
			continue
		}
		first[c.Ref] = c
		w.refs[c.Ref] = true
	}
	for _, c := range d.Components {
		if c.Parent != "" && c.Parent != c.Ref && w.refs[c.Parent] {
			w.below[c.Parent] = append(w.below[c.Parent], c)
		}
	}
	for _, s := range d.Services {
		w.refs[s.Ref] = true
	}
	for _, f := range d.Files {
		w.refs[f.Ref] = true
	}
	return w
}

// some returns the address of a list, nil for an empty one.
func some[T any](list []T) *[]T {
	if len(list) == 0 {
		return nil
	}
	return &list
}

func (w *writer) model() *cdx.BOM {
	d := w.doc
	m := &cdx.BOM{BOMFormat: cdx.BOMFormat, Version: max(d.Revision, 1)}
	m.Metadata = w.metadata()
	components := []cdx.Component{}
	for _, c := range d.Components {
		if top := c.Parent == "" || !w.refs[c.Parent]; top && !w.done[c] {
			components = append(components, w.component(c, 0))
		}
	}
	for _, c := range d.Components {
		if !w.done[c] { // its parents are a circle
			components = append(components, w.component(c, maxDepth))
		}
	}
	described := d.RootFile()
	for _, f := range d.Files {
		if f != described {
			components = append(components, fileModel(f))
		}
	}
	m.Components = &components
	m.Services = some(each(&d.Services, serviceModel))
	rest := append(slices.Clone(d.Properties), textProperties(d.Licenses)...)
	m.ExternalReferences, rest = references(d.References, rest)
	m.Properties = properties(rest)
	dependencies := w.dependencies()
	m.Dependencies = &dependencies
	m.Compositions = some(w.compositions())
	m.Formulation = w.formulation()
	m.Vulnerabilities = some(each(&d.Vulnerabilities, w.vulnerability))
	return m
}

func (w *writer) metadata() *cdx.Metadata {
	d := w.doc
	m := &cdx.Metadata{Timestamp: d.CreatedUTC(), Supplier: entity(d.Supplier), Manufacturer: entity(d.Manufacturer), Licenses: licenses(d.DataLicenses)}
	if root := d.Root(); root != nil {
		c := w.component(root, 0)
		m.Component = &c
	} else if f := d.RootFile(); f != nil {
		c := fileModel(f)
		m.Component = &c
	}
	authors := slices.Clone(d.Authors)
	if i := slices.IndexFunc(authors, func(p bom.Party) bool { return !p.Person }); i >= 0 && m.Manufacturer == nil {
		m.Manufacturer = entity(authors[i])
		authors = slices.Delete(authors, i, i+1)
	}
	m.Authors = some(each(&authors, contact))
	if len(d.Tools) > 0 {
		m.Tools = &cdx.ToolsChoice{Components: some(each(&d.Tools, func(t bom.Tool) cdx.Component {
			return cdx.Component{Type: cdx.ComponentTypeApplication, Publisher: t.Vendor, Name: t.Name, Version: t.Version}
		}))}
	}
	m.Lifecycles = some(each(&d.Lifecycles, func(phase string) cdx.Lifecycle {
		if slices.Contains(phases(), phase) {
			return cdx.Lifecycle{Phase: cdx.LifecyclePhase(phase)}
		}
		return cdx.Lifecycle{Name: phase}
	}))
	return m
}

func contact(p bom.Party) cdx.OrganizationalContact {
	return cdx.OrganizationalContact{Name: p.Name, Email: p.Email}
}

// component turns a component with those in it; deeper ones than the limit come
// at the top.
func (w *writer) component(c *bom.Component, depth int) cdx.Component {
	w.done[c] = true
	m := cdx.Component{
		BOMRef: c.Ref, Type: cdx.ComponentType(c.Type), Group: c.Group, Name: c.Name, Version: c.Version, Description: c.Description,
		Copyright: c.Copyright, PackageURL: c.PURL, Scope: cdx.Scope(c.Scope), Supplier: entity(c.Supplier), Manufacturer: entity(c.Manufacturer),
		Publisher: c.Publisher,
	}
	if !slices.Contains(componentTypes(), c.Type) {
		m.Type = cdx.ComponentTypeLibrary
	}
	m.Authors = some(each(&c.Authors, contact))
	if len(c.CPEs) > 0 {
		m.CPE = c.CPEs[0]
	}
	if c.SWID != "" {
		m.SWID = &cdx.SWID{TagID: c.SWID, Name: c.Name, Version: c.Version}
	}
	declared, concluded := split(c.Licenses)
	m.Licenses = licenses(declared)
	m.Evidence = evidence(c, concluded)
	rest := slices.Clone(c.Properties)
	for _, cpe := range c.CPEs[min(len(c.CPEs), 1):] { // there is place for one
		rest = append(rest, bom.Property{Name: propertyCPE, Value: cpe})
	}
	m.SWHID, m.OmniborID = otherIDs(c.OtherIDs)
	m.Hashes, rest = hashes(c.Hashes, rest)
	refs := c.References
	if c.Source != "" && isURL(c.Source) && !slices.ContainsFunc(refs, func(r bom.Reference) bool { return r.URL == c.Source }) {
		refs = append(slices.Clone(refs), bom.Reference{Type: "distribution", URL: c.Source})
	}
	m.ExternalReferences, rest = references(refs, rest)
	m.Properties = properties(rest)
	var nested []cdx.Component
	for _, child := range w.below[c.Ref] {
		if !w.done[child] && depth < maxDepth {
			nested = append(nested, w.component(child, depth+1))
		}
	}
	m.Components = some(nested)
	return m
}

// propertyCPE names properties that hold all but the first CPE of a component.
const propertyCPE = "penstock:cpe"

// otherIDs parts identifiers of content by their kind.
func otherIDs(list []string) (swhids, gitoids *[]string) {
	is := func(prefix string) *[]string {
		return some(slices.DeleteFunc(slices.Clone(list), func(id string) bool { return !strings.HasPrefix(id, prefix) }))
	}
	return is("swh:"), is("gitoid:")
}

// split parts licenses by who tells of them.
func split(list []bom.License) (declared, concluded []bom.License) {
	for _, l := range list {
		if l.Acknowledgement == "concluded" {
			concluded = append(concluded, l)
		} else {
			declared = append(declared, l)
		}
	}
	return declared, concluded
}

func evidence(c *bom.Component, concluded []bom.License) *cdx.Evidence {
	e := cdx.Evidence{Licenses: licenses(concluded)}
	e.Occurrences = some(each(&c.Occurrences, func(o bom.Occurrence) cdx.EvidenceOccurrence {
		m := cdx.EvidenceOccurrence{Location: o.Path}
		if o.Line > 0 {
			m.Line, m.Offset = &o.Line, &o.Offset
		}
		return m
	}))
	if e.Licenses == nil && e.Occurrences == nil {
		return nil
	}
	return &e
}

// dependencies merges what is said about one reference and leaves out what
// leads to nothing.
func (w *writer) dependencies() []cdx.Dependency {
	at := map[string]int{}
	out := []cdx.Dependency{}
	for _, dep := range w.doc.Dependencies {
		if !w.refs[dep.Ref] {
			continue
		}
		i, ok := at[dep.Ref]
		if !ok {
			i = len(out)
			at[dep.Ref] = i
			out = append(out, cdx.Dependency{Ref: dep.Ref, Dependencies: &[]string{}})
		}
		on := w.known(append(each(out[i].Dependencies, same), dep.DependsOn...))
		out[i].Dependencies = &on
		out[i].Provides = some(w.known(append(each(out[i].Provides, same), dep.Provides...)))
	}
	for _, root := range w.doc.Roots {
		if _, ok := at[root]; !ok && w.refs[root] {
			w.unstated = append(w.unstated, root)
			out = append(out, cdx.Dependency{Ref: root, Dependencies: &[]string{}})
		}
	}
	slices.SortFunc(out, func(a, b cdx.Dependency) int { return cmp.Compare(a.Ref, b.Ref) })
	return out
}

// known returns the references that something bears, in rising order.
func (w *writer) known(list []string) []string {
	out := []string{}
	for _, ref := range list {
		if w.refs[ref] {
			out = append(out, ref)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func (w *writer) compositions() []cdx.Composition {
	refs := func(list []string) *[]cdx.BOMReference {
		return some(each(some(w.known(list)), func(s string) cdx.BOMReference { return cdx.BOMReference(s) }))
	}
	var out []cdx.Composition
	for _, c := range w.doc.Compositions {
		if slices.Contains(aggregates(), c.Aggregate) {
			w.unstated = slices.DeleteFunc(w.unstated, func(ref string) bool { return slices.Contains(c.Dependencies, ref) })
			out = append(out, cdx.Composition{Aggregate: cdx.CompositionAggregate(c.Aggregate), Assemblies: refs(c.Assemblies), Dependencies: refs(c.Dependencies)})
		}
	}
	if len(w.unstated) > 0 { // they are in the graph, and must not look like leaves
		out = append(out, cdx.Composition{Aggregate: cdx.CompositionAggregateUnknown, Dependencies: refs(w.unstated)})
	}
	return out
}

// isReference reports whether a text can stand for a resource, be it by a path
// alone.
func isReference(s string) bool {
	if s == "" || strings.ContainsAny(s, " \t\n\\<>\"{}|^`") {
		return false
	}
	_, err := url.Parse(s)
	return err == nil
}

func isURL(s string) bool {
	scheme, rest, ok := strings.Cut(s, ":")
	return ok && rest != "" && isReference(s) && strings.Trim(strings.ToLower(scheme), "abcdefghijklmnopqrstuvwxyz0123456789+.-") == ""
}

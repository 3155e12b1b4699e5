package bom

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/penstock-dev/penstock/sbom/purl"
	"github.com/penstock-dev/penstock/scan"
)

// Config says what [New] cannot know from packages.
type Config struct {
	// Name, Version, Type and PURL describe the root. Without a name the root is
	// the package of [scan.RelationRoot] that lies nearest to the top of the tree,
	// if there is one, with Version and PURL, if given, in place of its own; and else
	// a component that is called "root". Type is a word of CycloneDX; "" means
	// "application".
	Name, Version, Type, PURL string
	// Created is the time that the document bears; the zero time means none.
	// SOURCE_DATE_EPOCH or the time of a commit keep documents reproducible.
	Created time.Time
	// Authors, Tools, Supplier and Lifecycle ("build", "operations", …) are written
	// as they are.
	Authors   []Party
	Tools     []Tool
	Supplier  Party
	Lifecycle string
	// Diagnostics of the run that found the packages. Any that is not a note
	// makes the document incomplete.
	Diagnostics []*scan.Diagnostic
	// Complete says that the caller knows that nothing is missing besides what
	// Diagnostics tell. Without it completeness is unknown.
	Complete bool
}

// New makes a document of an inventory: one component for each package URL and
// scope with all places, in rising order, under one root, from which every
// component is reached. The order of packages decides nothing, and the packages
// are not changed.
//
// Two compositions tell what is known: about the parts of the root, that they
// are complete (see [Config]), incomplete or unknown; about dependencies, that
// they are complete for packages out of files that tell edges, and unknown for
// the others.
func New(packages []*scan.Package, config Config) *Document {
	b := &builder{config: config, doc: &Document{Authors: config.Authors, Tools: config.Tools, Supplier: config.Supplier}}
	if !config.Created.IsZero() {
		b.doc.Created = config.Created.UTC().Format(time.RFC3339)
	}
	if config.Lifecycle != "" {
		b.doc.Lifecycles = []string{config.Lifecycle}
	}
	b.collect(packages)
	b.licenses()
	b.root()
	b.name()
	b.connect()
	b.compositions()
	return b.doc
}

// item is a component to be, with what is known of its packages.
type item struct {
	*Component
	scope    scan.Scope
	relation scan.Relation
	needs    []string // package URLs
	files    []string // that name it
	texts    []License
	former   string // package URL of the root before it was renamed
}

type builder struct {
	config Config
	doc    *Document
	items  []*item
	top    *item // the root
	// edgeFiles are the files that tell edges, filled when first asked for.
	edgeFiles map[string]bool
}

type key struct {
	purl, ecosystem, name, version, source string
	scope                                  scan.Scope
}

func keyOf(p *scan.Package) key {
	if p.PURL != "" {
		return key{purl: p.PURL, scope: p.Scope}
	}
	return key{"", p.Ecosystem, p.Name, p.Version, p.Source, p.Scope}
}

func (b *builder) collect(packages []*scan.Package) {
	byKey := make(map[key]*item, len(packages))
	for _, p := range sortedPackages(packages) {
		it := byKey[keyOf(p)]
		if it == nil {
			it = newItem(p)
			byKey[keyOf(p)] = it
			b.items = append(b.items, it)
		}
		it.merge(p)
	}
	for _, it := range b.items {
		it.finish()
	}
}

// sortedPackages orders what a component takes over from the first of several
// packages.
func sortedPackages(packages []*scan.Package) []*scan.Package {
	list := slices.Clone(packages)
	slices.SortStableFunc(list, func(a, b *scan.Package) int {
		return cmp.Or(cmp.Compare(a.PURL, b.PURL), cmp.Compare(a.Name, b.Name), cmp.Compare(a.Version, b.Version), cmp.Compare(a.Ecosystem, b.Ecosystem),
			cmp.Compare(a.Scope, b.Scope), cmp.Compare(a.Source, b.Source), cmp.Compare(a.Supplier, b.Supplier), cmp.Compare(a.Relation, b.Relation))
	})
	return list
}

func newItem(p *scan.Package) *item {
	c := &Component{Type: "library", Name: p.Name, Version: p.Version, PURL: p.PURL, Source: p.Source, Supplier: Party{Name: p.Supplier}, Scope: scopeWord(p.Scope)}
	if u, err := purl.Parse(p.PURL); err == nil {
		switch u.Type {
		case "npm", "maven", "composer":
			c.Group, c.Name = u.Namespace, u.Name
		case "docker", "oci":
			c.Type = "container"
		}
	}
	for _, name := range slices.Sorted(maps.Keys(p.Properties)) {
		if name == propertyType {
			c.Type = p.Properties[name]
			continue
		}
		c.Properties = append(c.Properties, Property{name, p.Properties[name]})
	}
	if told, _, _ := ecosystemOf(p.PURL); p.Ecosystem != "" && told != p.Ecosystem {
		c.Properties = append(c.Properties, Property{propertyEcosystem, p.Ecosystem})
	}
	return &item{Component: c, scope: p.Scope}
}

// scopeWord returns the word of CycloneDX for a scope: "excluded" is what is not
// needed when the root runs.
func scopeWord(s scan.Scope) string {
	switch s {
	case scan.ScopeRuntime:
		return "required"
	case scan.ScopeOptional, scan.ScopePeer:
		return "optional"
	case scan.ScopeDev, scan.ScopeTest, scan.ScopeBuild:
		return "excluded"
	default:
		return ""
	}
}

// merge adds what packages of the same key may differ in.
func (it *item) merge(p *scan.Package) {
	it.needs = append(it.needs, p.DependsOn...)
	it.Hashes = append(it.Hashes, p.Hashes...)
	if l, texts := declared(p); l != (License{}) {
		it.Licenses = append(it.Licenses, l)
		it.texts = append(it.texts, texts...)
	}
	for _, loc := range p.Locations {
		o := Occurrence{Path: loc.Path, Line: loc.Region.StartLine, Offset: loc.Region.StartOffset}
		if loc.Origin != nil {
			o.Path = strings.Join(append(slices.Clone(loc.Origin.Archives), loc.Path), "!")
		}
		it.Occurrences = append(it.Occurrences, o)
		it.files = append(it.files, o.Path)
	}
	it.relation = nearer(it.relation, p.Relation)
	it.Source = cmp.Or(it.Source, p.Source)
	it.Supplier.Name = cmp.Or(it.Supplier.Name, p.Supplier)
}

func nearer(a, b scan.Relation) scan.Relation {
	for _, r := range []scan.Relation{scan.RelationRoot, scan.RelationDirect, scan.RelationTransitive} {
		if a == r || b == r {
			return r
		}
	}
	return ""
}

// finish sorts what merge has added and keeps what has no field.
func (it *item) finish() {
	it.needs = sortedSet(it.needs)
	it.files = sortedSet(it.files)
	slices.SortFunc(it.Hashes, func(a, b scan.Hash) int {
		return cmp.Or(cmp.Compare(a.Algorithm, b.Algorithm), cmp.Compare(a.Value, b.Value))
	})
	it.Hashes = slices.Compact(it.Hashes)
	slices.SortFunc(it.Licenses, func(a, b License) int {
		return cmp.Or(cmp.Compare(a.Expression, b.Expression), cmp.Compare(a.Name, b.Name), cmp.Compare(a.Text, b.Text))
	})
	it.Licenses = slices.Compact(it.Licenses)
	slices.SortFunc(it.Occurrences, func(a, b Occurrence) int {
		return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Offset, b.Offset))
	})
	it.Occurrences = slices.Compact(it.Occurrences)
	if it.scope != "" {
		it.Properties = append(it.Properties, Property{propertyScope, string(it.scope)})
	}
	if it.relation != "" {
		it.Properties = append(it.Properties, Property{propertyRelation, string(it.relation)})
	}
}

func sortedSet(list []string) []string {
	list = slices.Clone(list)
	slices.Sort(list)
	return slices.Compact(list)
}

// root finds or makes the component that all others belong to.
func (b *builder) root() {
	var roots []*item
	for _, it := range b.items {
		if it.relation == scan.RelationRoot {
			roots = append(roots, it)
		}
	}
	c := b.config
	if b.top = nearest(roots); c.Name == "" && b.top != nil {
		b.items = slices.DeleteFunc(b.items, func(it *item) bool { return it == b.top })
		b.top.Type, b.top.Scope = cmp.Or(c.Type, "application"), ""
		b.top.rename(c.Version, c.PURL)
	} else {
		b.top = &item{Component: &Component{Type: cmp.Or(c.Type, "application"), Name: cmp.Or(c.Name, "root"), Version: c.Version, PURL: c.PURL}}
	}
	b.items = slices.Insert(b.items, 0, b.top)
	for _, it := range b.items {
		b.doc.Components = append(b.doc.Components, it.Component)
	}
}

// nearest returns the project that lies nearest to the top of the tree, nil if
// there is none, or more than one.
func nearest(roots []*item) *item {
	var best *item
	least, alone := 0, false
	for _, it := range roots {
		depth := 0
		for i, f := range it.files {
			if n := strings.Count(f, "/") + strings.Count(f, "!"); i == 0 || n < depth {
				depth = n
			}
		}
		switch {
		case best == nil || depth < least:
			best, least, alone = it, depth, true
		case depth == least:
			alone = false
		}
	}
	if !alone {
		return nil
	}
	return best
}

// rename gives the root another version and package URL. Packages that need it
// know it by the old one.
func (it *item) rename(version, text string) {
	it.former = it.PURL
	if version != "" {
		it.Version = version
		if u, err := purl.Parse(it.PURL); err == nil && it.PURL != "" {
			u.Version = version
			if s, err := purl.Canonical(u); err == nil {
				it.PURL = s
			}
		}
	}
	it.PURL = cmp.Or(text, it.PURL)
}

// name gives every component a reference: its package URL, or its name and
// version, with the scope or a number behind it where that is taken.
func (b *builder) name() {
	taken, again := make(map[string]bool, len(b.items)), map[string]int{}
	for _, it := range b.items {
		ref := it.PURL
		if ref == "" {
			ref = strings.TrimSuffix(it.FullName()+"@"+it.Version, "@")
		}
		if taken[ref] && it.scope != "" {
			ref += "#" + string(it.scope)
		}
		base := ref
		for taken[ref] {
			again[base]++
			ref = base + "#" + strconv.Itoa(again[base]+1)
		}
		taken[ref] = true
		it.Ref = ref
	}
	b.doc.Roots = []string{b.top.Ref}
}

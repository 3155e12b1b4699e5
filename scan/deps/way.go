package deps

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/scan"
)

// maxNamed bounds the direct dependencies that a remediation names.
const maxNamed = 5

// explain sets how the package of some findings comes in, and what that means for
// what to do. The package that the findings share is a copy.
func (f *forest) explain(s *suspect, found []*Vulnerability) {
	ways := f.shortest(s.packages)
	own := *s.first
	own.Properties = maps.Clone(own.Properties)
	own.Paths = nil
	through := brings(ways, s.first)
	for _, way := range ways {
		own.Paths = append(own.Paths, labels(way))
	}
	if own.Relation == scan.RelationUnknown && len(ways) > 0 {
		own.Relation = scan.RelationTransitive
		if slices.ContainsFunc(ways, func(way []*scan.Package) bool { return sameVersion(dependency(way), s.first) }) {
			own.Relation = scan.RelationDirect
		}
	}
	host := hostOf(own.Source)
	for _, v := range found {
		v.Package = &own
		v.Through = through
		v.Remediation = v.advise()
		if v.Kind == scan.KindMalware && host != "" {
			v.Message += fmt.Sprintf("; it is resolved from %s, so see whether that serves the public package of this name or one of your own", host)
			v.Record.Properties = map[string]any{"resolvedFrom": host}
		}
	}
}

// shortest returns the shortest ways to any of some packages, each once.
func (f *forest) shortest(packages []*scan.Package) [][]*scan.Package {
	var all [][]*scan.Package
	seen := map[string]bool{}
	done := map[file]bool{}
	for _, p := range packages {
		at, ok := fileOf(p)
		if !ok || done[at] {
			continue
		}
		done[at] = true
		for _, way := range f.ways(p) {
			key := strings.Join(labels(way), "\x00")
			if !seen[key] {
				seen[key] = true
				all = append(all, way)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b []*scan.Package) int { return cmp.Compare(len(a), len(b)) })
	return all[:min(len(all), maxPaths)]
}

// labels are the package URLs of a way, or the names of packages that have none.
func labels(way []*scan.Package) []string {
	list := make([]string, len(way))
	for i, p := range way {
		list[i] = cmp.Or(p.PURL, p.Name)
	}
	return list
}

// dependency returns the first package of a way that is none of the project's own.
func dependency(way []*scan.Package) *scan.Package {
	for _, p := range way {
		if published(p) {
			return p
		}
	}
	return way[len(way)-1]
}

func sameVersion(a, b *scan.Package) bool {
	return a.Name == b.Name && a.Version == b.Version && a.Ecosystem == b.Ecosystem
}

// brings returns the direct dependencies with which a package comes, without
// itself, in the order of the ways.
func brings(ways [][]*scan.Package, p *scan.Package) []*scan.Package {
	var list []*scan.Package
	for _, way := range ways {
		d := dependency(way)
		known := slices.ContainsFunc(list, func(o *scan.Package) bool { return sameVersion(o, d) })
		if !known && !sameVersion(d, p) {
			list = append(list, d)
		}
	}
	return list
}

// advise says what to do about this finding; "" where the rule says it all.
func (v *Vulnerability) advise() string {
	var parts []string
	switch {
	case len(v.Through) > 0 && v.Package.Relation == scan.RelationDirect:
		parts = append(parts, "The project asks for it itself, and it comes with "+nameThrough(v.Through)+".")
	case len(v.Through) > 0:
		parts = append(parts, "It comes with "+nameThrough(v.Through)+".")
	}
	switch {
	case v.Kind == scan.KindMalware && len(parts) > 0:
		parts = append(parts, "Remove the package and what needs it, rotate the credentials that it could reach, and look through the logs of the machines that installed it.")
	case len(v.Fixes) == 0 || v.Kind == scan.KindMalware:
		return strings.Join(parts, " ")
	case len(parts) == 0:
		parts = append(parts, sentence(v.Fixes[0].Description))
	case v.Package.Ecosystem == "Go":
		parts = append(parts, "The go.mod can ask for it by itself: "+v.Fixes[0].Description+".")
	default:
		parts = append(parts, "Renew the lockfile so as to "+v.Fixes[0].Description+"; where that is not allowed, take a release of the direct dependency that allows it, or override the version.")
	}
	if v.aside != "" {
		parts = append(parts, v.aside)
	}
	return strings.Join(parts, " ")
}

func sentence(s string) string { return strings.ToUpper(s[:1]) + s[1:] + "." }

func nameThrough(list []*scan.Package) string {
	var all []string
	for _, p := range list[:min(len(list), maxNamed)] {
		all = append(all, strings.TrimSpace(p.Name+" "+p.Version))
	}
	if more := len(list) - len(all); more > 0 {
		all = append(all, fmt.Sprintf("%d more", more))
	}
	return strings.Join(all, ", ")
}

// hostOf returns the host of a source that is a URL; the default registry of an
// ecosystem has none.
func hostOf(source string) string {
	_, rest, ok := strings.Cut(source, "://")
	if !ok {
		return ""
	}
	host, _, _ := strings.Cut(rest, "/")
	return host[strings.LastIndexByte(host, '@')+1:]
}

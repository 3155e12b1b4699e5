package entry

import (
	"maps"
	"slices"

	"github.com/penstock-dev/penstock/scan"
)

// Merge adds to a package what another entry says of the same one:
// dependencies, licences and hashes are united; of scopes and relations the one
// with the wider reach wins. Places are the caller's business.
func Merge(into, from *scan.Package) {
	into.Scope = wider(scopeOrder(), into.Scope, from.Scope)
	into.Relation = wider(relationOrder(), into.Relation, from.Relation)
	into.DependsOn = union(into.DependsOn, from.DependsOn)
	into.Licenses = appendNew(into.Licenses, from.Licenses)
	into.Hashes = appendNew(into.Hashes, from.Hashes)
	if into.Source == "" {
		into.Source = from.Source
	}
	if into.Supplier == "" {
		into.Supplier = from.Supplier
	}
	into.Installed = into.Installed || from.Installed
	for _, k := range slices.Sorted(maps.Keys(from.Properties)) {
		if _, ok := into.Properties[k]; !ok {
			SetProperty(into, k, from.Properties[k])
		}
	}
}

// scopeOrder lists the scopes from the widest reach to the narrowest. A source
// that does not tell counts as runtime, but gives way to one that says so.
func scopeOrder() []scan.Scope {
	return []scan.Scope{scan.ScopeRuntime, scan.ScopeUnknown, scan.ScopePeer, scan.ScopeOptional, scan.ScopeBuild, scan.ScopeTest, scan.ScopeDev}
}

func relationOrder() []scan.Relation {
	return []scan.Relation{scan.RelationRoot, scan.RelationDirect, scan.RelationTransitive, scan.RelationUnknown}
}

func wider[T comparable](order []T, a, b T) T {
	for _, v := range order {
		if v == a || v == b {
			return v
		}
	}
	return a
}

func union(a, b []string) []string {
	if len(b) == 0 {
		return a
	}
	all := slices.Concat(a, b)
	slices.Sort(all)
	return slices.Compact(all)
}

func appendNew[T comparable](list, more []T) []T {
	for _, v := range more {
		if !slices.Contains(list, v) {
			list = append(list, v)
		}
	}
	return list
}

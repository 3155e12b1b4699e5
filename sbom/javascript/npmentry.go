package javascript

import (
	"iter"

	"github.com/penstock-dev/penstock/internal/jsonpos"
	"github.com/penstock-dev/penstock/sbom/internal/entry"
	"github.com/penstock-dev/penstock/scan"
)

// npmEntry is the members of an entry that are read, collected in one go.
type npmEntry struct {
	name, version, resolved, integrity, deprecated jsonpos.Value
	license, licenses                              jsonpos.Value
	link, dev, optional, devOptional, peer         bool
	bundled, installScript                         bool
	requires, devDependencies                      jsonpos.Value
	dependencies                                   [3]jsonpos.Value // dependencies, optional, peer
}

// readEntry looks once at every member of an object.
func readEntry(v jsonpos.Value) npmEntry {
	var e npmEntry
	for key, value := range v.Members() {
		switch string(key.Bytes()) {
		case "name":
			e.name = value
		case "version":
			e.version = value
		case "resolved":
			e.resolved = value
		case "integrity":
			e.integrity = value
		case "deprecated":
			e.deprecated = value
		case "license":
			e.license = value
		case "licenses":
			e.licenses = value
		case "dependencies":
			e.dependencies[0] = value
		case "optionalDependencies":
			e.dependencies[1] = value
		case "peerDependencies":
			e.dependencies[2] = value
		case "devDependencies":
			e.devDependencies = value
		case "requires":
			e.requires = value
		default:
			e.flag(string(key.Bytes()), value.True())
		}
	}
	return e
}

func (e *npmEntry) flag(key string, on bool) {
	switch key {
	case "link":
		e.link = on
	case "dev":
		e.dev = on
	case "optional":
		e.optional = on
	case "devOptional":
		e.devOptional = on
	case "peer":
		e.peer = on
	case "bundled", "inBundle":
		e.bundled = e.bundled || on
	case "hasInstallScript":
		e.installScript = on
	}
}

// needs yields the names that a node depends on: those of its package.json,
// with those for development for the project's own packages only, and in a tree
// of version 1 those of "requires".
func (n *npmNode) needs() iter.Seq[string] {
	return func(yield func(string) bool) {
		fields := append(n.dependencies[:len(n.dependencies):len(n.dependencies)], n.requires)
		if n.root {
			fields = append(fields, n.devDependencies)
		}
		for _, field := range fields {
			for key, value := range field.Members() {
				if value.Kind() != jsonpos.Object && !yield(key.Str()) {
					return
				}
			}
		}
	}
}

// scope reads the flags.
func (e *npmEntry) scope() scan.Scope {
	switch {
	case e.dev:
		return scan.ScopeDev
	case e.optional, e.devOptional:
		return scan.ScopeOptional
	case e.peer:
		return scan.ScopePeer
	default:
		return scan.ScopeRuntime
	}
}

// describe sets what both forms of the file say about a package in one way.
func (e *npmEntry) describe(p *scan.Package) {
	p.Scope = e.scope()
	p.Hashes = entry.SRI(e.integrity.Str())
	p.Licenses = appendLicenses(appendLicenses(nil, e.license), e.licenses)
	if e.bundled {
		entry.SetProperty(p, "bundled", "true")
	}
	if e.installScript {
		entry.SetProperty(p, "installScript", "true")
	}
	entry.SetProperty(p, "deprecated", deprecation(e.deprecated))
}

// deprecation returns the words of the publisher, or "true" where the registry
// gives none.
func deprecation(v jsonpos.Value) string {
	if v.True() {
		return "true"
	}
	return v.Str()
}

// appendLicenses reads "license" and its old forms: an object with a type, a
// list of either.
func appendLicenses(list []string, v jsonpos.Value) []string {
	switch v.Kind() {
	case jsonpos.String:
		if s := v.Str(); s != "" {
			list = append(list, s)
		}
	case jsonpos.Object:
		list = appendLicenses(list, v.Get("type"))
	case jsonpos.Array:
		for e := range v.Elements() {
			if e.Kind() != jsonpos.Array {
				list = appendLicenses(list, e)
			}
		}
	}
	return list
}

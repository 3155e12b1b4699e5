package java

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/internal/tomlpos"
	"github.com/penstock-dev/penstock/sbom/internal/entry"
	"github.com/penstock-dev/penstock/scan"
)

// Catalog reads version catalogs of Gradle, *.versions.toml (the Gradle user
// manual, "Version catalogs"). Plugins are packages as well, by the name of
// their marker artifact and of scope build. A catalog lists what may be used: nothing
// is said about the scopes of libraries. A version that is only preferred or the end of a range is kept as the
// property "requirement".
type Catalog struct{}

// Name returns "java/gradle-catalog".
func (Catalog) Name() string { return "java/gradle-catalog" }

// Patterns returns *.versions.toml.
func (Catalog) Patterns() []string { return []string{"*.versions.toml"} }

// Extract reads one catalog.
func (Catalog) Extract(_ context.Context, f *scan.File, out scan.Sink) error {
	catalog, err := entry.TOML(f)
	r := catalogReader{file: f, versions: catalog.Table("versions")}
	r.section(catalog, "libraries", scan.ScopeUnknown, r.library)
	r.section(catalog, "plugins", scan.ScopeBuild, r.plugin)
	r.list.Report(out)
	return err
}

type catalogReader struct {
	file     *scan.File
	list     entry.List
	versions tomlpos.Table
}

// section reads a table of aliases, each "name:version" or a table.
func (r *catalogReader) section(catalog tomlpos.Table, name string, scope scan.Scope, read func(any) (string, string)) {
	places := entry.Keys(r.file, name)
	table := catalog.Table(name)
	for _, alias := range slices.SortedFunc(maps.Keys(table), func(a, b string) int {
		if d := places[a].Start - places[b].Start; d != 0 {
			return d
		}
		return strings.Compare(a, b)
	}) {
		module, version := read(table[alias])
		if module == "" {
			continue
		}
		at := places[alias]
		p := entry.Open(entry.New(r.file, ecosystem, module, "", at.Start, at.End), version)
		if fixed(version) {
			p = entry.New(r.file, ecosystem, module, version, at.Start, at.End)
		}
		p.Scope = scope
		r.list.Add(p)
	}
}

// fixed reports whether a version of Gradle or Maven is one and no range.
func fixed(version string) bool {
	return version != "" && !strings.ContainsAny(version, "[](),+*$ \t\r\n") && !strings.HasPrefix(version, "latest.") && version != "LATEST" && version != "RELEASE"
}

func (r *catalogReader) library(v any) (module, version string) {
	if s, ok := v.(string); ok {
		if i := strings.LastIndexByte(s, ':'); i > strings.IndexByte(s, ':') {
			return s[:i], s[i+1:]
		}
		return s, ""
	}
	t := tableOf(v)
	module = t.Str("module")
	if group, name := t.Str("group"), t.Str("name"); module == "" && group != "" && name != "" {
		module = group + ":" + name
	}
	return module, r.version(t["version"])
}

func (r *catalogReader) plugin(v any) (module, version string) {
	id, version := "", ""
	if s, ok := v.(string); ok {
		id, version, _ = strings.Cut(s, ":")
	} else {
		t := tableOf(v)
		id, version = t.Str("id"), r.version(t["version"])
	}
	if id == "" {
		return "", ""
	}
	return id + ":" + id + ".gradle.plugin", version
}

// version reads a version: a text, a reference to one, or a rich one.
func (r *catalogReader) version(v any) string {
	if s, ok := v.(string); ok {
		return s
	}
	t := tableOf(v)
	if ref := t.Str("ref"); ref != "" {
		v = r.versions[ref]
		if s, ok := v.(string); ok {
			return s
		}
		t = tableOf(v)
	}
	for _, kind := range []string{"strictly", "require", "prefer"} {
		if s := t.Str(kind); s != "" {
			return s
		}
	}
	return ""
}

func tableOf(v any) tomlpos.Table { return tomlpos.Table{"t": v}.Table("t") }

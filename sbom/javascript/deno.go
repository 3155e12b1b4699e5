package javascript

import (
	"context"
	"path"
	"strings"

	"github.com/penstock-dev/penstock/internal/jsonpos"
	"github.com/penstock-dev/penstock/sbom/internal/entry"
	"github.com/penstock-dev/penstock/scan"
)

// DenoLock reads deno.lock of versions 2 to 5 (the Deno manual, "Integrity
// checking and lock files"). Packages of JSR have the ecosystem "JSR" and no
// package URL, for which there is no type.
type DenoLock struct{}

// Name returns "javascript/deno-lock".
func (DenoLock) Name() string { return "javascript/deno-lock" }

// Patterns returns deno.lock.
func (DenoLock) Patterns() []string { return []string{"deno.lock"} }

const jsr = "JSR"

// Extract reads one lockfile.
func (DenoLock) Extract(_ context.Context, f *scan.File, out scan.Sink) error {
	root, err := entry.JSON(f, jsonpos.Config{})
	r := denoReader{file: f, specifiers: root.Get("specifiers"), byKey: map[string]*scan.Package{}, byName: map[string][]*scan.Package{}}
	for _, holder := range []jsonpos.Value{root, root.Get("packages")} { // versions 4 and 3
		r.packages(ecosystem, "npm:", npmOf(holder))
		r.packages(jsr, "jsr:", holder.Get("jsr"))
	}
	for _, d := range r.needs {
		r.list.Depend(d.from, r.find(d.key))
	}
	direct := false
	for d := range root.Get("workspace").Get("dependencies").Elements() {
		spec := d.Str()
		resolved := root.Get("specifiers").Get(spec).Str() // a version
		name, _ := splitSpec(spec[strings.IndexByte(spec, ':')+1:])
		if p := r.byKey[spec[:strings.IndexByte(spec, ':')+1]+name+"@"+resolved]; p != nil {
			p.Relation, direct = scan.RelationDirect, true
		}
	}
	if !direct {
		r.list.GuessDirect()
	}
	r.list.Report(out)
	return err
}

// npmOf returns the packages of npm, which version 2 puts one level deeper.
func npmOf(holder jsonpos.Value) jsonpos.Value {
	npm := holder.Get("npm")
	if inner := npm.Get("packages"); inner.Kind() == jsonpos.Object {
		return inner
	}
	return npm
}

type denoReader struct {
	file  *scan.File
	list  entry.List
	byKey map[string]*scan.Package // "npm:name@version"
	needs []denoNeed

	specifiers jsonpos.Value              // requirements with their versions
	byName     map[string][]*scan.Package // "npm:name"
}

type denoNeed struct {
	from *scan.Package
	key  string
}

func (r *denoReader) packages(system, prefix string, list jsonpos.Value) {
	for key, value := range list.Members() {
		name, version := splitSpec(key.Str())
		version, _, _ = strings.Cut(version, "_") // peers
		if name == "" || version == "" || !value.Complete() {
			continue
		}
		start, _ := key.Span()
		_, end := value.Span()
		p := entry.New(r.file, system, name, version, start, end)
		p.Hashes = entry.SRI(value.Get("integrity").Str())
		if system == jsr {
			p.Hashes = entry.Hex("sha256", value.Get("integrity").Str())
		}
		if value.Get("deprecated").True() {
			entry.SetProperty(p, "deprecated", "true")
		}
		p = r.list.Add(p)
		r.byKey[prefix+key.Str()] = p
		r.byName[prefix+name] = append(r.byName[prefix+name], p)
		r.depend(p, prefix, value.Get("dependencies"))
		r.depend(p, prefix, value.Get("optionalDependencies"))
	}
}

// find returns the package that a key means: its version, a requirement that the
// file has a version for, or the name alone where there is one version of it.
func (r *denoReader) find(key string) *scan.Package {
	if p := r.byKey[key]; p != nil {
		return p
	}
	system, spec, _ := strings.Cut(key, ":")
	name, _ := splitSpec(spec)
	if p := r.byKey[system+":"+name+"@"+r.specifiers.Get(key).Str()]; p != nil {
		return p
	}
	if list := r.byName[system+":"+name]; len(list) == 1 {
		return list[0]
	}
	return nil
}

// depend reads a list of keys, which leave out what the file tells elsewhere, or of
// older versions an object of names with their keys.
func (r *denoReader) depend(p *scan.Package, prefix string, dependencies jsonpos.Value) {
	for d := range dependencies.Elements() {
		key := d.Str()
		if at := strings.Index(key, "@npm:"); at > 0 { // behind an alias
			key = key[at+1:]
		}
		if !strings.HasPrefix(key, "jsr:") && !strings.HasPrefix(key, "npm:") {
			key = prefix + key
		}
		r.needs = append(r.needs, denoNeed{p, key})
	}
	for _, d := range dependencies.Members() {
		r.needs = append(r.needs, denoNeed{p, prefix + d.Str()})
	}
}

// DenoConfig reads the imports of deno.json, where deno.lock is absent. A
// version is one where it is written in full; what stays open is kept as the
// property "requirement".
type DenoConfig struct{}

// Name returns "javascript/deno-config".
func (DenoConfig) Name() string { return "javascript/deno-config" }

// Patterns returns deno.json and deno.jsonc.
func (DenoConfig) Patterns() []string { return []string{"deno.json", "deno.jsonc"} }

// ShadowedBy returns deno.lock.
func (DenoConfig) ShadowedBy(p string) []string { return []string{path.Join(path.Dir(p), "deno.lock")} }

// Extract reads one configuration.
func (DenoConfig) Extract(_ context.Context, f *scan.File, out scan.Sink) error {
	root, err := entry.JSON(f, jsonpos.Config{Comments: true})
	var list entry.List
	for key, value := range root.Get("imports").Members() {
		system, spec, _ := strings.Cut(value.Str(), ":")
		name, asked := splitSpec(strings.TrimPrefix(spec, "/"))
		asked, _, _ = strings.Cut(asked, "/") // a path in the package
		if system != "npm" && system != "jsr" || name == "" {
			continue
		}
		start, _ := key.Span()
		_, end := value.Span()
		version := asked
		if strings.Count(asked, ".") < 2 || asked[0] < '0' || asked[0] > '9' || strings.ContainsAny(asked, " |*:/") {
			version = ""
		}
		of := ecosystem
		if system == "jsr" {
			of = jsr
		}
		p := entry.New(f, of, name, version, start, end)
		if version == "" {
			entry.Open(p, asked)
		}
		p.Relation = scan.RelationDirect
		list.Add(p)
	}
	list.Report(out)
	return err
}

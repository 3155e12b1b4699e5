package javascript

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/internal/jsonpos"
	"github.com/penstock-dev/penstock/sbom/internal/entry"
	"github.com/penstock-dev/penstock/scan"
)

// BunLock reads bun.lock, the text form of Bun's lockfile. Scopes are those of
// the shortest way from a project of the workspace.
type BunLock struct{}

// Name returns "javascript/bun-lock".
func (BunLock) Name() string { return "javascript/bun-lock" }

// Patterns returns bun.lock.
func (BunLock) Patterns() []string { return []string{"bun.lock"} }

// Extract reads one lockfile.
func (BunLock) Extract(_ context.Context, f *scan.File, out scan.Sink) error {
	root, err := entry.JSON(f, jsonpos.Config{Comments: true})
	r := bunReader{file: f, byKey: map[string]*bunNode{}}
	errs := append(r.read(root), err)
	r.list.Report(out)
	return errors.Join(errs...)
}

// bunReader turns one lockfile into packages.
type bunReader struct {
	file  *scan.File
	list  entry.List
	byKey map[string]*bunNode // "name", or "outer/name" below another package
}

// bunNode is one entry.
type bunNode struct {
	pkg  *scan.Package
	info jsonpos.Value
}

func (r *bunReader) read(root jsonpos.Value) []error {
	var errs []error
	workspaces := map[string]jsonpos.Value{}
	for key, value := range root.Get("workspaces").Members() {
		workspaces[key.Str()] = value
	}
	r.project(root.Get("workspaces"), workspaces[""])
	for key, value := range root.Get("packages").Members() {
		if !r.add(key, value, workspaces) && value.Complete() {
			start, _ := key.Span()
			_, end := value.Span()
			errs = append(errs, entry.Unnamed(r.file, start, end))
		}
	}
	for _, key := range slices.Sorted(maps.Keys(r.byKey)) {
		r.link(key, r.byKey[key].pkg, r.byKey[key].info)
	}
	r.spread(workspaces)
	r.list.Direct()
	return errs
}

// project reports the root of the workspace.
func (r *bunReader) project(workspaces, value jsonpos.Value) {
	name := value.Get("name").Str()
	if name == "" {
		return
	}
	start, end := workspaces.Span()
	for key, v := range workspaces.Members() {
		if key.Str() == "" {
			start, _ = key.Span()
			_, end = v.Span()
		}
	}
	p := entry.New(r.file, ecosystem, name, value.Get("version").Str(), start, end)
	p.Relation = scan.RelationRoot
	r.byKey[""] = &bunNode{r.list.Add(p), value}
}

// add reads a tuple: name@version, then in some order a registry, an object of
// facts and a checksum.
func (r *bunReader) add(key, tuple jsonpos.Value, workspaces map[string]jsonpos.Value) bool {
	var id, info jsonpos.Value
	integrity, resolved := "", ""
	i := 0
	for e := range tuple.Elements() {
		switch {
		case i == 0:
			id = e
		case e.Kind() == jsonpos.Object:
			info = e
		case e.Kind() == jsonpos.String && strings.HasPrefix(e.Str(), "sha"):
			integrity = e.Str()
		case i == 1:
			resolved = e.Str()
		}
		i++
	}
	name, place := splitSpec(id.Str())
	if name == "" || place == "" || len(key.Raw()) > maxFolder {
		return false
	}
	start, _ := key.Span()
	_, end := tuple.Span()
	version, direct := place, false
	if folder, ok := strings.CutPrefix(place, "workspace:"); ok {
		info, direct = workspaces[folder], true
		version = info.Get("version").Str()
	} else if !plainVersion(place) {
		version = ""
	}
	p := entry.New(r.file, ecosystem, name, version, start, end)
	p.Hashes = entry.SRI(integrity)
	if direct {
		p.Relation = scan.RelationDirect
		p.Source = strings.TrimPrefix(place, "workspace:")
	} else if version == "" {
		npmSource(p, place)
	} else {
		npmSource(p, resolved)
	}
	if _, local := bunParent(key.Str()); local != name {
		entry.SetProperty(p, "alias", local)
	}
	r.byKey[key.Str()] = &bunNode{r.list.Add(p), info}
	return true
}

// bunParent splits the last package off a key; a scope belongs to its name.
func bunParent(key string) (parent, name string) {
	parent, name = cutLast(key, "/")
	if outer, scope := cutLast(parent, "/"); strings.HasPrefix(scope, "@") {
		return outer, scope + "/" + name
	}
	return parent, name
}

// resolve finds the package that one under key gets for a name: the nearest
// above it.
func (r *bunReader) resolve(key, name string) *bunNode {
	for range maxAbove {
		k := name
		if key != "" {
			k = key + "/" + name
		}
		if n := r.byKey[k]; n != nil || key == "" {
			return n
		}
		key, _ = bunParent(key)
	}
	return nil
}

func (r *bunReader) link(key string, p *scan.Package, info jsonpos.Value) {
	fields := []string{"dependencies", "optionalDependencies", "peerDependencies"}
	if key == "" || p.Relation == scan.RelationDirect {
		fields = append(fields, "devDependencies")
	}
	for _, field := range fields {
		for name := range info.Get(field).Members() {
			if to := r.resolve(key, name.Str()); to != nil && to.pkg != p {
				r.list.Depend(p, to.pkg)
			}
		}
	}
}

// spread sets the scopes from what the projects ask for.
func (r *bunReader) spread(workspaces map[string]jsonpos.Value) {
	for _, field := range []struct {
		name  string
		scope scan.Scope
	}{
		{"dependencies", scan.ScopeRuntime},
		{"peerDependencies", scan.ScopePeer},
		{"optionalDependencies", scan.ScopeOptional},
		{"devDependencies", scan.ScopeDev},
	} {
		for _, folder := range slices.Sorted(maps.Keys(workspaces)) {
			project := workspaces[folder]
			for name := range project.Get(field.name).Members() {
				if to := r.resolve(project.Get("name").Str(), name.Str()); to != nil {
					r.list.Spread(to.pkg, field.scope)
					to.pkg.Relation = scan.RelationDirect
				}
			}
		}
	}
}

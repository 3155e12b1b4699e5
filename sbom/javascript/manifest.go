package javascript

import (
	"context"
	"path"
	"regexp"
	"strings"

	"github.com/penstock-dev/penstock/internal/jsonpos"
	"github.com/penstock-dev/penstock/sbom/internal/entry"
	"github.com/penstock-dev/penstock/scan"
)

// Manifest reads package.json (the npm documentation, "package.json"), where no
// lockfile lies in its folder or one above: the lockfile of a workspace speaks for
// its members. Unless a requirement is one version the version stays open, and what
// is asked for is the property "requirement". Members of the same workspace are
// left out: they have a package.json of their own. The package.json of a
// package of Unity is none of npm.
type Manifest struct{}

// Name returns "javascript/manifest".
func (Manifest) Name() string { return "javascript/manifest" }

// Patterns returns package.json.
func (Manifest) Patterns() []string { return []string{"package.json"} }

// maxFoldersAbove is the number of folders above a manifest that may hold its
// lockfile.
const maxFoldersAbove = 16

// ShadowedBy returns the lockfiles of npm, Yarn, pnpm and Bun in the folder and
// those above.
func (Manifest) ShadowedBy(p string) []string {
	var list []string
	dir := path.Dir(p)
	for range maxFoldersAbove {
		for _, name := range []string{"package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml", "bun.lock", hiddenLock} {
			list = append(list, path.Join(dir, name))
		}
		if dir == "." || dir == "/" {
			break
		}
		dir = path.Dir(dir)
	}
	return list
}

// Quiet returns true.
func (Manifest) Quiet() bool { return true }

// Extract reads one manifest.
func (Manifest) Extract(_ context.Context, f *scan.File, out scan.Sink) error {
	doc, err := entry.JSON(f, jsonpos.Config{})
	if doc.Get("unity").Kind() == jsonpos.String {
		return err
	}
	r := manifestReader{file: f}
	if name := doc.Get("name"); name.Str() != "" && doc.Get("version").Str() != "" {
		start, end := name.Span()
		p := entry.New(f, ecosystem, name.Str(), doc.Get("version").Str(), start, end)
		p.Licenses = appendLicenses(nil, doc.Get("license"))
		p.Relation = scan.RelationRoot
		r.root = r.list.Add(p)
	}
	for _, kind := range []struct {
		key   string
		scope scan.Scope
	}{
		{"dependencies", scan.ScopeRuntime}, {"devDependencies", scan.ScopeDev},
		{"optionalDependencies", scan.ScopeOptional}, {"peerDependencies", scan.ScopePeer},
	} {
		for name, asked := range doc.Get(kind.key).Members() {
			if name.Str() != "" && asked.Complete() && asked.Kind() == jsonpos.String {
				r.dependency(name, asked, kind.scope)
			}
		}
	}
	r.list.Report(out)
	return err
}

type manifestReader struct {
	file *scan.File
	list entry.List
	root *scan.Package
}

// exactVersion is a requirement that only one version meets.
var exactVersion = regexp.MustCompile(`^[=v ]*(\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?)$`)

// packageName tells a name from a version.
var packageName = regexp.MustCompile(`^[@A-Za-z_]`)

// dependency adds a member such as "name": "1.0.0", "name": "npm:other@^2" or
// "name": "github:owner/name".
func (r *manifestReader) dependency(key, value jsonpos.Value, scope scan.Scope) {
	name, asked, alias := key.Str(), strings.TrimSpace(value.Str()), ""
	if strings.HasPrefix(asked, "workspace:") {
		return
	}
	if other, ok := strings.CutPrefix(asked, "npm:"); ok {
		asked = other
		if real, spec := splitSpec(other); packageName.MatchString(real) {
			asked = spec
			if real != name {
				name, alias = real, name
			}
		}
	}
	version, source := "", ""
	if m := exactVersion.FindStringSubmatch(asked); m != nil {
		version = m[1]
	} else if strings.ContainsAny(asked, ":/") && !strings.HasPrefix(asked, "catalog:") {
		source = asked
	}
	start, _ := key.Span()
	_, end := value.Span()
	p := entry.New(r.file, ecosystem, name, version, start, end)
	if source == "" && version == "" {
		entry.Open(p, asked)
	}
	manifestSource(p, source)
	entry.SetProperty(p, "alias", alias)
	p.Scope, p.Relation = scope, scan.RelationDirect
	r.list.Depend(r.root, r.list.Add(p))
}

// shorthand is a repository of GitHub as "owner/name", perhaps with a branch
// behind it.
var shorthand = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9-]*/[A-Za-z0-9._-]+(?:#.*)?$`)

// manifestSource says where a package comes from that is asked for by its place. What
// stands behind the # of a repository is a commit only if it looks like one.
func manifestSource(p *scan.Package, source string) {
	if shorthand.MatchString(source) {
		source = "github:" + source
	}
	for _, folder := range []string{"link:", "portal:"} {
		if rest, ok := strings.CutPrefix(source, folder); ok {
			source = "file:" + rest
		}
	}
	if repository, commit, git := gitSource(source); git {
		if commitOf(commit) == "" {
			entry.Open(p, commit)
			commit = ""
		}
		entry.SetGit(p, repository, commit)
		return
	}
	npmSource(p, source)
}

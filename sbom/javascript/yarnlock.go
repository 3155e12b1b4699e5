package javascript

import (
	"bytes"
	"context"
	"errors"
	"net/url"
	"strings"

	"github.com/penstock-dev/penstock/sbom/internal/entry"
	"github.com/penstock-dev/penstock/scan"
)

// YarnLock reads yarn.lock of Yarn 1 and of its successors (Berry).
//
// Yarn 1 says nothing about the project and about scopes; a package that no
// other one needs is taken for a direct one. Berry lists the project and the
// members of its workspace, without their versions. A patched package is
// reported as what was patched, with the property "patched". Checksums of Berry
// are those of its own cache and no hashes of the package. A file without entries
// is one of Yarn 1 that says so in its head.
type YarnLock struct{}

// Name returns "javascript/yarn-lock".
func (YarnLock) Name() string { return "javascript/yarn-lock" }

// Patterns returns yarn.lock.
func (YarnLock) Patterns() []string { return []string{"yarn.lock"} }

// Extract reads one lockfile.
func (YarnLock) Extract(_ context.Context, f *scan.File, out scan.Sink) error {
	r := yarnReader{file: f, bySpec: map[string]*scan.Package{}}
	var err error
	if bytes.Contains(f.Bytes(), []byte("__metadata:")) {
		err = r.readBerry()
	} else {
		err = r.readClassic()
	}
	r.list.Report(out)
	return err
}

// yarnReader turns one lockfile into packages.
type yarnReader struct {
	file   *scan.File
	list   entry.List
	bySpec map[string]*scan.Package // "name@range"
	nodes  []yarnNode
}

// yarnNode is one entry.
type yarnNode struct {
	pkg   *scan.Package
	needs [][2]string // name and range
	local bool        // of the project's own packages
}

var errNoEntries = errors.New("no entry of a yarn.lock in it")

// readClassic reads the format of Yarn 1.
func (r *yarnReader) readClassic() error {
	entries, errs := yarnEntries(r.file)
	for _, e := range entries {
		r.addClassic(e)
	}
	if len(entries) == 0 && len(errs) == 0 && !bytes.Contains(r.file.Bytes(), []byte("yarn lockfile")) {
		errs = append(errs, entry.Malformed(r.file, 0, errNoEntries))
	}
	for _, n := range r.nodes {
		for _, need := range n.needs {
			r.list.Depend(n.pkg, r.bySpec[need[0]+"@"+need[1]])
		}
	}
	r.list.GuessDirect()
	return errors.Join(errs...)
}

func (r *yarnReader) addClassic(e yarnEntry) {
	name, spec := splitSpec(e.specs[0])
	alias := ""
	if real, ok := strings.CutPrefix(spec, "npm:"); ok {
		alias = name
		name, _ = splitSpec(real)
	}
	if real := registryName(e.resolved, e.version); real != "" && real != name {
		alias, name = name, real
	}
	p := entry.New(r.file, ecosystem, name, e.version, e.start, e.end)
	p.Hashes = entry.SRI(e.integrity)
	entry.SetProperty(p, "alias", alias)
	switch {
	case e.resolved != "":
		yarnSource(p, e.resolved)
	case strings.HasPrefix(spec, "file:"), strings.HasPrefix(spec, "link:"):
		p.Source = spec[len("file:"):]
	}
	p = r.list.Add(p)
	for _, s := range e.specs {
		r.bySpec[s] = p
	}
	r.nodes = append(r.nodes, yarnNode{pkg: p, needs: e.needs})
}

// yarnSource reads a resolved URL. Behind its # stands the SHA-1 of a registry's
// archive, or a Git commit.
func yarnSource(p *scan.Package, resolved string) {
	archive, fragment, _ := strings.Cut(resolved, "#")
	if repository, commit, ok := gitSource(resolved); ok {
		entry.SetGit(p, repository, commit)
		return
	}
	if len(p.Hashes) == 0 && strings.HasSuffix(archive, ".tgz") {
		p.Hashes = entry.Hex("sha1", fragment)
	}
	if !strings.Contains(archive, ":") && !strings.HasSuffix(archive, ".tgz") {
		return // neither an address nor the archive of an offline mirror
	}
	npmSource(p, archive)
	if p.Source != "" && commitOf(archive) != "" {
		entry.SetProperty(p, "commit", commitOf(archive))
	}
}

// commitOf returns the Git commit that the archive of a forge is of.
func commitOf(archive string) string {
	last := archive[strings.LastIndexByte(archive, '/')+1:]
	if len(last) == 40 && strings.Trim(last, "0123456789abcdef") == "" {
		return last
	}
	return ""
}

// registryName returns the package that a registry's archive is of, which an
// alias may hide: what stands in front of "/-/" in its URL.
func registryName(resolved, version string) string {
	path, file, ok := strings.Cut(resolved, "/-/")
	if !ok || !strings.Contains(file, version) {
		return ""
	}
	path, err := url.PathUnescape(path)
	if err != nil {
		return ""
	}
	parts := strings.Split(path, "/")
	if n := len(parts); n > 1 && strings.HasPrefix(parts[n-2], "@") {
		return parts[n-2] + "/" + parts[n-1]
	}
	return parts[len(parts)-1]
}

// splitSpec separates a name from the range behind it.
func splitSpec(spec string) (name, rest string) {
	if i := strings.IndexByte(spec[min(1, len(spec)):], '@'); i >= 0 {
		return spec[:i+1], spec[i+2:]
	}
	return spec, ""
}

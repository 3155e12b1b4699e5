package swift

import (
	"context"
	"errors"
	"regexp"
	"strings"

	"github.com/penstock-dev/penstock/internal/yamlpos"
	"github.com/penstock-dev/penstock/sbom/internal/entry"
	"github.com/penstock-dev/penstock/scan"
)

// PodfileLock reads Podfile.lock. Subspecs, such as "Texture/Core", are parts of
// one pod and not reported on their own. The checksums in the file are those of
// specifications and no hashes of packages.
type PodfileLock struct{}

// Name returns "swift/podfile-lock".
func (PodfileLock) Name() string { return "swift/podfile-lock" }

// Patterns returns Podfile.lock.
func (PodfileLock) Patterns() []string { return []string{"Podfile.lock"} }

// podLine is "name (version)", the version absent in a dependency.
var podLine = regexp.MustCompile(`^"?([^ "()]+)(?: \(([^()]*)\))?"?$`)

var errPod = errors.New("want name (version)")

// Extract reads one lockfile.
func (PodfileLock) Extract(_ context.Context, f *scan.File, out scan.Sink) error {
	root, err := entry.YAML(f)
	r := podReader{file: f, byName: map[string]*scan.Package{}}
	errs := []error{err}
	for e := range root.Get("PODS").Elements() {
		errs = append(errs, r.pod(e))
	}
	for _, n := range r.needs {
		if to := r.byName[n.name]; to != n.from {
			r.list.Depend(n.from, to)
		}
	}
	for e := range root.Get("DEPENDENCIES").Elements() {
		name, _, _ := strings.Cut(e.Str(), " ")
		if p := r.byName[podName(name)]; p != nil {
			p.Relation = scan.RelationDirect
		}
	}
	for name, option := range root.Get("CHECKOUT OPTIONS").Members() {
		if p := r.byName[name.Str()]; p != nil && option.Get(":git").Str() != "" {
			entry.SetGit(p, option.Get(":git").Str(), option.Get(":commit").Str())
		}
	}
	for name, source := range root.Get("EXTERNAL SOURCES").Members() {
		if p := r.byName[name.Str()]; p != nil && p.Source == "" {
			p.Source = source.Get(":path").Str() + entry.CleanURL(source.Get(":git").Str()) + source.Get(":podspec").Str()
		}
	}
	r.list.Direct()
	r.list.Report(out)
	return errors.Join(errs...)
}

type podReader struct {
	file   *scan.File
	list   entry.List
	byName map[string]*scan.Package
	needs  []podNeed
}

type podNeed struct {
	from *scan.Package
	name string
}

func podName(name string) string {
	name, _, _ = strings.Cut(name, "/")
	return name
}

// pod reads a text, or a mapping of a text to the list of what it needs.
func (r *podReader) pod(e yamlpos.Value) error {
	key, needs := e, yamlpos.Value{}
	for k, v := range e.Members() {
		key, needs = k, v
	}
	start, end := yamlpos.Span(key, key)
	m := podLine.FindStringSubmatch(key.Str())
	if m == nil || m[2] == "" {
		return entry.Diagnostic(r.file, scan.DiagMalformed, start, end, "entry of Podfile.lock is not understood", errPod)
	}
	name := podName(m[1])
	p := r.byName[name]
	if p == nil || p.Version != m[2] {
		p = r.list.Add(entry.New(r.file, "CocoaPods", name, m[2], start, end))
		r.byName[name] = p
	}
	for need := range needs.Elements() {
		to, _, _ := strings.Cut(need.Str(), " ")
		r.needs = append(r.needs, podNeed{p, podName(to)})
	}
	return nil
}

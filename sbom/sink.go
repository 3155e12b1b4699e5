package sbom

import (
	"slices"

	"github.com/penstock-dev/penstock/scan"
)

// recorder is a sink that keeps what it gets.
type recorder struct {
	findings    []scan.Finding
	packages    []*scan.Package
	diagnostics []*scan.Diagnostic
}

func (r *recorder) Finding(f scan.Finding)        { r.findings = append(r.findings, f) }
func (r *recorder) Package(p *scan.Package)       { r.packages = append(r.packages, p) }
func (r *recorder) Diagnostic(d *scan.Diagnostic) { r.diagnostics = append(r.diagnostics, d) }

func (r *recorder) replay(out scan.Sink) {
	for _, f := range r.findings {
		out.Finding(f)
	}
	for _, p := range r.packages {
		out.Package(p)
	}
	for _, d := range r.diagnostics {
		out.Diagnostic(d)
	}
}

// asks reports whether there is a package that is not the project itself, or
// something that was not understood.
func (r *recorder) asks() bool {
	return len(r.diagnostics) > 0 || slices.ContainsFunc(r.packages, func(p *scan.Package) bool { return !isRoot(p) })
}

func isRoot(p *scan.Package) bool { return p.Relation == scan.RelationRoot }

// rootSink notes that the project of a folder has a name.
type rootSink struct {
	scan.Sink
	pass   *pass
	folder place
}

func (s *rootSink) Package(p *scan.Package) {
	if isRoot(p) {
		s.pass.mu.Lock()
		s.pass.rooted[s.folder] = true
		s.pass.mu.Unlock()
	}
	s.Sink.Package(p)
}

// onceSink passes on one of the packages and diagnostics that two joined files
// report alike.
type onceSink struct {
	scan.Sink
	seen map[onceKey]bool
}

// onceKey is a thing said about a place.
type onceKey struct {
	what, origin, path string
	start, end         int
}

func placeKey(what string, loc scan.Location) onceKey {
	return onceKey{what, originKey(loc.Origin), loc.Path, loc.Region.StartOffset, loc.Region.EndOffset}
}

func (s *onceSink) first(what string, loc scan.Location) bool {
	key := placeKey(what, loc)
	if s.seen[key] {
		return false
	}
	s.seen[key] = true
	return true
}

func (s *onceSink) Package(p *scan.Package) {
	if len(p.Locations) == 0 || s.first("package "+p.Name+"@"+p.Version, p.Locations[0]) {
		s.Sink.Package(p)
	}
}

func (s *onceSink) Diagnostic(d *scan.Diagnostic) {
	if s.first("diagnostic "+d.Message, d.Location) {
		s.Sink.Diagnostic(d)
	}
}

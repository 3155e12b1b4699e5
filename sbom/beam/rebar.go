package beam

import (
	"context"
	"errors"
	"regexp"
	"strings"

	"github.com/penstock-dev/penstock/sbom/internal/entry"
	"github.com/penstock-dev/penstock/scan"
)

// RebarLock reads rebar.lock. The number behind a package is its distance from
// the project: those of 0 are direct ones.
type RebarLock struct{}

// Name returns "beam/rebar-lock".
func (RebarLock) Name() string { return "beam/rebar-lock" }

// Patterns returns rebar.lock.
func (RebarLock) Patterns() []string { return []string{"rebar.lock"} }

var (
	rebarPackage = regexp.MustCompile(`\{\s*<<"([^"]+)">>\s*,\s*\{pkg\s*,\s*<<"([^"]+)">>\s*,\s*<<"([^"]+)">>[^}]*\}\s*,\s*(\d+)\s*\}`)
	rebarGit     = regexp.MustCompile(`\{\s*<<"([^"]+)">>\s*,\s*\{git(?:_subdir)?\s*,\s*"([^"]+)"\s*,\s*\{ref\s*,\s*"([^"]+)"\}[^}]*\}\s*,\s*(\d+)\s*\}`)
	rebarHash    = regexp.MustCompile(`\{\s*<<"([^"]+)">>\s*,\s*<<"([0-9A-Fa-f]{64})">>\s*\}`)
	errTerm      = errors.New("want a term that ends with a full stop")
)

// Extract reads one lockfile.
func (RebarLock) Extract(_ context.Context, f *scan.File, out scan.Sink) error {
	text := f.Bytes()
	hashes := map[string]string{} // of the archive: the list pkg_hash_ext stands last
	for _, m := range rebarHash.FindAllSubmatch(text, -1) {
		hashes[string(m[1])] = string(m[2])
	}
	var list entry.List
	for _, m := range rebarPackage.FindAllSubmatchIndex(text, -1) {
		at := func(i int) string { return string(text[m[2*i]:m[2*i+1]]) }
		p := entry.New(f, ecosystem, at(2), at(3), m[0], m[1])
		p.Hashes = entry.Hex("sha256", hashes[at(1)])
		p.Relation = distance(at(4))
		list.Add(p)
	}
	for _, m := range rebarGit.FindAllSubmatchIndex(text, -1) {
		at := func(i int) string { return string(text[m[2*i]:m[2*i+1]]) }
		p := entry.New(f, ecosystem, at(1), "", m[0], m[1])
		entry.SetGit(p, at(2), at(3))
		p.Relation = distance(at(4))
		list.Add(p)
	}
	list.Report(out)
	if trimmed := strings.TrimSpace(string(text)); trimmed != "" && !strings.HasSuffix(trimmed, ".") {
		return entry.Malformed(f, len(text), errTerm)
	}
	return nil
}

func distance(n string) scan.Relation {
	if n == "0" {
		return scan.RelationDirect
	}
	return scan.RelationTransitive
}

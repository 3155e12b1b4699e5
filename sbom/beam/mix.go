package beam

import (
	"context"
	"errors"
	"regexp"
	"strings"

	"github.com/penstock-dev/penstock/sbom/internal/entry"
	"github.com/penstock-dev/penstock/scan"
)

// MixLock reads mix.lock, the map of terms that Mix writes with one package on a
// line. A package that no other one needs is taken for a direct one. Of the two
// checksums the outer one is kept, which is that of the package's archive.
type MixLock struct{}

// Name returns "beam/mix-lock".
func (MixLock) Name() string { return "beam/mix-lock" }

// Patterns returns mix.lock.
func (MixLock) Patterns() []string { return []string{"mix.lock"} }

var (
	mixLine = regexp.MustCompile(`^"([^"]+)":\s*\{:(hex|git|path),`)
	mixHex  = regexp.MustCompile(`^"[^"]+":\s*\{:hex,\s*:"?([A-Za-z0-9_]+)"?,\s*"([^"]+)"`)
	mixGit  = regexp.MustCompile(`^"[^"]+":\s*\{:git,\s*"([^"]+)",\s*"([0-9a-f]*)"`)
	mixNeed = regexp.MustCompile(`\{:"?([A-Za-z0-9_]+)"?, "[^"]*", \[hex: :"?([A-Za-z0-9_]+)"?`)
	mixSums = regexp.MustCompile(`"([a-z0-9_]+)",\s*"([0-9a-f]{64})"\s*\},?$`)
)

// Extract reads one lockfile.
func (MixLock) Extract(_ context.Context, f *scan.File, out scan.Sink) error {
	r := mixReader{file: f, byName: map[string]*scan.Package{}}
	var errs []error
	for line := range entry.Lines(f) {
		switch {
		case line.Text == "%{", line.Text == "}", line.Text == "%{}", line.Text[0] == '#':
		case !r.line(line) && len(errs) < maxBroken:
			errs = append(errs, entry.Diagnostic(f, scan.DiagMalformed, line.Start, line.End, "line of mix.lock is not understood", nil))
		}
	}
	for _, n := range r.needs {
		r.list.Depend(n.from, r.byName[n.name])
	}
	r.list.GuessDirect()
	r.list.Report(out)
	return errors.Join(errs...)
}

type mixReader struct {
	file   *scan.File
	list   entry.List
	byName map[string]*scan.Package
	needs  []mixDependency
}

type mixDependency struct {
	from *scan.Package
	name string
}

// line reads one package and reports whether it is one.
func (r *mixReader) line(line entry.Line) bool {
	text := strings.TrimPrefix(line.Text, "%{")
	m := mixLine.FindStringSubmatch(text)
	if m == nil {
		return false
	}
	p := entry.New(r.file, ecosystem, m[1], "", line.Start, line.End)
	if hex := mixHex.FindStringSubmatch(text); hex != nil {
		p = entry.New(r.file, ecosystem, hex[1], hex[2], line.Start, line.End)
		if hex[1] != m[1] {
			entry.SetProperty(p, "alias", m[1])
		}
		if sums := mixSums.FindStringSubmatch(text); sums != nil {
			p.Hashes = entry.Hex("sha256", sums[2])
			if sums[1] != "hexpm" {
				entry.SetProperty(p, "repository", sums[1])
			}
		}
	} else if git := mixGit.FindStringSubmatch(text); git != nil {
		entry.SetGit(p, git[1], git[2])
	} else {
		return false
	}
	p = r.list.Add(p)
	r.byName[m[1]] = p
	for _, need := range mixNeed.FindAllStringSubmatch(text, -1) {
		r.needs = append(r.needs, mixDependency{p, need[1]})
	}
	return true
}

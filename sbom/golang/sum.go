package golang

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/mod/semver"

	"github.com/penstock-dev/penstock/sbom/internal/entry"
	"github.com/penstock-dev/penstock/scan"
)

// sumLine is one line of a go.sum: the checksum of a module's archive, or of
// its go.mod only.
type sumLine struct {
	path, version string
	modOnly       bool
	start, end    int
}

// sumLines reads a go.sum. Lines that are not of its form are said in the
// error.
func sumLines(f *scan.File) ([]sumLine, error) {
	var lines []sumLine
	var errs []error
	offset := 0
	for text := range bytes.Lines(f.Bytes()) {
		start := offset
		offset += len(text)
		fields := bytes.Fields(text)
		if len(fields) == 0 {
			continue
		}
		end := start + len(bytes.TrimRight(text, "\r\n"))
		if len(fields) != 3 || !semver.IsValid(strings.TrimSuffix(string(fields[1]), "/go.mod")) {
			errs = append(errs, entry.Diagnostic(f, scan.DiagMalformed, start, end, "line of go.sum is not understood", nil))
			if len(errs) == maxBroken {
				break
			}
			continue
		}
		version, modOnly := strings.CutSuffix(string(fields[1]), "/go.mod")
		lines = append(lines, sumLine{string(fields[0]), version, modOnly, start, end})
	}
	return lines, errors.Join(errs...)
}

// highest returns the line of each module's highest version, in the order in
// which the modules first come.
func highest(lines []sumLine) []sumLine {
	var best []sumLine
	index := map[string]int{}
	for _, line := range lines {
		i, ok := index[line.path]
		if !ok {
			index[line.path] = len(best)
			best = append(best, line)
			continue
		}
		if semver.Compare(line.version, best[i].version) > 0 {
			best[i] = line
		}
	}
	return best
}

// reportSum reports a go.sum that stands alone.
func reportSum(f *scan.File, out scan.Sink) error {
	lines, err := sumLines(f)
	var list entry.List
	for _, line := range highest(lines) {
		list.Add(entry.New(f, ecosystem, line.path, line.version, line.start, line.end))
	}
	list.Report(out)
	return err
}

// readSum adds the modules of a go.sum that go.mod does not name. Only modules
// whose archive has a checksum are part of the build; minimal version selection
// takes the highest version.
func (r *reader) readSum(sum *scan.File) error {
	if sum == nil {
		if len(r.mod.Require) == 0 {
			return nil
		}
		return &scan.Diagnostic{Kind: scan.DiagUnsupported, Location: scan.Location{Path: r.file.Path, Origin: r.file.Origin},
			Message: fmt.Sprintf("indirect modules are unknown: %s is of before Go 1.17 and has no go.sum beside it; run go mod tidy with -go=1.17 or later", r.file.Base())}
	}
	lines, err := sumLines(sum)
	var archives []sumLine
	for _, line := range lines {
		if !line.modOnly && !r.has[line.path] {
			archives = append(archives, line)
		}
	}
	for _, line := range highest(archives) {
		p := entry.New(sum, ecosystem, line.path, line.version, line.start, line.end)
		p.Relation = scan.RelationTransitive
		r.list.Add(p)
	}
	return err
}

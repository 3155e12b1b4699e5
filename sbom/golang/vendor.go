package golang

import (
	"context"
	"path"
	"strings"

	"golang.org/x/mod/semver"

	"github.com/penstock-dev/penstock/sbom/internal/entry"
	"github.com/penstock-dev/penstock/scan"
)

// Vendor reads vendor/modules.txt, which lists the modules whose packages are
// vendored (the Go Modules Reference, "Vendoring"). A module that go.mod names
// without "// indirect" is marked "## explicit" there.
type Vendor struct{}

// Name returns "golang/vendor".
func (Vendor) Name() string { return "golang/vendor" }

// Patterns returns vendor/modules.txt.
func (Vendor) Patterns() []string { return []string{"vendor/modules.txt"} }

// ShadowedBy returns the go.mod of the module, which says the same and more.
func (Vendor) ShadowedBy(p string) []string {
	return []string{path.Join(path.Dir(path.Dir(p)), "go.mod")}
}

// Extract reads one list.
func (Vendor) Extract(_ context.Context, f *scan.File, out scan.Sink) error {
	var list entry.List
	var last *scan.Package
	for line := range entry.Lines(f) {
		if strings.HasPrefix(line.Text, "## ") && last != nil {
			if strings.Contains(line.Text, "explicit") {
				last.Relation = scan.RelationDirect
			}
			continue
		}
		text, ok := strings.CutPrefix(line.Text, "# ")
		if !ok {
			continue
		}
		last = vendored(f, text, line)
		if last != nil {
			last = list.Add(last)
		}
	}
	list.Report(out)
	return nil
}

// vendored reads "path version", perhaps with " => path version" behind.
func vendored(f *scan.File, text string, line entry.Line) *scan.Package {
	old, replacement, replaced := strings.Cut(text, " => ")
	fields := strings.Fields(old)
	if len(fields) != 2 || !semver.IsValid(fields[1]) {
		return nil // a replacement without use
	}
	p := entry.New(f, ecosystem, fields[0], fields[1], line.Start, line.End)
	if replaced {
		with := append(strings.Fields(replacement), "", "")
		p = entry.New(f, ecosystem, with[0], with[1], line.Start, line.End)
		if entry.SetProperty(p, "replaces", old); with[1] == "" {
			p.PURL, p.Source = "", with[0]
		}
	}
	p.Relation, p.Installed = scan.RelationTransitive, true
	return p
}

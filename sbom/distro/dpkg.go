package distro

import (
	"context"
	"errors"
	"path"
	"strings"

	"github.com/penstock-dev/penstock/sbom/internal/entry"
	"github.com/penstock-dev/penstock/scan"
)

// DPKG reads the data base of dpkg: var/lib/dpkg/status, and the files of
// status.d that distroless images have instead. A package counts when it is
// installed, whatever is wanted of it; one that is unpacked only, or of which
// just configuration is left, does not. The source package is the property
// "source", its version "sourceVersion" where it differs.
type DPKG struct{}

// Name returns "distro/dpkg".
func (DPKG) Name() string { return "distro/dpkg" }

// Patterns returns the data base and the files that name the distribution.
func (DPKG) Patterns() []string {
	return append([]string{"var/lib/dpkg/status", "var/lib/dpkg/status.d/*"}, osRelease()...)
}

// Extract reads one file without knowing the distribution.
func (x DPKG) Extract(ctx context.Context, f *scan.File, out scan.Sink) error {
	return x.Join(ctx, f, func(string) *scan.File { return nil }, out)
}

// maxBroken is the number of diagnostics about one file.
const maxBroken = 100

var errNoPackage = errors.New("want the fields Package and Version")

// Join reads one file of the data base.
func (DPKG) Join(_ context.Context, f *scan.File, near func(string) *scan.File, out scan.Sink) error {
	below := "var/lib/dpkg/status"
	if path.Base(f.Dir()) == "status.d" {
		below += ".d/" + f.Base()
	}
	if f.Base() == "os-release" || strings.HasSuffix(f.Path, ".md5sums") {
		return nil
	}
	r := dpkgReader{file: f, bare: strings.HasPrefix(below, "var/lib/dpkg/status.d/"), release: releaseOf(f, below, near), by: provider{}}
	for _, paragraph := range entry.Paragraphs(f, " ", 0) {
		r.paragraph(paragraph)
	}
	r.by.link(&r.list, r.needs)
	r.list.Report(out)
	return errors.Join(r.errs...)
}

type dpkgReader struct {
	file    *scan.File
	bare    bool // entries have no status and are installed
	release release
	list    entry.List
	by      provider
	needs   []need
	errs    []error
}

func (r *dpkgReader) paragraph(fields *entry.Paragraph) {
	name, version := fields.Get("Package"), fields.Get("Version")
	status := strings.Fields(fields.Get("Status"))
	if len(status) == 0 && !r.bare && name != "" || len(status) > 0 && status[len(status)-1] != "installed" {
		return
	}
	if name == "" || version == "" {
		if len(r.errs) < maxBroken {
			r.errs = append(r.errs, entry.Diagnostic(r.file, scan.DiagMalformed, fields.Start, fields.End, "entry of the data base is not understood", errNoPackage))
		}
		return
	}
	p := r.release.installed(r.file, "deb", name, version, fields.Get("Architecture"), fields.Start, fields.End)
	source, sourceVersion, _ := strings.Cut(fields.Get("Source"), " ")
	entry.SetProperty(p, "source", source)
	entry.SetProperty(p, "sourceVersion", strings.Trim(sourceVersion, "()"))
	p.Supplier = fields.Get("Maintainer")
	p = r.list.Add(p)
	r.by.add(name, p)
	for provided := range strings.SplitSeq(fields.Get("Provides"), ",") {
		r.by.add(debName(provided), p)
	}
	for _, field := range []string{"Pre-Depends", "Depends"} {
		for group := range strings.SplitSeq(fields.Get(field), ",") {
			n := need{from: p}
			for alternative := range strings.SplitSeq(group, "|") {
				n.any = append(n.any, debName(alternative))
			}
			r.needs = append(r.needs, n)
		}
	}
}

// debName cuts version, architecture and restrictions off a relation.
func debName(relation string) string {
	relation = strings.TrimSpace(relation)
	if i := strings.IndexAny(relation, " (:[<"); i >= 0 {
		relation = relation[:i]
	}
	return relation
}

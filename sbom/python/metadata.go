package python

import (
	"context"
	"errors"
	"strings"

	"github.com/penstock-dev/penstock/sbom/internal/entry"
	"github.com/penstock-dev/penstock/scan"
)

// Metadata reads what an installed or packed distribution says about itself:
// METADATA of *.dist-info, PKG-INFO of *.egg-info and EGG-INFO, and both in
// wheels and eggs (the Python Packaging User Guide, "Core metadata
// specifications"). What it requires is not followed: the distributions beside
// it say what was installed.
type Metadata struct{}

// Name returns "python/metadata".
func (Metadata) Name() string { return "python/metadata" }

// Patterns returns the names of metadata files and of archives that hold one.
func (Metadata) Patterns() []string {
	return []string{"*.dist-info/METADATA", "*.egg-info/PKG-INFO", "EGG-INFO/PKG-INFO", "*.egg-info", "*.whl", "*.egg"}
}

// Resident returns true.
func (Metadata) Resident() bool { return true }

var errNoDistribution = errors.New("want the fields Name and Version")

// Extract reads one metadata file or archive.
func (Metadata) Extract(_ context.Context, f *scan.File, out scan.Sink) error {
	if !strings.HasSuffix(f.Path, ".whl") && !strings.HasSuffix(f.Path, ".egg") {
		return readMetadata(f, out)
	}
	members, err := entry.Zip(f, isMetadata)
	errs := []error{err}
	for _, m := range members {
		errs = append(errs, readMetadata(m, out))
	}
	return errors.Join(errs...)
}

// isMetadata reports whether a member of an archive describes the whole
// archive: a wheel may vendor others.
func isMetadata(name string) bool {
	dir, base, _ := strings.Cut(name, "/")
	return base == "METADATA" && strings.HasSuffix(dir, ".dist-info") || dir == "EGG-INFO" && base == "PKG-INFO"
}

func readMetadata(f *scan.File, out scan.Sink) error {
	list := entry.Paragraphs(f, " ", 1)
	if len(list) == 0 {
		return entry.Malformed(f, 0, errNoDistribution)
	}
	fields := list[0]
	name, version := fields.Get("Name"), fields.Get("Version")
	if namePattern.FindString(name) != name || name == "" || version == "" {
		return entry.Malformed(f, fields.Start, errNoDistribution)
	}
	p := entry.New(f, ecosystem, name, version, fields.Start, fields.End)
	p.Installed = true
	p.Licenses = licensesOf(fields)
	p.Supplier = known(fields.Get("Author"))
	if p.Supplier == "" {
		p.Supplier = known(fields.Get("Author-email"))
	}
	out.Package(p)
	return nil
}

// known leaves out what setuptools writes for nothing.
func known(s string) string {
	if s == "UNKNOWN" {
		return ""
	}
	return s
}

// longestLicense is the length from which on a License field holds the text of
// a licence and no name.
const longestLicense = 200

// licensesOf takes the expression, the old free field, or else the classifiers.
func licensesOf(fields *entry.Paragraph) []string {
	for _, key := range []string{"License-Expression", "License"} {
		if l := known(fields.Get(key)); l != "" && len(l) < longestLicense {
			return []string{l}
		}
	}
	var list []string
	for _, c := range fields.All("Classifier") {
		if l, ok := strings.CutPrefix(c, "License :: "); ok {
			list = append(list, strings.TrimPrefix(l, "OSI Approved :: "))
		}
	}
	return list
}

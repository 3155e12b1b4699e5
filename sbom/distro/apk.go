package distro

import (
	"context"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"strings"

	"github.com/penstock-dev/penstock/sbom/internal/entry"
	"github.com/penstock-dev/penstock/scan"
)

// APK reads the data base of apk, lib/apk/db/installed. The package that it was
// built from is the property "source".
type APK struct{}

// Name returns "distro/apk".
func (APK) Name() string { return "distro/apk" }

const apkPath = "lib/apk/db/installed"

// Patterns returns the data base and the files that name the distribution.
func (APK) Patterns() []string { return append([]string{apkPath}, osRelease()...) }

// Extract reads one file without knowing the distribution.
func (x APK) Extract(ctx context.Context, f *scan.File, out scan.Sink) error {
	return x.Join(ctx, f, func(string) *scan.File { return nil }, out)
}

// Join reads the data base.
func (APK) Join(_ context.Context, f *scan.File, near func(string) *scan.File, out scan.Sink) error {
	if f.Base() == "os-release" {
		return nil
	}
	root := apkPath
	if strings.HasSuffix(f.Path, "usr/"+apkPath) {
		root = "usr/" + apkPath
	}
	release := releaseOf(f, root, near)
	var list entry.List
	var needs []need
	var errs []error
	by := provider{}
	for _, fields := range entry.Paragraphs(f, " ", 0) {
		name, version := fields.Exact("P"), fields.Exact("V")
		if name == "" || version == "" {
			if len(errs) < maxBroken {
				errs = append(errs, entry.Diagnostic(f, scan.DiagMalformed, fields.Start, fields.End, "entry of the data base is not understood", errNoPackage))
			}
			continue
		}
		p := apkPackage(f, release, fields)
		p = list.Add(p)
		by.add(name, p)
		for _, provided := range strings.Fields(fields.Exact("p")) {
			by.add(apkName(provided), p)
		}
		for _, d := range strings.Fields(fields.Exact("D")) {
			if !strings.HasPrefix(d, "!") {
				needs = append(needs, need{p, []string{apkName(d)}})
			}
		}
	}
	by.link(&list, needs)
	list.Report(out)
	return errors.Join(errs...)
}

func apkPackage(f *scan.File, r release, fields *entry.Paragraph) *scan.Package {
	p := r.installed(f, "apk", fields.Exact("P"), fields.Exact("V"), fields.Exact("A"), fields.Start, fields.End)
	if l := fields.Exact("L"); l != "" {
		p.Licenses = []string{l}
	}
	p.Supplier = fields.Exact("m")
	entry.SetProperty(p, "source", fields.Exact("o"))
	entry.SetProperty(p, "commit", fields.Exact("c"))
	if sum, ok := strings.CutPrefix(fields.Exact("C"), "Q1"); ok { // of the control part
		if raw, err := base64.StdEncoding.DecodeString(sum); err == nil {
			entry.SetProperty(p, "controlChecksum", "sha1:"+hex.EncodeToString(raw))
		}
	}
	return p
}

// apkName cuts the version off a relation.
func apkName(relation string) string {
	if i := strings.IndexAny(relation, "=<>~@"); i >= 0 {
		relation = relation[:i]
	}
	return relation
}

package distro

import (
	"context"
	"errors"
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/penstock-dev/penstock/sbom/internal/entry"
	"github.com/penstock-dev/penstock/sbom/internal/rpmdb"
	"github.com/penstock-dev/penstock/sbom/purl"
	"github.com/penstock-dev/penstock/scan"
)

// RPM reads the data base of rpm: rpmdb.sqlite with its write-ahead log,
// Packages.db (NDB) and Packages (a hash of Berkeley DB). Versions are
// "epoch:version-release", an epoch of 0 left out. The source package is the
// property "source", the module of a modular distribution "module". Keys that
// rpm keeps as packages of the name gpg-pubkey are left out.
type RPM struct{}

// Name returns "distro/rpm".
func (RPM) Name() string { return "distro/rpm" }

// Patterns returns the data bases at the places that distributions use, and the
// files that name the distribution.
func (RPM) Patterns() []string {
	patterns := osRelease()
	for _, dir := range rpmFolders() {
		for _, name := range rpmFiles() {
			patterns = append(patterns, dir+"/"+name)
		}
	}
	return patterns
}

// rpmFolders lists where the data base lies below a root: by tradition, since
// Fedora 36 and on SUSE, and with rpm-ostree.
func rpmFolders() []string {
	return []string{"var/lib/rpm", "usr/lib/sysimage/rpm", "usr/share/rpm"}
}

const rpmLog = "rpmdb.sqlite-wal"

func rpmFiles() []string { return []string{"rpmdb.sqlite", rpmLog, "Packages.db", "Packages"} }

// Bulky returns true: data bases of rpm are often above the size limit.
func (RPM) Bulky() bool { return true }

// Extract reads one data base without knowing the distribution.
func (x RPM) Extract(ctx context.Context, f *scan.File, out scan.Sink) error {
	return x.Join(ctx, f, func(string) *scan.File { return nil }, out)
}

// Join reads one data base.
func (RPM) Join(ctx context.Context, f *scan.File, near func(string) *scan.File, out scan.Sink) error {
	if f.Base() == "os-release" || f.Base() == rpmLog {
		return nil
	}
	var log []byte
	if wal := near(path.Join(f.Dir(), rpmLog)); wal != nil && f.Base() == "rpmdb.sqlite" {
		log = wal.Bytes()
	}
	r := rpmReader{file: f, release: releaseOf(f, rpmPlace(f.Path), near), by: provider{}}
	for blob, err := range rpmdb.Headers(f.Bytes(), log) {
		if stop := context.Cause(ctx); stop != nil {
			return stop
		}
		r.header(blob, err)
		if len(r.errs) == maxBroken {
			break
		}
	}
	r.by.link(&r.list, r.needs)
	r.list.Report(out)
	return errors.Join(r.errs...)
}

// rpmPlace returns the place of a data base below its root.
func rpmPlace(p string) string {
	for _, dir := range rpmFolders() {
		if place := dir + "/" + path.Base(p); p == place || strings.HasSuffix(p, "/"+place) {
			return place
		}
	}
	return p
}

type rpmReader struct {
	file    *scan.File
	release release
	list    entry.List
	by      provider
	needs   []need
	errs    []error
}

func (r *rpmReader) fail(err error) {
	r.errs = append(r.errs, entry.AboutFile(r.file, scan.DiagMalformed, "part of the data base cannot be read; packages may be missing", err))
}

func (r *rpmReader) header(blob []byte, err error) {
	if err != nil {
		r.fail(err)
		return
	}
	h, err := rpmdb.ParseHeader(blob)
	if err == nil && (h.Name == "" || h.Version == "") {
		err = fmt.Errorf("header of %d bytes: want name and version", len(blob))
	}
	if err != nil {
		r.fail(err)
	}
	if h.Name == "" || h.Version == "" || h.Name == "gpg-pubkey" {
		return
	}
	p := r.list.Add(r.pack(h))
	r.by.add(h.Name, p)
	for _, name := range h.Provides {
		r.by.add(name, p)
	}
	for _, name := range slices.Compact(slices.Sorted(slices.Values(h.Requires))) {
		if !strings.HasPrefix(name, "rpmlib(") {
			r.needs = append(r.needs, need{p, []string{name}})
		}
	}
}

// pack makes the package of a header.
func (r *rpmReader) pack(h *rpmdb.Header) *scan.Package {
	p := r.release.installed(r.file, "rpm", h.Name, h.EVR(), h.Arch, 0, 0)
	p.Locations = []scan.Location{{Path: r.file.Path, Origin: r.file.Origin}}
	if u, err := purl.Parse(p.PURL); err == nil && h.HasEpoch && h.Epoch > 0 {
		epoch := strconv.FormatUint(uint64(h.Epoch), 10)
		u.Version = strings.TrimPrefix(u.Version, epoch+":")
		u.Qualifiers = append(u.Qualifiers, purl.Qualifier{Key: "epoch", Value: epoch})
		p.PURL, _ = purl.Canonical(u) // it was one before
	}
	if h.License != "" {
		p.Licenses = []string{h.License}
	}
	p.Supplier = h.Vendor
	entry.SetProperty(p, "source", h.SourceRPM)
	entry.SetProperty(p, "packager", h.Packager)
	entry.SetProperty(p, "module", h.Module)
	entry.SetProperty(p, "headerChecksum", prefixed("sha256:", h.SHA256))
	return p
}

func prefixed(prefix, text string) string {
	if text == "" {
		return ""
	}
	return prefix + text
}

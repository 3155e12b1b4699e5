package distro

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"github.com/penstock-dev/penstock/sbom/internal/entry"
	"github.com/penstock-dev/penstock/sbom/internal/rpmdb"
	"github.com/penstock-dev/penstock/scan"
)

// RPMManifest reads var/lib/rpmmanifest/container-manifest-2, which images of
// Azure Linux without a package manager have in the place of a data base: a line
// for each package, as "rpm --query" was told to write it.
type RPMManifest struct{}

// Name returns "distro/rpm-manifest".
func (RPMManifest) Name() string { return "distro/rpm-manifest" }

const manifestPath = "var/lib/rpmmanifest/container-manifest-2"

// Patterns returns the manifest and the files that name the distribution.
func (RPMManifest) Patterns() []string { return append([]string{manifestPath}, osRelease()...) }

// Extract reads a manifest without knowing the distribution.
func (x RPMManifest) Extract(ctx context.Context, f *scan.File, out scan.Sink) error {
	return x.Join(ctx, f, func(string) *scan.File { return nil }, out)
}

// Fields of a line, between tabs.
const (
	manifestName    = 0
	manifestVersion = 1 // with the release
	manifestVendor  = 4
	manifestArch    = 7
	manifestEpoch   = 8
	manifestSource  = 9
	manifestFields  = 10
)

var errManifest = errors.New("want ten fields between tabs, the first two a name and a version")

// Join reads a manifest.
func (RPMManifest) Join(_ context.Context, f *scan.File, near func(string) *scan.File, out scan.Sink) error {
	if f.Base() == "os-release" {
		return nil
	}
	r := rpmReader{file: f, release: releaseOf(f, manifestPath, near)}
	for line := range entry.Lines(f) {
		fields := strings.Split(line.Text, "\t")
		if len(fields) != manifestFields || fields[manifestName] == "" || fields[manifestVersion] == "" {
			if len(r.errs) < maxBroken {
				r.errs = append(r.errs, entry.Diagnostic(f, scan.DiagMalformed, line.Start, line.End, "line of the manifest is not understood", errManifest))
			}
			continue
		}
		h := rpmdb.Header{Name: fields[manifestName], Version: fields[manifestVersion], Arch: fields[manifestArch]}
		if vendor := fields[manifestVendor]; vendor != "(none)" {
			h.Vendor = vendor
		}
		if source := fields[manifestSource]; source != "(none)" {
			h.SourceRPM = source
		}
		if epoch, err := strconv.ParseUint(fields[manifestEpoch], 10, 32); err == nil {
			h.Epoch, h.HasEpoch = uint32(epoch), true
		}
		p := r.pack(&h)
		p.Locations = []scan.Location{entry.Place(f, line.Start, line.End)}
		r.list.Add(p)
	}
	r.list.Report(out)
	return errors.Join(r.errs...)
}

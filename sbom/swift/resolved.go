package swift

import (
	"context"
	"strings"

	"github.com/penstock-dev/penstock/internal/jsonpos"
	"github.com/penstock-dev/penstock/sbom/internal/entry"
	"github.com/penstock-dev/penstock/scan"
)

// PackageResolved reads Package.resolved of versions 1 to 3. A package is named
// by its repository, host and path without ".git", as the OSV schema has it; one
// of a registry by its identity. A branch without version has none; the commit
// is the property "commit".
type PackageResolved struct{}

// Name returns "swift/package-resolved".
func (PackageResolved) Name() string { return "swift/package-resolved" }

// Patterns returns Package.resolved.
func (PackageResolved) Patterns() []string { return []string{"Package.resolved", ".package.resolved"} }

// Extract reads one lockfile.
func (PackageResolved) Extract(_ context.Context, f *scan.File, out scan.Sink) error {
	root, err := entry.JSON(f, jsonpos.Config{})
	var list entry.List
	for _, holder := range []jsonpos.Value{root.Get("object"), root} { // version 1, later ones
		for pin := range holder.Get("pins").Elements() {
			if pin.Complete() {
				list.Add(pinned(f, pin))
			}
		}
	}
	list.Report(out)
	return err
}

func pinned(f *scan.File, pin jsonpos.Value) *scan.Package {
	start, end := pin.Span()
	place := pin.Get("location").Str() + pin.Get("repositoryURL").Str()
	state := pin.Get("state")
	name := repositoryName(place)
	if name == "" {
		name = pin.Get("identity").Str()
	}
	p := entry.New(f, "SwiftURL", name, state.Get("version").Str(), start, end)
	if place != "" {
		p.Source = entry.CleanURL(place)
	}
	entry.SetProperty(p, "commit", state.Get("revision").Str())
	entry.SetProperty(p, "branch", state.Get("branch").Str())
	return p
}

// repositoryName turns https://host/path.git and git@host:path.git into
// host/path.
func repositoryName(place string) string {
	place = entry.CleanURL(place)
	if _, rest, ok := strings.Cut(place, "://"); ok {
		place = rest
	} else if host, rest, ok := strings.Cut(place, ":"); ok && strings.Contains(host, "@") {
		place = host + "/" + rest
	}
	if i := strings.IndexByte(place, '@'); i >= 0 && i < strings.IndexByte(place, '/') {
		place = place[i+1:]
	}
	return strings.TrimSuffix(strings.Trim(place, "/"), ".git")
}

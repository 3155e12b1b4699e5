package distro

import (
	"context"
	"strings"

	"github.com/penstock-dev/penstock/sbom/internal/entry"
	"github.com/penstock-dev/penstock/scan"
)

// Pacman reads the data base of pacman, var/lib/pacman/local/*/desc, one file
// for a package. A package that was installed because of another one is
// transitive, any other is direct.
type Pacman struct{}

// Name returns "distro/pacman".
func (Pacman) Name() string { return "distro/pacman" }

// Patterns returns the data base and the files that name the distribution.
func (Pacman) Patterns() []string {
	return append([]string{"var/lib/pacman/local/*/desc"}, osRelease()...)
}

// Extract reads one file without knowing the distribution.
func (x Pacman) Extract(ctx context.Context, f *scan.File, out scan.Sink) error {
	return x.Join(ctx, f, func(string) *scan.File { return nil }, out)
}

// Join reads one file of the data base.
func (Pacman) Join(_ context.Context, f *scan.File, near func(string) *scan.File, out scan.Sink) error {
	if f.Base() == "os-release" {
		return nil
	}
	values := map[string][]string{}
	key, start, end := "", 0, 0
	for line := range entry.Lines(f) {
		if strings.HasPrefix(line.Text, "%") && strings.HasSuffix(line.Text, "%") {
			if key = strings.Trim(line.Text, "%"); key == "NAME" {
				start = line.Start
			}
			continue
		}
		values[key] = append(values[key], line.Text)
		if key == "VERSION" {
			end = line.End
		}
	}
	first := func(key string) string {
		if len(values[key]) == 0 {
			return ""
		}
		return values[key][0]
	}
	if first("NAME") == "" || first("VERSION") == "" {
		return entry.Malformed(f, 0, errNoPackage)
	}
	i := strings.LastIndex(f.Path, "var/lib/pacman/")
	r := releaseOf(f, f.Path[max(i, 0):], near)
	p := r.installed(f, "alpm", first("NAME"), first("VERSION"), first("ARCH"), start, max(start, end))
	p.Licenses, p.Supplier = values["LICENSE"], first("PACKAGER")
	if base := first("BASE"); base != first("NAME") {
		entry.SetProperty(p, "source", base)
	}
	p.Relation = scan.RelationDirect
	if first("REASON") == "1" {
		p.Relation = scan.RelationTransitive
	}
	out.Package(p)
	return nil
}

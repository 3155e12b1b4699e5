package ruby

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"regexp"
	"strings"

	"github.com/penstock-dev/penstock/internal/yamlpos"
	"github.com/penstock-dev/penstock/sbom/internal/entry"
	"github.com/penstock-dev/penstock/scan"
)

// Gemspec reads the specification of an installed or developed gem, *.gemspec
// (the RubyGems guides, "Specification reference"). The program is not run: name
// and version must be literals, or the version a constant that a file next to
// it sets. One in a folder "specifications" is of an installed gem, any other
// is the project itself.
type Gemspec struct{}

// Name returns "ruby/gemspec".
func (Gemspec) Name() string { return "ruby/gemspec" }

// Patterns returns *.gemspec, and version.rb, where the version of a gem
// commonly stands.
func (Gemspec) Patterns() []string { return []string{"*.gemspec", "version.rb"} }

// Extract reads one specification on its own.
func (x Gemspec) Extract(ctx context.Context, f *scan.File, out scan.Sink) error {
	return x.Join(ctx, f, func(string) *scan.File { return nil }, out)
}

var (
	gemName      = regexp.MustCompile(`(?m)^[ \t]*\w+\.name\s*=\s*(?:'([^'\n]*)'|"([^"\n]*)")`)
	gemVersion   = regexp.MustCompile(`(?m)^[ \t]*\w+\.version\s*=\s*(?:Gem::Version\.new\(?\s*)?(?:'([^'\n]*)'|"([^"\n]*)"|([A-Z][A-Za-z0-9_]*(?:::[A-Z][A-Za-z0-9_]*)*)\s*$|([^\n]*))`)
	gemLicenses  = regexp.MustCompile(`(?m)^[ \t]*\w+\.licenses?\s*=\s*([^\n]*)`)
	gemAuthors   = regexp.MustCompile(`(?m)^[ \t]*\w+\.authors?\s*=\s*([^\n]*)`)
	gemSpec      = regexp.MustCompile(`Gem::Specification\.new`)
	rubyConstant = regexp.MustCompile(`(?m)^\s*([A-Z][A-Za-z0-9_]*)\s*=\s*(?:'([^'\n]*)'|"([^"\n]*)")`)
	rubyString   = regexp.MustCompile(`'([^'\n]*)'|"([^"\n]*)"`)
	requireLine  = regexp.MustCompile(`(?m)^\s*require_relative\s+(['"])([^'"\n]+)['"]`)
	requireFile  = regexp.MustCompile(`require_relative\s*\(?\s*File\.(?:expand_path|join)\s*\(([^)]*)\)`)
)

// Join reads one specification, with the files at hand that set its version.
func (Gemspec) Join(_ context.Context, f *scan.File, near func(string) *scan.File, out scan.Sink) error {
	if f.Base() == "version.rb" || !gemSpec.Match(f.Bytes()) {
		return nil
	}
	text := f.Bytes()
	name, at := literal(text, gemName)
	version, versionAt := literal(text, gemVersion)
	if version == "" {
		version = constant(f, near)
	}
	if name == "" || version == "" || strings.Contains(name+version, "#{") {
		start, end := versionAt[0], versionAt[1]
		if name == "" {
			start, end = at[0], at[1]
		}
		return entry.Diagnostic(f, scan.DiagUnsupported, start, end, "name or version of the gem is computed and was not found", nil)
	}
	p := entry.New(f, ecosystem, name, version, at[0], at[1])
	if f.Dir() == "specifications" || strings.HasSuffix(f.Dir(), "/specifications") || strings.HasSuffix(f.Dir(), "/specifications/default") {
		p.Installed = true
	} else {
		p.Relation = scan.RelationRoot
	}
	if m := gemLicenses.FindSubmatch(text); m != nil {
		p.Licenses = rubyStrings(m[1])
	}
	if m := gemAuthors.FindSubmatch(text); m != nil {
		p.Supplier = strings.Join(rubyStrings(m[1]), ", ")
	}
	out.Package(p)
	return nil
}

// literal returns the first quoted group of a pattern and the place of its line.
func literal(text []byte, pattern *regexp.Regexp) (string, []int) {
	m := pattern.FindSubmatchIndex(text)
	if m == nil {
		return "", []int{0, 0}
	}
	start := m[0]
	for start < m[1] && (text[start] == ' ' || text[start] == '\t') {
		start++
	}
	for _, g := range []int{2, 4} {
		if m[g] >= 0 {
			return string(text[m[g]:m[g+1]]), []int{start, m[1]}
		}
	}
	return "", []int{start, m[1]}
}

func rubyStrings(text []byte) []string {
	var list []string
	for _, m := range rubyString.FindAllSubmatch(text, -1) {
		list = append(list, string(m[1])+string(m[2]))
	}
	return list
}

// constant finds the version that a constant has in a file that the
// specification requires by a path.
func constant(f *scan.File, near func(string) *scan.File) string {
	m := gemVersion.FindSubmatch(f.Bytes())
	if m == nil || len(m[3]) == 0 {
		return ""
	}
	parts := strings.Split(string(m[3]), "::")
	for _, p := range requiredPaths(f.Bytes()) {
		file := near(path.Join(f.Dir(), strings.TrimSuffix(p, ".rb")+".rb"))
		if file == nil {
			continue
		}
		for _, set := range rubyConstant.FindAllSubmatch(file.Bytes(), -1) {
			if string(set[1]) == parts[len(parts)-1] {
				return string(set[2]) + string(set[3])
			}
		}
	}
	return ""
}

// requiredPaths lists the files that are required relative to this one.
func requiredPaths(text []byte) []string {
	var list []string
	for _, m := range requireLine.FindAllSubmatch(text, -1) {
		list = append(list, string(m[2]))
	}
	for _, m := range requireFile.FindAllSubmatch(text, -1) {
		list = append(list, path.Join(rubyStrings(m[1])...))
	}
	return list
}

// Gem reads a packed gem, *.gem: the specification in its metadata.gz.
type Gem struct{}

// Name returns "ruby/gem".
func (Gem) Name() string { return "ruby/gem" }

// Patterns returns *.gem.
func (Gem) Patterns() []string { return []string{"*.gem"} }

// Chooses wants the metadata of gems that a target looks into itself.
func (Gem) Chooses(e *scan.Entry) bool {
	if e.Path != "metadata" || e.Origin == nil || len(e.Origin.Archives) == 0 {
		return false
	}
	archives := e.Origin.Archives
	return strings.HasSuffix(archives[len(archives)-1], ".gem") || len(archives) > 1 && strings.HasSuffix(archives[len(archives)-2], ".gem")
}

// The bounds of a packed gem: the size of its metadata, and the number of
// members in front of it.
const (
	maxMetadata = 16 << 20
	maxMembers  = 64
)

var errNoMetadata = errors.New("no metadata.gz in it")

// Extract reads one gem.
func (Gem) Extract(_ context.Context, f *scan.File, out scan.Sink) error {
	if f.Base() == "metadata" {
		return gemMetadata(f, out)
	}
	data, err := gemMember(f.Bytes())
	if err != nil {
		return entry.AboutFile(f, scan.DiagMalformed, "the gem cannot be read", err)
	}
	return gemMetadata(entry.Member(f, "metadata", data), out)
}

func gemMember(archive []byte) ([]byte, error) {
	r := tar.NewReader(bytes.NewReader(archive))
	for range maxMembers {
		h, err := r.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, err
		}
		if h.Name != "metadata.gz" {
			continue
		}
		z, err := gzip.NewReader(r)
		if err != nil {
			return nil, fmt.Errorf("unpack metadata.gz: %w", err)
		}
		return io.ReadAll(io.LimitReader(z, maxMetadata))
	}
	return nil, errNoMetadata
}

// gemMetadata reads the YAML of a specification.
func gemMetadata(f *scan.File, out scan.Sink) error {
	root, err := entry.YAML(f)
	name, version := root.Get("name"), root.Get("version").Get("version").Str()
	if err != nil || name.Str() == "" || version == "" {
		return errors.Join(err, entry.Malformed(f, 0, errNoMetadata))
	}
	start, end := yamlpos.Span(name, root.Get("version"))
	p := entry.New(f, ecosystem, name.Str(), version, start, end)
	p.Installed = true
	if platform := root.Get("platform").Str(); platform != "ruby" {
		entry.SetProperty(p, "platform", platform)
	}
	for l := range root.Get("licenses").Elements() {
		p.Licenses = append(p.Licenses, l.Str())
	}
	var authors []string
	for a := range root.Get("authors").Elements() {
		authors = append(authors, a.Str())
	}
	p.Supplier = strings.Join(authors, ", ")
	out.Package(p)
	return nil
}

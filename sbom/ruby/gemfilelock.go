// Package ruby reads the lockfile of Bundler.
//
// Source: Bundler's own lockfile parser and its documentation of Gemfile.lock.
package ruby

import (
	"bytes"
	"context"
	"errors"
	"regexp"
	"strings"

	"github.com/penstock-dev/penstock/sbom/internal/entry"
	"github.com/penstock-dev/penstock/sbom/internal/registry"
	"github.com/penstock-dev/penstock/scan"
)

const ecosystem = "RubyGems"

// GemfileLock reads Gemfile.lock and gems.locked.
//
// Builds of one gem for several platforms are one package with the property
// "platform" of the first; the version is without it. Groups stand in the
// Gemfile only, so scopes are unknown. A gem of a folder that nothing else needs
// is not told from the project itself: both are direct.
type GemfileLock struct{}

// Name returns "ruby/gemfile-lock".
func (GemfileLock) Name() string { return "ruby/gemfile-lock" }

// Patterns returns the names that Bundler gives its lockfile.
func (GemfileLock) Patterns() []string {
	return []string{"Gemfile.lock", "gems.locked", "*.gemfile.lock"}
}

var errNoSection = errors.New("no section of a Gemfile.lock in it")

// Extract reads one lockfile.
func (GemfileLock) Extract(_ context.Context, f *scan.File, out scan.Sink) error {
	r := reader{file: f, byName: map[string][]*scan.Package{}}
	offset := 0
	for raw := range bytes.Lines(f.Bytes()) {
		line := strings.TrimRight(string(raw), " \t\r\n")
		if line != "" {
			r.line(line, offset)
		}
		offset += len(raw)
	}
	r.link()
	r.list.Report(out)
	if r.section == "" {
		r.errs = append(r.errs, entry.Malformed(f, 0, errNoSection))
	}
	return errors.Join(r.errs...)
}

// maxBroken is the number of lines of one file that are told of.
const maxBroken = 100

// reader turns one lockfile into packages, a line at a time.
type reader struct {
	file    *scan.File
	list    entry.List
	byName  map[string][]*scan.Package
	errs    []error
	section string
	fields  map[string]string // of the section: remote, revision and others
	current *scan.Package
	needs   []need
	direct  []string
}

type need struct {
	from *scan.Package
	name string
}

// specLine is the line of a gem or dependency: two, four or six spaces, a name,
// and in parentheses a version with a platform, or a range.
var specLine = regexp.MustCompile(`^( {2}| {4}| {6})([^ ].*?)(?: \(([^-]*)(?:-(.*))?\))?(!)?$`)

func (r *reader) line(line string, offset int) {
	if line[0] != ' ' {
		r.section, r.fields, r.current = line, map[string]string{}, nil
		return
	}
	m := specLine.FindStringSubmatch(line)
	if m == nil {
		return
	}
	switch {
	case r.section == "DEPENDENCIES":
		r.direct = append(r.direct, m[2])
	case r.section == "CHECKSUMS":
		r.checksum(line)
	case r.section != "GEM" && r.section != "GIT" && r.section != "PATH" && r.section != "PLUGIN SOURCE":
	case len(m[1]) == 2:
		if key, value, ok := strings.Cut(strings.TrimSpace(line), ": "); ok {
			r.fields[key] = value
		}
	case len(m[1]) == 4 && m[3] == "":
		r.current = nil
		if len(r.errs) < maxBroken {
			r.errs = append(r.errs, entry.Diagnostic(r.file, scan.DiagMalformed, offset+4, offset+len(line), "gem without a version in a lockfile", nil))
		}
	case len(m[1]) == 4:
		r.gem(m[2], m[3], m[4], offset+4, offset+len(line))
	case r.current != nil:
		r.needs = append(r.needs, need{r.current, m[2]})
	}
}

func (r *reader) gem(name, version, platform string, start, end int) {
	p := entry.New(r.file, ecosystem, name, version, start, end)
	entry.SetProperty(p, "platform", platform)
	remote := r.fields["remote"]
	switch r.section {
	case "GIT":
		entry.SetGit(p, remote, r.fields["revision"])
	case "PATH":
		p.Source = remote
	default:
		if !registry.Default(ecosystem, remote) {
			p.Source = entry.CleanURL(remote)
		}
	}
	r.current = r.list.Add(p)
	r.byName[name] = append(r.byName[name], r.current)
}

// checksum reads "  name (version) sha256=hex".
func (r *reader) checksum(line string) {
	gem, sums, ok := strings.Cut(strings.TrimSpace(line), ") ")
	name, version, _ := strings.Cut(gem, " (")
	version, platform, _ := strings.Cut(version, "-")
	if !ok || platform != "" {
		return // the checksum of one platform's build is not that of the package
	}
	for _, p := range r.byName[name] {
		for sum := range strings.SplitSeq(sums, ",") {
			if p.Version == version {
				p.Hashes = append(p.Hashes, entry.Hex("", strings.Replace(sum, "=", ":", 1))...)
			}
		}
	}
}

func (r *reader) link() {
	for _, n := range r.needs {
		for _, to := range r.byName[n.name] {
			r.list.Depend(n.from, to)
		}
	}
	for _, name := range r.direct {
		for _, p := range r.byName[name] {
			p.Relation = scan.RelationDirect
		}
	}
	r.list.Direct()
}

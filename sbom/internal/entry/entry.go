// Package entry builds the packages that a lockfile or manifest names: one per
// package, version and source, with every place that names it.
package entry

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/internal/jsonpos"
	"github.com/penstock-dev/penstock/internal/tomlpos"
	"github.com/penstock-dev/penstock/internal/yamlpos"
	"github.com/penstock-dev/penstock/sbom/internal/xmlpos"
	"github.com/penstock-dev/penstock/sbom/purl"
	"github.com/penstock-dev/penstock/scan"
)

// New returns a package with its package URL and the region start to end of f
// as its place. A source goes into the field, not into the URL.
func New(f *scan.File, ecosystem, name, version string, start, end int) *scan.Package {
	return &scan.Package{
		PURL:      purl.Of(ecosystem, name, version),
		Name:      name,
		Version:   version,
		Ecosystem: ecosystem,
		Locations: []scan.Location{Place(f, start, end)},
	}
}

// Place returns the place of a region. Its snippet is left out where it holds
// the password of a URL.
func Place(f *scan.File, start, end int) scan.Location {
	loc := f.Location(start, end)
	if _, hidden := withoutPassword(loc.Region.Snippet); hidden {
		loc.Region.Snippet, loc.Region.SnippetColumn = "", 0
	}
	return loc
}

// CleanURL returns a URL without the user and password in it.
func CleanURL(url string) string {
	url, _ = withoutPassword(url)
	return url
}

// withoutPassword cuts "user:password@" out of the URLs in a text and reports
// whether there was any. A user without password, as in ssh://git@host, stays.
func withoutPassword(text string) (string, bool) {
	found := false
	for from := 0; ; {
		i := strings.Index(text[from:], "://")
		if i < 0 {
			return text, found
		}
		from += i + len("://")
		end := from + len(text[from:])
		if j := strings.IndexAny(text[from:], "/?# \t\r\n\"'"); j >= 0 {
			end = from + j
		}
		at := strings.LastIndexByte(text[from:end], '@')
		if at < 0 || strings.IndexByte(text[from:from+at], ':') < 0 && !looksSecret(text[from:from+at]) {
			continue
		}
		found = true
		text = text[:from] + text[from+at+1:]
	}
}

// looksSecret reports whether the user of a URL is likely a token: longer than
// user names are.
func looksSecret(user string) bool { return len(user) >= 20 }

// SetGit marks a package as fetched from a Git repository, at a commit where
// that is known. A URL of http or ssh gets the "git+" that SPDX and package URLs
// put in front of it.
func SetGit(p *scan.Package, repository, commit string) {
	repository = CleanURL(repository)
	for _, scheme := range []string{"https://", "http://", "ssh://"} {
		if strings.HasPrefix(repository, scheme) {
			repository = "git+" + repository
		}
	}
	p.Source = repository
	vcs := repository
	if commit != "" {
		p.Source += "#" + commit
		vcs += "@" + commit
		SetProperty(p, "commit", commit)
	}
	if base := purl.Of(p.Ecosystem, p.Name, p.Version, purl.Qualifier{Key: "vcs_url", Value: vcs}); base != "" {
		p.PURL = base
	}
}

// SetProperty sets a property unless the value is empty.
func SetProperty(p *scan.Package, key, value string) {
	if value == "" {
		return
	}
	if p.Properties == nil {
		p.Properties = map[string]string{}
	}
	p.Properties[key] = value
}

// Malformed returns the diagnostic for a file that cannot be parsed from an
// offset on. An error of package jsonpos, tomlpos, yamlpos or xmlpos brings its own
// offset.
func Malformed(f *scan.File, offset int, err error) *scan.Diagnostic {
	var inJSON *jsonpos.SyntaxError
	var inTOML *tomlpos.SyntaxError
	var inYAML *yamlpos.SyntaxError
	var inXML *xmlpos.SyntaxError
	if errors.As(err, &inJSON) {
		offset = inJSON.Offset
	} else if errors.As(err, &inTOML) {
		offset = inTOML.Offset
	} else if errors.As(err, &inYAML) {
		offset = inYAML.Offset
	} else if errors.As(err, &inXML) {
		offset = inXML.Offset
	}
	return Diagnostic(f, scan.DiagMalformed, offset, offset, "the file cannot be read from here on; packages named behind this place are missing", err)
}

// Diagnostic returns a diagnostic of a kind about a region of a file.
func Diagnostic(f *scan.File, kind scan.DiagnosticKind, start, end int, message string, err error) *scan.Diagnostic {
	return &scan.Diagnostic{Kind: kind, Location: Place(f, start, end), Message: message, Err: err}
}

// Unnamed returns the diagnostic for an entry without a name.
func Unnamed(f *scan.File, start, end int) *scan.Diagnostic {
	return Diagnostic(f, scan.DiagMalformed, start, end, unnamed, nil)
}

const unnamed = "entry without the name of a package"

// maxUnnamed is the number of entries without a name in one file that are
// reported one by one.
const maxUnnamed = 100

// TableAt returns the places of the first n TOML tables of a name, with empty
// ones at the file's start for those that are not written as tables.
func TableAt(f *scan.File, name string, n int) []tomlpos.Span {
	spans := tomlpos.Tables(f.Bytes(), name)
	for len(spans) < n {
		spans = append(spans, tomlpos.Span{})
	}
	return spans[:n]
}

// key is what makes two entries of one file the same package.
type key struct{ purl, name, version, source string }

// List gathers the packages of one file in the order of their first entries.
type List struct {
	byKey    map[key]*scan.Package
	packages []*scan.Package
	edges    map[*scan.Package][]*scan.Package
	unnamed  []scan.Location
}

// Add takes a package in, or merges it into an equal one, and returns the one
// that is in the list. A package without name stays out; Report says so.
func (l *List) Add(p *scan.Package) *scan.Package {
	if p.Name == "" {
		l.unnamed = append(l.unnamed, p.Locations...)
		return p
	}
	if l.byKey == nil {
		l.byKey = map[key]*scan.Package{}
		l.edges = map[*scan.Package][]*scan.Package{}
	}
	k := key{p.PURL, p.Name, p.Version, p.Source}
	if old := l.byKey[k]; old != nil {
		Merge(old, p)
		old.Locations = append(old.Locations, p.Locations...)
		return old
	}
	l.byKey[k] = p
	l.packages = append(l.packages, p)
	return p
}

// Depend notes that one package of the list needs another one.
func (l *List) Depend(from, to *scan.Package) {
	if from != nil && to != nil && l.edges != nil {
		l.edges[from] = append(l.edges[from], to)
	}
}

// Packages returns the packages with their dependencies filled in.
func (l *List) Packages() []*scan.Package {
	for _, p := range l.packages {
		for _, to := range l.edges[p] {
			if to.PURL != "" {
				p.DependsOn = append(p.DependsOn, to.PURL)
			}
		}
		slices.Sort(p.DependsOn)
		p.DependsOn = slices.Compact(p.DependsOn)
	}
	return l.packages
}

// Report fills in the dependencies and gives all packages to the sink, with a
// diagnostic for each entry without name; of very many the last one counts the
// rest.
func (l *List) Report(out scan.Sink) {
	for _, p := range l.Packages() {
		out.Package(p)
	}
	for i, loc := range l.unnamed {
		if i == maxUnnamed {
			out.Diagnostic(&scan.Diagnostic{Kind: scan.DiagMalformed, Location: loc, Message: fmt.Sprintf("more entries without the name of a package: %d", len(l.unnamed)-i)})
			break
		}
		out.Diagnostic(&scan.Diagnostic{Kind: scan.DiagMalformed, Location: loc, Message: unnamed})
	}
}

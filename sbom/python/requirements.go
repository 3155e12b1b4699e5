package python

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path"
	"strings"

	"github.com/penstock-dev/penstock/sbom/internal/entry"
	"github.com/penstock-dev/penstock/scan"
)

// Requirements reads requirements files of pip: requirements.txt, its
// relatives, and the files that they include.
//
// A requirement is a package when its version is certain: pinned with == or ===
// and no wildcard, an archive whose name tells the version, or a Git commit. A
// constraints file given with -c pins the requirements of the file that gives
// it and is no package by itself. Everything else becomes a diagnostic of kind
// "unpinned". Markers are kept as the property "marker"; the package is
// reported whether or not they hold here.
//
// A file whose name speaks of development or tests has that scope.
type Requirements struct{}

// Name returns "python/requirements".
func (Requirements) Name() string { return "python/requirements" }

// Patterns returns the names that are in use for requirements files.
func (Requirements) Patterns() []string {
	return []string{
		"*requirements*.txt", "*requirement*.txt", "*constraints*.txt",
		"requirements/*.txt", "requirements/*/*.txt", "reqs/*.txt", "constraints/*.txt", "*requirements*.pip",
	}
}

// Extract reads one file; what it includes is not at hand.
func (x Requirements) Extract(ctx context.Context, f *scan.File, out scan.Sink) error {
	return x.Join(ctx, f, func(string) *scan.File { return nil }, out)
}

// Join reads one file and the files that it includes.
func (Requirements) Join(_ context.Context, f *scan.File, near func(string) *scan.File, out scan.Sink) error {
	if f.Binary() {
		return entry.Malformed(f, 0, errors.New("requirements file holds NUL bytes"))
	}
	r := reader{near: near, seen: map[string]bool{}, constraints: map[string]string{}}
	r.file(f)
	if isConstraints(f.Path) {
		return nil // what it pins counts where it is given with -c
	}
	if prose := r.bad > r.good && !strings.HasPrefix(path.Base(f.Path), "requirements"); prose {
		out.Diagnostic(&scan.Diagnostic{Kind: scan.DiagUnsupported, Note: true, Location: scan.Location{Path: f.Path, Origin: f.Origin}, Message: "not read: it is named like a requirements file, and most of its lines are no requirements"})
		return nil
	}
	r.settle()
	r.list.Report(out)
	for _, d := range r.diagnostics {
		out.Diagnostic(d)
	}
	return nil
}

// isConstraints reports whether a file is a constraints file by its name.
func isConstraints(p string) bool { return strings.Contains(path.Base(p), "constraint") }

// maxIncludes is the number of files that one may include in all.
const maxIncludes = 64

// reader follows one requirements file.
type reader struct {
	near        func(string) *scan.File
	seen        map[string]bool
	constraints map[string]string // PEP 503 name to version
	open        []requirement     // unpinned so far
	list        entry.List
	diagnostics []*scan.Diagnostic
	good, bad   int // requirements that were and were not understood
}

// file reads a file once, however often it is included.
func (r *reader) file(f *scan.File) {
	if r.seen[f.Path] {
		return
	}
	r.seen[f.Path] = true
	for _, line := range logicalLines(f.Bytes()) {
		r.line(f, line)
	}
}

// line reads a requirement or an option.
func (r *reader) line(f *scan.File, l line) {
	option, value := splitOption(l.text)
	switch option {
	case "":
		r.requirement(f, l, l.text)
	case "-r", "--requirement":
		if g := r.included(f, l, value); g != nil {
			r.file(g)
		}
	case "-c", "--constraint":
		if g := r.included(f, l, value); g != nil && !r.seen[g.Path] {
			r.seen[g.Path] = true
			r.constrain(g)
		}
	case "-e", "--editable":
		r.requirement(f, l, value)
	}
}

// included returns the file that an option names, or says that it is missing.
func (r *reader) included(f *scan.File, l line, name string) *scan.File {
	if len(r.seen) > maxIncludes {
		r.diagnose(f, l, scan.DiagLimit, "too many files are included: this one was not read")
		return nil
	}
	g := r.near(path.Join(f.Dir(), name))
	if g == nil {
		r.diagnose(f, l, scan.DiagUnsupported, "included file "+name+" was not read: it is absent, or not named like a requirements file")
	}
	return g
}

func (r *reader) diagnose(f *scan.File, l line, kind scan.DiagnosticKind, message string) {
	r.diagnostics = append(r.diagnostics, entry.Diagnostic(f, kind, l.start, l.end, message, nil))
}

// constrain notes the versions that a constraints file pins.
func (r *reader) constrain(f *scan.File) {
	for _, l := range logicalLines(f.Bytes()) {
		if option, _ := splitOption(l.text); option != "" {
			continue
		}
		if q, err := parseRequirement(l.text); err == nil && q.version != "" {
			r.constraints[q.normal()] = q.version
		}
	}
}

func (r *reader) requirement(f *scan.File, l line, text string) {
	q, err := parseRequirement(text)
	if err != nil {
		r.bad++
		r.diagnostics = append(r.diagnostics, entry.Diagnostic(f, scan.DiagMalformed, l.start, l.end, "requirement is not understood", err))
		return
	}
	r.good++
	q.file, q.line = f, l
	if q.version == "" && q.commit == "" {
		r.open = append(r.open, q)
		return
	}
	r.report(q)
}

// settle reports the requirements that a constraint pins, and says of each file
// which ones stay open.
func (r *reader) settle() {
	open := map[*scan.File][]requirement{}
	var files []*scan.File
	for _, q := range r.open {
		if q.version = r.constraints[q.normal()]; q.version != "" && q.url == "" {
			r.report(q)
			continue
		}
		if folder(q.url) {
			continue // part of the project, which says itself what it requires
		}
		if open[q.file] == nil {
			files = append(files, q.file)
		}
		open[q.file] = append(open[q.file], q)
	}
	for _, f := range files {
		r.diagnose(f, open[f][0].line, scan.DiagUnpinned, leftOpen(open[f]))
	}
}

// maxNamed is the number of open requirements of one file that are told by name.
const maxNamed = 5

// leftOpen says of which requirements no version is known.
func leftOpen(list []requirement) string {
	var names []string
	for _, q := range list[:min(len(list), maxNamed)] {
		names = append(names, cmp.Or(q.name, entry.CleanURL(q.url)))
	}
	if len(list) == 1 {
		return "version of " + names[0] + " is left open; pin it with == to have it in the inventory"
	}
	more := ""
	if n := len(list) - len(names); n > 0 {
		more = fmt.Sprintf(" and %d more", n)
	}
	return fmt.Sprintf("versions of %d requirements are left open: %s%s; pin them with == to have them in the inventory", len(list), strings.Join(names, ", "), more)
}

// folder reports whether a reference leads to a folder of the project, such as
// "." or "./lib[extra]".
func folder(reference string) bool {
	reference, _, _ = strings.Cut(strings.TrimPrefix(reference, "file:"), "[")
	return strings.HasPrefix(reference, ".") || strings.HasPrefix(reference, "/")
}

func (r *reader) report(q requirement) {
	p := entry.New(q.file, ecosystem, q.name, q.version, q.line.start, q.line.end)
	p.Scope = scopeOf(q.file.Path)
	p.Relation = q.relation()
	p.Hashes = entry.SortHashes(q.hashes)
	switch {
	case q.commit != "":
		entry.SetGit(p, q.url, q.commit)
	case q.url != "":
		p.Source = entry.CleanURL(q.url)
	}
	entry.SetProperty(p, "marker", q.marker)
	entry.SetProperty(p, "extras", strings.Join(q.extras, ","))
	r.list.Add(p)
}

// scopeOf reads the scope out of the words in a file's name.
func scopeOf(p string) scan.Scope {
	words := strings.FieldsFunc(strings.ToLower(strings.TrimSuffix(path.Base(p), path.Ext(p))), func(c rune) bool {
		return c == '-' || c == '_' || c == '.'
	})
	for _, w := range words {
		switch w {
		case "dev", "develop", "development", "lint", "docs", "doc":
			return scan.ScopeDev
		case "test", "tests", "testing", "ci":
			return scan.ScopeTest
		case "build":
			return scan.ScopeBuild
		}
	}
	return scan.ScopeUnknown
}

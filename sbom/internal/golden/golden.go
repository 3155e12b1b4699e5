// Package golden tests extractors against reviewed answers and checks what must
// hold for any input. It is imported by tests only.
package golden

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/penstock-dev/penstock/internal/goldentest"
	"github.com/penstock-dev/penstock/sbom"
	"github.com/penstock-dev/penstock/scan"
)

const answer = "want"

// Test runs extractors over each archive of a glob as if its files were a
// target, and compares what comes with the archive's file "want".
func Test(t *testing.T, glob string, x ...sbom.Extractor) {
	t.Helper()
	goldentest.Each(t, glob, func(t *testing.T, ar *goldentest.Archive) {
		files := split(ar.Archive)
		rec := Run(t, files, x...)
		Check(t, files, rec)
		ar.Answer(t, answer, rec.Text())
	})
}

// split returns the files of an archive but for its answer. Files named
// "outer!member" are put into an archive of their own, see [Pack].
func split(archive *txtar.Archive) []*scan.File {
	var files []*scan.File
	packed := map[string][]txtar.File{}
	for _, f := range archive.Files {
		if f.Name == answer {
			continue
		}
		if outer, member, ok := strings.Cut(f.Name, "!"); ok {
			if packed[outer] == nil {
				files = append(files, File(outer, nil))
			}
			packed[outer] = append(packed[outer], txtar.File{Name: member, Data: f.Data})
			continue
		}
		files = append(files, File(f.Name, f.Data))
	}
	for i, f := range files {
		if members := packed[f.Path]; members != nil {
			files[i] = File(f.Path, Pack(f.Path, members))
		}
	}
	return files
}

// File returns a file of a target.
func File(path string, data []byte) *scan.File {
	return scan.NewFile(&scan.Entry{Path: path, Size: int64(len(data))}, data)
}

// Recorder is a sink that keeps what it gets.
type Recorder struct {
	Packages    []*scan.Package
	Diagnostics []*scan.Diagnostic
}

// Finding implements [scan.Sink]; an inventory has none.
func (r *Recorder) Finding(scan.Finding) { panic("an extractor reported a finding") }

// Package implements [scan.Sink].
func (r *Recorder) Package(p *scan.Package) { r.Packages = append(r.Packages, p) }

// Diagnostic implements [scan.Sink].
func (r *Recorder) Diagnostic(d *scan.Diagnostic) { r.Diagnostics = append(r.Diagnostics, d) }

// Run takes the inventory of files with some extractors.
func Run(t testing.TB, files []*scan.File, x ...sbom.Extractor) *Recorder {
	t.Helper()
	a, err := sbom.New(sbom.Config{Extractors: x})
	if err != nil {
		t.Fatal(err)
	}
	return RunAnalyzer(t, a, files)
}

// RunAnalyzer does with a pass what the runner does.
func RunAnalyzer(t testing.TB, a *sbom.Analyzer, files []*scan.File) *Recorder {
	t.Helper()
	ctx := context.Background()
	pass, err := a.Begin(ctx)
	if err != nil {
		t.Fatal(err)
	}
	rec := &Recorder{}
	var wanted []*scan.File
	for _, f := range files {
		if pass.Wants(f.Entry) {
			wanted = append(wanted, f)
		}
	}
	for _, f := range wanted {
		rec.fail(f.Path, pass.File(ctx, f, rec))
	}
	rec.fail("", pass.(scan.CollectPass).Collect(ctx, rec))
	return rec
}

func (r *Recorder) fail(path string, err error) {
	if err == nil {
		return
	}
	if d, ok := err.(*scan.Diagnostic); ok {
		r.Diagnostic(d)
		return
	}
	r.Diagnostic(&scan.Diagnostic{Kind: scan.DiagMalformed, Location: scan.Location{Path: path}, Message: err.Error()})
}

// Text writes everything down, a line for each fact.
func (r *Recorder) Text() string {
	var b strings.Builder
	for _, p := range r.Packages {
		writePackage(&b, p)
	}
	for _, d := range r.Diagnostics {
		note := ""
		if d.Note {
			note = " (note)"
		}
		fmt.Fprintf(&b, "diagnostic %s%s %s %s\n", d.Kind, note, Place(d.Location), strings.TrimPrefix(d.Error(), archives(d.Location)+d.Location.Path+": "))
	}
	return b.String()
}

func writePackage(b *strings.Builder, p *scan.Package) {
	fmt.Fprintf(b, "package %s %s@%s", p.Ecosystem, p.Name, p.Version)
	installed := ""
	if p.Installed {
		installed = "installed"
	}
	for _, word := range []string{string(p.Scope), string(p.Relation), installed} {
		if word != "" {
			fmt.Fprintf(b, " %s", word)
		}
	}
	fmt.Fprintf(b, "\n\tpurl %s\n", p.PURL)
	for _, loc := range p.Locations {
		fmt.Fprintf(b, "\tat %s\n", Place(loc))
	}
	for _, l := range p.Licenses {
		fmt.Fprintf(b, "\tlicense %s\n", l)
	}
	for _, h := range p.Hashes {
		fmt.Fprintf(b, "\thash %s:%s\n", h.Algorithm, h.Value)
	}
	if p.Source != "" {
		fmt.Fprintf(b, "\tsource %s\n", p.Source)
	}
	for _, k := range slices.Sorted(maps.Keys(p.Properties)) {
		fmt.Fprintf(b, "\t%s %s\n", k, p.Properties[k])
	}
	for _, d := range p.DependsOn {
		fmt.Fprintf(b, "\tneeds %s\n", d)
	}
}

func archives(loc scan.Location) string {
	if loc.Origin == nil || len(loc.Origin.Archives) == 0 {
		return ""
	}
	return strings.Join(loc.Origin.Archives, "!") + "!"
}

// Place writes a location as path:line:column-line:column, with the archives
// around the file and exclamation marks in front.
func Place(loc scan.Location) string {
	g, file := loc.Region, archives(loc)+loc.Path
	if g.IsZero() {
		return file
	}
	return fmt.Sprintf("%s:%d:%d-%d:%d", file, g.StartLine, g.StartColumn, g.EndLine, g.EndColumn)
}

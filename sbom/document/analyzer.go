package document

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/penstock-dev/penstock/internal/jsonpos"
	"github.com/penstock-dev/penstock/sbom/bom"
	"github.com/penstock-dev/penstock/scan"
)

// AnalyzerConfig configures an [Analyzer]. The zero value is the default.
type AnalyzerConfig struct {
	// Named are the paths, as a run writes them, of files and folders that somebody
	// named: a document there is read even if it looks to be test data, unless it
	// does so below the named path.
	Named []string
	// TestData has documents read wherever they lie.
	TestData bool
	// MaxSize is the size in bytes up to which a document above the size limit of a
	// run is held and read all the same; 0 means 128 MiB. Each worker may hold one.
	MaxSize int64
}

// Analyzer takes inventory of the bills of materials among the files of a run:
// the packages that they list are added to those of lockfiles, each with the
// component's place, after all files have been read. So what a lockfile names too
// is told with the place in the lockfile first. It has no rules: what is
// wrong with a document is a diagnostic.
//
// Files are known by their content; only the extension of their name, or a word
// such as "sbom" in it, has to be one of a document, unless the file is named. JSON, XML and YAML of any other
// kind is left alone without a word.
//
// Many projects keep documents as test data. They describe nothing that the
// project is made of and are often broken on purpose, so that a file in a folder
// called test, tests, testdata, fixtures and the like is not read: one note counts
// them. [AnalyzerConfig.Named] and [AnalyzerConfig.TestData] have them read.
//
// It is immutable and safe for concurrent use.
type Analyzer struct{ config AnalyzerConfig }

var _ scan.Analyzer = (*Analyzer)(nil)

// NewAnalyzer returns an analyzer. An error says that the limit is negative.
func NewAnalyzer(config AnalyzerConfig) (*Analyzer, error) {
	if config.MaxSize < 0 {
		return nil, fmt.Errorf("document: size limit %d: negative", config.MaxSize)
	}
	config.MaxSize = cmp.Or(config.MaxSize, 128<<20)
	config.Named = slices.Clone(config.Named)
	return &Analyzer{config}, nil
}

// Name implements [scan.Analyzer].
func (a *Analyzer) Name() string { return "documents" }

// Rules implements [scan.Analyzer]: there are none.
func (a *Analyzer) Rules() []*scan.Rule { return nil }

// Begin implements [scan.Analyzer]. The pass is a [scan.CollectPass] and a
// [scan.ChunkPass].
func (a *Analyzer) Begin(context.Context) (scan.Pass, error) { return &pass{config: a.config}, nil }

// listed is what one document lists.
type listed struct {
	entry    *scan.Entry
	packages []*scan.Package
}

// pass is one run.
type pass struct {
	config AnalyzerConfig

	mu      sync.Mutex
	listed  []listed
	skipped []string // paths of test data
}

var (
	_ scan.CollectPass = (*pass)(nil)
	_ scan.ChunkPass   = (*pass)(nil)
)

// Wants implements [scan.Pass].
func (p *pass) Wants(e *scan.Entry) bool {
	if slices.Contains(p.config.Named, e.Path) {
		return true
	}
	base := strings.ToLower(e.Base())
	switch path.Ext(base) {
	case ".json", ".jsonld", ".xml", ".spdx", ".spdx3", ".cdx", ".rdf", ".yaml", ".yml", ".tag":
		return true
	case ".txt", "":
		return slices.ContainsFunc([]string{"bom", "spdx", "cyclonedx"}, func(word string) bool { return strings.Contains(base, word) })
	default:
		return false
	}
}

// File implements [scan.Pass].
func (p *pass) File(_ context.Context, f *scan.File, out scan.Sink) error {
	p.read(f.Entry, f.Bytes(), out)
	return nil
}

// read takes the packages out of a text, if it is a document.
func (p *pass) read(e *scan.Entry, text []byte, out scan.Sink) {
	if Detect(text) == "" {
		return
	}
	if p.testData(e.Path) {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.skipped = append(p.skipped, e.Path)
		return
	}
	t, err := New(Config{Name: e.Path, Data: text, MaxSize: len(text)})
	if err != nil || errors.Is(t.err, bom.ErrFormat) && !claims(text) {
		return // it only speaks of documents, as a schema does
	}
	var broken *scan.Diagnostic
	if errors.As(t.err, &broken) {
		out.Diagnostic(at(e, broken))
	}
	if t.doc == nil {
		return
	}
	for _, d := range t.problems() {
		out.Diagnostic(at(e, d))
	}
	packages := t.doc.Packages(e.Path)
	for _, pkg := range packages {
		for i := range pkg.Locations {
			pkg.Locations[i].Origin = originOf(e, pkg.Locations[i].Origin.Component)
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.listed = append(p.listed, listed{e, packages})
}

// originOf returns the origin of an entry, with a component.
func originOf(e *scan.Entry, component string) *scan.Origin {
	var o scan.Origin
	if e.Origin != nil {
		o = *e.Origin
	}
	o.Component = component
	return &o
}

// at returns a diagnostic about an entry.
func at(e *scan.Entry, d *scan.Diagnostic) *scan.Diagnostic {
	d.Location.Origin, d.Analyzer = e.Origin, ""
	return d
}

// claims reports whether a text that is no document says that it is one: an object
// in JSON whose own member names the format.
func claims(text []byte) bool {
	doc, err := jsonpos.Parse(text, jsonpos.Config{})
	if err != nil {
		return false
	}
	root := doc.Root()
	return root.Get("bomFormat").Str() == "CycloneDX" || root.Get("spdxVersion").Kind() != jsonpos.Absent
}

// testData reports whether a document lies in a folder of test data.
func (p *pass) testData(file string) bool {
	if p.config.TestData {
		return false
	}
	below := file
	for _, named := range p.config.Named {
		if rest, ok := strings.CutPrefix(file, named); ok && (rest == "" || rest[0] == '/') && len(rest) < len(below) {
			below = rest
		}
	}
	for dir := range strings.SplitSeq(strings.ToLower(path.Dir(below)), "/") {
		switch plain := strings.NewReplacer("-", "", "_", "").Replace(dir); {
		case plain == "test", plain == "tests", strings.HasPrefix(plain, "testdata"), strings.HasPrefix(plain, "testresources"), strings.Contains(plain, "fixture"):
			return true
		}
	}
	return false
}

// Collect implements [scan.CollectPass]: it reports the packages in the order of
// the documents' paths, and how many documents were left out.
func (p *pass) Collect(ctx context.Context, out scan.Sink) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	slices.SortStableFunc(p.listed, func(a, b listed) int {
		return cmp.Or(cmp.Compare(a.entry.Path, b.entry.Path), cmp.Compare(originKey(a.entry.Origin), originKey(b.entry.Origin)))
	})
	for _, l := range p.listed {
		if err := context.Cause(ctx); err != nil {
			return err
		}
		for _, pkg := range l.packages {
			out.Package(pkg)
		}
	}
	if n := len(p.skipped); n > 0 {
		slices.Sort(p.skipped)
		what := "1 bill of materials is test data by its folder, and was not read: "
		if n > 1 {
			what = fmt.Sprintf("%d bills of materials are test data by their folders, and were not read, the first: ", n)
		}
		out.Diagnostic(&scan.Diagnostic{Kind: scan.DiagUnsupported, Note: true,
			Message: what + p.skipped[0] + "; one that is named by its path, or whose folder is, is read"})
	}
	return nil
}

func originKey(o *scan.Origin) string {
	if o == nil {
		return ""
	}
	return strings.Join(append([]string{o.Target, o.Commit, o.Image, o.Layer}, o.Archives...), "\x00")
}

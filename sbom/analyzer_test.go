package sbom_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/sbom"
	"github.com/penstock-dev/penstock/sbom/golang"
	"github.com/penstock-dev/penstock/sbom/internal/golden"
	"github.com/penstock-dev/penstock/sbom/javascript"
	"github.com/penstock-dev/penstock/sbom/python"
	"github.com/penstock-dev/penstock/scan"
)

// lines is an extractor of the tests: each line names a package.
type lines struct {
	name     string
	patterns []string
	err      error
}

func (x lines) Name() string       { return x.name }
func (x lines) Patterns() []string { return x.patterns }
func (x lines) Extract(_ context.Context, f *scan.File, out scan.Sink) error {
	for line := range strings.Lines(string(f.Bytes())) {
		out.Package(&scan.Package{Name: strings.TrimSpace(line), Ecosystem: x.name, Locations: []scan.Location{f.Location(0, 1)}})
	}
	return x.err
}

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	for name, config := range map[string]sbom.Config{
		"two of a name": {Extractors: []sbom.Extractor{golang.Module{}, golang.Module{}}},
		"bad pattern":   {Extractors: []sbom.Extractor{lines{"bad", []string{"[a-"}, nil}}},
		"negative":      {MaxHeld: -1},
	} {
		if _, err := sbom.New(config); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestAnalyzer(t *testing.T) {
	t.Parallel()
	a, err := sbom.New(sbom.Config{})
	if err != nil {
		t.Fatal(err)
	}
	if a.Name() != "inventory" || len(a.Rules()) != 0 {
		t.Errorf("name %q, %d rules", a.Name(), len(a.Rules()))
	}
}

func TestExtractorsAreSortedAndDistinct(t *testing.T) {
	t.Parallel()
	var last string
	for _, x := range sbom.Extractors() {
		if x.Name() <= last {
			t.Errorf("%s stands behind %s", x.Name(), last)
		}
		last = x.Name()
		if _, chooses := x.(sbom.Chooser); len(x.Patterns()) == 0 && !chooses {
			t.Errorf("%s wants no files", x.Name())
		}
	}
}

func TestWants(t *testing.T) {
	t.Parallel()
	a, err := sbom.New(sbom.Config{Extractors: []sbom.Extractor{
		lines{"exact", []string{"go.mod"}, nil},
		lines{"glob", []string{"*.lock", "re?.txt"}, nil},
		lines{"deep", []string{".github/*/*.yml", "a/b"}, nil},
		lines{"rest", []string{"Pod*"}, nil},
	}})
	if err != nil {
		t.Fatal(err)
	}
	pass, err := a.Begin(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]bool{
		"go.mod": true, "x/go.mod": true, "go.mod/x": false, "xgo.mod": false,
		"x.lock": true, "a/b/.lock": true, "x.lock2": false, "req.txt": true, "reqs.txt": false,
		".github/workflows/ci.yml": true, "x/.github/workflows/ci.yml": true, "github/workflows/ci.yml": false, "ci.yml": false, ".github/ci.yml": false,
		"a/b": true, "x/a/b": true, "b": false, "xa/b": false,
		"Podfile": true, "podfile": false,
		"node_modules/x/go.mod": false, "lib/site-packages/x.lock": false, "my_node_modules/go.mod": true,
	} {
		if got := pass.Wants(&scan.Entry{Path: path}); got != want {
			t.Errorf("Wants(%q) = %v, want %v", path, got, want)
		}
	}
}

func TestSeveralExtractorsForOneFile(t *testing.T) {
	t.Parallel()
	a, err := sbom.New(sbom.Config{Extractors: []sbom.Extractor{
		lines{"second", []string{"*.lock"}, errors.Join(errors.New("one"), errors.New("two"))},
		lines{"first", []string{"x.lock", "*.lock"}, nil},
	}})
	if err != nil {
		t.Fatal(err)
	}
	rec := golden.RunAnalyzer(t, a, []*scan.File{golden.File("x.lock", []byte("p\n"))})
	want := "package second p@\n\tpurl \n\tat x.lock:1:1-1:2\npackage first p@\n\tpurl \n\tat x.lock:1:1-1:2\n" +
		"diagnostic malformed x.lock packages could not be read: one\ndiagnostic malformed x.lock packages could not be read: two\n"
	if diff := cmp.Diff(want, rec.Text()); diff != "" {
		t.Error(diff)
	}
	packages, err := a.Extract(context.Background(), golden.File("x.lock", []byte("p\nq\n")))
	if len(packages) != 4 || !errors.Is(err, scan.ErrIncomplete) || !strings.Contains(err.Error(), "two") {
		t.Errorf("%d packages, error %v", len(packages), err)
	}
}

func TestExtract(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	if _, err := sbom.Extract(ctx, golden.File("README.md", nil)); !errors.Is(err, sbom.ErrNoExtractor) {
		t.Errorf("README.md: error %v", err)
	}
	mod := golden.File("go.mod", []byte("module m\nrequire registry.example/a v1.0.0\n"))
	sum := golden.File("go.sum", []byte("registry.example/b v1.2.0 h1:x=\n"))
	names := func(near ...*scan.File) (names []string) {
		packages, _ := sbom.Extract(ctx, mod, near...)
		for _, p := range packages {
			names = append(names, p.Name+"@"+p.Version)
		}
		return names
	}
	if diff := cmp.Diff([]string{"m@", "registry.example/a@v1.0.0"}, names()); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"m@", "registry.example/a@v1.0.0", "registry.example/b@v1.2.0"}, names(sum)); diff != "" {
		t.Error(diff)
	}
	ctx, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := sbom.Extract(ctx, mod); !errors.Is(err, context.Canceled) {
		t.Errorf("after cancel: error %v", err)
	}
}

func TestMaxHeld(t *testing.T) {
	t.Parallel()
	a, err := sbom.New(sbom.Config{Extractors: []sbom.Extractor{golang.Module{}}, MaxHeld: 60})
	if err != nil {
		t.Fatal(err)
	}
	rec := golden.RunAnalyzer(t, a, []*scan.File{
		golden.File("go.mod", []byte("module m\nrequire registry.example/a v1.0.0\n")),
		golden.File("go.sum", []byte("registry.example/b v1.2.0 h1:x=\n")),
	})
	kinds := map[scan.DiagnosticKind]int{}
	for _, d := range rec.Diagnostics {
		kinds[d.Kind]++
	}
	if kinds[scan.DiagLimit] != 1 || len(rec.Packages) != 3 {
		t.Errorf("diagnostics %v, %d packages:\n%s", kinds, len(rec.Packages), rec.Text())
	}
}

// TestOrigins makes sure that files of other layers are no neighbours.
func TestOrigins(t *testing.T) {
	t.Parallel()
	a, err := sbom.New(sbom.Config{Extractors: []sbom.Extractor{golang.Module{}, javascript.NPMLock{}}})
	if err != nil {
		t.Fatal(err)
	}
	in := func(layer, path, text string) *scan.File {
		return scan.NewFile(&scan.Entry{Path: path, Origin: &scan.Origin{Layer: layer}}, []byte(text))
	}
	lock := func(name string) string { return `{"packages": {"node_modules/` + name + `": {"version": "1.0.0"}}}` }
	rec := golden.RunAnalyzer(t, a, []*scan.File{
		in("one", "go.mod", "module m\nrequire registry.example/a v1.0.0\n"),
		in("two", "go.sum", "registry.example/b v1.2.0 h1:x=\n"),
		in("one", "package-lock.json", lock("low")),
		in("two", "npm-shrinkwrap.json", lock("high")),
		in("two", "package-lock.json", lock("hidden")),
	})
	got := map[string]string{}
	for _, p := range rec.Packages {
		got[p.Name] = p.Locations[0].Origin.Layer
	}
	want := map[string]string{"m": "one", "registry.example/a": "one", "registry.example/b": "two", "low": "one", "high": "two"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestByteOrderMark makes sure that held files keep their offsets.
func TestByteOrderMark(t *testing.T) {
	t.Parallel()
	rec := golden.Run(t, []*scan.File{golden.File("requirements.txt", []byte("\xef\xbb\xbfa==1\n"))}, python.Requirements{})
	if g := rec.Packages[0].Locations[0].Region; g.StartOffset != 3 || g.StartColumn != 1 || g.EndOffset != 7 {
		t.Errorf("region %+v", g)
	}
}

func TestPasswordsAreKeptOut(t *testing.T) {
	t.Parallel()
	password := strings.Repeat("s3cret", 2)
	rec := golden.Run(t, []*scan.File{golden.File("requirements.txt",
		[]byte("a @ https://me:"+password+"@files.example/a-1.0.tar.gz\nb @ git+https://"+password+password+"@git.example/b@main\n"))}, python.Requirements{})
	if len(rec.Packages) != 1 || len(rec.Diagnostics) != 1 {
		t.Fatal(rec.Text())
	}
	for _, text := range []string{rec.Text(), rec.Packages[0].Locations[0].Region.Snippet, rec.Diagnostics[0].Location.Region.Snippet} {
		if strings.Contains(text, password) {
			t.Errorf("the password is in %q", text)
		}
	}
}

// TestConcurrentFiles feeds one pass from several goroutines, as a run does.
func TestConcurrentFiles(t *testing.T) {
	t.Parallel()
	a, err := sbom.New(sbom.Config{})
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	pass, err := a.Begin(ctx)
	if err != nil {
		t.Fatal(err)
	}
	var group sync.WaitGroup
	for i := range 8 {
		dir := string(rune('a' + i))
		for path, text := range map[string]string{
			"go.mod":            "module " + dir + "\ngo 1.22\n",
			"package-lock.json": `{"packages": {"node_modules/` + dir + `": {"version": "1.0.0"}}}`,
		} {
			f := golden.File(dir+"/"+path, []byte(text))
			if !pass.Wants(f.Entry) {
				t.Fatalf("%s is not wanted", f.Path)
			}
			group.Go(func() {
				var out golden.Recorder
				if err := pass.File(ctx, f, &out); err != nil {
					t.Error(err)
				}
			})
		}
	}
	group.Wait()
	var out golden.Recorder
	if err := pass.(scan.CollectPass).Collect(ctx, &out); err != nil {
		t.Fatal(err)
	}
	if len(out.Packages) != 8*3 { // main module, stdlib, npm package
		t.Errorf("%d packages:\n%s", len(out.Packages), out.Text())
	}
}

package sbom_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/penstock-dev/penstock/sbom"
	"github.com/penstock-dev/penstock/sbom/internal/golden"
	"github.com/penstock-dev/penstock/scan"
)

// sample is a file of a known format.
type sample struct {
	path string
	text []byte
}

// samples returns the files of the extractors' own tests that an extractor wants.
func samples(t testing.TB) []sample {
	t.Helper()
	archives, _ := filepath.Glob("*/testdata/*.txtar")
	deeper, _ := filepath.Glob("*/testdata/*/*.txtar")
	var list []sample
	for _, name := range append(archives, deeper...) {
		archive, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range archive.Files {
			_, err := sbom.Extract(context.Background(), golden.File(f.Name, f.Data))
			if len(f.Data) > 0 && !bytes.HasPrefix(f.Data, []byte("\ufeff")) && utf8.Valid(f.Data) && !errors.Is(err, sbom.ErrNoExtractor) {
				list = append(list, sample{f.Name, f.Data})
			}
		}
	}
	if len(list) < 100 {
		t.Fatalf("only %d samples", len(list))
	}
	return list
}

// healthy is a file that nothing beside it may harm.
var healthy = sample{"healthy/gradle.lockfile", []byte("example.acme:pump:1.0.0=runtimeClasspath\n")}

// survive takes the inventory of a damaged file beside a healthy one.
func survive(t *testing.T, a *sbom.Analyzer, what string, damaged sample) *golden.Recorder {
	t.Helper()
	files := []*scan.File{golden.File(damaged.path, damaged.text), golden.File(healthy.path, healthy.text)}
	start := time.Now()
	rec := golden.RunAnalyzer(t, a, files)
	if took := time.Since(start); took > 10*time.Second {
		t.Errorf("%s, %s: took %v", damaged.path, what, took)
	}
	golden.Check(t, files, rec)
	if !slices.ContainsFunc(rec.Packages, func(p *scan.Package) bool { return p.Name == "example.acme:pump" }) {
		t.Errorf("%s, %s: the file beside it has lost its package", damaged.path, what)
	}
	return rec
}

func everything(t testing.TB) *sbom.Analyzer {
	t.Helper()
	a, err := sbom.New(sbom.Config{})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// wantPlace fails unless a diagnostic about the file names a line.
func wantPlace(t *testing.T, rec *golden.Recorder, what, path string) {
	t.Helper()
	if !slices.ContainsFunc(rec.Diagnostics, func(d *scan.Diagnostic) bool { return d.Location.Path == path && d.Location.Region.StartLine > 0 }) {
		t.Errorf("%s, %s: no diagnostic with a line among %v", path, what, rec.Diagnostics)
	}
}

// TestTruncated cuts every sample at up to 24 places. Of a document in JSON a
// diagnostic must tell the line, unless it counts beside a lockfile only.
func TestTruncated(t *testing.T) {
	t.Parallel()
	a := everything(t)
	for _, s := range samples(t) {
		isJSON := json.Valid(s.text)
		last := len(bytes.TrimRight(s.text, " \t\r\n"))
		for end := 1; end < last; end += 1 + last/24 {
			what := fmt.Sprintf("cut at %d", end)
			rec := survive(t, a, what, sample{s.path, s.text[:end]})
			if base := path.Base(s.path); isJSON && base != "package.json" && base != "composer.json" {
				wantPlace(t, rec, what, s.path)
			}
		}
	}
}

// TestReplacedValues puts null and values of other types into every place of
// documents in JSON.
func TestReplacedValues(t *testing.T) {
	t.Parallel()
	a := everything(t)
	for _, s := range samples(t) {
		var doc any
		if json.Unmarshal(s.text, &doc) != nil {
			continue
		}
		n := 0
		for text := range replaced(doc) {
			if n++; n > 200 {
				break
			}
			survive(t, a, string(text), sample{s.path, text})
		}
	}
}

// replaced yields a document in JSON with one value at a time changed.
func replaced(doc any) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		var visit func(v any, set func(any)) bool
		visit = func(v any, set func(any)) bool {
			for _, other := range []any{nil, 7, "text", []any{nil}, map[string]any{"": nil}} {
				set(other)
				text, err := json.Marshal(doc)
				if err == nil && !yield(text) {
					return false
				}
			}
			set(v)
			switch v := v.(type) {
			case map[string]any:
				for key := range v {
					if !visit(v[key], func(x any) { v[key] = x }) {
						return false
					}
				}
			case []any:
				for i := range v {
					if !visit(v[i], func(x any) { v[i] = x }) {
						return false
					}
				}
			}
			return true
		}
		visit(doc, func(x any) { doc = x })
	}
}

// TestEncodings gives every sample in the encodings that Windows tools write.
func TestEncodings(t *testing.T) {
	t.Parallel()
	a := everything(t)
	for _, s := range samples(t) {
		want := facts(survive(t, a, "as it is", s))
		for name, text := range map[string][]byte{
			"UTF-8 with a mark": append([]byte("\xef\xbb\xbf"), s.text...),
			"UTF-16LE":          wide(s.text, binary.LittleEndian),
			"UTF-16BE":          wide(s.text, binary.BigEndian),
		} {
			if got := facts(survive(t, a, name, sample{s.path, text})); got != want && !strings.Contains(string(s.text), "encoding=") {
				t.Errorf("%s in %s:\n%s\nwant\n%s", s.path, name, got, want)
			}
		}
		for name, text := range map[string][]byte{
			"Latin-1":   append([]byte("# \xe9\xff\n"), s.text...),
			"NUL bytes": bytes.ReplaceAll(s.text, []byte("e"), []byte("\x00")),
			"EBCDIC":    bytes.Map(func(r rune) rune { return (r*7 + 64) % 256 }, s.text),
		} {
			survive(t, a, name, sample{s.path, text})
		}
	}
}

func facts(rec *golden.Recorder) string {
	var lines []string
	for _, p := range rec.Packages {
		lines = append(lines, fmt.Sprint(p.PURL, " ", p.Name, " ", p.Version, " ", p.Scope, " ", p.Relation, " ", p.DependsOn))
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// wide encodes a text with a byte order mark.
func wide(text []byte, order binary.AppendByteOrder) []byte {
	var list []byte
	for _, unit := range utf16.Encode([]rune("\ufeff" + string(text))) {
		list = order.AppendUint16(list, unit)
	}
	return list
}

// TestBombs gives every extractor documents that are small and try to
// become large or deep.
func TestBombs(t *testing.T) {
	t.Parallel()
	a := everything(t)
	const deep = 20_000
	bombs := map[string]string{
		"JSON arrays":    strings.Repeat("[", deep),
		"JSON objects":   strings.Repeat(`{"packages":`, deep),
		"TOML arrays":    "package = " + strings.Repeat("[", deep),
		"TOML headers":   "[" + strings.Repeat("a.", deep) + "a]\n",
		"YAML flow":      "packages: " + strings.Repeat("{a: ", deep),
		"YAML blocks":    "packages:\n" + strings.Repeat("- ", deep),
		"YAML aliases":   "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d]\npackages: {f: [*e,*e,*e,*e,*e,*e,*e]}\n",
		"XML elements":   "<project>" + strings.Repeat("<dependencies>", deep),
		"XML entities":   "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;&b;&b;\">]><project><version>&c;</version></project>",
		"XML file":       "<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><project><groupId>&a;</groupId><artifactId>a</artifactId></project>",
		"brackets":       strings.Repeat("([{<", deep),
		"one long line":  strings.Repeat("a==1 ", deep),
		"quotes":         strings.Repeat(`"`, deep+1),
		"continuations":  strings.Repeat("a \\\n", deep),
		"empty elements": "{\"packages\": {" + strings.Repeat(`"":{},`, deep),
	}
	for _, name := range slices.Sorted(mapKeys(bombs)) {
		for _, p := range wantedNames() {
			rec := survive(t, a, name, sample{p, []byte(bombs[name])})
			if len(rec.Packages) > deep+1 {
				t.Errorf("%s, %s: %d packages", p, name, len(rec.Packages))
			}
			if strings.Contains(rec.Text(), "root:") {
				t.Errorf("%s, %s: another file was read", p, name)
			}
		}
	}
}

func mapKeys[V any](m map[string]V) iter.Seq[string] {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

// wantedNames returns a path that each extractor wants.
func wantedNames() []string {
	var names []string
	for _, x := range sbom.Extractors() {
		if patterns := x.Patterns(); len(patterns) > 0 {
			names = append(names, strings.ReplaceAll(patterns[len(patterns)-1], "*", "x"))
		}
	}
	return names
}

// TestCycles closes circles of dependencies in formats that have edges.
func TestCycles(t *testing.T) {
	t.Parallel()
	a := everything(t)
	for p, text := range map[string]string{
		"package-lock.json":  `{"lockfileVersion":3,"packages":{"":{"dependencies":{"a":"1"}},"node_modules/a":{"version":"1.0.0","dependencies":{"b":"1"}},"node_modules/b":{"version":"1.0.0","dependencies":{"a":"1","b":"1"}},"node_modules/l":{"link":true,"resolved":"node_modules/m"},"node_modules/m":{"link":true,"resolved":"node_modules/l"}}}`,
		"yarn.lock":          "# yarn lockfile v1\na@1:\n  version \"1.0.0\"\n  dependencies:\n    b \"1\"\nb@1:\n  version \"1.0.0\"\n  dependencies:\n    a \"1\"\n",
		"pnpm-lock.yaml":     "lockfileVersion: '9.0'\npackages:\n  a@1.0.0: {}\n  b@1.0.0: {}\nsnapshots:\n  a@1.0.0:\n    dependencies:\n      b: 1.0.0\n  b@1.0.0:\n    dependencies:\n      a: 1.0.0\n",
		"Cargo.lock":         "version = 4\n[[package]]\nname = \"a\"\nversion = \"1.0.0\"\ndependencies = [\"b\"]\n[[package]]\nname = \"b\"\nversion = \"1.0.0\"\ndependencies = [\"a\"]\n",
		"poetry.lock":        "[[package]]\nname = \"a\"\nversion = \"1.0.0\"\n[package.dependencies]\nb = \"*\"\n[[package]]\nname = \"b\"\nversion = \"1.0.0\"\n[package.dependencies]\na = \"*\"\n",
		"uv.lock":            "version = 1\n[[package]]\nname = \"a\"\nversion = \"1.0.0\"\nsource = { virtual = \".\" }\ndependencies = [{ name = \"b\" }]\n[[package]]\nname = \"b\"\nversion = \"1.0.0\"\ndependencies = [{ name = \"a\" }]\n",
		"composer.lock":      `{"packages":[{"name":"x/a","version":"1.0.0","require":{"x/b":"*"}},{"name":"x/b","version":"1.0.0","require":{"x/a":"*"}}],"packages-dev":[]}`,
		"Gemfile.lock":       "GEM\n  remote: https://registry.example/\n  specs:\n    a (1.0.0)\n      b\n    b (1.0.0)\n      a\n\nDEPENDENCIES\n  a\n",
		"packages.lock.json": `{"version":1,"dependencies":{"net8.0":{"A":{"type":"Direct","resolved":"1.0.0","dependencies":{"B":"1.0.0"}},"B":{"type":"Transitive","resolved":"1.0.0","dependencies":{"A":"1.0.0"}}}}}`,
		"mix.lock":           "%{\n  \"a\": {:hex, :a, \"1.0.0\", \"00\", [:mix], [{:b, \"1.0\", [hex: :b]}], \"hexpm\", \"00\"},\n  \"b\": {:hex, :b, \"1.0.0\", \"00\", [:mix], [{:a, \"1.0\", [hex: :a]}], \"hexpm\", \"00\"},\n}\n",
		"pom.xml":            "<project><parent><groupId>x</groupId><artifactId>a</artifactId><version>1</version><relativePath>pom.xml</relativePath></parent><groupId>x</groupId><artifactId>a</artifactId><version>${v}</version><properties><v>${w}</v><w>${v}</w></properties><dependencies><dependency><groupId>x</groupId><artifactId>b</artifactId><version>${v}</version></dependency></dependencies></project>",
		"requirements.txt":   "-r requirements.txt\n-c requirements.txt\na==1.0.0\n",
		"a.csproj":           "<Project><Import Project=\"a.csproj\"/><PropertyGroup><V>$(W)</V><W>$(V)</W></PropertyGroup><ItemGroup><PackageReference Include=\"a\" Version=\"$(V)\"/></ItemGroup></Project>",
	} {
		rec := survive(t, a, "a circle", sample{p, []byte(text)})
		if len(rec.Packages) < 2 {
			t.Errorf("%s: nothing was read: %v", p, rec.Diagnostics)
		}
	}
}

// endless is a file that says to be of 1 GiB and may not be read whole.
type endless struct{ name string }

func (e endless) Name() string { return "endless" }

const (
	declared = 1 << 30
	readable = 32 << 20
)

func (e endless) Entries(context.Context) iter.Seq2[*scan.Entry, error] {
	return func(yield func(*scan.Entry, error) bool) {
		yield(&scan.Entry{Path: e.name, Size: declared, Open: func(context.Context) (io.ReadCloser, error) {
			return io.NopCloser(io.LimitReader(repeated("{\"packages\":[\n"), readable)), nil
		}}, nil)
	}
}

// repeated is a text without end.
type repeated string

func (r repeated) Read(p []byte) (int, error) {
	for n := 0; n < len(p); {
		n += copy(p[n:], r)
	}
	return len(p), nil
}

// TestLargestLockfile offers a lockfile of 1 GiB: it is said to be too large and
// takes no memory.
func TestLargestLockfile(t *testing.T) {
	a := everything(t)
	runner, err := scan.New(scan.Config{Analyzers: []scan.Analyzer{a}})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"package-lock.json", "go.mod", "pom.xml", "var/lib/rpm/Packages"} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		result, err := runner.Run(context.Background(), endless{name})
		runtime.ReadMemStats(&after)
		if err == nil || len(result.Diagnostics) == 0 || result.Diagnostics[0].Kind != scan.DiagTooLarge {
			t.Errorf("%s: %v, %v", name, result, err)
		}
		if got := after.TotalAlloc - before.TotalAlloc; got > 64<<20 {
			t.Errorf("%s: %d MB allocated", name, got>>20)
		}
	}
}

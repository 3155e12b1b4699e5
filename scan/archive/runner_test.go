package archive_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/penstock-dev/penstock/sbom"
	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/archive"
	"github.com/penstock-dev/penstock/scan/report"
	"github.com/penstock-dev/penstock/secrets"
)

// token returns a credential that no scanner finds in this file.
func token() string { return "AKIA" + "QYLPMN5HHHFPZAM2" }

const lockfile = `{"name": "site", "lockfileVersion": 3, "packages": {
  "": {"name": "site", "dependencies": {"left": "1.0.0"}},
  "node_modules/left": {"version": "1.0.0"}
}}
`

func analyzers(t testing.TB) []scan.Analyzer {
	t.Helper()
	leaks, err := secrets.New(secrets.Config{})
	if err != nil {
		t.Fatal(err)
	}
	inventory, err := sbom.New(sbom.Config{})
	if err != nil {
		t.Fatal(err)
	}
	return []scan.Analyzer{leaks, inventory}
}

func run(t testing.TB, workers int, target scan.Target) *scan.Result {
	t.Helper()
	runner, err := scan.New(scan.Config{Analyzers: analyzers(t), Workers: workers})
	if err != nil {
		t.Fatal(err)
	}
	result, err := runner.Run(t.Context(), target)
	if err != nil && !errors.Is(err, scan.ErrIncomplete) {
		t.Fatal(err)
	}
	return result
}

func TestSecretInNestedArchive(t *testing.T) {
	t.Parallel()
	env := part{"app/.env", "# settings\nAWS_ACCESS_KEY_ID=" + token() + "\n"}
	inner := gz(t, tarOf(t, part{"README", "nothing"}, env))
	var prints []scan.Fingerprint
	for _, outer := range []string{"dist/site-1.0.zip", "dist/site-1.1.zip"} {
		tr := &tree{files: []part{{outer, zipOf(t, part{"backup/home.tar.gz", inner})}}}
		result := run(t, 2, newTarget(t, archive.Config{Target: tr}))
		if len(result.Findings) != 1 || len(result.Diagnostics) != 0 {
			t.Fatalf("%d findings, diagnostics %v", len(result.Findings), result.Diagnostics)
		}
		r := result.Findings[0].Common()
		if got, want := place(r.Location.Path, r.Location.Origin), outer+" > backup/home.tar.gz > app/.env"; got != want || r.Location.Region.StartLine != 2 {
			t.Errorf("found at %s, line %d, want %s", got, r.Location.Region.StartLine, want)
		}
		prints = append(prints, r.Fingerprint)
	}
	// The path inside counts, so that a version in the archive's name does not
	// make an old finding a new one.
	if prints[0] != prints[1] {
		t.Errorf("fingerprints: %v", prints)
	}
}

func TestLockfileInArchive(t *testing.T) {
	t.Parallel()
	tr := &tree{files: []part{{"site.zip", zipOf(t, part{"web/package-lock.json", lockfile})}, {"app.tgz", gz(t, tarOf(t, part{"web/package-lock.json", lockfile}))}}}
	result := run(t, 1, newTarget(t, archive.Config{Target: tr}))
	var got []string
	for _, p := range result.Packages {
		for _, l := range p.Locations {
			got = append(got, p.Name+" "+place(l.Path, l.Origin))
		}
	}
	slices.Sort(got)
	want := []string{"left app.tgz > web/package-lock.json", "left site.zip > web/package-lock.json", "site app.tgz > web/package-lock.json", "site site.zip > web/package-lock.json"}
	if len(result.Diagnostics) > 0 || !slices.Equal(got, want) {
		t.Errorf("got %q, want %q, diagnostics %v", got, want, result.Diagnostics)
	}
}

// mixed writes a folder with archives good and bad, and returns it.
func mixed(t testing.TB) string {
	t.Helper()
	dir := t.TempDir()
	var many []part
	for i := range 300 {
		many = append(many, part{fmt.Sprintf("d%d/f%d.env", i%7, i), fmt.Sprintf("n=%d\nAWS_ACCESS_KEY_ID=%s\n", i, token())})
	}
	many = append(many, part{"package-lock.json", lockfile}, part{"deep.jar", zipOf(t, many[:20]...)})
	tgz := gz(t, tarOf(t, many...))
	var odd rawZip
	odd.add("x.env", 0, 0, 1, 3, "AKI")
	odd.add("y.env", 1, 0, 1, 3, "AKI")
	files := []part{
		{"a.zip", zipOf(t, many...)}, {"b.tar.gz", tgz}, {"c.tar.gz", tgz[:len(tgz)/2]}, {"d.zip", odd.String()},
		{"e/f.txt", token()}, {"g.zip", storedZip(t, part{"in.zip", storedZip(t, many...)}, part{"in.tgz", tgz})}, {"h.zip", "no zip"}, {"i.gz", "no gzip " + token()},
	}
	for _, f := range files {
		name := filepath.Join(dir, filepath.FromSlash(f.name))
		if err := errors.Join(os.MkdirAll(filepath.Dir(name), 0o755), os.WriteFile(name, []byte(f.content), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// TestWorkers wants the same bytes from any number of workers.
func TestWorkers(t *testing.T) {
	t.Parallel()
	dir := mixed(t)
	var first []byte
	for _, workers := range []int{1, 2, 3, 4, 5, 6, 7, 8, 8} {
		var b bytes.Buffer
		result := run(t, workers, newTarget(t, archive.Config{Target: scan.Dir(dir, scan.TreeConfig{})}))
		if err := report.Encode(report.NewJSONL(&b), result.Findings, result.Diagnostics, &report.Summary{Coverage: result.Coverage}); err != nil {
			t.Fatal(err)
		}
		if err := json.NewEncoder(&b).Encode(result.Packages); err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = b.Bytes()
			if len(result.Findings) < 1400 || len(result.Diagnostics) != 3 || len(result.Packages) != 8 {
				t.Errorf("%d findings, %d packages, diagnostics %v", len(result.Findings), len(result.Packages), result.Diagnostics)
			}
		}
		if !bytes.Equal(first, b.Bytes()) {
			t.Errorf("%d workers give another report", workers)
		}
	}
}

// TestBreak leaves the iterator after every entry in turn, and cancels it
// there: nothing stays open, and nothing more comes.
func TestBreak(t *testing.T) {
	t.Parallel()
	x := part{"x", "X"}
	files := []part{{"a.zip", zipOf(t, x, part{"i.zip", storedZip(t, x, x)}, part{"i.tgz", gz(t, tarOf(t, x, x))})}, {"b.tar", tarOf(t, x, part{"j.zip", zipOf(t, x)})}, {"c.zip", "none"}, {"d", "D"}}
	total := strings.Count(list(t, newTarget(t, archive.Config{Target: &tree{files: files}})), "\n")
	for _, cancels := range []bool{false, true} {
		for stop := 1; stop <= total; stop++ {
			tr := &tree{files: files}
			ctx, cancel := context.WithCancel(t.Context())
			n := 0
			for e, err := range newTarget(t, archive.Config{Target: tr}).Entries(ctx) {
				if err != nil {
					t.Errorf("stop %d: %v", stop, err)
					continue
				}
				if n++; e.Discard != nil {
					e.Discard()
				}
				if n == stop {
					if cancel(); !cancels {
						break
					}
				}
			}
			cancel()
			if n != stop || tr.open != 0 {
				t.Errorf("stop after %d, cancels %v: %d entries, %d files open", stop, cancels, n, tr.open)
			}
		}
	}
}

// TestLate opens and reads contents when it is too late for that.
func TestLate(t *testing.T) {
	t.Parallel()
	tr := &tree{stream: true, sequential: true, files: []part{{"a.tar", tarOf(t, part{"i.zip", zipOf(t, part{"1", "one"}, part{"2", "two"})}, part{"3", "three"}, part{"4", "four"})}}}
	var late []*scan.Entry
	var open []io.ReadCloser
	for e, err := range newTarget(t, archive.Config{Target: tr}).Entries(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		if e.Skip != "" {
			continue
		}
		if !e.Sequential {
			t.Errorf("%s may be opened at any time", e.Path)
		}
		if late = append(late, e); len(late)%2 == 0 {
			rc, err := e.Open(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			open = append(open, rc)
		}
	}
	for _, e := range late {
		if _, err := e.Open(t.Context()); err == nil {
			t.Errorf("%s can be opened late", e.Path)
		}
	}
	for _, rc := range open {
		if text, err := io.ReadAll(rc); err == nil || len(text) > 0 {
			t.Errorf("%q can be read late", text)
		}
	}
	if len(late) != 4 || len(open) != 2 {
		t.Errorf("%d entries, %d opened", len(late), len(open))
	}
}

// TestAnyTime opens the members of a file with random access when the walk is
// over.
func TestAnyTime(t *testing.T) {
	t.Parallel()
	tr := &tree{files: []part{{"a.zip", zipOf(t, part{"1", "one"}, part{"2", "two"})}}}
	var entries []*scan.Entry
	for e, err := range newTarget(t, archive.Config{Target: tr}).Entries(t.Context()) {
		if err != nil || e.Sequential {
			t.Fatal(err, e)
		}
		if e.Skip == "" {
			entries = append(entries, e)
		}
	}
	var got []string
	for _, e := range entries {
		text, err := contentOf(t, e)
		got = append(got, text)
		if err != nil {
			t.Error(err)
		}
	}
	if !slices.Equal(got, []string{"one", "two"}) || tr.open != 0 {
		t.Errorf("%q, %d files open", got, tr.open)
	}
}

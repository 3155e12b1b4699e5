package trust_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/penstock-dev/penstock/scan/trust"
)

var update = flag.Bool("update", false, "write what was found into the golden archives")

func newAnalyzer(t testing.TB) *trust.Analyzer {
	t.Helper()
	a, err := trust.New(trust.Config{})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// archives are the golden archives by path.
func archives(t testing.TB) map[string]*txtar.Archive {
	t.Helper()
	paths, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatal(paths, err)
	}
	all := map[string]*txtar.Archive{}
	for _, p := range paths {
		if all[p], err = txtar.ParseFile(p); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// TestFindings checks every file of the archives: those named good… give
// nothing, the others what the file "want" says. The flag -update writes it.
func TestFindings(t *testing.T) {
	t.Parallel()
	a := newAnalyzer(t)
	for path, ar := range archives(t) {
		t.Run(filepath.Base(path), func(t *testing.T) {
			t.Parallel()
			var got strings.Builder
			for _, f := range ar.Files {
				if f.Name == "want" {
					continue
				}
				list, err := a.Check(f.Name, f.Data)
				if err != nil {
					t.Errorf("%s: %v", f.Name, err)
				}
				if good := strings.HasPrefix(f.Name, "good"); good != (len(list) == 0) {
					t.Errorf("%s has %d findings", f.Name, len(list))
				}
				for _, w := range list {
					r := w.Location.Region
					fmt.Fprintf(&got, "%s:%d:%d-%d:%d %s %s %s\n", f.Name, r.StartLine, r.StartColumn, r.EndLine, r.EndColumn, w.Severity, w.Persona, w.RuleID())
					fmt.Fprintf(&got, "\t%s: %s\n", w.Resource, w.Message)
					if r.StartLine == r.EndLine {
						fmt.Fprintf(&got, "\t%s\n", f.Data[r.StartOffset:r.EndOffset])
					}
				}
			}
			golden(t, path, ar, got.String())
		})
	}
}

func golden(t *testing.T, path string, ar *txtar.Archive, got string) {
	t.Helper()
	at := slices.IndexFunc(ar.Files, func(f txtar.File) bool { return f.Name == "want" })
	if *update {
		if at < 0 {
			ar.Files = append(ar.Files, txtar.File{Name: "want"})
			at = len(ar.Files) - 1
		}
		ar.Files[at].Data = []byte(got)
		if err := os.WriteFile(path, txtar.Format(ar), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if at < 0 {
		t.Fatalf("%s has no file \"want\"; run with -update", path)
	}
	if diff := cmp.Diff(string(ar.Files[at].Data), got); diff != "" {
		t.Errorf("findings (-want +got):\n%s", diff)
	}
}

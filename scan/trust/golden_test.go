package trust_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/penstock-dev/penstock/internal/goldentest"
	"github.com/penstock-dev/penstock/scan/trust"
)

func newAnalyzer(t testing.TB) *trust.Analyzer {
	t.Helper()
	a, err := trust.New(trust.Config{})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// archives are the golden archives.
func archives(t testing.TB) []*goldentest.Archive {
	t.Helper()
	paths, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatal(paths, err)
	}
	var all []*goldentest.Archive
	for _, p := range paths {
		all = append(all, goldentest.Open(t, p))
	}
	return all
}

// TestFindings checks every file of the archives: those named good… give
// nothing, the others what the file "want" says. The flag -update writes it.
func TestFindings(t *testing.T) {
	t.Parallel()
	a := newAnalyzer(t)
	goldentest.Each(t, "testdata/*.txtar", func(t *testing.T, ar *goldentest.Archive) {
		var got strings.Builder
		for _, f := range ar.Files {
			if f.Name != "want" {
				write(t, &got, a, f)
			}
		}
		ar.Answer(t, "want", got.String())
	})
}

// write writes down the findings in a file.
func write(t *testing.T, out *strings.Builder, a *trust.Analyzer, f txtar.File) {
	t.Helper()
	list, err := a.Check(f.Name, f.Data)
	if err != nil {
		t.Errorf("%s: %v", f.Name, err)
	}
	if good := strings.HasPrefix(f.Name, "good"); good != (len(list) == 0) {
		t.Errorf("%s has %d findings", f.Name, len(list))
	}
	for _, w := range list {
		r := w.Location.Region
		fmt.Fprintf(out, "%s:%d:%d-%d:%d %s %s %s\n", f.Name, r.StartLine, r.StartColumn, r.EndLine, r.EndColumn, w.Severity, w.Persona, w.RuleID())
		fmt.Fprintf(out, "\t%s: %s\n", w.Resource, w.Message)
		if r.StartLine == r.EndLine {
			fmt.Fprintf(out, "\t%s\n", f.Data[r.StartOffset:r.EndOffset])
		}
	}
}

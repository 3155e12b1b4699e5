// Package audittest checks rules of pipeline configuration on archives of
// their own: files to check, and what is to be found in them.
package audittest

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/penstock-dev/penstock/internal/goldentest"
	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline"
)

const wantFile = "want"

// Rules checks each rule on the archive of its name in folder: what follows the
// slash of its id, with the extension txtar. Files named good… in it must give
// no finding of the rule, the others at least one; the file "want" holds the
// findings. The flag -update writes it. Every rule must say what a user needs.
func Rules(t *testing.T, folder string, rules []*scan.Rule) {
	t.Helper()
	analyzer, err := pipeline.New(pipeline.Config{})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rules {
		_, name, _ := strings.Cut(r.ID, "/")
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			describes(t, r)
			ar := goldentest.Open(t, filepath.Join(folder, name+".txtar"))
			var got strings.Builder
			for _, f := range ar.Files {
				if f.Name == wantFile {
					continue
				}
				count := write(t, &got, analyzer, r.ID, f)
				if good := strings.Contains(f.Name, "good"); good != (count == 0) {
					t.Errorf("%s has %d findings", f.Name, count)
				}
			}
			ar.Answer(t, wantFile, got.String())
		})
	}
}

// describes checks that a rule says what a user needs.
func describes(t *testing.T, r *scan.Rule) {
	t.Helper()
	for what, text := range map[string]string{"name": r.Name, "class": string(r.Class), "description": r.Description, "remediation": r.Remediation, "example": r.Example, "fixed": r.Fixed} {
		if text == "" {
			t.Errorf("%s has no %s", r.ID, what)
		}
	}
	if strings.HasSuffix(r.Name, ".") || r.Severity == 0 || r.Confidence == 0 {
		t.Errorf("%s: name %q, severity %s, confidence %s", r.ID, r.Name, r.Severity, r.Confidence)
	}
}

// write appends the findings of a rule in a file and returns their number.
func write(t *testing.T, out *strings.Builder, a *pipeline.Analyzer, rule string, f txtar.File) int {
	t.Helper()
	list, err := a.Check(t.Context(), f.Name, f.Data)
	if err != nil {
		t.Fatal(err)
	}
	count := 0
	for _, w := range list {
		if w.Rule.ID != rule {
			continue
		}
		count++
		r := w.Location.Region
		fmt.Fprintf(out, "%s:%d:%d-%d:%d %s/%s/%s %s\n", f.Name, r.StartLine, r.StartColumn, r.EndLine, r.EndColumn, w.Severity, w.Confidence, w.Persona, w.Location.Logical)
		fmt.Fprintf(out, "\t%s\n", w.Message)
		for _, flow := range w.CodeFlows {
			for _, s := range flow.Steps {
				fmt.Fprintf(out, "\tflow %d:%d %s\n", s.Region.StartLine, s.Region.StartColumn, s.Role)
			}
		}
		for _, l := range w.Related {
			fmt.Fprintf(out, "\t%s %s\n", l.Role, l.Logical)
		}
	}
	return count
}

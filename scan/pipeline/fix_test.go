package pipeline_test

import (
	"bytes"
	"testing"

	"github.com/penstock-dev/penstock/scan/pipeline/internal/audittest"
)

// TestFixArchives does the fixes of rules that several systems have.
func TestFixArchives(t *testing.T) {
	t.Parallel()
	audittest.Fixes(t, "testdata/fix")
}

// TestFixesApart holds, for all fixtures, that the edits of a fix are in the file
// and do not touch each other, and that a fix which is not safe says why.
func TestFixesApart(t *testing.T) {
	t.Parallel()
	a := newAnalyzer(t)
	fixes := 0
	for _, f := range fixtures(t) {
		list, _ := a.Check(t.Context(), f.Name, f.Data)
		for _, w := range list {
			for _, fix := range w.Fixes {
				fixes++
				if fix.Safe != (fix.Caveat == "") || fix.Description == "" || w.Rule.Fix == "" {
					t.Errorf("%s: fix %q is safe: %t, caveat %q, of the rule: %q", w.Rule.ID, fix.Description, fix.Safe, fix.Caveat, w.Rule.Fix)
				}
				for i, e := range fix.Edits {
					if e.Path != f.Name || e.Region.EndOffset > len(f.Data) || e.Region.StartOffset > e.Region.EndOffset {
						t.Errorf("%s: edit %+v", w.Rule.ID, e)
					}
					for _, o := range fix.Edits[:i] {
						if e.Region.StartOffset <= o.Region.EndOffset && o.Region.StartOffset <= e.Region.EndOffset && w.Group == "" {
							t.Errorf("%s %s: edits touch: %+v, %+v", w.Rule.ID, f.Name, o, e)
						}
					}
				}
				files := map[string][]byte{f.Name: f.Data}
				if audittest.Apply(files, fix.Edits); bytes.Equal(files[f.Name], f.Data) {
					t.Errorf("%s: the fix changes nothing", w.Rule.ID)
				}
			}
		}
	}
	if fixes < 200 {
		t.Errorf("%d fixes only", fixes)
	}
}

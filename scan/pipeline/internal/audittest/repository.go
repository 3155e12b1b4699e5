package audittest

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/internal/goldentest"
	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline"
)

// flowing are the classes of what can run through several files.
var flowing = []scan.Class{"expression-injection", "command-injection", "env-file-injection", "untrusted-checkout", "artifact-poisoning", "improper-access-control"}

// Repositories checks the files of every archive in folder together, as one
// repository. The file "want" holds the findings of the classes that run through
// several files, and what could not be followed; the flag -update writes it. An
// archive named good… must give no finding, the others at least one. A run over
// a tree must find the same.
func Repositories(t *testing.T, folder string) {
	t.Helper()
	analyzer, err := pipeline.New(pipeline.Config{})
	if err != nil {
		t.Fatal(err)
	}
	goldentest.Each(t, filepath.Join(folder, "*.txtar"), func(t *testing.T, ar *goldentest.Archive) {
		files := ar.Questions(wantFile)
		list, err := analyzer.CheckFiles(t.Context(), files)
		got, count := tell(list)
		if good := strings.HasPrefix(filepath.Base(ar.Path), "good"); good != (count == 0) {
			t.Errorf("%d findings", count)
		}
		if diff := cmp.Diff(got, streamed(t, analyzer, files)); diff != "" {
			t.Errorf("a run finds other things (-together +run):\n%s", diff)
		}
		if err != nil {
			got += err.Error() + "\n"
		}
		ar.Answer(t, wantFile, got)
	})
}

// tell writes findings down and counts them.
func tell(list []*pipeline.Weakness) (text string, count int) {
	var b strings.Builder
	for _, w := range list {
		if !slices.Contains(flowing, w.Class()) || w.Persona != scan.PersonaRegular {
			continue
		}
		count++
		fmt.Fprintf(&b, "%s:%d %s %s/%s\n\t%s\n", w.Location.Path, w.Location.Region.StartLine, w.Rule.ID, w.Severity, w.Confidence, w.Message)
		for _, flow := range w.CodeFlows {
			for _, s := range flow.Steps {
				fmt.Fprintf(&b, "\tflow %s:%d %s\n", s.Path, s.Region.StartLine, strings.TrimSpace(s.Role+" "+s.Logical))
			}
		}
	}
	return b.String(), count
}

// streamed returns the findings of a run over a tree, by path.
func streamed(t *testing.T, a *pipeline.Analyzer, files map[string][]byte) string {
	t.Helper()
	tree := fstest.MapFS{}
	for name, data := range files {
		tree[name] = &fstest.MapFile{Data: data}
	}
	runner, err := scan.New(scan.Config{Analyzers: []scan.Analyzer{a}, Workers: 3})
	if err != nil {
		t.Fatal(err)
	}
	result, err := runner.Run(t.Context(), scan.FS(tree, scan.TreeConfig{}))
	if result == nil {
		t.Fatal(err)
	}
	var list []*pipeline.Weakness
	for _, f := range result.Findings {
		list = append(list, f.(*pipeline.Weakness))
	}
	slices.SortStableFunc(list, func(x, y *pipeline.Weakness) int { return strings.Compare(x.Location.Path, y.Location.Path) })
	text, _ := tell(list)
	return text
}

package audittest

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/penstock-dev/penstock/internal/goldentest"
	"github.com/penstock-dev/penstock/scan/pipeline"
)

// Paths checks which attack paths are told of the repositories in an archive: the
// first element of a file's name is that of its repository. Those named good…
// must give none, the others at least one; the file "want" holds them, with what
// they say. The flag -update writes it.
func Paths(t *testing.T, archive string) {
	t.Helper()
	analyzer, err := pipeline.New(pipeline.Config{})
	if err != nil {
		t.Fatal(err)
	}
	ar := goldentest.Open(t, filepath.FromSlash(archive))
	var order []string
	repositories := map[string]map[string][]byte{}
	for _, f := range ar.Files {
		repository, name, ok := strings.Cut(f.Name, "/")
		if !ok {
			continue
		}
		if repositories[repository] == nil {
			repositories[repository] = map[string][]byte{}
			order = append(order, repository)
		}
		repositories[repository][name] = f.Data
	}
	var got strings.Builder
	for _, name := range order {
		list, err := analyzer.CheckFiles(t.Context(), repositories[name])
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		count := 0
		for _, w := range list {
			if w.Path == nil || w.Part {
				continue
			}
			count++
			r := w.Location.Region
			fmt.Fprintf(&got, "%s: %s:%d:%d %s/%s/%s %s\n", name, w.Location.Path, r.StartLine, r.StartColumn, w.Severity, w.Confidence, w.Persona, w.Rule.ID)
			fmt.Fprintf(&got, "\t%s\n", w.Impact)
			for _, s := range w.CodeFlows[0].Steps {
				fmt.Fprintf(&got, "\t%s %s:%d:%d %s\n", s.Role, s.Path, s.Region.StartLine, s.Region.StartColumn, s.Logical)
			}
			for _, l := range w.Related {
				fmt.Fprintf(&got, "\t+ %s %s %s\n", l.Role, l.Logical, l.Message)
			}
		}
		if good := strings.HasPrefix(name, "good"); good != (count == 0) {
			t.Errorf("%s: %d paths are told", name, count)
		}
	}
	ar.Answer(t, wantFile, got.String())
}

package dockerfile_test

import (
	"testing"

	"github.com/penstock-dev/penstock/scan/pipeline"
)

// TestIgnore checks that a comment above an instruction suppresses findings in
// it, and only there.
func TestIgnore(t *testing.T) {
	t.Parallel()
	analyzer, err := pipeline.New(pipeline.Config{})
	if err != nil {
		t.Fatal(err)
	}
	text := "# penstock: ignore[unpinned-image] mirrored here\n# and reviewed\nFROM a:1\n\n# penstock: ignore[remote-script-exec]\n\nRUN curl https://x.example | sh\n" +
		"# penstock: ignore[script/remote-script-exec]\nRUN curl https://x.example \\\n  | sh\nFROM b:1\n"
	list, err := analyzer.Check(t.Context(), "Dockerfile", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	got := map[int]bool{}
	for _, w := range list {
		if w.Persona == 0 {
			got[w.Location.Region.StartLine] = w.Suppressed()
		}
	}
	want := map[int]bool{3: true, 7: false, 9: true, 11: false}
	for line, suppressed := range want {
		if s, ok := got[line]; !ok || s != suppressed {
			t.Errorf("line %d: found %t, suppressed %t", line, ok, s)
		}
	}
	if len(got) != len(want) {
		t.Errorf("findings on lines %v", got)
	}
}

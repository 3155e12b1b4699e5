package archtest

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestOverview wants the overview of the module to name every package that a row of
// the README's tables is about, and every package that it names to be there.
func TestOverview(t *testing.T) {
	t.Parallel()
	read := func(name string) string {
		text, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	overview := read("doc.go")
	cell := regexp.MustCompile("`([a-z0-9/]+)`")
	for line := range strings.Lines(read("README.md")) {
		first, _, _ := strings.Cut(strings.TrimPrefix(line, "| "), " | ")
		if !strings.HasPrefix(line, "| `") {
			continue
		}
		for _, m := range cell.FindAllStringSubmatch(first, -1) {
			if info, err := os.Stat(filepath.Join(root, m[1])); err != nil || !info.IsDir() {
				continue
			}
			if !strings.Contains(overview, "["+module+"/"+m[1]+"]") {
				t.Errorf("doc.go does not name %s", m[1])
			}
		}
	}
	for _, m := range regexp.MustCompile(`\[`+regexp.QuoteMeta(module)+`/([a-z0-9/]+)\]`).FindAllStringSubmatch(overview, -1) {
		if _, err := os.Stat(filepath.Join(root, m[1])); err != nil {
			t.Errorf("doc.go: %v", err)
		}
	}
}

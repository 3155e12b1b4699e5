package inventory_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/penstock-dev/penstock/sbom/purl"
	"github.com/penstock-dev/penstock/scan/pipeline"
)

// TestCanonical holds that the package URLs written here are those that
// packageurl-go writes.
func TestCanonical(t *testing.T) {
	t.Parallel()
	archives, err := filepath.Glob("testdata/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	count := 0
	for _, name := range archives {
		archive, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		files := map[string][]byte{}
		for _, f := range archive.Files {
			if !strings.HasPrefix(f.Name, "want/") {
				files[f.Name] = f.Data
			}
		}
		for _, p := range describe(t, files) {
			for _, c := range p.All() {
				if c.PURL != "" {
					count++
					canonical(t, c.PURL)
				}
			}
		}
	}
	if count < 60 {
		t.Errorf("only %d package URLs", count)
	}
}

func canonical(t *testing.T, text string) {
	t.Helper()
	u, err := purl.Parse(text)
	if err != nil {
		t.Error(err)
		return
	}
	if again, err := purl.Canonical(u); err != nil || again != text {
		t.Errorf("%s is canonical as %s (%v)", text, again, err)
	}
}

// FuzzInventory wants every file to be described without a panic, with package
// URLs that can be parsed and places that lie in the file.
func FuzzInventory(f *testing.F) {
	archives, err := filepath.Glob("testdata/*.txtar")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range archives {
		archive, err := txtar.ParseFile(name)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range archive.Files {
			f.Add(file.Name, file.Data)
		}
	}
	for _, ref := range []string{"a/b@", "@", "a/b/../../c@v1", "docker://@sha256:", "docker://:1", "a b/c@d", "é/ü@ö#%", "./x@y"} {
		f.Add(".github/workflows/x.yml", []byte("on: push\njobs: {a: {steps: [{uses: '"+ref+"'}], container: '"+ref+"'}}\n"))
		f.Add(".gitlab-ci.yml", []byte("include: [{component: '"+ref+"'}, {remote: 'https://"+ref+"'}]\n"))
	}
	a, err := pipeline.New(pipeline.Config{})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, name string, text []byte) {
		list, _ := a.Inventory(t.Context(), map[string][]byte{name: text})
		for _, p := range list {
			for _, c := range p.All() {
				r := c.Location.Region
				if r.StartOffset > r.EndOffset || r.EndOffset > len(text)+4 && r.EndOffset > 4*len(text) {
					t.Fatalf("place %+v", r)
				}
				if c.PURL == "" {
					continue
				}
				if _, err := purl.Parse(c.PURL); err != nil {
					t.Fatal(err)
				}
			}
		}
	})
}

package validate_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/penstock-dev/penstock/sbom/validate"
)

// seeds adds the documents of testdata that start with a sign.
func seeds(f *testing.F, sign string) {
	f.Helper()
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		for _, one := range txtar.Parse(data).Files {
			if strings.HasPrefix(string(one.Data), sign) {
				f.Add(string(one.Data))
			}
		}
	}
}

// check wants problems to lie in the text, in order, and every second look to
// see the same.
func check(t *testing.T, text string) {
	t.Helper()
	r, err := validate.Document([]byte(text))
	if err != nil {
		return
	}
	last := 0
	for _, p := range r.Problems {
		if p.Region.StartOffset < last || p.Region.EndOffset > len(text) || p.Region.EndOffset < p.Region.StartOffset || p.Message == "" || p.Rule == "" {
			t.Fatalf("%+v behind %d in a text of %d bytes", p, last, len(text))
		}
		last = p.Region.StartOffset
	}
	again, err := validate.Document([]byte(text))
	if err != nil || len(again.Problems) != len(r.Problems) {
		t.Fatalf("%d problems, then %d, %v", len(r.Problems), len(again.Problems), err)
	}
}

func FuzzJSON(f *testing.F) {
	seeds(f, "{")
	f.Fuzz(check)
}

func FuzzXML(f *testing.F) {
	seeds(f, "<")
	f.Fuzz(check)
}

func FuzzTags(f *testing.F) {
	seeds(f, "SPDX")
	seeds(f, "spdx")
	f.Fuzz(check)
}

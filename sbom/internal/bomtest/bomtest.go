// Package bomtest holds readers and writers of bills of materials against
// golden archives.
package bomtest

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/penstock-dev/penstock/sbom/bom"
)

var update = flag.Bool("update", false, "write golden files anew")

// Text returns a document as indented JSON without what is empty.
func Text(t testing.TB, d *bom.Document) string {
	t.Helper()
	data, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	var v any
	if err := json.Unmarshal(data, &v); err != nil {
		t.Fatal(err)
	}
	data, err = json.MarshalIndent(prune(v), "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(data) + "\n"
}

// prune takes what is empty out of a value, nil when nothing is left.
func prune(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for key, member := range v {
			if v[key] = prune(member); v[key] == nil {
				delete(v, key)
			}
		}
		if len(v) == 0 {
			return nil
		}
	case []any:
		for i := range v {
			v[i] = prune(v[i])
		}
		if len(v) == 0 {
			return nil
		}
	case string:
		if v == "" {
			return nil
		}
	case float64:
		if v == 0 {
			return nil
		}
	case bool:
		if !v {
			return nil
		}
	}
	return v
}

// Golden runs f on the first file of each archive that matches the pattern, and
// compares the texts that it returns with the files behind, by their names.
func Golden(t *testing.T, pattern string, f func(t *testing.T, input []byte) map[string]string) {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		t.Fatalf("no files %s: %v", pattern, err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			got := f(t, archive.Files[0].Data)
			if *update {
				write(t, file, archive, got)
				return
			}
			if len(got) != len(archive.Files)-1 {
				t.Errorf("%d texts, the archive has %d", len(got), len(archive.Files)-1)
			}
			for _, want := range archive.Files[1:] {
				if diff := cmp.Diff(string(want.Data), got[want.Name]); diff != "" {
					t.Errorf("%s (-want +got):\n%s", want.Name, diff)
				}
			}
		})
	}
}

// write keeps the order of the archive; what it lacks comes behind.
func write(t *testing.T, file string, archive *txtar.Archive, got map[string]string) {
	t.Helper()
	for i, f := range archive.Files[1:] {
		archive.Files[i+1].Data = []byte(got[f.Name])
	}
	if err := os.WriteFile(file, txtar.Format(archive), 0o644); err != nil {
		t.Fatal(err)
	}
}

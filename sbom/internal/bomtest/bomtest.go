// Package bomtest holds readers and writers of bills of materials against
// golden archives.
package bomtest

import (
	"encoding/json"
	"testing"

	"github.com/penstock-dev/penstock/internal/goldentest"
	"github.com/penstock-dev/penstock/sbom/bom"
)

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
	goldentest.Each(t, pattern, func(t *testing.T, ar *goldentest.Archive) {
		got := f(t, ar.Files[0].Data)
		if len(got) != len(ar.Files)-1 {
			t.Errorf("%d texts, the archive has %d", len(got), len(ar.Files)-1)
		}
		for _, want := range ar.Files[1:] {
			ar.Answer(t, want.Name, got[want.Name])
		}
	})
}

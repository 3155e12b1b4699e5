package scantest

import (
	"bytes"
	"encoding/json"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/penstock-dev/penstock/scan"
	"github.com/rogpeppe/go-internal/txtar"
)

// goldenName is the file of an archive that holds the expected output.
const goldenName = "golden.json"

// Golden runs analyzers over the files of a txtar archive and compares all
// records, packages and diagnostics, as indented JSON, with the archive's last
// file, golden.json. With update it writes that file instead; pass the value of
// a flag of the test.
func Golden(t testing.TB, archive string, update bool, analyzers ...scan.Analyzer) {
	t.Helper()
	ar, err := txtar.ParseFile(archive)
	if err != nil {
		t.Fatal(err)
	}
	fsys := fstest.MapFS{}
	var want []byte
	files := ar.Files[:0:0]
	for _, f := range ar.Files {
		if f.Name == goldenName {
			want = f.Data
			continue
		}
		files = append(files, f)
		fsys[f.Name] = &fstest.MapFile{Data: f.Data, Mode: 0o644}
	}
	got := Marshal(t, Run(t, fsys, analyzers...))
	if update {
		ar.Files = append(files, txtar.File{Name: goldenName, Data: got})
		if err := os.WriteFile(archive, txtar.Format(ar), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s: %s", archive, firstDifference(string(want), string(got)))
	}
}

// Marshal returns a result as indented JSON with one finding, package or
// diagnostic a block. Rules are reduced to their ids.
func Marshal(t testing.TB, result *scan.Result) []byte {
	t.Helper()
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	write := func(v any) {
		if err := enc.Encode(v); err != nil {
			t.Fatal(err)
		}
	}
	for _, f := range result.Findings {
		r := *f.Common()
		if r.Rule != nil {
			r.Rule = &scan.Rule{ID: r.Rule.ID}
		}
		write(map[string]any{"finding": &r})
	}
	for _, p := range result.Packages {
		write(map[string]any{"package": p})
	}
	for _, d := range result.Diagnostics {
		write(map[string]any{"diagnostic": d})
	}
	return out.Bytes()
}

// firstDifference shows where two texts part.
func firstDifference(want, got string) string {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	i := 0
	for i < len(w) && i < len(g) && w[i] == g[i] {
		i++
	}
	from := max(0, i-3)
	show := func(lines []string) string {
		return strings.Join(lines[min(from, len(lines)):min(i+4, len(lines))], "\n")
	}
	return "the golden file differs (run with -update if that is right)\nwant:\n" + show(w) + "\ngot:\n" + show(g)
}

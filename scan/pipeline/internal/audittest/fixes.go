package audittest

import (
	"bytes"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
	"go.yaml.in/yaml/v3"

	"github.com/penstock-dev/penstock/internal/goldentest"
	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
)

// mostFixes is more than any archive needs.
const mostFixes = 40

// Fixes does the fixes of one rule to the files of each archive in a folder, one
// after the other until there are none. The archive is named as what follows the
// slash of the rule's id, with a number behind a dot where there are several. A
// file "pins" is what the resolver reads. What comes out is in the archive as
// "fixed/…", and what was done in "fixes"; the flag -update writes both. YAML
// must still be YAML.
func Fixes(t *testing.T, folder string) {
	t.Helper()
	goldentest.Each(t, filepath.Join(folder, "*.txtar"), func(t *testing.T, ar *goldentest.Archive) {
		rule, _, _ := strings.Cut(strings.TrimSuffix(filepath.Base(ar.Path), ".txtar"), ".")
		given, files := inputs(ar.Archive)
		config := pipeline.Config{}
		var err error
		if pins, ok := files["pins"]; ok {
			if config.Resolver, err = audit.ReadPins(bytes.NewReader(pins)); err != nil {
				t.Fatal(err)
			}
			delete(files, "pins")
		}
		a, err := pipeline.New(config)
		if err != nil {
			t.Fatal(err)
		}
		done := fixAll(t, a, rule, files)
		got := slices.Clone(given)
		for _, f := range given {
			if after := files[f.Name]; f.Name != "pins" && string(after) != string(f.Data) {
				got = append(got, txtar.File{Name: "fixed/" + f.Name, Data: after})
			}
		}
		ar.Whole(t, append(got, txtar.File{Name: "fixes", Data: []byte(done)}))
	})
}

// inputs returns the files of an archive that are not made by the test.
func inputs(ar *txtar.Archive) (given []txtar.File, files map[string][]byte) {
	files = map[string][]byte{}
	for _, f := range ar.Files {
		if f.Name != "fixes" && !strings.HasPrefix(f.Name, "fixed/") {
			given = append(given, f)
			files[f.Name] = f.Data
		}
	}
	return given, files
}

// fixAll changes the files and tells what it did.
func fixAll(t *testing.T, a *pipeline.Analyzer, rule string, files map[string][]byte) string {
	t.Helper()
	var done strings.Builder
	for range mostFixes {
		w, fix := next(t, a, rule, files)
		if fix == nil {
			return done.String()
		}
		if fix.Safe != (fix.Caveat == "") {
			t.Errorf("safe %t, caveat %q", fix.Safe, fix.Caveat)
		}
		if w.Rule.Fix == "" {
			t.Errorf("%s does not say what its fix does", w.Rule.ID)
		}
		kind := "safe"
		if !fix.Safe {
			kind = "unsafe, " + fix.Caveat
		}
		fmt.Fprintf(&done, "%s:%d %s (%s)\n", w.Location.Path, w.Location.Region.StartLine, fix.Description, kind)
		for i, e := range fix.Edits {
			for _, o := range fix.Edits[:i] {
				if e.Path == o.Path && e.Region.StartOffset <= o.Region.EndOffset && o.Region.StartOffset <= e.Region.EndOffset {
					t.Errorf("%s: two edits of a fix touch each other: %+v, %+v", w.Rule.ID, o, e)
				}
			}
		}
		Apply(files, fix.Edits)
		for name, text := range files {
			var any any
			if ext := filepath.Ext(name); (ext == ".yml" || ext == ".yaml") && yaml.Unmarshal(text, &any) != nil {
				t.Fatalf("%s is no YAML any more:\n%s", name, text)
			}
		}
	}
	t.Errorf("still something to fix after %d fixes", mostFixes)
	return done.String()
}

// next returns the first fix of a rule.
func next(t *testing.T, a *pipeline.Analyzer, rule string, files map[string][]byte) (*pipeline.Weakness, *scan.Fix) {
	t.Helper()
	list, err := a.CheckFiles(t.Context(), files)
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range list {
		if _, short, _ := strings.Cut(w.Rule.ID, "/"); short == rule && len(w.Fixes) > 0 {
			return w, &w.Fixes[0]
		}
	}
	return nil, nil
}

// Apply does edits, which must not touch each other.
func Apply(files map[string][]byte, edits []scan.Edit) {
	edits = slices.Clone(edits)
	slices.SortFunc(edits, func(a, b scan.Edit) int { return b.Region.StartOffset - a.Region.StartOffset })
	for _, e := range edits {
		text := files[e.Path]
		files[e.Path] = slices.Concat(text[:e.Region.StartOffset], []byte(e.Text), text[e.Region.EndOffset:])
	}
}

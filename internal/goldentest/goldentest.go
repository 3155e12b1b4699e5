// Package goldentest compares what comes out of tests with reviewed answers in
// txtar archives, which hold what is asked too. The flag -update writes the
// answers. It is imported by tests only.
package goldentest

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
)

var update = flag.Bool("update", false, "write what comes out into the golden archives")

// Updating reports whether answers are to be written, for what is no archive.
func Updating() bool { return *update }

// Archive is a golden archive. A test may use one from one goroutine.
type Archive struct {
	*txtar.Archive
	// Path of the archive.
	Path string
}

// Open reads an archive.
func Open(t testing.TB, path string) *Archive {
	t.Helper()
	ar, err := txtar.ParseFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return &Archive{ar, path}
}

// Each runs a test for every archive whose path matches a pattern
// ([filepath.Glob]), one beside the other. It is an error if there is none.
func Each(t *testing.T, pattern string, test func(*testing.T, *Archive)) {
	t.Helper()
	paths, err := filepath.Glob(pattern)
	if err != nil || len(paths) == 0 {
		t.Fatalf("no archives %s: %v", pattern, err)
	}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			t.Parallel()
			test(t, Open(t, path))
		})
	}
}

// Questions returns the files by their names but for the answers, which the
// caller names.
func (a *Archive) Questions(answers ...string) map[string][]byte {
	files := map[string][]byte{}
	for _, f := range a.Files {
		if !slices.Contains(answers, f.Name) {
			files[f.Name] = f.Data
		}
	}
	return files
}

// File returns the content of a file, nil where there is none.
func (a *Archive) File(name string) []byte {
	if i := a.index(name); i >= 0 {
		return a.Files[i].Data
	}
	return nil
}

// Answer compares what came out with a file of the archive.
func (a *Archive) Answer(t testing.TB, name, got string) {
	t.Helper()
	i := a.index(name)
	if *update {
		if i < 0 {
			i = len(a.Files)
			a.Files = append(a.Files, txtar.File{Name: name})
		}
		a.Files[i].Data = []byte(got)
		a.write(t, a.Archive)
		return
	}
	if i < 0 {
		t.Fatalf("%s has no file %q; run with -update", a.Path, name)
	}
	if diff := cmp.Diff(string(a.Files[i].Data), got); diff != "" {
		t.Errorf("%s of %s (-want +got):\n%s", name, a.Path, diff)
	}
}

// Whole compares the archive with the files that it should have.
func (a *Archive) Whole(t testing.TB, files []txtar.File) {
	t.Helper()
	got := &txtar.Archive{Comment: a.Comment, Files: files}
	if *update {
		a.write(t, got)
		return
	}
	if diff := cmp.Diff(string(txtar.Format(a.Archive)), string(txtar.Format(got))); diff != "" {
		t.Errorf("%s (-want +got):\n%s", a.Path, diff)
	}
}

func (a *Archive) index(name string) int {
	return slices.IndexFunc(a.Files, func(f txtar.File) bool { return f.Name == name })
}

func (a *Archive) write(t testing.TB, ar *txtar.Archive) {
	t.Helper()
	if err := os.WriteFile(a.Path, txtar.Format(ar), 0o644); err != nil {
		t.Fatal(err)
	}
}

package scan_test

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/penstock-dev/penstock/scan"
)

func (t entries) Entries(context.Context) iter.Seq2[*scan.Entry, error] {
	return func(yield func(*scan.Entry, error) bool) {
		for i := range t {
			if !yield(&t[i], nil) {
				return
			}
		}
	}
}

// list returns one line for each entry and diagnostic of a target.
func list(t *testing.T, target scan.Target) []string {
	t.Helper()
	var got []string
	for e, err := range target.Entries(t.Context()) {
		switch {
		case err != nil:
			got = append(got, "! "+err.Error())
		case e.Skip != scan.SkipNone:
			got = append(got, fmt.Sprintf("- %s (%s)", e.Path, e.Skip))
		default:
			got = append(got, e.Path)
			c, err := e.Open(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if n, err := io.Copy(io.Discard, c); err != nil || n != e.Size {
				t.Errorf("%s: read %d bytes of %d: %v", e.Path, n, e.Size, err)
			}
			c.Close()
		}
	}
	return got
}

func writeTree(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		full := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func TestTreeIgnoreRules(t *testing.T) {
	t.Parallel()
	files := map[string]string{
		".gitignore":             "*.log\n/build/\nsecret\n!keep.log\n",
		"a.log":                  "1",
		"keep.log":               "2",
		"build/x":                "3",
		"src/build/x":            "4",
		"src/.gitignore":         "!important.log\n/only-here\n",
		"src/important.log":      "5",
		"src/other.log":          "6",
		"src/only-here":          "7",
		"src/deep/only-here":     "8",
		"src/deep/.gitignore":    "important.log",
		"src/deep/important.log": "9",
		".git/config":            "never",
		"vendor/.git":            "gitdir: never",
		"vendor/x":               "10",
		"secret/file":            "11",
	}
	dir := t.TempDir()
	writeTree(t, dir, files)
	mapFS := fstest.MapFS{}
	for name, text := range files {
		mapFS[name] = &fstest.MapFile{Data: []byte(text)}
	}
	tests := []struct {
		name   string
		config scan.TreeConfig
		want   []string
	}{
		{"default", scan.TreeConfig{}, []string{
			".gitignore", "- a.log (ignored)", "- build (ignored)", "keep.log", "- secret (ignored)",
			"src/.gitignore", "src/build/x", "src/deep/.gitignore", "- src/deep/important.log (ignored)", "src/deep/only-here",
			"src/important.log", "- src/only-here (ignored)", "- src/other.log (ignored)", "vendor/x",
		}},
		{"no ignore files", scan.TreeConfig{NoGitignore: true}, []string{
			".gitignore", "a.log", "build/x", "keep.log", "secret/file", "src/.gitignore", "src/build/x", "src/deep/.gitignore",
			"src/deep/important.log", "src/deep/only-here", "src/important.log", "src/only-here", "src/other.log", "vendor/x",
		}},
		{"own excludes", scan.TreeConfig{NoGitignore: true, Exclude: []string{"/src", "*.log", ".gitignore"}}, []string{
			"- .gitignore (excluded)", "- a.log (excluded)", "build/x", "- keep.log (excluded)", "secret/file", "- src (excluded)", "vendor/x",
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			for kind, target := range map[string]scan.Target{"dir": scan.Dir(dir, tt.config), "fs": scan.FS(mapFS, tt.config)} {
				if diff := cmp.Diff(tt.want, list(t, target)); diff != "" {
					t.Errorf("%s: %s", kind, diff)
				}
			}
		})
	}
}

func TestDirOddities(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	outside := t.TempDir()
	writeTree(t, outside, map[string]string{"password": "x"})
	writeTree(t, dir, map[string]string{"a": "1", "new\nline": "2", "sp ace/\x1b[31m": "3", "bad\xff": "4", "d/e/f": "5"})
	for name, to := range map[string]string{
		"abs": filepath.Join(outside, "password"), "up": "../" + filepath.Base(outside), "d/e/up2": "../../../x", "in": "d/e", "d/e/back": "../../a",
		"dangling": "nowhere", "loop": "loop2", "loop2": "loop", "self": ".",
	} {
		if err := os.Symlink(to, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	if err := syscall.Mkfifo(filepath.Join(dir, "pipe"), 0o644); err != nil {
		t.Fatal(err)
	}
	want := []string{
		"a",
		"! abs: a symbolic link that leads out of the target: not followed",
		"bad\xff",
		"d/e/f",
		"! d/e/up2: a symbolic link that leads out of the target: not followed",
		"! dangling: a symbolic link that leads nowhere",
		"! loop: a symbolic link that leads nowhere",
		"! loop2: a symbolic link that leads nowhere",
		"new\nline",
		"! pipe: not a regular file but a named pipe",
		"sp ace/\x1b[31m",
		"! up: a symbolic link that leads out of the target: not followed",
	}
	if diff := cmp.Diff(want, list(t, scan.Dir(dir, scan.TreeConfig{}))); diff != "" {
		t.Error(diff)
	}
}

func TestDirDeep(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	// Deeper than the walk goes, made step by step because no path is that long.
	cur := root
	for i := range 600 {
		if i%100 == 99 {
			f, err := cur.Create("file")
			if err != nil {
				t.Fatal(err)
			}
			f.Close()
		}
		if err := cur.Mkdir("d", 0o755); err != nil {
			t.Fatal(err)
		}
		next, err := cur.OpenRoot("d")
		if err != nil {
			t.Fatal(err)
		}
		if cur != root {
			cur.Close()
		}
		cur = next
	}
	cur.Close()
	got := list(t, scan.Dir(dir, scan.TreeConfig{}))
	if len(got) != 6 || !strings.HasSuffix(got[0], "folders are nested deeper than 512") || strings.Count(got[1], "/") != 499 {
		t.Errorf("%d entries, the first %.40s…", len(got), got[0])
	}
}

func TestDirProblems(t *testing.T) {
	t.Parallel()
	got := list(t, scan.Dir(filepath.Join(t.TempDir(), "none"), scan.TreeConfig{}))
	if len(got) != 1 || !strings.HasPrefix(got[0], "! the target cannot be opened: ") {
		t.Errorf("%q", got)
	}
}

// TestVanishing removes files while the tree is walked.
func TestVanishing(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	writeTree(t, dir, map[string]string{"a": "1", "b": "2", "c/d": "3", "e": "4"})
	var got []string
	for e, err := range scan.Dir(dir, scan.TreeConfig{}).Entries(t.Context()) {
		if err != nil {
			got = append(got, err.Error())
			continue
		}
		got = append(got, e.Path)
		if e.Path == "a" {
			for _, name := range []string{"b", "c"} {
				if err := os.RemoveAll(filepath.Join(dir, name)); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	want := []string{"a", "b: the file vanished during the walk: no such file or directory", "c: the folder cannot be opened: no such file or directory", "e"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestFiles(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	writeTree(t, dir, map[string]string{"a.txt": "1", "d/b.txt": "2"})
	got := list(t, scan.Files(filepath.Join(dir, "a.txt"), filepath.Join(dir, "d"), filepath.Join(dir, "none"), "target_test.go"))
	want := []string{
		"a.txt", "! d: the file cannot be opened: it is a folder", "! none: the file cannot be opened: no such file or directory", "target_test.go",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestOriginName(t *testing.T) {
	t.Parallel()
	for e := range scan.FS(fstest.MapFS{"a": {}}, scan.TreeConfig{Name: "left"}).Entries(t.Context()) {
		if e.Origin == nil || e.Origin.Target != "left" {
			t.Errorf("origin %v", e.Origin)
		}
	}
}

// badNames is a file system that lists names that no file system may.
type badNames struct{ fstest.MapFS }

func (b badNames) ReadDir(name string) ([]fs.DirEntry, error) {
	list, err := b.MapFS.ReadDir(name)
	if name != "." {
		return list, err
	}
	return append(list, badEntry{list[0], "../up"}, badEntry{list[0], ""}), err
}

type badEntry struct {
	fs.DirEntry
	name string
}

func (b badEntry) Name() string { return b.name }

func TestInvalidNames(t *testing.T) {
	t.Parallel()
	got := list(t, scan.FS(badNames{fstest.MapFS{"ok": {}}}, scan.TreeConfig{}))
	slices.Sort(got)
	want := []string{`! ../up: the file system gives the invalid name "../up"`, `! the file system gives the invalid name ""`, "ok"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

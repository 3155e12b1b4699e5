package scan_test

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
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
	got := list(t, scan.Files(filepath.Join(dir, "a.txt"), filepath.Join(dir, "d"), filepath.Join(dir, "none"), "target_test.go", "../scan/dir.go"))
	for i := range got {
		got[i] = strings.ReplaceAll(got[i], strings.TrimPrefix(filepath.ToSlash(dir), "/")+"/", "DIR/")
	}
	want := []string{
		"DIR/a.txt", "! DIR/d: the file cannot be opened: it is a folder", "! DIR/none: the file cannot be opened: no such file or directory", "target_test.go", "scan/dir.go",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestPrefix(t *testing.T) {
	t.Parallel()
	tree := fstest.MapFS{"a/x": {}, "b": {Mode: fs.ModeNamedPipe}, ".gitignore": {Data: []byte("/c")}, "c/y": {}, "d": {}}
	got := list(t, scan.FS(tree, scan.TreeConfig{Prefix: "services/web/", Exclude: []string{"/d"}}))
	want := []string{
		"services/web/.gitignore", "services/web/a/x", "! services/web/b: not a regular file but a named pipe",
		"- services/web/c (ignored)", "- services/web/d (excluded)",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestSeveralTargets wants equal paths of several targets to be told apart.
func TestSeveralTargets(t *testing.T) {
	t.Parallel()
	tree := func() scan.Target { return scan.FS(fstest.MapFS{"a": {Data: []byte("w")}}, scan.TreeConfig{}) }
	r := newRunner(t, scan.Config{Analyzers: []scan.Analyzer{words{name: "a", word: "w"}}})
	result, err := r.Run(t.Context(), tree(), tree(), scan.Bytes("a", []byte("w")), archived{})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range result.Findings {
		target := ""
		if o := f.Common().Location.Origin; o != nil {
			target = o.Target
		}
		got = append(got, target)
	}
	if diff := cmp.Diff([]string{"", "2", "3", "4"}, got); diff != "" {
		t.Error(diff)
	}
}

// archived is a target of one file in an archive, and of the archive.
type archived struct{}

func (archived) Entries(ctx context.Context) iter.Seq2[*scan.Entry, error] {
	return func(yield func(*scan.Entry, error) bool) {
		if !yield(&scan.Entry{Path: "a.zip", Skip: scan.SkipUnpacked}, nil) {
			return
		}
		for e := range scan.Bytes("a", []byte("w")).Entries(ctx) {
			e.Origin = &scan.Origin{Archives: []string{"a.zip"}}
			yield(e, nil)
		}
	}
}

// TestUnpacked wants an archive whose members come instead to be counted, and
// not as something that is left out.
func TestUnpacked(t *testing.T) {
	t.Parallel()
	r := newRunner(t, scan.Config{Analyzers: []scan.Analyzer{words{name: "a", word: "w"}}})
	result, err := r.Run(t.Context(), archived{})
	if err != nil {
		t.Fatal(err)
	}
	if c := result.Coverage; c.Entries != 2 || c.Files != 1 || c.Excluded != 0 || c.Ignored != 0 || c.Findings != 1 {
		t.Errorf("coverage %+v", c)
	}
	d := &scan.Diagnostic{Location: scan.Location{Path: "b", Origin: &scan.Origin{Archives: []string{"o.zip", "i.tar"}}}, Message: "broken"}
	if got, want := d.Error(), "o.zip!i.tar!b: broken"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestTrackedFiles wants files that Git tracks to be looked at although ignore
// rules name them, as Git itself does.
func TestTrackedFiles(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	writeTree(t, dir, map[string]string{
		".gitignore": "*.env\n/build/\n/hidden/\n", "a.env": "1", "b.env": "2", "build/keep/x": "3", "build/keep/y": "4", "build/z": "5", "hidden/z": "6", "src/.gitignore": "q", "src/q": "7",
	})
	git := func(args ...string) {
		cmd := exec.Command("git", args...)
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("git %v: %v\n%s", args, err, out)
		}
	}
	git("init", "-q")
	git("add", "-f", "a.env", "build/keep/x", "src/q")
	want := []string{
		".gitignore", "a.env", "- b.env (ignored)", "build/keep/x", "- build/keep/y (ignored)", "- build/z (ignored)", "- hidden (ignored)", "src/.gitignore", "src/q",
	}
	if diff := cmp.Diff(want, list(t, scan.Dir(dir, scan.TreeConfig{}))); diff != "" {
		t.Error(diff)
	}
	writeTree(t, dir, map[string]string{".git/index": "DIRC"})
	got := list(t, scan.Dir(dir, scan.TreeConfig{}))
	if len(got) < 2 || !strings.HasPrefix(got[1], "! .git/index: what Git tracks is not known") {
		t.Errorf("with a broken index: %q", got)
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

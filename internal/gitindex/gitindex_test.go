package gitindex_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/penstock-dev/penstock/internal/gitindex"
)

// index has Git make a repository in which the files are tracked, in a version
// of the index or with longer object ids, and returns its index.
func index(t testing.TB, files []string, version string) []byte {
	t.Helper()
	dir := t.TempDir()
	git := func(args ...string) {
		cmd := exec.Command("git", args...)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL="+filepath.Join(dir, "none"), "GIT_CONFIG_NOSYSTEM=1")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("git %v: %v\n%s", args, err, out)
		}
	}
	if version == "sha256" {
		git("init", "-q", "--object-format=sha256")
	} else {
		git("init", "-q")
		git("config", "index.version", version)
	}
	for _, name := range files {
		full := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte(name), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	git("add", "-A")
	data, err := os.ReadFile(filepath.Join(dir, ".git", "index"))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestParse(t *testing.T) {
	t.Parallel()
	files := []string{"a", "abc", "abcd/e", "abcd/ef", "b/c/d", "deep/" + strings.Repeat("x/", 40) + "y", strings.Repeat("n", 200), "sp ace/é"}
	for _, version := range []string{"2", "4", "sha256"} {
		t.Run(version, func(t *testing.T) {
			t.Parallel()
			x, err := gitindex.Parse(index(t, files, version))
			if err != nil {
				t.Fatal(err)
			}
			for _, name := range files {
				if !x.HasFile(name) {
					t.Errorf("%s is not tracked", name)
				}
			}
			for _, dir := range []string{"abcd", "b", "b/c", "deep/x/x", "sp ace"} {
				if !x.HasDir(dir) || x.HasFile(dir) {
					t.Errorf("%s is no folder with tracked files", dir)
				}
			}
			for _, name := range []string{"", "ab", "abcd/", "c", "x"} {
				if x.HasFile(name) || x.HasDir(name) {
					t.Errorf("%q is tracked", name)
				}
			}
		})
	}
}

func TestBroken(t *testing.T) {
	t.Parallel()
	good := index(t, []string{"a", "b/c"}, "2")
	for n := range len(good) - 24 {
		if x, err := gitindex.Parse(good[:n]); err == nil && !(x.HasFile("a") && x.HasFile("b/c")) {
			t.Errorf("cut off after %d bytes: files are missing without an error", n)
		}
	}
	for name, data := range map[string][]byte{"nothing": nil, "other": []byte("PACK\x00\x00\x00\x02\x00\x00\x00\x00"), "version": []byte("DIRC\x00\x00\x00\x09\x00\x00\x00\x00")} {
		if _, err := gitindex.Parse(data); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	split := append([]byte("DIRC\x00\x00\x00\x02\x00\x00\x00\x00link\x00\x00\x00\x00"), make([]byte, 40)...)
	if _, err := gitindex.Parse(split); err == nil {
		t.Error("split index: no error")
	}
	var none *gitindex.Index
	if none.HasFile("a") || none.HasDir("a") {
		t.Error("a nil index has entries")
	}
}

func FuzzParse(f *testing.F) {
	f.Add(index(f, []string{"a", "b/c"}, "2"))
	f.Add(index(f, []string{"a", "ab/c", "ab/d"}, "4"))
	f.Fuzz(func(_ *testing.T, data []byte) {
		if x, err := gitindex.Parse(data); err == nil {
			x.HasFile("a")
		}
	})
}

package gitrepo_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/scan/gitrepo"
)

func TestHistory(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		build   func(r *repo)
		config  gitrepo.Config
		entries []string
		notes   []string
	}{
		{name: "no commit", build: func(*repo) {}},
		{name: "versions, a deletion, a rename and a revert", build: func(r *repo) {
			r.commit("one", "a", "1")
			r.commit("two", "a", "2")
			r.git("mv", "a", "b")
			r.commit("move", "", "")
			r.git("rm", "-q", "b")
			r.commit("delete", "", "")
			r.commit("revert", "c", "1")
			r.commit("empty", "", "")
		}, entries: []string{"a 1 (one)", "a 2 (two)"}},
		{name: "one content at two paths", build: func(r *repo) {
			r.write("z/a", "same")
			r.commit("one", "b", "same")
		}, entries: []string{"b same (one)"}},
		{name: "a merge that adds something of its own", build: merge, entries: []string{"a 1 (one)", "m main (main)", "s side (side)", "evil own (merge)"}},
		{name: "without merges", build: merge, config: gitrepo.Config{NoMerges: true}, entries: []string{"a 1 (one)", "m main (main)", "s side (side)"}},
		{name: "an orphan branch, a tag alone, tags of a blob and a tree", build: func(r *repo) {
			r.commit("one", "a", "1")
			r.git("checkout", "-q", "--orphan", "other")
			r.git("rm", "-rfq", ".")
			r.commit("orphan", "o", "2")
			r.commit("tagged", "t", "3")
			r.git("tag", "-a", "-m", "x", "v1")
			r.git("reset", "-q", "--hard", "HEAD^")
			r.git("tag", "key", r.gitIn("key", "hash-object", "-w", "--stdin"))
			r.git("tag", "-a", "-m", "x", "tree", r.gitIn("100644 blob "+r.gitIn("leaf", "hash-object", "-w", "--stdin")+"\tleaf\n", "mktree"))
			r.git("tag", "-a", "-m", "x", "again", "v1")
		}, entries: []string{"a 1 (one)", "o 2 (orphan)", "t 3 (tagged)", "refs/tags/key key", "refs/tags/tree/leaf leaf"}},
		{name: "stashes", build: stashes, entries: []string{"a 1 (one)", "a 2 (WIP)", "a 3 (WIP)"}},
		{name: "without stashes", build: stashes, config: gitrepo.Config{NoStash: true}, entries: []string{"a 1 (one)"}},
		{name: "a commit that was reset", build: reset, entries: []string{"a 1 (one)"}},
		{name: "with reflogs", build: reset, config: gitrepo.Config{Reflog: true}, entries: []string{"a 1 (one)", "a 2 (gone)"}},
		{name: "notes", build: func(r *repo) {
			r.commit("one", "a", "1")
			r.git("notes", "add", "-m", "remember")
			r.git("update-ref", "refs/elsewhere/x", r.git("commit-tree", "-m", "hidden", r.gitIn("100644 blob "+r.gitIn("2", "hash-object", "-w", "--stdin")+"\tb\n", "mktree")))
		}, entries: []string{"a 1 (one)", "NOTE remember (Notes added by 'git notes add')", "b 2 (hidden)"}},
		{name: "what nothing leads to", build: unreachable, config: gitrepo.Config{Unreachable: true, Exclude: []string{"x"}},
			entries: []string{"x excluded", "a 1 (one)", "unreachable/ID 2", "unreachable/ID staged"}},
		{name: "without it", build: unreachable, entries: []string{"a 1 (one)", "x no (one)"}},
		{name: "modes", build: func(r *repo) {
			r.write("x", "run")
			if err := os.Chmod(filepath.Join(r.dir, "x"), 0o755); err != nil {
				r.t.Fatal(err)
			}
			if err := os.Symlink("to", filepath.Join(r.dir, "link")); err != nil {
				r.t.Fatal(err)
			}
			r.commit("one", "", "")
		}, entries: []string{"link Lrwxrwxrwx to (one)", "x -rwxr-xr-x run (one)"}},
		{name: "excluded", build: func(r *repo) {
			r.commit("one", "vendor/deep/a", "1")
			r.commit("two", "b", "1")
			r.commit("three", "c.bin", "2")
		}, config: gitrepo.Config{Exclude: []string{"vendor/", "*.bin"}}, entries: []string{"vendor/deep/a excluded", "c.bin excluded", "b 1 (two)"}},
		{name: "hostile paths", build: func(r *repo) {
			r.commit("one", ":100644 100644 a b M\nC", "1")
			r.commit("two", "-rf", "2")
			r.commit("three", " \xff\x01", "3")
		}, entries: []string{`":100644 100644 a b M\nC" 1 (one)`, "-rf 2 (two)", `" \xff\x01" 3 (three)`}},
		{name: "paths that lead out", build: func(r *repo) {
			blob := r.gitIn("up", "hash-object", "-w", "--stdin")
			up := r.gitIn("100644 blob "+blob+"\tpasswd\n", "mktree", "--missing")
			tree := r.gitIn("040000 tree "+up+"\t..\n", "mktree", "--missing")
			r.git("update-ref", "HEAD", r.git("commit-tree", "-m", "one", tree))
		}, entries: []string{"passwd up (one)"}},
		{name: "a submodule", build: func(r *repo) {
			r.commit("one", "a", "1")
			for range 2 {
				r.git("update-index", "--add", "--cacheinfo", "160000,"+r.git("rev-parse", "HEAD")+",sub")
				r.git("commit", "-q", "-m", "module")
			}
		}, entries: []string{"a 1 (one)"}, notes: []string{"note unsupported sub: a submodule: its content is in another repository"}},
		{name: "too much", build: func(r *repo) {
			r.commit("one", "a", "1")
			r.commit("two", "a", "2")
			r.commit("three", "a", "3")
		}, config: gitrepo.Config{MaxBlobs: 2}, entries: []string{"a 1 (one)", "a 2 (two)"},
			notes: []string{"limit : the history has more than MaxBlobs = 2 contents: the rest was not looked at"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := newRepo(t)
			tt.build(r)
			entries, notes := r.walk(tt.config)
			for i, e := range entries {
				if path, content, _ := strings.Cut(e, " "); strings.HasPrefix(path, "unreachable/") {
					entries[i] = "unreachable/ID " + content
				} else if len(path) == 40 {
					entries[i] = "NOTE " + content
				}
				if strings.Contains(e, "(WIP") {
					entries[i] = e[:strings.Index(e, "(WIP")] + "(WIP)"
				}
			}
			if diff := cmp.Diff(tt.entries, entries); diff != "" {
				t.Errorf("entries (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.notes, notes); diff != "" {
				t.Errorf("diagnostics (-want +got):\n%s", diff)
			}
		})
	}
}

func merge(r *repo) {
	r.commit("one", "a", "1")
	r.git("checkout", "-q", "-b", "side")
	r.commit("side", "s", "side")
	r.git("checkout", "-q", "main")
	r.minutes -= 30 // the side is younger
	r.commit("main", "m", "main")
	r.minutes += 30
	r.git("merge", "-q", "--no-ff", "--no-commit", "side")
	r.commit("merge", "evil", "own")
	r.git("branch", "-q", "-D", "side")
}

func stashes(r *repo) {
	r.commit("one", "a", "1")
	for _, text := range []string{"2", "3"} {
		r.write("a", text)
		r.git("stash", "-q")
	}
}

func unreachable(r *repo) {
	r.write("x", "no")
	reset(r)
	r.gitIn("staged", "hash-object", "-w", "--stdin")
	r.git("reflog", "expire", "--expire=now", "--all")
}

func reset(r *repo) {
	r.commit("one", "a", "1")
	r.commit("gone", "a", "2")
	r.git("reset", "-q", "--hard", "HEAD^")
}

func TestRange(t *testing.T) {
	t.Parallel()
	r := newRepo(t)
	r.commit("one", "a", "1")
	r.git("checkout", "-q", "-b", "side")
	r.commit("side", "s", "side")
	r.git("checkout", "-q", "main")
	r.commit("main", "m", "main")
	r.git("checkout", "-q", "side")
	r.git("merge", "-q", "main", "-m", "catch up") // main's contents are not the side's
	r.commit("more", "a", "changed")
	r.commit("revert", "a", "1")
	tests := []struct {
		base, head string
		want       []string
	}{
		{"main", "side", []string{"s side (side)", "a changed (more)", "a 1 (revert)"}},
		{"main", "", []string{"s side (side)", "a changed (more)", "a 1 (revert)"}},
		{"side", "main", nil},
		{"", "main", []string{"a 1 (one)", "m main (main)"}},
	}
	for _, tt := range tests {
		got, notes := r.walk(gitrepo.Config{Mode: gitrepo.Range, Base: tt.base, Head: tt.head})
		if diff := cmp.Diff(tt.want, got); diff != "" || len(notes) > 0 {
			t.Errorf("%s..%s (-want +got):\n%s%v", tt.base, tt.head, diff, notes)
		}
	}
	_, notes := r.walk(gitrepo.Config{Mode: gitrepo.Range, Base: "nope"})
	if len(notes) != 1 || !strings.Contains(notes[0], `revision "nope"`) {
		t.Errorf("an unknown revision: %q", notes)
	}
}

func TestStaged(t *testing.T) {
	t.Parallel()
	r := newRepo(t)
	staged := gitrepo.Config{Mode: gitrepo.Staged}
	r.write("a", "1")
	r.write("b", "1")
	r.git("add", "a", "b")
	if got, notes := r.walk(staged); !cmp.Equal(got, []string{"a 1", "b 1"}) || notes != nil {
		t.Errorf("before the first commit: %q, %q", got, notes)
	}
	r.commit("one", "gone", "x")
	r.write("a", "2")
	r.git("add", "a")
	r.write("a", "only in the work tree")
	r.git("rm", "-q", "gone")
	if got, notes := r.walk(staged); !cmp.Equal(got, []string{"a 2"}) || notes != nil {
		t.Errorf("after it: %q, %q", got, notes)
	}
	index := filepath.Join(r.dir, ".git", "index")
	data, err := os.ReadFile(index)
	if err == nil {
		err = os.WriteFile(index+".hook", data, 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
	r.git("reset", "-q")
	if got, _ := r.walk(staged); got != nil {
		t.Errorf("nothing is staged: %q", got)
	}
	staged.HookEnv = []string{"GIT_DIR=/nowhere", "GIT_INDEX_FILE=" + index + ".hook"}
	if got, _ := r.walk(staged); !cmp.Equal(got, []string{"a 2"}) {
		t.Errorf("the index of a hook: %q", got)
	}
}

func TestConflict(t *testing.T) {
	t.Parallel()
	r := newRepo(t)
	r.commit("one", "a", "1")
	blob := r.git("rev-parse", "HEAD:a")
	r.gitIn("0 0000000000000000000000000000000000000000\ta\n100644 "+blob+" 2\ta\n100644 "+blob+" 3\ta\n", "update-index", "--index-info")
	_, notes := r.walk(gitrepo.Config{Mode: gitrepo.Staged})
	if len(notes) == 0 || !strings.Contains(notes[0], "unresolved merge conflict") {
		t.Errorf("got %q", notes)
	}
}

func TestTree(t *testing.T) {
	t.Parallel()
	r := newRepo(t)
	r.write("d/b", "1")
	r.commit("one", "a", "1")
	r.commit("two", "a", "2")
	if got, _ := r.walk(gitrepo.Config{Mode: gitrepo.Tree, Head: "HEAD^"}); !cmp.Equal(got, []string{"a 1 (one)", "d/b 1 (one)"}) {
		t.Errorf("got %q", got)
	}
}

// TestForms wants the same from every form of a repository.
func TestForms(t *testing.T) {
	t.Parallel()
	want := []string{"a 1 (one)", "b/c 2 (two)"}
	build := func(args ...string) *repo {
		r := newRepo(t, args...)
		r.commit("one", "a", "1")
		r.commit("two", "b/c", "2")
		return r
	}
	r := build()
	bare, tree := t.TempDir(), filepath.Join(t.TempDir(), "tree")
	r.git("clone", "-q", "--bare", r.dir, bare)
	r.git("worktree", "add", "-q", "--detach", tree)
	packed := build()
	packed.git("repack", "-adq")
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(r.dir, link); err != nil {
		t.Fatal(err)
	}
	for name, form := range map[string]struct {
		*repo
		path string
	}{
		"bare": {r, bare}, "worktree": {r, tree}, ".git": {r, filepath.Join(r.dir, ".git")}, "link": {r, link},
		"packed": {packed, ""}, "sha256": {build("--object-format=sha256"), ""},
	} {
		if got, notes := form.walk(gitrepo.Config{Path: form.path}); !cmp.Equal(got, want) || notes != nil {
			t.Errorf("%s: %q, %q", name, got, notes)
		}
	}
}

package gitrepo_test

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/scan/gitrepo"
)

// forked returns a repository whose branch "side", which is checked out, left "main"
// after its first commit.
func forked(t *testing.T) *repo {
	t.Helper()
	r := newRepo(t)
	r.write("d/b", "1")
	r.commit("one", "a", "1")
	r.git("checkout", "-q", "-b", "side")
	r.commit("mine", "d/mine", "1")
	r.git("checkout", "-q", "main")
	r.commit("theirs", "a", "2")
	r.git("checkout", "-q", "side")
	return r
}

func TestTreeOfFork(t *testing.T) {
	t.Parallel()
	r := forked(t)
	r.git("tag", "-a", "v1", "-m", "v1", "main")
	for name, tt := range map[string]struct {
		config gitrepo.Config
		want   []string
	}{
		"the tip":            {gitrepo.Config{Head: "main"}, []string{"a 2 (theirs)", "d/b 1 (theirs)"}},
		"where it began":     {gitrepo.Config{Base: "HEAD", Head: "main"}, []string{"a 1 (one)", "d/b 1 (one)"}},
		"of a tag":           {gitrepo.Config{Base: "HEAD", Head: "v1"}, []string{"a 1 (one)", "d/b 1 (one)"}},
		"of an ancestor":     {gitrepo.Config{Base: "HEAD", Head: "HEAD^"}, []string{"a 1 (one)", "d/b 1 (one)"}},
		"a folder":           {gitrepo.Config{Head: "side", Below: "d"}, []string{"b 1 (mine)", "mine 1 (mine)"}},
		"a folder, excluded": {gitrepo.Config{Head: "side", Below: "d", Exclude: []string{"/b"}}, []string{"b excluded", "mine 1 (mine)"}},
		"a file":             {gitrepo.Config{Head: "side", Below: "d/b"}, []string{"b 1 (mine)"}},
		"nothing":            {gitrepo.Config{Head: "side", Below: "e"}, nil},
	} {
		tt.config.Mode = gitrepo.Tree
		if got, notes := r.walk(tt.config); !cmp.Equal(got, tt.want) || notes != nil {
			t.Errorf("%s: %q, %q", name, got, notes)
		}
	}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	r := forked(t)
	r.git("checkout", "-q", "--orphan", "other")
	r.commit("apart", "a", "1")
	shallow := &repo{t: t, dir: t.TempDir()}
	r.git("clone", "-q", "--depth=1", "--branch=side", "file://"+r.dir, shallow.dir)
	for name, tt := range map[string]struct {
		config gitrepo.Config
		want   []string // nothing is wrong where this is empty
	}{
		"range":             {gitrepo.Config{Path: r.dir, Mode: gitrepo.Range, Base: "main", Head: "side"}, nil},
		"history":           {gitrepo.Config{Path: r.dir}, nil},
		"tree":              {gitrepo.Config{Path: r.dir, Mode: gitrepo.Tree, Base: "main", Head: "side"}, nil},
		"no base":           {gitrepo.Config{Path: r.dir, Mode: gitrepo.Range, Base: "none"}, []string{`no revision "none"`, "'git fetch'"}},
		"no head":           {gitrepo.Config{Path: r.dir, Mode: gitrepo.Range, Base: "main", Head: "none"}, []string{`no revision "none"`}},
		"no tree":           {gitrepo.Config{Path: r.dir, Mode: gitrepo.Tree, Head: "none"}, []string{`no revision "none"`}},
		"cut off":           {gitrepo.Config{Path: shallow.dir, Mode: gitrepo.Range, Base: "HEAD^"}, []string{`shallow and has no revision "HEAD^"`, "git fetch --unshallow", "fetch-depth: 0"}},
		"nothing in common": {gitrepo.Config{Path: r.dir, Mode: gitrepo.Tree, Base: "main", Head: "other"}, []string{gitrepo.ErrNoAncestor.Error()}},
		"no repository":     {gitrepo.Config{Path: t.TempDir()}, []string{"is not the root of a Git repository"}},
		"no git":            {gitrepo.Config{Path: r.dir, Git: filepath.Join(r.dir, "none")}, []string{"looking for git"}},
	} {
		target, err := gitrepo.New(tt.config)
		if err != nil {
			t.Fatal(err)
		}
		err = target.Check(t.Context())
		if (err == nil) != (tt.want == nil) {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for _, want := range tt.want {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%s: no %q in %v", name, want, err)
			}
		}
		var missing *gitrepo.RevisionError
		if errors.As(err, &missing) && (strings.Contains(err.Error(), "fatal") || missing.Shallow != (name == "cut off") || missing.Unwrap() == nil) {
			t.Errorf("%s: %+v says it in git's words", name, missing)
		}
	}
}

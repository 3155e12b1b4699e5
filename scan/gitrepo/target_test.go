package gitrepo_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/gitrepo"
)

func TestNew(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		config gitrepo.Config
		want   string
	}{
		{gitrepo.Config{Mode: "all"}, `unknown mode "all"`},
		{gitrepo.Config{Base: "x"}, "a base is for"},
		{gitrepo.Config{Below: "x"}, "a path below the root is for"},
		{gitrepo.Config{Mode: gitrepo.Tree, Below: "../x"}, "a path below the root is for"},
		{gitrepo.Config{Mode: gitrepo.Staged, Head: "x"}, "a head is for"},
		{gitrepo.Config{Mode: gitrepo.Tree, Reflog: true}, "for the mode History"},
		{gitrepo.Config{NoStash: true, Reflog: true}, "contradicts"},
		{gitrepo.Config{Mode: gitrepo.Staged, NoMerges: true}, "NoMerges"},
		{gitrepo.Config{MaxBlobs: -1}, "negative"},
		{gitrepo.Config{LargeBlob: -2}, "LargeBlob"},
		{gitrepo.Config{Mode: gitrepo.Range, Base: "--output=x"}, "no revision"},
		{gitrepo.Config{Mode: gitrepo.Tree, Head: "a\nb"}, "no revision"},
	} {
		if _, err := gitrepo.New(tt.config); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%+v: %v, want %q", tt.config, err, tt.want)
		}
	}
}

func TestNoGit(t *testing.T) {
	t.Parallel()
	r := newRepo(t)
	for _, git := range []string{"no-such-command", filepath.Join(r.dir, "git")} {
		_, notes := r.walk(gitrepo.Config{Git: git})
		if len(notes) != 1 || !strings.Contains(notes[0], "looking for git") {
			t.Errorf("%s: %q", git, notes)
		}
	}
	git := r.program("git", "#!/bin/sh\nexec git \"$@\"\n") // no PATH in our environment: sh has its own
	if _, notes := r.walk(gitrepo.Config{Git: git}); notes != nil {
		t.Errorf("a git of the caller's own: %q", notes)
	}
}

// TestNotAbove wants a folder of a repository to be no repository.
func TestNotAbove(t *testing.T) {
	t.Parallel()
	r := newRepo(t)
	r.commit("one", "sub/a", "1")
	if entries, notes := r.walk(gitrepo.Config{Path: filepath.Join(r.dir, "sub")}); entries != nil || len(notes) != 1 {
		t.Errorf("%q, %q", entries, notes)
	}
}

func TestOrigin(t *testing.T) {
	t.Parallel()
	r := newRepo(t)
	r.write("a", "1")
	r.git("add", "a")
	r.git("commit", "-q", "-m", "x", "--author", "A\x1b[31m \xff :100644 "+strings.Repeat("long", 100)+" <e@example.com>")
	r.commit("plain", "b", "2")
	r.commit("latin", "c", "3")
	target, err := gitrepo.New(gitrepo.Config{Path: r.dir, Name: "mine"})
	if err != nil {
		t.Fatal(err)
	}
	var origins []*scan.Origin
	for e, err := range target.Entries(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		origins = append(origins, e.Origin)
	}
	if a := origins[0].Author; len(a) > 600 || !utf8.ValidString(a) || strings.Contains(a, "\x1b") || !strings.HasSuffix(a, "<e@example.com>") {
		t.Errorf("author %q", a)
	}
	want := &scan.Origin{Target: "mine", Commit: r.git("rev-parse", "HEAD^"), Blob: r.git("rev-parse", "HEAD^:b"), Author: "Ann <ann@example.com>"}
	want.Time, err = time.Parse(time.RFC3339, r.git("log", "-1", "--format=%cI", "HEAD^"))
	if err != nil {
		t.Fatal(err)
	}
	want.Time = want.Time.UTC()
	if diff := cmp.Diff(want, origins[1]); diff != "" {
		t.Errorf("origin (-want +got):\n%s", diff)
	}
}

// TestStrangeTimes wants times that no report could write to be left out.
func TestStrangeTimes(t *testing.T) {
	t.Parallel()
	r := newRepo(t)
	tree := r.gitIn("100644 blob "+r.gitIn("x", "hash-object", "-w", "--stdin")+"\ta\n", "mktree")
	commit := "tree " + tree + "\nauthor A <a> 99999999999999 +0000\ncommitter A <a> 99999999999999 +0000\n\nx\n"
	r.git("update-ref", "HEAD", r.gitIn(commit, "hash-object", "-t", "commit", "-w", "--stdin", "--literally"))
	target, err := gitrepo.New(gitrepo.Config{Path: r.dir})
	if err != nil {
		t.Fatal(err)
	}
	for e, err := range target.Entries(t.Context()) {
		if err != nil || !e.Origin.Time.IsZero() {
			t.Errorf("%v, %v", e, err)
		}
	}
}

// TestHostileConfiguration wants nothing that the repository names to be run.
func TestHostileConfiguration(t *testing.T) {
	t.Parallel()
	r := newRepo(t)
	r.write(".gitattributes", "* diff=evil filter=evil\n")
	r.commit("one", "a", "1")
	r.commit("two", "a", "2")
	r.write("a", "3")
	r.git("add", "a")
	canary := filepath.Join(t.TempDir(), "canary")
	script := filepath.Join(t.TempDir(), "run.sh")
	if err := os.WriteFile(script, []byte("#!/bin/sh\n: > "+canary+"\ncat\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{
		"core.fsmonitor", "core.pager", "pager.log", "diff.external", "diff.evil.textconv", "diff.evil.command", "filter.evil.smudge", "filter.evil.clean",
		"gpg.program", "core.sshCommand", "core.editor", "core.askPass", "credential.helper", "uploadpack.packObjectsHook", "alias.cat-file",
	} {
		r.git("config", name, script)
	}
	r.git("config", "log.showSignature", "true")
	r.git("config", "log.follow", "true")
	r.git("config", "diff.orderFile", script)
	r.git("config", "core.hooksPath", filepath.Dir(script))
	want := []string{".gitattributes * diff=evil filter=evil", "a 1", "a 2"}
	target, err := gitrepo.New(gitrepo.Config{Path: r.dir})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for e, err := range target.Entries(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		e.Origin = nil
		got = append(got, r.describe(e))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("entries (-want +got):\n%s", diff)
	}
	for _, config := range []gitrepo.Config{{Mode: gitrepo.Staged}, {Mode: gitrepo.Tree}, {Mode: gitrepo.Range, Base: "HEAD^"}} {
		config.Path = r.dir
		target, err := gitrepo.New(config)
		if err != nil {
			t.Fatal(err)
		}
		for _, err := range target.Entries(t.Context()) {
			if err != nil {
				t.Errorf("%s: %v", config.Mode, err)
			}
		}
	}
	if _, err := os.Stat(canary); !errors.Is(err, os.ErrNotExist) {
		t.Error("a command of the repository was run")
	}
}

// TestReading holds what Entry.Sequential means: contents that are read in part
// or not at all do not disturb the next, and none is read too late.
func TestReading(t *testing.T) {
	t.Parallel()
	r := newRepo(t)
	for _, name := range []string{"a", "b", "c"} {
		r.write(name, strings.Repeat(name, 3<<20))
	}
	r.commit("one", "d", "end")
	target, err := gitrepo.New(gitrepo.Config{Path: r.dir})
	if err != nil {
		t.Fatal(err)
	}
	var late []*scan.Entry
	var left io.Reader
	for e, err := range target.Entries(t.Context()) {
		if err != nil || !e.Sequential {
			t.Fatal(e, err)
		}
		for _, l := range late {
			if _, err := l.Open(t.Context()); err == nil {
				t.Errorf("%s can be opened at %s", l.Path, e.Path)
			}
		}
		if e.Path == "a" {
			late = append(late, e)
			continue
		}
		content, err := e.Open(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if left != nil {
			if _, err := left.Read(make([]byte, 1)); err == nil || err == io.EOF {
				t.Errorf("at %s the one before can be read: %v", e.Path, err)
			}
		}
		left = content
		data := make([]byte, 3)
		if _, err := io.ReadFull(content, data); err != nil || e.Path != "d" && string(data) != strings.Repeat(e.Path, 3) {
			t.Errorf("%s: %q, %v", e.Path, data, err)
		}
	}
}

// words finds the word "leak", once in a file; "leak ok" is suppressed.
type words struct{}

func (words) Name() string                               { return "words" }
func (words) Rules() []*scan.Rule                        { return []*scan.Rule{{ID: "test/leak", Name: "Leak"}} }
func (m words) Begin(context.Context) (scan.Pass, error) { return m, nil }
func (words) Wants(e *scan.Entry) bool                   { return e.Ext() != ".bin" }

func (m words) File(_ context.Context, f *scan.File, out scan.Sink) error {
	if i := bytes.Index(f.Bytes(), []byte("leak")); i >= 0 {
		rec := scan.NewRecord(m.Rules()[0], f.Location(i, i+4), "a leak")
		rec.Anchor = "leak"
		if bytes.HasPrefix(f.Bytes()[i:], []byte("leak ok")) {
			rec.Suppressions = []scan.Suppression{{}}
		}
		out.Finding(&rec)
	}
	return nil
}

// TestFirst wants each leak once, where it came in, and a suppressed one to hide
// no other.
func TestFirst(t *testing.T) {
	t.Parallel()
	r := newRepo(t)
	r.commit("one", "a", "clean")
	r.write("big.bin", strings.Repeat("x", 1<<20))
	r.commit("two", "a", "leak ok")
	r.commit("three", "a", "leak")
	r.commit("four", "a", "more\nleak")
	r.commit("five", "b", "no leak?")
	target, err := gitrepo.New(gitrepo.Config{Path: r.dir})
	if err != nil {
		t.Fatal(err)
	}
	for _, workers := range []int{1, 4} {
		runner, err := scan.New(scan.Config{Analyzers: []scan.Analyzer{words{}}, Workers: workers})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for f, err := range scan.First(runner.Stream(t.Context(), target)) {
			if err != nil {
				t.Fatal(err)
			}
			l := f.Common().Location
			got = append(got, fmt.Sprintf("%s:%d %s", l.Path, l.Region.StartLine, r.git("log", "-1", "--format=%s", l.Origin.Commit)))
		}
		if diff := cmp.Diff([]string{"a:1 two", "a:1 three", "b:1 five"}, got); diff != "" {
			t.Errorf("%d workers (-want +got):\n%s", workers, diff)
		}
		for range scan.First(runner.Stream(t.Context(), target)) {
			break
		}
	}
}

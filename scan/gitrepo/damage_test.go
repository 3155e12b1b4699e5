package gitrepo_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/gitrepo"
)

// TestDamage wants everything that can still be read, and a word about all that
// cannot.
func TestDamage(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		damage  func(r *repo)
		entries []string
		notes   []string // parts of them, in order
	}{
		{"nothing", func(*repo) {}, []string{"a 1 (one)", "a 2 (two)", "a 3 (three)"}, nil},
		{"a missing blob", func(r *repo) { r.remove(r.git("rev-parse", "HEAD^:a")) },
			[]string{"a 1 (one)", "a 3 (three)"}, []string{"missing-object a: blob ", "is missing from the repository"}},
		{"a corrupt blob", func(r *repo) { r.damage(r.git("rev-parse", "HEAD^:a")) },
			[]string{"a 1 (one)", "a 3 (three)"}, []string{"missing-object a: blob ", "unreadable : not all contents may have been read: git cat-file"}},
		{"a truncated blob", func(r *repo) { r.truncate(r.object(r.git("rev-parse", "HEAD^:a"))) },
			[]string{"a 1 (one)", "a 3 (three)"}, []string{"missing-object a: blob ", "unreadable : not all contents may have been read: git cat-file", "of 3 contents that were listed 2 were read"}},
		{"a truncated tree", func(r *repo) { r.truncate(r.object(r.git("rev-parse", "HEAD^^{tree}"))) },
			[]string{"a 1 (one)"}, []string{"unreadable : the repository could not be read to its end: git log", "(the changes of 1 of 3 commits were read)", "and the list is not complete"}},
		{"a missing alternate", func(r *repo) { r.write(".git/objects/info/alternates", "/nowhere/objects\n") },
			nil, []string{"unreadable", "/nowhere/objects"}},
		{"objects in an alternate that is gone", func(r *repo) {
			other := filepath.Join(r.t.TempDir(), "objects")
			r.write(".git/objects/info/alternates", other+"\n")
			if err := os.Rename(filepath.Join(r.dir, ".git", "objects", r.git("rev-parse", "HEAD^:a")[:2]), filepath.Join(r.t.TempDir(), "gone")); err != nil {
				r.t.Fatal(err)
			}
		}, nil, []string{"unreadable", "alternate"}},
		{"a corrupt commit-graph", func(r *repo) { r.damageGraph(func(data []byte) []byte { clear(data[len(data)/2:]); return data }) },
			[]string{"a 1 (one)", "a 2 (two)", "a 3 (three)"}, nil},
		{"a truncated commit-graph", func(r *repo) { r.damageGraph(func(data []byte) []byte { return data[:len(data)/2] }) },
			[]string{"a 1 (one)", "a 2 (two)", "a 3 (three)"}, nil},
		{"a commit-graph that lies about parents", func(r *repo) {
			r.damageGraph(func(data []byte) []byte { // every commit's first parent becomes "none"
				at := bytes.Index(data, []byte("CDAT"))
				start := binary.BigEndian.Uint64(data[at+4:])
				for i := range uint64(3) {
					binary.BigEndian.PutUint32(data[start+i*36+20:], 0x70000000)
				}
				return data
			})
		}, []string{"a 1 (one)", "a 2 (two)", "a 3 (three)"}, nil},
		{"a missing tree", func(r *repo) { r.remove(r.git("rev-parse", "HEAD^^{tree}")) },
			[]string{"a 1 (one)"}, []string{"unreadable : the repository could not be read to its end: git log", "(the changes of 1 of 3 commits were read)"}},
		{"a missing commit", func(r *repo) { r.remove(r.git("rev-parse", "HEAD^")) },
			nil, []string{"unreadable : the repository could not be read to its end: git log", "of a history that cannot be counted"}},
		{"a ref that leads nowhere", func(r *repo) {
			r.write(".git/refs/heads/x", strings.Repeat("1", 40)+"\n")
		}, nil, []string{"unreadable : the repository could not be read to its end: git "}},
		{"no repository", func(r *repo) { os.RemoveAll(filepath.Join(r.dir, ".git")) },
			nil, []string{"unreadable : the repository cannot be opened: the folder is not the root of a Git repository"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := newRepo(t)
			r.commit("one", "a", "1")
			r.commit("two", "a", "2")
			r.commit("three", "a", "3")
			subjects := map[string]string{r.git("rev-parse", "HEAD"): "three", r.git("rev-parse", "HEAD^"): "two", r.git("rev-parse", "HEAD^^"): "one"}
			tt.damage(r)
			entries, notes := r.walkNamed(gitrepo.Config{}, subjects)
			if diff := cmp.Diff(tt.entries, entries); diff != "" && (tt.entries != nil || len(tt.notes) == 0) {
				t.Errorf("entries (-want +got):\n%s", diff)
			}
			text := strings.Join(notes, "\n")
			for _, want := range tt.notes {
				if _, rest, ok := strings.Cut(text, want); ok {
					text = rest
				} else {
					t.Errorf("%q is not said: %q", want, notes)
				}
			}
			if len(tt.notes) == 0 && len(notes) > 0 {
				t.Errorf("said %q", notes)
			}
		})
	}
}

// truncate cuts a file in the middle.
func (r *repo) truncate(name string) {
	r.t.Helper()
	info, err := os.Stat(name)
	if err == nil {
		err = errors.Join(os.Chmod(name, 0o644), os.Truncate(name, info.Size()/2))
	}
	if err != nil {
		r.t.Fatal(err)
	}
}

// damageGraph writes a commit-graph and changes it.
func (r *repo) damageGraph(change func([]byte) []byte) {
	r.t.Helper()
	r.git("commit-graph", "write", "--reachable")
	name := filepath.Join(r.dir, ".git", "objects", "info", "commit-graph")
	data, err := os.ReadFile(name)
	if err == nil {
		err = errors.Join(os.Chmod(name, 0o644), os.WriteFile(name, change(data), 0o644))
	}
	if err != nil {
		r.t.Fatal(err)
	}
}

// TestInterrupted wants a git that is ended in the midst of its output, or ends
// itself early without a word, to be said, with how far it came.
func TestInterrupted(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		command, end string
		want         []string
	}{
		{"log", "kill -9 $$", []string{"signal: killed", "changes of ", " of 9 commits were read", "contents that were listed"}},
		{"log", "exit 0", []string{"unexpected EOF", "contents that were listed"}},
		{"cat-file", "kill -9 $$", []string{"blob ", "signal: killed", "of 9 contents that were listed"}},
		{"cat-file", "exit 0", []string{"blob ", "unexpected EOF", "of 9 contents that were listed"}},
	} {
		r := newRepo(t)
		for i := range 9 {
			r.commit("one", "a", strings.Repeat("x", 40+i))
		}
		git := r.program("git", "#!/bin/sh\ncase \"$*\" in *\" "+tt.command+" \"*) git \"$@\" | head -c 333; "+tt.end+";; *) exec git \"$@\";; esac\n")
		_, notes := r.walk(gitrepo.Config{Git: git})
		text := strings.Join(notes, "\n")
		for _, want := range tt.want {
			if !strings.Contains(text, want) {
				t.Errorf("%s, %s: %q is not said:\n%s", tt.command, tt.end, want, text)
			}
		}
	}
}

// walkNamed is walk without asking a damaged repository about its commits.
func (r *repo) walkNamed(config gitrepo.Config, subjects map[string]string) (entries, notes []string) {
	r.t.Helper()
	config.Path = r.dir
	target, err := gitrepo.New(config)
	if err != nil {
		r.t.Fatal(err)
	}
	for e, err := range target.Entries(r.t.Context()) {
		var d *scan.Diagnostic
		if errors.As(err, &d) {
			notes = append(notes, describeDiagnostic(d))
			if !errors.Is(err, scan.ErrIncomplete) && !strings.Contains(d.Message, "contents that were listed") {
				r.t.Errorf("a note only: %v", err)
			}
			continue
		}
		subject := subjects[e.Origin.Commit]
		e.Origin = nil
		entries = append(entries, r.describe(e)+" ("+subject+")")
	}
	return entries, notes
}

// TestCorruptPack wants git to be started again after an object that it breaks
// down over, and the object to be named.
func TestCorruptPack(t *testing.T) {
	t.Parallel()
	for _, open := range []bool{true, false} {
		r := newRepo(t)
		for i := range 20 {
			r.write(string(rune('a'+i)), strings.Repeat(string(rune('a'+i))+r.dir, 200))
		}
		r.commit("one", "", "")
		r.git("-c", "pack.compression=0", "-c", "core.looseCompression=0", "-c", "pack.depth=0", "-c", "pack.window=0", "repack", "-adfq")
		packs, err := filepath.Glob(filepath.Join(r.dir, ".git", "objects", "pack", "*.pack"))
		if err != nil || len(packs) != 1 {
			t.Fatal(packs, err)
		}
		data, err := os.ReadFile(packs[0])
		if err != nil {
			t.Fatal(err)
		}
		data[len(data)/2] ^= 0xff
		if err := errors.Join(os.Chmod(packs[0], 0o644), os.WriteFile(packs[0], data, 0o644)); err != nil {
			t.Fatal(err)
		}
		target, err := gitrepo.New(gitrepo.Config{Path: r.dir})
		if err != nil {
			t.Fatal(err)
		}
		good, bad := 0, 0
		for e, err := range target.Entries(t.Context()) {
			var d *scan.Diagnostic
			switch {
			case errors.As(err, &d) && d.Note:
			case err != nil:
				bad++
				if !strings.Contains(err.Error(), "blob ") && !strings.Contains(err.Error(), "git cat-file") {
					t.Errorf("not said what: %v", err)
				}
			case open:
				e.Origin = nil
				if strings.HasSuffix(r.describe(e), "error") {
					bad++
				} else {
					good++
				}
			default:
				good++
			}
		}
		if good < 19 || bad == 0 {
			t.Errorf("opening %v: %d contents and %d failures", open, good, bad)
		}
	}
}

func TestShallow(t *testing.T) {
	t.Parallel()
	r := newRepo(t)
	r.commit("one", "a", "1")
	r.commit("two", "a", "2")
	r.commit("three", "b", "3")
	shallow := &repo{t: t, dir: t.TempDir()}
	r.git("clone", "-q", "--depth=2", "file://"+r.dir, shallow.dir)
	entries, notes := shallow.walk(gitrepo.Config{})
	if !cmp.Equal(entries, []string{"a 2 (two)", "b 3 (three)"}) || len(notes) != 1 || !strings.HasPrefix(notes[0], "shallow-history : the clone is shallow: it ends at a commit") {
		t.Errorf("history: %q, %q", entries, notes)
	}
	entries, notes = shallow.walk(gitrepo.Config{Mode: gitrepo.Range, Base: "HEAD^"})
	if !cmp.Equal(entries, []string{"b 3 (three)"}) || notes != nil {
		t.Errorf("a range that is there: %q, %q", entries, notes)
	}
	if _, notes = shallow.walk(gitrepo.Config{Mode: gitrepo.Range, Base: "HEAD^^"}); len(notes) != 1 {
		t.Errorf("a range that is not: %q", notes)
	}
}

// TestPartialClone wants no object to be fetched.
func TestPartialClone(t *testing.T) {
	t.Parallel()
	r := newRepo(t)
	for i := range 150 {
		r.write("f"+string(rune('a'+i/26))+string(rune('a'+i%26)), strings.Repeat("x", i+1))
	}
	r.commit("one", "", "")
	r.git("config", "uploadpack.allowFilter", "true")
	r.git("config", "uploadpack.allowAnySHA1InWant", "true")
	partial := &repo{t: t, dir: t.TempDir()}
	r.git("clone", "-q", "--filter=blob:none", "--no-checkout", "file://"+r.dir, partial.dir)
	before := partial.git("count-objects", "-v")
	entries, notes := partial.walk(gitrepo.Config{})
	if len(entries) != 0 || len(notes) != 102 {
		t.Errorf("%d entries and %d diagnostics: %q", len(entries), len(notes), notes)
	} else if last := notes[100]; !strings.Contains(last, "50 more missing from the repository, 150 of 150 blobs in all") || !strings.Contains(notes[101], "of 150 contents that were listed 0 were read") {
		t.Errorf("last: %s, %s", last, notes[101])
	}
	if after := partial.git("count-objects", "-v"); after != before {
		t.Errorf("fetched:\n%s\nbefore:\n%s", after, before)
	}
}

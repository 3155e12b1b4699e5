package gitrepo

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

var errBad = errors.New("bad")

const (
	idA = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	idB = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
	id0 = "0000000000000000000000000000000000000000"
)

// readLog returns the changes in the output of git log, as "path commit".
func readLog(data []byte) (changes []string, err error) {
	l := &logReader{r: bufio.NewReaderSize(bytes.NewReader(data), 16), hashLen: 40}
	for {
		c, err := l.next()
		if err != nil {
			return changes, err
		}
		if c.origin == nil || !validEntry(c.mode, c.id, 40) {
			return changes, errBad
		}
		changes = append(changes, c.path+" "+c.origin.Author)
	}
}

func TestLog(t *testing.T) {
	t.Parallel()
	commit := "C" + idA + "\x001\x00C" + idB + "\x00:e\x00"
	add := ":000000 100644 " + id0 + " " + idB + " A\x00"
	tests := []struct {
		name, in string
		want     []string
		err      error
	}{
		{"nothing", "", nil, io.EOF},
		{"a commit", commit, nil, io.EOF},
		{"an addition", commit + "\n" + add + ":C\nx\x00", []string{":C\nx C" + idB + " <:e>"}, io.EOF},
		{"a merge", commit + "\x00::000000 000000 100644 " + id0 + " " + id0 + " " + idA + " AA\x00y\x00", []string{"y C" + idB + " <:e>"}, io.EOF},
		{"a deletion", commit + ":100644 000000 " + idA + " " + id0 + " D\x00x\x00" + commit, nil, io.EOF},
		{"a long path", commit + add + strings.Repeat("l", 100) + "\x00", []string{strings.Repeat("l", 100) + " C" + idB + " <:e>"}, io.EOF},
		{"cut in a token", commit + add + "x", nil, io.ErrUnexpectedEOF},
		{"cut before a path", commit + add, nil, io.ErrUnexpectedEOF},
		{"cut in a commit", "C" + idA + "\x001\x00", nil, io.ErrUnexpectedEOF},
		{"no commit", add + "x\x00", nil, nil},
		{"a strange commit", "Cx\x00", nil, nil},
		{"a strange change", commit + ":000000 100644 " + idB + " A\x00x\x00", nil, nil},
		{"a strange id", commit + ":000000 100644 " + id0 + " " + idA[1:] + "G A\x00x\x00", nil, nil},
		{"a word", commit + "warning\x00x\x00", nil, nil},
		{"a path without end", commit + add + strings.Repeat("l", maxToken+100), nil, nil},
	}
	for _, tt := range tests {
		got, err := readLog([]byte(tt.in))
		if diff := cmp.Diff(tt.want, got); diff != "" || err == nil || tt.err != nil && err != tt.err || tt.err == nil && (err == io.EOF || err == io.ErrUnexpectedEOF) {
			t.Errorf("%s: %v (-want +got):\n%s", tt.name, err, diff)
		}
	}
}

func FuzzLog(f *testing.F) {
	commit := "C" + idA + "\x001\x00A\x00e\x00"
	f.Add([]byte(commit + "\n:000000 100644 " + id0 + " " + idB + " A\x00a\x00"))
	f.Add([]byte(commit + "\x00::000000 000000 100644 " + id0 + " " + id0 + " " + idA + " AA\x00y\x00" + commit))
	f.Add([]byte("C\x00::::"))
	f.Fuzz(func(t *testing.T, data []byte) {
		changes, err := readLog(data)
		if err == nil || err == errBad || len(changes) > len(data)/100 {
			t.Errorf("%v, %q", err, changes)
		}
	})
}

func FuzzTree(f *testing.F) {
	f.Add("100644 blob " + idA + "\ta")
	f.Add("160000 commit " + idA + "\ta\tb")
	f.Add("\t")
	f.Fuzz(func(t *testing.T, line string) {
		c, err := parseTree(line, 40)
		if err == nil && (!validEntry(c.mode, c.id, 40) || !strings.HasSuffix(line, "\t"+c.path)) {
			t.Errorf("%q gives %+v", line, c)
		}
	})
}

func FuzzAnswer(f *testing.F) {
	f.Add([]byte(idA + " blob 3\nabc\n"))
	f.Add([]byte(idA + " missing\n"))
	f.Add([]byte(idA + " blob -1\n"))
	f.Add([]byte("  0\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		a, err := readAnswer(bufio.NewReader(bytes.NewReader(data)))
		if err == nil && (a.size < 0 || a.missing == (a.kind != "")) {
			t.Errorf("%q gives %+v", data, a)
		}
	})
}

func FuzzCleanPath(f *testing.F) {
	for _, s := range []string{"", "a/b", "../../x", "/etc/passwd", "a//./b/..", ".."} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, name string) {
		if p := cleanPath(name); p == "" || p[0] == '/' || !filepath.IsLocal(p) || cleanPath(p) != p && p != "." {
			t.Errorf("%q gives %q", name, p)
		}
	})
}

func TestMissingLines(t *testing.T) {
	t.Parallel()
	var got []string
	in := idA + "\n?" + idB + "\n?" + idB + " path\n?x\n?" + idA + "\n?" + idB
	readMissing(bufio.NewReader(strings.NewReader(in)), 40, func(id string) bool { got = append(got, id); return true })
	if !cmp.Equal(got, []string{idB, idA}) {
		t.Errorf("got %q", got)
	}
}

// TestForeignOwner makes git believe that the repository is another user's.
func TestForeignOwner(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, allow := range []bool{true, false} {
		r := &repository{git: "git", dir: dir, env: append(environment(dir, nil), "GIT_TEST_ASSUME_DIFFERENT_OWNER=1"), foreignOwner: allow}
		if _, err := r.ask(t.Context(), "", "init", "-q"); err != nil {
			t.Fatal(err)
		}
		_, err := r.ask(t.Context(), "", "rev-parse", "--git-dir")
		if allow != (err == nil) || err != nil && !strings.Contains(openHint(r.dir, err).Error(), "AllowForeignOwner") {
			t.Errorf("allowed %v: %v", allow, err)
		}
	}
}

func TestExcerpt(t *testing.T) {
	t.Parallel()
	var e excerpt
	for range 1000 {
		if n, err := e.Write([]byte("a\x1b[1m\xff\n")); n != 7 || err != nil {
			t.Fatal(n, err)
		}
	}
	if s := e.String(); len(s) > 3*maxExcerpt || !utf8.ValidString(s) || strings.ContainsAny(s, "\x1b\n") || !strings.HasSuffix(s, "…") {
		t.Errorf("%q", s)
	}
}

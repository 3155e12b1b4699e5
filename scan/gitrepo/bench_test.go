package gitrepo_test

import (
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/gitrepo"
)

// generated makes a history of 1,000 commits on 40 files through fast-import.
func generated(b *testing.B) *repo {
	b.Helper()
	r := newRepo(b)
	var s strings.Builder
	for i := range 1000 {
		text := fmt.Sprintf("%sversion %d\n", strings.Repeat("a line of text that stays\n", 400), i)
		fmt.Fprintf(&s, "commit refs/heads/main\ncommitter A <a@example.com> %d +0000\ndata 1\nx\nM 100644 inline dir/file%d\ndata %d\n%s\n", 1_700_000_000+i, i%40, len(text), text)
	}
	r.gitIn(s.String(), "fast-import", "--quiet")
	r.git("repack", "-adq")
	return r
}

// BenchmarkHistory reads a history whole: what the target costs without
// analyzers, git's own time included in the wall time.
func BenchmarkHistory(b *testing.B) {
	r := generated(b)
	target, err := gitrepo.New(gitrepo.Config{Path: r.dir})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		var total int64
		for e, err := range target.Entries(b.Context()) {
			if err != nil {
				b.Fatal(err)
			}
			n, err := readAll(b, e)
			if err != nil {
				b.Fatal(err)
			}
			total += n
		}
		b.SetBytes(total)
	}
}

// BenchmarkGitAlone is the floor: git lists all objects and writes them.
func BenchmarkGitAlone(b *testing.B) {
	r := generated(b)
	b.ReportAllocs()
	for b.Loop() {
		ids := r.git("rev-list", "--all", "--objects", "--no-object-names")
		b.SetBytes(int64(len(r.gitIn(ids+"\n", "cat-file", "--batch", "--buffer"))))
	}
}

func readAll(b *testing.B, e *scan.Entry) (int64, error) {
	c, err := e.Open(b.Context())
	if err != nil {
		return 0, err
	}
	return io.Copy(io.Discard, c)
}

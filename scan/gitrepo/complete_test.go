package gitrepo_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/scan/gitrepo"
)

// TestComplete makes random histories of branches and merges, and wants exactly
// the blobs that git itself reaches, each once and under a commit whose tree
// has it at that path and none of whose parents has.
func TestComplete(t *testing.T) {
	t.Parallel()
	for seed := range uint64(6) {
		r := newRepo(t)
		r.randomHistory(rand.New(rand.NewPCG(seed, 1)))
		target, err := gitrepo.New(gitrepo.Config{Path: r.dir})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for e, err := range target.Entries(t.Context()) {
			if err != nil {
				t.Fatal(err)
			}
			id := r.git("rev-parse", e.Origin.Commit+":"+e.Path)
			got = append(got, id)
			for _, parent := range strings.Fields(r.git("log", "-1", "--format=%P", e.Origin.Commit)) {
				if slices.Contains(strings.Fields(r.git("ls-tree", parent, "--", e.Path)), id) {
					t.Errorf("seed %d: %s at %s is in the parent too", seed, e.Path, e.Origin.Commit)
				}
			}
		}
		slices.Sort(got)
		var want []string
		for _, line := range strings.Split(r.gitIn(r.git("rev-list", "--all", "--objects", "--no-object-names")+"\n", "cat-file", "--batch-check"), "\n") {
			if id, ok := strings.CutSuffix(strings.Join(strings.Fields(line)[:2], " "), " blob"); ok {
				want = append(want, id)
			}
		}
		slices.Sort(want)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("seed %d (-want +got):\n%s", seed, diff)
		}
	}
}

// randomHistory adds commits of up to three parents, of which any may take a
// file from any parent or bring one of its own.
func (r *repo) randomHistory(random *rand.Rand) {
	r.t.Helper()
	var s strings.Builder
	for i := 1; i <= 40; i++ {
		fmt.Fprintf(&s, "commit refs/heads/b%d\nmark :%d\ncommitter A <a@example.com> %d +0000\ndata 1\nx\n", random.IntN(5), i, 1_700_000_000+random.IntN(1000))
		for p, verb := range []string{"from", "merge", "merge"} {
			if i > p+1 && (p == 0 || random.IntN(3) == 0) {
				fmt.Fprintf(&s, "%s :%d\n", verb, 1+random.IntN(i-1))
			}
		}
		for range 1 + random.IntN(3) {
			text := fmt.Sprint(random.IntN(60))
			fmt.Fprintf(&s, "M 100644 inline f%d\ndata %d\n%s\n", random.IntN(6), len(text), text)
		}
		s.WriteString("\n")
	}
	r.gitIn(s.String(), "fast-import", "--quiet", "--force")
}

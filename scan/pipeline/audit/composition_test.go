package audit_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

// system is a front end that tells what it is given to check.
type system struct {
	audit.System
	check func(*audit.Run)
}

func (s system) Check(run *audit.Run) { s.check(run) }

// taking returns a survey by which each file takes in those of a table.
func taking(to [][]int) func(*audit.Composition, int, *audit.Run) {
	return func(c *audit.Composition, i int, _ *audit.Run) {
		for _, j := range to[i] {
			c.Take(i, j)
		}
	}
}

func TestComposition(t *testing.T) {
	t.Parallel()
	list := linked(1, map[string]int{}, "a", "b", "c", "d")
	c := audit.Compose(list, taking([][]int{{1, 2}, {3}, nil, {1}}))
	var seen []string
	s := system{check: func(r *audit.Run) {
		text := r.File.Source.Path + ":"
		for _, f := range r.File.Linked {
			text += " " + f.Source.Path
		}
		seen = append(seen, text)
	}}
	check := c.Check(s)
	for i, circle := range []string{"", "b → d → b", "", "d → b → d"} {
		err := check(i, nil).Err()
		if circle == "" && err != nil || circle != "" && (!errors.Is(err, audit.ErrCircle) || !strings.Contains(err.Error(), circle)) {
			t.Errorf("file %d: %v, want %q", i, err, circle)
		}
	}
	if diff := cmp.Diff([]string{"a: b c d", "b: a d c", "c: a b d", "d: b a c"}, seen); diff != "" {
		t.Errorf("files that make one pipeline (-want +got):\n%s", diff)
	}
	if c.Files.Open(0).File.Linked != nil {
		t.Error("the others are kept")
	}
}

// TestCompositionTooMany opens as many files together as any platform does, and
// tells of more.
func TestCompositionTooMany(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		others, linked int
		told           bool
	}{{150, 150, false}, {151, 150, true}, {1000, 150, true}} {
		paths, all := []string{"a"}, []int{}
		for i := range tt.others {
			paths, all = append(paths, fmt.Sprintf("f%d", i)), append(all, i+1)
		}
		to := make([][]int, len(paths))
		to[0] = all
		c := audit.Compose(linked(1, map[string]int{}, paths...), taking(to))
		run := c.Check(system{check: func(r *audit.Run) {
			if len(r.File.Linked) != tt.linked {
				t.Errorf("%d files with %d others", len(r.File.Linked), tt.others)
			}
		}})(0, nil)
		if (run.Err() != nil) != tt.told {
			t.Errorf("%d others: %v", tt.others, run.Err())
		}
	}
}

// TestCompositionTooLarge tells of files that are too large together.
func TestCompositionTooLarge(t *testing.T) {
	t.Parallel()
	list := linked(1<<20, map[string]int{}, "a", "b", "c", "d")
	c := audit.Compose(list, taking([][]int{{1, 2, 3}, nil, nil, nil}))
	run := c.Check(system{check: func(r *audit.Run) {
		if len(r.File.Linked) != 2 {
			t.Errorf("%d files linked", len(r.File.Linked))
		}
	}})(0, nil)
	if run.Err() == nil || !strings.Contains(run.Err().Error(), "together") {
		t.Errorf("error %v", run.Err())
	}
}

// TestCompositionHands hands a source on from file to file, one in each round.
func TestCompositionHands(t *testing.T) {
	t.Parallel()
	for rounds, want := range []string{"", "b", "b c", "b c d", "b c d"} {
		list := linked(1, map[string]int{}, "a", "b", "c", "d")
		c := audit.Compose(list, taking([][]int{{1}, {2}, {3}, nil}))
		c.Hand(rounds, func(run *audit.Run, files *audit.Files, next *audit.Flows) {
			own := run.File.Source.Path
			if own != "a" && !run.Flows.Origin(own).Known {
				return
			}
			next.Hand(files.Path(int(own[0]-'a')+1), audit.Argument{})
		})
		var got []string
		check := c.Check(system{check: func(r *audit.Run) {
			if r.Flows.Origin(r.File.Source.Path).Known {
				got = append(got, r.File.Source.Path)
			}
		}})
		for i := range list {
			check(i, func(*ci.Weakness) {})
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%d rounds: %q, want %q", rounds, got, want)
		}
	}
}

func TestLink(t *testing.T) {
	t.Parallel()
	list := linked(1, map[string]int{}, "a", "b")
	list = append(list, audit.LinkedFile{Path: "not linked"})
	var order []string
	note := func(what string) func(*audit.Run, *audit.Files, *audit.Flows) {
		return func(r *audit.Run, _ *audit.Files, flows *audit.Flows) {
			order = append(order, what+" "+r.File.Source.Path)
			flows.Hand(r.File.Source.Path, audit.Argument{})
		}
	}
	check := audit.Link(system{check: func(r *audit.Run) {
		if !r.Flows.Origin(r.File.Source.Path).Known {
			t.Errorf("%s is handed nothing", r.File.Source.Path)
		}
	}}, list, note("first"), note("second"))
	if diff := cmp.Diff([]string{"first a", "first b", "second a", "second b"}, order); diff != "" {
		t.Errorf("surveys (-want +got):\n%s", diff)
	}
	if check(1, nil) == nil || check(2, nil) != nil {
		t.Error("what is linked has a run, and nothing else")
	}
}

package audit

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

// ErrCircle says that a file includes itself, directly or through others. The
// file was read; it is the system that makes no pipeline of it.
var ErrCircle = errors.New("the file includes itself")

// Composition is the files of one repository that take others into themselves,
// so that several make one pipeline, and hand them values. It is used by one
// goroutine.
type Composition struct {
	// Files of the repository.
	Files *Files

	flows    *Flows
	to, from [][]int // by the file, those that it takes in, and those that take it in
	gives    []bool  // by the file, that it hands something to others
}

// Compose puts together the files of a repository. The survey names for each what
// it takes in, with [Composition.Take] and [Composition.Give].
func Compose(list []LinkedFile, survey func(c *Composition, i int, run *Run)) *Composition {
	c := &Composition{Files: NewFiles(list), flows: NewFlows(), to: make([][]int, len(list)), from: make([][]int, len(list)), gives: make([]bool, len(list))}
	for i := range list {
		if run := c.Files.Open(i); run != nil {
			survey(c, i, run)
		}
	}
	return c
}

// Take says that a file takes in another one, and may hand it values.
func (c *Composition) Take(i, j int) {
	c.Give(i)
	if !slices.Contains(c.to[i], j) {
		c.to[i], c.from[j] = append(c.to[i], j), append(c.from[j], i)
	}
}

// Give says that a file may hand values to others.
func (c *Composition) Give(i int) { c.gives[i] = true }

// Hand asks what each of the giving files hands to others. Since a file hands on
// what it was handed itself, it asks again until nothing more is known, but not
// more often than so many times.
func (c *Composition) Hand(rounds int, hand func(*Run, *Files, *Flows)) {
	for count := -1; rounds > 0 && c.flows.Len() != count; rounds-- {
		count = c.flows.Len()
		next := NewFlows()
		for i, gives := range c.gives {
			if !gives {
				continue
			}
			if run, done := c.open(i); run != nil {
				hand(run, c.Files, next)
				done()
			}
		}
		c.flows = next
	}
}

// Check returns the function that [Linker.Link] asks for.
func (c *Composition) Check(s System) func(int, func(*ci.Weakness)) *Run {
	return func(i int, report func(*ci.Weakness)) *Run {
		run, done := c.open(i)
		if run == nil {
			return nil
		}
		defer done()
		run.ReportTo(report)
		run.Doubt(c.Files.circle(i, c.to))
		s.Check(run)
		return run
	}
}

// open returns the run of a file with those that make one pipeline with it: those
// that take it in, and all that they and it take in.
func (c *Composition) open(i int) (*Run, func()) {
	return c.Files.OpenWith(i, around(i, c.from, c.to), c.flows)
}

// maxLinked and maxLinkedBytes bound the files that are read as one pipeline: as
// many as any platform puts together, and so many bytes.
const (
	maxLinked      = 150
	maxLinkedBytes = 2 << 20
)

// around returns the files to which the edges lead from one, the nearest first:
// those of the first set, and from there and from the file itself those of the
// next; of too many, one more than can be opened together. An edge leads from a
// file, by its index, to others.
func around(i int, edges ...[][]int) []int {
	list, seen := []int{i}, map[int]bool{i: true}
	for _, to := range edges {
		for at := 0; at < len(list) && len(list) <= maxLinked; at++ {
			for _, j := range to[list[at]] {
				if !seen[j] && len(list) <= maxLinked+1 {
					list, seen[j] = append(list, j), true
				}
			}
		}
	}
	return list[1:]
}

// OpenWith opens a file with others that make one pipeline with it
// ([ci.File.Linked]), and returns a function that lets go of them.
func (f *Files) OpenWith(i int, others []int, flows *Flows) (*Run, func()) {
	run := f.Open(i)
	if run == nil {
		return nil, nil
	}
	size := 0
	for n, j := range others {
		if size += f.list[j].Size; size > maxLinkedBytes || n == maxLinked {
			run.Doubt(fmt.Errorf("the files of one pipeline together: %w", document.ErrLimit))
			break
		}
		if other := f.Open(j); other != nil {
			run.File.Linked = append(run.File.Linked, other.File)
		}
	}
	run.Flows = flows
	return run, func() { run.File.Linked = nil }
}

// circle returns an [ErrCircle] that tells the way from a file over the edges back
// to itself, nil where there is none.
func (f *Files) circle(i int, to [][]int) error {
	before := map[int]int{}
	queue := []int{i}
	for at := 0; at < len(queue); at++ {
		for _, j := range to[queue[at]] {
			if j == i {
				way := []string{f.Path(i)}
				for k := queue[at]; k != i; k = before[k] {
					way = append(way, f.Path(k))
				}
				slices.Reverse(way)
				return fmt.Errorf("%w: %s → %s", ErrCircle, f.Path(i), strings.Join(way, " → "))
			}
			if _, ok := before[j]; !ok {
				before[j] = queue[at]
				queue = append(queue, j)
			}
		}
	}
	return nil
}

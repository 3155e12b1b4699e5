package deps

import (
	"cmp"
	"container/heap"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/scan"
)

// Bounds on the ways to one package that are looked for.
const (
	maxPaths = 5     // ways that a finding names
	maxSteps = 20000 // beginnings of ways that are looked at for one package
	maxDepth = 200   // packages on a way
)

// forest is what the packages of a run need, file by file: a way never leaves the
// lockfile that it begins in.
type forest struct {
	packages []*scan.Package
	files    map[file][]*scan.Package // filled when the first way is asked for
	trees    map[file]*tree           // of those that were asked for
}

// file tells the files of a run apart.
type file struct{ origin, path string }

func fileOf(p *scan.Package) (file, bool) {
	if len(p.Locations) == 0 {
		return file{}, false
	}
	return fileAt(p.Locations[0]), true
}

func fileAt(at scan.Location) file {
	f := file{path: at.Path}
	if o := at.Origin; o != nil {
		f.origin = strings.Join(append([]string{o.Target, o.Commit, o.Image, o.Layer}, o.Archives...), "\x00")
	}
	return f
}

func newForest(packages []*scan.Package) *forest {
	return &forest{packages: packages, trees: map[file]*tree{}}
}

// of returns the packages of a file.
func (f *forest) of(at file) []*scan.Package {
	if f.files == nil {
		f.files = map[file][]*scan.Package{}
		for _, p := range f.packages {
			if at, ok := fileOf(p); ok {
				f.files[at] = append(f.files[at], p)
			}
		}
	}
	return f.files[at]
}

// ways returns the shortest ways to a package in its file, the shortest first,
// each from the project itself, or else from what it names, to the package.
func (f *forest) ways(p *scan.Package) [][]*scan.Package {
	at, ok := fileOf(p)
	if !ok {
		return nil
	}
	t := f.trees[at]
	if t == nil {
		t = newTree(f.of(at))
		f.trees[at] = t
	}
	return t.ways(p)
}

// tree is what the packages of one file need. It may have cycles.
type tree struct {
	packages []*scan.Package
	index    map[*scan.Package]int
	needed   [][]int // by whom a package is needed, in the file's order
	distance []int   // from the nearest start; -1 where no way leads
}

func newTree(packages []*scan.Package) *tree {
	t := &tree{packages: packages, index: make(map[*scan.Package]int, len(packages))}
	byPURL := map[string][]int{}
	for i, p := range packages {
		t.index[p] = i
		if p.PURL != "" {
			byPURL[p.PURL] = append(byPURL[p.PURL], i)
		}
	}
	needs := make([][]int, len(packages))
	t.needed = make([][]int, len(packages))
	for i, p := range packages {
		for _, purl := range p.DependsOn {
			for _, j := range byPURL[purl] {
				if i != j {
					needs[i] = append(needs[i], j)
					t.needed[j] = append(t.needed[j], i)
				}
			}
		}
	}
	t.measure(needs)
	return t
}

// measure finds how far each package is from the nearest start.
func (t *tree) measure(needs [][]int) {
	queue := t.starts(needs)
	t.distance = slices.Repeat([]int{-1}, len(t.packages))
	for _, i := range queue {
		t.distance[i] = 0
	}
	for ; len(queue) > 0; queue = queue[1:] {
		for _, j := range needs[queue[0]] {
			if t.distance[j] < 0 {
				t.distance[j] = t.distance[queue[0]] + 1
				queue = append(queue, j)
			}
		}
	}
}

// starts returns where ways begin: at the project itself where the file says what
// it needs, at what it names where the file tells, and else at what nothing in the
// file needs.
func (t *tree) starts(needs [][]int) []int {
	var roots, direct, free []int
	for i, p := range t.packages {
		switch {
		case p.Relation == scan.RelationRoot && len(needs[i]) > 0:
			roots = append(roots, i)
		case p.Relation == scan.RelationDirect:
			direct = append(direct, i)
		case len(t.needed[i]) == 0 && len(needs[i]) > 0:
			free = append(free, i)
		}
	}
	switch {
	case len(roots) > 0:
		return roots
	case len(direct) > 0:
		return direct
	}
	return free
}

// ways searches backwards from a package, the most promising beginnings first: as
// the distances are exact, what is found is in the order of its length. Ways of
// one length are in the file's order.
func (t *tree) ways(p *scan.Package) [][]*scan.Package {
	start, ok := t.index[p]
	if !ok || t.distance[start] < 0 {
		return nil
	}
	var found [][]*scan.Package
	queue := &beginnings{{node: start, length: t.distance[start]}}
	for steps := 0; queue.Len() > 0 && len(found) < maxPaths && steps < maxSteps; steps++ {
		b := heap.Pop(queue).(beginning)
		if t.distance[b.node] == 0 {
			found = append(found, t.way(b))
			continue
		}
		for _, i := range t.needed[b.node] {
			if t.distance[i] >= 0 && b.depth < maxDepth && !b.has(i) {
				heap.Push(queue, beginning{node: i, depth: b.depth + 1, length: b.depth + 1 + t.distance[i], tail: &b})
			}
		}
	}
	return found
}

// way lists the packages of a finished beginning.
func (t *tree) way(b beginning) []*scan.Package {
	var list []*scan.Package
	for at := &b; at != nil; at = at.tail {
		list = append(list, t.packages[at.node])
	}
	return list
}

// beginning is the end of a way, from some package to the one looked for.
type beginning struct {
	node          int
	depth, length int // packages behind node; of the whole way at least
	tail          *beginning
}

func (b *beginning) has(node int) bool {
	for at := b; at != nil; at = at.tail {
		if at.node == node {
			return true
		}
	}
	return false
}

// beginnings is a heap of them, the shortest way first.
type beginnings []beginning

func (q beginnings) Len() int { return len(q) }
func (q beginnings) Less(i, j int) bool {
	return cmp.Or(cmp.Compare(q[i].length, q[j].length), cmp.Compare(q[j].depth, q[i].depth), cmp.Compare(q[i].node, q[j].node)) < 0
}
func (q beginnings) Swap(i, j int) { q[i], q[j] = q[j], q[i] }

// Push implements [heap.Interface].
func (q *beginnings) Push(x any) { *q = append(*q, x.(beginning)) }

// Pop implements [heap.Interface].
func (q *beginnings) Pop() any {
	old := *q
	last := old[len(old)-1]
	*q = old[:len(old)-1]
	return last
}

package scan_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"iter"
	"os"
	"runtime"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/penstock-dev/penstock/scan"
)

// openDescriptors counts the descriptors of this process that lead below dir.
func openDescriptors(t *testing.T, dir string) int {
	t.Helper()
	fds, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Logf("descriptors cannot be counted here: %v", err)
		return 0
	}
	n := 0
	for _, fd := range fds {
		if to, err := os.Readlink("/proc/self/fd/" + fd.Name()); err == nil && len(to) >= len(dir) && to[:len(dir)] == dir {
			n++
		}
	}
	return n
}

// TestBreakLeavesNothing breaks out of the stream a hundred times, at another
// place each time. synctest fails the test if a goroutine is left.
func TestBreakLeavesNothing(t *testing.T) {
	dir, temp := t.TempDir(), t.TempDir()
	t.Setenv("TMPDIR", temp)
	files := map[string]string{}
	for i := range 300 {
		files[fmt.Sprintf("d%d/e%d/f%d", i%5, i%11, i)] = "needle needle needle"
	}
	writeTree(t, dir, files)
	r := newRunner(t, scan.Config{Workers: 4, Analyzers: []scan.Analyzer{words{name: "a", word: "needle"}}})
	for i := range 100 {
		synctest.Test(t, func(t *testing.T) {
			n := 0
			for range r.Stream(t.Context(), scan.Dir(dir, scan.TreeConfig{})) {
				if n++; n > i*7 {
					break
				}
			}
		})
	}
	if n := openDescriptors(t, dir); n != 0 {
		t.Errorf("%d descriptors are still open", n)
	}
	if left, err := os.ReadDir(temp); err != nil || len(left) != 0 {
		t.Errorf("temporary files are left: %v, %v", left, err)
	}
}

// generated is a target of n files of a size, made up as they are read.
type generated struct {
	n    int
	size int64
}

func (g generated) Entries(context.Context) iter.Seq2[*scan.Entry, error] {
	return func(yield func(*scan.Entry, error) bool) {
		for i := range g.n {
			size := g.size - int64(i%3)*g.size/5
			if !yield(&scan.Entry{Path: fmt.Sprintf("f%06d", i), Size: size, Open: func(context.Context) (io.ReadCloser, error) {
				return io.NopCloser(io.LimitReader(letters{}, size)), nil
			}}, nil) {
				return
			}
		}
	}
}

type letters struct{}

func (letters) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	return len(p), nil
}

// TestHeapStaysInBudget looks at the heap while 16 workers hold large files.
// It does not run in parallel with other tests, whose memory it would count.
func TestHeapStaysInBudget(t *testing.T) {
	const budget = 64 << 20
	runtime.GC()
	var before runtime.MemStats
	runtime.ReadMemStats(&before)
	var mu sync.Mutex
	var highest uint64
	look := func(context.Context, *scan.File) error {
		mu.Lock()
		defer mu.Unlock()
		var now runtime.MemStats
		runtime.ReadMemStats(&now)
		highest = max(highest, now.HeapAlloc)
		return nil
	}
	r := newRunner(t, scan.Config{Workers: 16, ByteBudget: budget, Analyzers: []scan.Analyzer{words{name: "a", onFile: look}}})
	result, err := r.Run(t.Context(), generated{200, 10 << 20}, generated{2000, 300 << 10}, generated{40, 15 << 20})
	if err != nil || result.Coverage.Files != 2240 {
		t.Fatalf("%v, %+v", err, result.Coverage)
	}
	if over := int64(highest) - int64(before.HeapAlloc); over > budget+16<<20 {
		t.Errorf("the heap grew by %d MB with a budget of %d MB", over>>20, budget>>20)
	}
}

// TestMillionFindings streams a million findings without keeping them.
func TestMillionFindings(t *testing.T) {
	r := newRunner(t, scan.Config{Analyzers: []scan.Analyzer{words{name: "a", word: "w\n"}}})
	data := bytes.Repeat([]byte("w\n"), manyFindings)
	runtime.GC()
	var before, m runtime.MemStats
	runtime.ReadMemStats(&before)
	n := 0
	for range r.Stream(t.Context(), scan.Bytes("f", data)) {
		if n++; n%100_000 == 0 {
			runtime.ReadMemStats(&m)
			if m.HeapAlloc > before.HeapAlloc+100<<20 {
				t.Fatalf("the heap grew by %d MB after %d findings", (m.HeapAlloc-before.HeapAlloc)>>20, n)
			}
		}
	}
	if n != manyFindings+1 { // and the note of the test's own analyzer
		t.Errorf("%d findings", n)
	}
}

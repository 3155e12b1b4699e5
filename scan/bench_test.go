package scan_test

import (
	"context"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/penstock-dev/penstock/scan"
)

// BenchmarkWalkAndRead compares a run with one trivial analyzer over the Go
// standard library with a bare parallel read of the same tree, in turns. The
// metric "ratio" is our time divided by the floor's.
//
//	go test ./scan -run '^$' -bench WalkAndRead -benchtime 10x
func BenchmarkWalkAndRead(b *testing.B) {
	dir := filepath.Join(goroot(b), "src")
	r := newRunner(b, scan.Config{Analyzers: []scan.Analyzer{words{name: "a", onFile: touch}}})
	bareRead(b, dir)
	var ours, floor time.Duration
	var bytes int64
	for b.Loop() {
		start := time.Now()
		n := bareRead(b, dir)
		floor += time.Since(start)
		start = time.Now()
		result, err := r.Run(b.Context(), scan.Dir(dir, scan.TreeConfig{NoGitignore: true}))
		ours += time.Since(start)
		if err != nil {
			b.Fatal(err)
		}
		if bytes = result.Coverage.Bytes; bytes != n {
			b.Fatalf("read %d bytes, the floor %d", bytes, n)
		}
	}
	b.ReportMetric(float64(ours)/float64(floor), "ratio")
	b.ReportMetric(float64(bytes)*float64(b.N)/1e6/ours.Seconds(), "MB/s")
}

func touch(context.Context, *scan.File) error { return nil }

// bareRead reads every regular file below dir with as many goroutines as there
// are processors, and nothing else.
func bareRead(b *testing.B, dir string) int64 {
	paths := make(chan string, 128)
	var mu sync.Mutex
	var total int64
	var group sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		group.Go(func() {
			var n int64
			for p := range paths {
				data, err := os.ReadFile(p)
				if err != nil {
					b.Error(err)
				}
				n += int64(len(data))
			}
			mu.Lock()
			total += n
			mu.Unlock()
		})
	}
	err := filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			paths <- p
		}
		return err
	})
	close(paths)
	group.Wait()
	if err != nil {
		b.Fatal(err)
	}
	return total
}

// goroot returns the folder of the Go installation that runs the benchmark.
func goroot(tb testing.TB) string {
	tb.Helper()
	out, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		tb.Fatal(err)
	}
	return strings.TrimSpace(string(out))
}

package secrets_test

import (
	"bytes"
	"context"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/secrets"
)

// goSource returns the Go files of the standard library that are no tests, as
// text without secrets.
func goSource(tb testing.TB) map[string][]byte {
	tb.Helper()
	root := filepath.Join(goroot(tb), "src")
	files := map[string][]byte{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && d.Name() == "testdata" {
			return filepath.SkipDir
		}
		if d.IsDir() || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		text, err := os.ReadFile(path)
		if err == nil {
			files[strings.TrimPrefix(path, root)] = text
		}
		return err
	})
	if err != nil {
		tb.Fatal(err)
	}
	return files
}

// TestStandardLibraryIsClean counts what is found where nothing is.
func TestStandardLibraryIsClean(t *testing.T) {
	t.Parallel()
	a := analyzer(t, secrets.Config{})
	pass := begin(t, a)
	bytesSeen, count := 0, 0
	for name, text := range goSource(t) {
		var out sink
		if err := pass.File(t.Context(), scan.NewFile(&scan.Entry{Path: name}, text), &out); err != nil {
			t.Fatal(err)
		}
		bytesSeen += len(text)
		count += len(out.findings)
		for _, f := range out.findings {
			t.Log(f)
		}
	}
	perMB := float64(count) / (float64(bytesSeen) / 1e6)
	if t.Logf("%d findings in %d MB: %.3f per MB", count, bytesSeen/1e6, perMB); perMB > 0.02 {
		t.Errorf("%.3f findings per MB of clean text, want at most 0.02", perMB)
	}
}

func BenchmarkCleanGoSource(b *testing.B) {
	files := goSource(b)
	a := analyzer(b, secrets.Config{})
	pass, err := a.Begin(context.Background())
	if err != nil {
		b.Fatal(err)
	}
	total := 0
	var list []*scan.File
	for name, text := range files {
		total += len(text)
		list = append(list, scan.NewFile(&scan.Entry{Path: name}, text))
	}
	var out sink
	b.SetBytes(int64(total))
	b.ReportAllocs()
	before := cpuTime()
	for b.Loop() {
		for _, f := range list {
			if err := pass.File(context.Background(), f, &out); err != nil {
				b.Fatal(err)
			}
		}
	}
	reportCPU(b, before, total)
}

// BenchmarkFloor reads the same text through one table, as the least that any
// scan of every byte costs.
func BenchmarkFloor(b *testing.B) {
	text := bytes.Join(values(goSource(b)), nil)
	var table [256]uint8
	table['='] = 1
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	sum := 0
	before := cpuTime()
	for b.Loop() {
		for _, c := range text {
			sum += int(table[c])
		}
	}
	reportCPU(b, before, len(text))
	if sum == 0 {
		b.Fatal("no text")
	}
}

// reportCPU reports megabytes for each second of processor time, which the
// load of the machine does not change much.
func reportCPU(b *testing.B, before time.Duration, size int) {
	b.Helper()
	b.ReportMetric(float64(size)*float64(b.N)/1e6/(cpuTime()-before).Seconds(), "MB/cpu-s")
}

func values(m map[string][]byte) [][]byte {
	var list [][]byte
	for _, v := range m {
		list = append(list, v)
	}
	return list
}

func BenchmarkNew(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := secrets.New(secrets.Config{}); err != nil {
			b.Fatal(err)
		}
	}
}

// TestNewIsCheap holds what programs that make an analyzer at their start pay.
func TestNewIsCheap(t *testing.T) { // not parallel: the time is the process's
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	least := time.Hour
	var last *secrets.Analyzer
	for range 5 {
		start := cpuTime()
		last = analyzer(t, secrets.Config{})
		least = min(least, cpuTime()-start)
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	live := int64(after.HeapAlloc) - int64(before.HeapAlloc)
	if t.Logf("%v of processor time, %d bytes live", least, live); live > 6<<20 || least > 100*time.Millisecond {
		t.Errorf("an analyzer took %v of processor time and keeps %d bytes", least, live)
	}
	runtime.KeepAlive(last)
}

// BenchmarkMessage scans a message of a kilobyte without secrets, as of a queue
// or a chat.
func BenchmarkMessage(b *testing.B) {
	a := analyzer(b, secrets.Config{})
	text := message()
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	before := cpuTime()
	for b.Loop() {
		for range a.Matches(text) {
		}
	}
	b.ReportMetric(float64((cpuTime()-before).Nanoseconds())/float64(b.N), "cpu-ns/op")
}

// message returns a kilobyte of text without secrets, with some words that
// stand beside secrets elsewhere.
func message() []byte {
	const about = "The build of branch main took 41 s on runner-7, of which 12 s went into the tests of package scan. " +
		"Nothing was found in the cache under v3-linux-amd64, so all modules were fetched anew; see https://ci.example/jobs/4711 for the steps. "
	const event = `{"event": "deploy", "time": "2026-11-22T02:00:00Z", "commit": "the one above", "ok": true, "services": ["web", "queue", "mail"], "secret": null} `
	return []byte(strings.Repeat(about+event, 3)[:1024])
}

// BenchmarkCleanLog scans a log with times and colours in every line.
func BenchmarkCleanLog(b *testing.B) {
	a := analyzer(b, secrets.Config{Log: true})
	var text []byte
	for line := range bytes.Lines(bytes.Join(values(goSource(b)), nil)[:20<<20]) {
		text = append(append(append(text, stamp+"\x1b[36m"...), line...), "\x1b[0m"...)
	}
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	before := cpuTime()
	for b.Loop() {
		for range a.Matches(text) {
		}
	}
	reportCPU(b, before, len(text))
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

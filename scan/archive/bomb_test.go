package archive_test

import (
	"archive/tar"
	"bytes"
	"compress/flate"
	"fmt"
	"hash/crc32"
	"io"
	"runtime"
	"strings"
	"testing"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/archive"
)

// outcome is what came of a walk whose entries were read and thrown away.
type outcome struct {
	entries     int
	bytes       int64
	diagnostics []string
	peak        uint64 // bytes on the heap, above what was there before
}

// devour walks a target and reads all that it gives. It measures memory after
// every so many entries.
func devour(t *testing.T, target scan.Target, every int) outcome {
	t.Helper()
	var o outcome
	before := heap()
	for e, err := range target.Entries(t.Context()) {
		if err != nil {
			o.diagnostics = append(o.diagnostics, err.Error())
			continue
		}
		if o.entries++; o.entries%every == 0 {
			if now := heap(); now > before {
				o.peak = max(o.peak, now-before)
			}
		}
		if e.Open == nil {
			continue
		}
		rc, err := e.Open(t.Context())
		if err != nil {
			o.diagnostics = append(o.diagnostics, err.Error())
			continue
		}
		n, err := io.Copy(io.Discard, rc)
		if o.bytes += n; err != nil {
			o.diagnostics = append(o.diagnostics, err.Error())
		}
		rc.Close()
	}
	return o
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// wantBomb devours a file and checks that no more came of it than limits let
// through, and that it was said.
func wantBomb(t *testing.T, config archive.Config, name, content string, maxBytes int64, says string) {
	t.Helper()
	config.Target = &tree{files: []part{{name, content}}}
	o := devour(t, newTarget(t, config), 200)
	if o.bytes > maxBytes || o.peak > 24<<20 {
		t.Errorf("%s: %d bytes came out of %d, with %d bytes of memory", name, o.bytes, len(content), o.peak)
	}
	if text := strings.Join(o.diagnostics, "\n"); !strings.Contains(text, says) {
		t.Errorf("%s: nothing says %q:\n%s", name, says, text)
	}
}

// deflated returns n times the same byte, compressed.
func deflated(n int) string {
	var b bytes.Buffer
	w, _ := flate.NewWriter(&b, 9)
	zeros := make([]byte, 1<<20)
	for ; n > 0; n -= len(zeros) {
		w.Write(zeros[:min(n, len(zeros))])
	}
	w.Close()
	return b.String()
}

// TestBombs does not run in parallel: it measures memory.
func TestBombs(t *testing.T) {
	// Zips in zips, 8 each, with a large file in the innermost.
	inner := zipOf(t, part{"0.dat", strings.Repeat("\x00", 4<<20)})
	for range 5 {
		var parts []part
		for i := range 8 {
			parts = append(parts, part{fmt.Sprintf("%d.zip", i), inner})
		}
		inner = zipOf(t, parts...)
	}
	wantBomb(t, archive.Config{}, "42.zip", inner, 16<<20, "nested deeper than the limit of 3")
	wantBomb(t, archive.Config{MaxDepth: 50, MaxBytes: 16 << 20}, "42.zip", inner, 16<<20, "more than the limit of 16777216 bytes")

	// An archive in an archive, as often as in one that holds itself.
	quine := "the innermost"
	for range 200 {
		quine = gz(t, quine)
	}
	wantBomb(t, archive.Config{}, "r.gz", quine, 1<<20, "nested deeper than the limit of 3")
	wantBomb(t, archive.Config{MaxDepth: 100}, "r.gz", quine, 1<<20, "nested deeper than the limit of 100")

	// Members that share one stream of data, and members that lie about sizes.
	var overlap, liar rawZip
	kernel := deflated(8 << 20)
	at := overlap.add("0", 0, 8, 0, 8<<20, kernel)
	for i := range 500 {
		overlap.list(fmt.Sprint(i+1), 0, 8, 0, 8<<20, uint32(len(kernel)), at)
	}
	wantBomb(t, archive.Config{}, "overlap.zip", overlap.String(), 64<<20, "its members overlap")
	liar.add("small", 0, 8, 0, 100, deflated(32<<20))
	wantBomb(t, archive.Config{}, "liar.zip", liar.String(), 100, "its size is not the stated one")
}

// TestHugeTar reads headers that claim more than there is.
func TestHugeTar(t *testing.T) {
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	if err := w.WriteHeader(&tar.Header{Name: "huge", Size: 1 << 40, Typeflag: tar.TypeReg, Format: tar.FormatGNU}); err != nil {
		t.Fatal(err)
	}
	wantBomb(t, archive.Config{}, "huge.tar", b.String(), 0, "members above the limit of 1073741824 bytes")
	wantBomb(t, archive.Config{MaxMemberSize: 1 << 50}, "huge.tar", b.String(), 0, "damaged or cut off")
	var sparse strings.Builder
	for range 100 {
		sparse.WriteString(sparseMember("holes", 1<<29))
	}
	sparse.WriteString(strings.Repeat("\x00", 1024))
	wantBomb(t, archive.Config{}, "sparse.tar", sparse.String(), 65<<20, "more than 100 times larger than itself")
	wantBomb(t, archive.Config{MaxBytes: 1 << 20}, "sparse.tar", sparse.String(), 2<<20, "more than the limit of 1048576 bytes")
}

// sparseMember returns a member in the sparse form of GNU tar that is a hole of
// the given size.
func sparseMember(name string, size int64) string {
	h := make([]byte, 512)
	copy(h, name)
	copy(h[100:], "0000644\x00")
	copy(h[108:], "0000000\x00")
	copy(h[116:], "0000000\x00")
	copy(h[124:], "00000000000\x00") // nothing in the archive
	copy(h[136:], "00000000000\x00")
	h[156] = 'S'
	copy(h[257:], "ustar  \x00")
	copy(h[386:], fmt.Sprintf("%011o\x00%011o\x00", size, 0))
	copy(h[483:], fmt.Sprintf("%011o\x00", size))
	copy(h[148:], "        ")
	sum := 0
	for _, c := range h {
		sum += int(c)
	}
	copy(h[148:], fmt.Sprintf("%06o\x00 ", sum))
	return string(h)
}

// TestManyMembers reads a directory of a million members in the memory of a
// few.
func TestManyMembers(t *testing.T) {
	var z rawZip
	const n = 1_000_000
	at := z.add("m", 0, 0, 0, 0, "")
	for range n - 1 {
		z.list("m", 0, 0, 0, 0, 0, at)
	}
	content := z.String()
	config := archive.Config{Target: &tree{files: []part{{"many.zip", content}}}}
	if o := devour(t, newTarget(t, config), 50_000); o.entries != 100_001 || len(o.diagnostics) != 1 || o.peak > uint64(len(content))+8<<20 {
		t.Errorf("%d entries, %d bytes of memory, %v", o.entries, o.peak, o.diagnostics)
	}
	config.MaxMembers, config.MaxTotalMembers = n, n
	if o := devour(t, newTarget(t, config), 250_000); o.entries != n+1 || len(o.diagnostics) != 0 || o.peak > uint64(len(content))+8<<20 {
		t.Errorf("%d entries, %d bytes of memory, %v", o.entries, o.peak, o.diagnostics)
	}
}

// TestOverlapOfGoodMembers makes sure that an ordinary archive, directory and
// all, is no bomb.
func TestOverlapOfGoodMembers(t *testing.T) {
	t.Parallel()
	var z rawZip
	for i := range 1000 {
		text := fmt.Sprint(i)
		z.add(text, 0, 0, crc32.ChecksumIEEE([]byte(text)), uint32(len(text)), text)
	}
	config := archive.Config{Target: &tree{files: []part{{"good.zip", z.String()}}}}
	if got := list(t, newTarget(t, config)); strings.Count(got, "\n") != 1001 || strings.Contains(got, "!") {
		t.Errorf("got %s", got)
	}
}

package osv_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/scan/deps/osv"
)

// indexOf returns the index file of an ecosystem.
func indexOf(tb testing.TB, db *osv.Database, ecosystem string) []byte {
	tb.Helper()
	var buf bytes.Buffer
	if err := db.WriteIndex(&buf, ecosystem); err != nil {
		tb.Fatal(err)
	}
	return buf.Bytes()
}

func newDatabase(tb testing.TB, records ...*osv.Record) *osv.Database {
	tb.Helper()
	db, err := osv.New(records)
	if err != nil {
		tb.Fatal(err)
	}
	return db
}

func openIndex(tb testing.TB, data []byte) *osv.Database {
	tb.Helper()
	db, err := osv.OpenIndex(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		tb.Fatal(err)
	}
	return db
}

// dump tells all that a database answers about packages.
func dump(tb testing.TB, db *osv.Database, ecosystem string, names ...string) []string {
	tb.Helper()
	ctx := context.Background()
	var lines []string
	for _, name := range names {
		claims, err := db.Claims(ctx, nil, ecosystem, name)
		if err != nil {
			tb.Fatal(err)
		}
		for _, c := range claims {
			a, err := db.Advisory(ctx, c)
			if err != nil {
				tb.Fatal(err)
			}
			lines = append(lines, fmt.Sprintln(name, c.Withdrawn(), c.Malware(), c.Ranges(), *a))
		}
	}
	return lines
}

func TestIndexRoundTrip(t *testing.T) {
	t.Parallel()
	r, err := osv.DecodeRecord([]byte(full))
	if err != nil {
		t.Fatal(err)
	}
	records := append(syntheticRecords(3000), r)
	db := newDatabase(t, records...)
	var names []string
	for i := range 3000 {
		names = append(names, fmt.Sprintf("@scope/package-%d", i))
	}
	names = append(names, "mod", "none")
	index := openIndex(t, indexOf(t, db, "npm"))
	if diff := cmp.Diff(dump(t, db, "npm", names...), dump(t, index, "npm", names...)); diff != "" {
		t.Errorf("the index answers differently (-database +index):\n%s", diff)
	}
	if diff := cmp.Diff(db.Ecosystems()[1:], index.Ecosystems()); diff != "" {
		t.Errorf("Ecosystems (-database +index):\n%s", diff)
	}
	if index.Records() != 3001 || !index.Covers("npm") || index.Covers("Go") {
		t.Error(index.Records(), index.Covers("npm"), index.Covers("Go"))
	}
	if !bytes.Equal(indexOf(t, db, "npm"), indexOf(t, index, "npm")) {
		t.Error("an index written from an index has other bytes")
	}
	if err := db.WriteIndex(io.Discard, "PyPI"); !errors.Is(err, osv.ErrEmpty) {
		t.Errorf("an ecosystem without records: %v", err)
	}
	inGo := openIndex(t, indexOf(t, db, "Go"))
	if diff := cmp.Diff(dump(t, db, "Go", "example.com/mod"), dump(t, inGo, "Go", "example.com/mod")); diff != "" {
		t.Errorf("Go (-database +index):\n%s", diff)
	}
}

func TestIndexErrors(t *testing.T) {
	t.Parallel()
	good := indexOf(t, newDatabase(t, syntheticRecords(200)...), "npm")
	changed := func(at int, to byte) []byte {
		data := bytes.Clone(good)
		data[at] ^= to
		return data
	}
	for _, test := range []struct {
		name string
		data []byte
		want error
	}{
		{"empty", nil, osv.ErrForeign},
		{"foreign", []byte("SQLite format 3\x00 and more of it"), osv.ErrForeign},
		{"other format", changed(8, 0x40), osv.ErrFormat},
		{"header", changed(30, 1), osv.ErrDamaged},
		{"endless header", changed(15, 0xff), osv.ErrDamaged},
		{"cut short", good[:len(good)-1], osv.ErrDamaged},
		{"cut in the header", good[:20], osv.ErrDamaged},
		{"longer", append(bytes.Clone(good), 0), osv.ErrDamaged},
	} {
		if _, err := osv.OpenIndex(bytes.NewReader(test.data), int64(len(test.data))); !errors.Is(err, test.want) {
			t.Errorf("%s: %v, want %v", test.name, err, test.want)
		}
	}
}

// TestIndexDamage changes each byte behind the header: no answer may be a
// wrong one.
func TestIndexDamage(t *testing.T) {
	t.Parallel()
	good := indexOf(t, newDatabase(t, syntheticRecords(40)...), "npm")
	want := dump(t, openIndex(t, good), "npm", "@scope/package-0", "@scope/package-7")
	ctx := context.Background()
	start := 16 + int(binary.LittleEndian.Uint32(good[12:])) + 4
	for at := start; at < len(good); at += 7 {
		data := bytes.Clone(good)
		data[at] ^= 0x55
		db, err := osv.OpenIndex(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			t.Fatal(err)
		}
		claims, _ := db.Claims(ctx, nil, "npm", "@scope/package-0")
		if len(claims) == 0 {
			if d := db.Diagnostics(); len(d) != 1 || !errors.Is(d[0].Err, osv.ErrDamaged) || db.Covers("npm") {
				t.Fatalf("byte %d: neither claims nor a diagnostic: %v", at, told(d))
			}
			continue
		}
		if _, err := db.Advisory(ctx, claims[0]); err != nil {
			if !errors.Is(err, osv.ErrDamaged) {
				t.Fatalf("byte %d: %v", at, err)
			}
			continue
		}
		if diff := cmp.Diff(want, dump(t, db, "npm", "@scope/package-0", "@scope/package-7")); diff != "" {
			t.Fatalf("byte %d: another answer:\n%s", at, diff)
		}
	}
}

// TestPrepare holds that what cannot be read of an index is known as soon as it
// was prepared, and that no other index is read.
func TestPrepare(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	data := indexOf(t, newDatabase(t, syntheticRecords(40)...), "npm")
	data[len(data)/2] ^= 0x55
	db := openIndex(t, data)
	if err := db.Prepare(ctx, []osv.Package{{Ecosystem: "PyPI", Name: "a"}, {}}); err != nil || len(db.Diagnostics()) > 0 {
		t.Error(err, told(db.Diagnostics()))
	}
	cause := errors.New("enough")
	cancelled, cancel := context.WithCancelCause(ctx)
	cancel(cause)
	if err := db.Prepare(cancelled, nil); !errors.Is(err, cause) {
		t.Error(err)
	}
	section := 16 + int(binary.LittleEndian.Uint32(data[12:])) + 4 // the first byte behind the header
	data[section] ^= 0x55
	db = openIndex(t, data)
	if err := db.Prepare(ctx, []osv.Package{{Ecosystem: "npm", Name: "a"}}); err != nil || len(db.Diagnostics()) != 1 {
		t.Error(err, told(db.Diagnostics()))
	}
}

func TestOverlay(t *testing.T) {
	t.Parallel()
	base := newDatabase(t, record("A", "npm", "left"), record("B", "npm", "left"), record("C", "npm", "right"), record("D", "npm", "right"))
	fsys := fstest.MapFS{osv.IndexName("npm"): file(indexOf(t, base, "npm"))}
	open := func() *osv.Database {
		db, err := osv.OpenIndexes(fsys, osv.Config{})
		if err != nil {
			t.Fatal(err)
		}
		return db
	}
	update := func(changed []*osv.Record, removed ...string) int {
		var buf bytes.Buffer
		n, err := open().WriteOverlay(&buf, "npm", changed, removed)
		if err != nil {
			t.Fatal(err)
		}
		fsys[osv.OverlayName("npm")] = file(buf.Bytes())
		return n
	}
	moved := record("B", "npm", "right")
	moved.Modified = "2026-01-02T03:04:05Z"
	if n := update([]*osv.Record{moved, record("E", "npm", "new"), record("F", "PyPI", "other")}, "C", "unknown"); n != 2 {
		t.Errorf("%d records differ, want 2", n)
	}
	if n := update([]*osv.Record{record("E", "npm", "newer")}, "D"); n != 3 {
		t.Errorf("%d records differ, want 3", n)
	}
	merged := openIndex(t, indexOf(t, open(), "npm"))
	for which, db := range map[string]*osv.Database{"overlay": open(), "merged": merged} {
		for name, want := range map[string][]string{"left": {"A"}, "right": {"B"}, "new": nil, "newer": {"E"}} {
			if diff := cmp.Diff(want, idsOf(t, db, "npm", name)); diff != "" {
				t.Errorf("%s: %s (-want +got):\n%s", which, name, diff)
			}
		}
		if db.Records() != 3 || !db.Modified().Equal(time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)) || !db.Covers("npm") {
			t.Errorf("%s: %d records of %v", which, db.Records(), db.Modified())
		}
		revisions, err := db.Revisions("npm")
		if diff := cmp.Diff(map[string]time.Time{"A": {}, "B": db.Modified(), "E": {}}, revisions); diff != "" || err != nil {
			t.Errorf("%s: revisions (-want +got):\n%s%v", which, diff, err)
		}
	}
	fsys[osv.IndexName("npm")] = file(indexOf(t, merged, "npm"))
	if db := open(); len(db.Diagnostics()) != 1 || !errors.Is(db.Diagnostics()[0].Err, osv.ErrDamaged) || db.Records() != 3 {
		t.Errorf("an overlay of another index: %v", told(db.Diagnostics()))
	}
	if _, err := base.WriteOverlay(io.Discard, "PyPI", nil, nil); !errors.Is(err, osv.ErrEmpty) {
		t.Errorf("an overlay of nothing: %v", err)
	}
	overlay := fsys[osv.OverlayName("npm")].Data
	if _, err := osv.OpenIndex(bytes.NewReader(overlay), int64(len(overlay))); !errors.Is(err, osv.ErrFormat) {
		t.Errorf("an overlay alone: %v", err)
	}
}

func TestOpenIndexes(t *testing.T) {
	t.Parallel()
	db := newDatabase(t, record("A", "npm", "left"), record("B", "GitHub Actions", "Some/Action"), record("C", "Debian:12", "curl"))
	fsys := fstest.MapFS{"broken.osvindex": file([]byte("PENSTOCK")), "README": file([]byte("x"))}
	for _, e := range []string{"npm", "GitHub Actions", "Debian"} {
		fsys[osv.IndexName(e)] = file(indexOf(t, db, e))
	}
	opened, err := osv.Load(context.Background(), fsys, osv.Config{})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(db.Ecosystems(), opened.Ecosystems()); diff != "" {
		t.Errorf("Ecosystems (-want +got):\n%s", diff)
	}
	if !opened.Covers("GitHub Actions") || !opened.Covers("Debian:12") || opened.Covers("Debian:13") {
		t.Error("an ecosystem's index does not cover it")
	}
	if got := told(opened.Diagnostics()); len(got) != 1 || !strings.Contains(got[0], "broken.osvindex: index of advisories not opened") {
		t.Errorf("diagnostics: %v", got)
	}
	only, err := osv.OpenIndexes(fsys, osv.Config{Ecosystems: []string{"npm"}})
	if err != nil || only.Records() != 1 || len(only.Diagnostics()) != 0 {
		t.Error(only, err)
	}
	if _, err := osv.OpenIndexes(fsys, osv.Config{Ecosystems: []string{"broken"}}); !errors.Is(err, osv.ErrEmpty) || !errors.Is(err, osv.ErrForeign) {
		t.Errorf("nothing but damage: %v", err)
	}
	joined := osv.Join(opened, newDatabase(t, record("Z", "npm", "left")))
	if diff := cmp.Diff([]string{"Z"}, idsOf(t, joined, "npm", "left")); diff != "" || !joined.Covers("Debian:12") || len(joined.Diagnostics()) != 1 {
		t.Error(diff, joined.Diagnostics())
	}
}

func TestIndexPath(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	name := filepath.Join(dir, osv.IndexName("npm"))
	if err := os.WriteFile(name, indexOf(t, newDatabase(t, record("A", "npm", "left")), "npm"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{dir, name} {
		db, err := osv.LoadPath(context.Background(), path, osv.Config{})
		if err != nil {
			t.Fatal(err)
		}
		if ids := idsOf(t, db, "npm", "left"); !slices.Equal(ids, []string{"A"}) {
			t.Errorf("%s: %v", filepath.Base(path), ids)
		}
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	}
}

func FuzzOpenIndex(f *testing.F) {
	r, err := osv.DecodeRecord([]byte(full))
	if err != nil {
		f.Fatal(err)
	}
	db := newDatabase(f, append(syntheticRecords(30), r)...)
	data := indexOf(f, db, "npm")
	f.Add(data, uint(100), byte(1))
	f.Add(indexOf(f, db, "Go"), uint(40), byte(0xff))
	f.Add(data[:40], uint(0), byte(0))
	f.Fuzz(func(t *testing.T, data []byte, at uint, change byte) {
		if len(data) > 0 {
			data[at%uint(len(data))] ^= change
		}
		db, err := osv.OpenIndex(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			return
		}
		ctx := context.Background()
		for _, name := range []string{"mod", "@scope/package-0", "@scope/package-20", "example.com/mod"} {
			for _, ecosystem := range []string{"npm", "Go"} {
				claims, _ := db.Claims(ctx, nil, ecosystem, name)
				for _, c := range claims {
					v, _ := osv.ParseVersion(ecosystem, "1.0.0")
					c.Evaluate(v)
					c.Fixes(v)
					c.Ranges()
					if a, err := db.Advisory(ctx, c); err == nil && a.ID == "" {
						t.Fatal("an advisory without id")
					}
				}
			}
		}
		var buf bytes.Buffer
		_ = db.WriteIndex(&buf, "npm")
	})
}

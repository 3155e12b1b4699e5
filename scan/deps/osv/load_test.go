package osv_test

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/deps/osv"
)

// member is a file of an archive.
type member struct{ name, text string }

func archive(tb testing.TB, members ...member) []byte {
	tb.Helper()
	var buf bytes.Buffer
	z := zip.NewWriter(&buf)
	for _, m := range members {
		w, err := z.Create(m.name)
		if err != nil {
			tb.Fatal(err)
		}
		if _, err := w.Write([]byte(m.text)); err != nil {
			tb.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		tb.Fatal(err)
	}
	return buf.Bytes()
}

// memberOf returns a record as a file of an archive.
func memberOf(tb testing.TB, r *osv.Record) member {
	tb.Helper()
	data, err := json.Marshal(r)
	if err != nil {
		tb.Fatal(err)
	}
	return member{r.ID + ".json", string(data)}
}

func file(data []byte) *fstest.MapFile { return &fstest.MapFile{Data: data} }

// told returns the diagnostics as text.
func told(list []*scan.Diagnostic) []string {
	var all []string
	for _, d := range list {
		text := string(d.Kind) + " " + d.Error()
		if d.Location.Origin != nil {
			text = strings.Join(d.Location.Origin.Archives, ">") + ": " + text
		}
		all = append(all, text)
	}
	return all
}

// bucket has the layout of the public bucket: folders by ecosystem, of which one
// record mentions an ecosystem without folder.
func bucket(tb testing.TB) fstest.MapFS {
	shared := record("GHSA-shared", "npm", "left")
	shared.Affected = append(shared.Affected, record("", "PyPI", "left").Affected...)
	return fstest.MapFS{
		"ecosystems.txt":          file([]byte("npm\nGitHub Actions\nDebian\n")),
		"npm/all.zip":             file(archive(tb, memberOf(tb, shared), memberOf(tb, record("MAL-1", "npm", "evil")))),
		"npm/GHSA-shared.json":    file([]byte("not read, there is an archive")),
		"npm/modified_id.csv":     file([]byte("2025-01-01T00:00:00Z,MAL-1\n")),
		"GitHub%20Actions/A.json": file([]byte(memberOf(tb, record("A", "GitHub Actions", "Some/Action")).text)),
		"Debian/all.zip":          file(archive(tb, memberOf(tb, record("D", "Debian:12", "curl")))),
	}
}

func TestLoad(t *testing.T) {
	t.Parallel()
	db, err := osv.Load(context.Background(), bucket(t), osv.Config{})
	if err != nil {
		t.Fatal(err)
	}
	want := []osv.Ecosystem{
		{Name: "Debian:12", Packages: 1, Claims: 1, Complete: true},
		{Name: "GitHub Actions", Packages: 1, Claims: 1, Complete: true},
		{Name: "PyPI", Packages: 1, Claims: 1},
		{Name: "npm", Packages: 2, Claims: 2, Complete: true},
	}
	if diff := cmp.Diff(want, db.Ecosystems()); diff != "" {
		t.Errorf("Ecosystems (-want +got):\n%s", diff)
	}
	if d := db.Diagnostics(); len(d) != 0 {
		t.Errorf("diagnostics: %v", told(d))
	}
	if !db.Covers("npm") || db.Covers("PyPI") {
		t.Error("npm is not covered, or PyPI is by a record of another ecosystem")
	}
	if ids := idsOf(t, db, "PyPI", "left"); len(ids) != 1 {
		t.Errorf("the claim about PyPI is lost: %v", ids)
	}
}

func TestLoadEcosystems(t *testing.T) {
	t.Parallel()
	db, err := osv.Load(context.Background(), bucket(t), osv.Config{Ecosystems: []string{"npm"}})
	if err != nil {
		t.Fatal(err)
	}
	want := []osv.Ecosystem{{Name: "npm", Packages: 2, Claims: 2, Complete: true}}
	if diff := cmp.Diff(want, db.Ecosystems()); diff != "" {
		t.Errorf("Ecosystems (-want +got):\n%s", diff)
	}
}

// TestLoadBroken checks that what cannot be read is told and the rest loaded.
func TestLoadBroken(t *testing.T) {
	t.Parallel()
	good := memberOf(t, record("GOOD", "npm", "left"))
	bomb := member{"BOMB.json", `{"id":"BOMB","details":"` + strings.Repeat("a", 3<<20) + `"}`}
	damaged := archive(t, good, memberOf(t, record("DAMAGED", "npm", "right")))
	i := bytes.Index(damaged, []byte("DAMAGED.json")) + len("DAMAGED.json") + 4
	damaged[i] ^= 0xff
	for _, test := range []struct {
		name   string
		fsys   fstest.MapFS
		limits osv.Limits
		want   []string // parts of the diagnostics
	}{
		{"member", fstest.MapFS{"npm/all.zip": file(archive(t, member{"BAD.json", "{"}, good, member{"README.md", "x"}))}, osv.Limits{},
			[]string{"malformed npm/all.zip!BAD.json: advisory not loaded: decoding an OSV record: unexpected end"}},
		{"no id", fstest.MapFS{"npm/all.zip": file(archive(t, member{"BAD.json", "{}"}, good))}, osv.Limits{},
			[]string{"BAD.json: advisory not loaded: decoding an OSV record: it has no id"}},
		{"type", fstest.MapFS{"npm/all.zip": file(archive(t, member{"BAD.json", `{"id":"X","affected":3}`}, good))}, osv.Limits{},
			[]string{"BAD.json: advisory not loaded: decoding an OSV record: json"}},
		{"ranges", fstest.MapFS{"npm/all.zip": file(archive(t, member{"BAD.json", `{"id":"X","affected":[{"ranges":[` + strings.Repeat("{},", 10000) + `{}]}]}`}, good))}, osv.Limits{},
			[]string{"BAD.json: advisory not loaded: decoding an OSV record: 10001 ranges are too many"}},
		{"damaged", fstest.MapFS{"npm/all.zip": file(damaged)}, osv.Limits{}, []string{"DAMAGED.json: advisory not loaded"}},
		{"archive", fstest.MapFS{"npm/all.zip": file([]byte("PK")), "PyPI/A.json": file([]byte(good.text))}, osv.Limits{},
			[]string{"malformed npm/all.zip: archive not read: zip: not a valid zip file"}},
		{"ratio", fstest.MapFS{"npm/all.zip": file(archive(t, bomb, good))}, osv.Limits{},
			[]string{"limit npm/all.zip!BOMB.json: advisory not loaded: more than 300 times larger"}},
		{"size", fstest.MapFS{"npm/all.zip": file(archive(t, bomb, good))}, osv.Limits{RecordBytes: 1000, Ratio: 1 << 40},
			[]string{"limit npm/all.zip!BOMB.json: advisory not loaded: larger than 1000 bytes"}},
		{"total", fstest.MapFS{"npm/all.zip": file(archive(t, good, bomb))}, osv.Limits{TotalBytes: 1000, Ratio: 1 << 40},
			[]string{"limit npm/all.zip!BOMB.json: advisory not loaded: all records together are larger than 1000 bytes"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			db, err := osv.Load(context.Background(), test.fsys, osv.Config{Limits: test.limits})
			if err != nil {
				t.Fatal(err)
			}
			if ids := idsOf(t, db, "npm", "left"); !cmp.Equal(ids, []string{"GOOD"}) {
				t.Errorf("the good record is lost: %v", ids)
			}
			got := told(db.Diagnostics())
			if len(got) != len(test.want) {
				t.Fatalf("diagnostics %q, want %q", got, test.want)
			}
			for i, want := range test.want {
				if !strings.Contains(got[i], want) || !errors.Is(db.Diagnostics()[i], scan.ErrIncomplete) {
					t.Errorf("diagnostic %q, want %q", got[i], want)
				}
			}
		})
	}
}

// TestLoadManyBroken checks that diagnostics are bounded.
func TestLoadManyBroken(t *testing.T) {
	t.Parallel()
	members := []member{memberOf(t, record("GOOD", "npm", "left"))}
	for i := range 130 {
		members = append(members, member{fmt.Sprintf("%03d.json", i), "["})
	}
	data := archive(t, members...)
	db, err := osv.LoadZip(context.Background(), bytes.NewReader(data), int64(len(data)), osv.Config{})
	if err != nil {
		t.Fatal(err)
	}
	got := told(db.Diagnostics())
	if len(got) != 101 || got[100] != "malformed more advisories not loaded: 30" {
		t.Errorf("%d diagnostics, the last %q", len(got), got[len(got)-1])
	}
}

func TestLoadError(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	for name, fsys := range map[string]fs.FS{
		"empty":   fstest.MapFS{},
		"no json": fstest.MapFS{"README.md": file([]byte("x"))},
		"all bad": fstest.MapFS{"npm/all.zip": file([]byte("x")), "A.json": file([]byte("x"))},
	} {
		if db, err := osv.Load(ctx, fsys, osv.Config{}); !errors.Is(err, osv.ErrEmpty) || db != nil {
			t.Errorf("%s: %v, %v; want ErrEmpty", name, db, err)
		}
	}
	if _, err := osv.LoadZip(ctx, strings.NewReader("PK"), 2, osv.Config{}); !errors.Is(err, zip.ErrFormat) {
		t.Errorf("no archive: %v", err)
	}
	cause := errors.New("enough")
	cancelled, cancel := context.WithCancelCause(ctx)
	cancel(cause)
	if _, err := osv.Load(cancelled, bucket(t), osv.Config{}); !errors.Is(err, cause) {
		t.Errorf("cancelled: %v", err)
	}
}

// TestLoadOrder checks that the order of the input does not matter.
func TestLoadOrder(t *testing.T) {
	t.Parallel()
	records := syntheticRecords(500)
	forth, err := osv.New(records)
	if err != nil {
		t.Fatal(err)
	}
	for i, j := 0, len(records)-1; i < j; i, j = i+1, j-1 {
		records[i], records[j] = records[j], records[i]
	}
	back, err := osv.New(records)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(indexOf(t, forth, "npm"), indexOf(t, back, "npm")) {
		t.Error("the order of the records shows in the index")
	}
}

func TestLoadPath(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	dir := t.TempDir()
	if err := os.CopyFS(dir, bucket(t)); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]int{dir: 5, filepath.Join(dir, "npm", "all.zip"): 3, filepath.Join(dir, "GitHub%20Actions"): 1} {
		db, err := osv.LoadPath(ctx, path, osv.Config{})
		if err != nil || db.Records() != want {
			t.Errorf("%s: %v, %v; want %d records", filepath.Base(path), db, err, want)
		}
	}
	if _, err := osv.LoadPath(ctx, filepath.Join(dir, "missing"), osv.Config{}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("missing: %v", err)
	}
	if _, err := osv.LoadPath(ctx, filepath.Join(dir, "ecosystems.txt"), osv.Config{}); !errors.Is(err, zip.ErrFormat) {
		t.Errorf("no archive: %v", err)
	}
}

func FuzzLoadZip(f *testing.F) {
	r := record("A", "npm", "left")
	f.Add(archive(f, memberOf(f, r), member{"b.json", "{}"}))
	f.Add([]byte("PK\x05\x06"))
	f.Fuzz(func(t *testing.T, data []byte) {
		db, err := osv.LoadZip(context.Background(), bytes.NewReader(data), int64(len(data)), osv.Config{})
		if (db == nil) == (err == nil) {
			t.Fatal(db, err)
		}
	})
}

// TestLoadGoTree loads the tree of the Go vulnerability database, whose index
// is none of records.
func TestLoadGoTree(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	members := []member{
		{"index/db.json", `{"modified":"2030-01-01T00:00:00Z"}`}, {"index/modules.json", `[{"path":"example.com/a"}]`}, {"index/vulns.json", `[]`},
		{"ID/GO-1.json", memberOf(t, record("GO-1", "Go", "example.com/a")).text},
	}
	tree := fstest.MapFS{}
	for _, m := range members {
		tree[m.name] = file([]byte(m.text))
	}
	folder, err := osv.Load(ctx, tree, osv.Config{})
	if err != nil {
		t.Fatal(err)
	}
	data := archive(t, members...)
	zipped, err := osv.LoadZip(ctx, bytes.NewReader(data), int64(len(data)), osv.Config{})
	if err != nil {
		t.Fatal(err)
	}
	for _, db := range []*osv.Database{folder, zipped} {
		if ids := idsOf(t, db, "Go", "example.com/a"); !cmp.Equal(ids, []string{"GO-1"}) || !db.Covers("Go") || len(db.Diagnostics()) > 0 {
			t.Error(ids, db.Covers("Go"), told(db.Diagnostics()))
		}
	}
}

func tarOf(tb testing.TB, members ...member) []byte {
	tb.Helper()
	var buf bytes.Buffer
	w := tar.NewWriter(&buf)
	for _, m := range members {
		if err := w.WriteHeader(&tar.Header{Name: m.name, Size: int64(len(m.text)), Mode: 0o644, Typeflag: tar.TypeReg}); err != nil {
			tb.Fatal(err)
		}
		if _, err := w.Write([]byte(m.text)); err != nil {
			tb.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		tb.Fatal(err)
	}
	return buf.Bytes()
}

func TestLoadTar(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	data := tarOf(t, member{"repo/advisories/GHSA-1.json", memberOf(t, record("GHSA-1", "npm", "left")).text},
		member{"repo/package-lock.json", "{}"}, member{"repo/GHSA-2.json", "{"}, member{"repo/GHSA-3.yaml", "id: x"})
	name := filepath.Join(t.TempDir(), "repo.tar")
	if err := os.WriteFile(name, data, 0o644); err != nil {
		t.Fatal(err)
	}
	db, err := osv.LoadPath(ctx, name, osv.Config{})
	if err != nil {
		t.Fatal(err)
	}
	if ids := idsOf(t, db, "npm", "left"); !cmp.Equal(ids, []string{"GHSA-1"}) {
		t.Error(ids)
	}
	if d := told(db.Diagnostics()); len(d) != 1 || !strings.Contains(d[0], "repo/GHSA-2.json: advisory not loaded") {
		t.Error(d)
	}
	if _, err := osv.LoadTar(ctx, bytes.NewReader(data[:700]), osv.Config{}); err == nil {
		t.Error("an archive that is cut short is no error")
	}
	limited, err := osv.LoadTar(ctx, bytes.NewReader(data), osv.Config{Limits: osv.Limits{RecordBytes: 10}})
	if !errors.Is(err, osv.ErrEmpty) {
		t.Error(limited, err)
	}
}

// TestLoadTarBomb wants an early end of archives that are small only as long as
// nobody reads them.
func TestLoadTarBomb(t *testing.T) {
	t.Parallel()
	var bomb bytes.Buffer
	z := gzip.NewWriter(&bomb)
	w := tar.NewWriter(z)
	if err := w.WriteHeader(&tar.Header{Name: "README", Size: 8 << 20, Mode: 0o644, Typeflag: tar.TypeReg}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(make([]byte, 8<<20)); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(w.Close(), z.Close()); err != nil {
		t.Fatal(err)
	}
	if _, err := osv.LoadTar(context.Background(), &bomb, osv.Config{}); err == nil || !strings.Contains(err.Error(), "more than 300 times larger") {
		t.Error(err)
	}
}

func FuzzLoadTar(f *testing.F) {
	f.Add(tarOf(f, member{"GHSA-1.json", memberOf(f, record("GHSA-1", "npm", "left")).text}))
	f.Add([]byte("\x1f\x8b\x08"))
	f.Fuzz(func(t *testing.T, data []byte) {
		db, err := osv.LoadTar(context.Background(), bytes.NewReader(data), osv.Config{})
		if (db == nil) == (err == nil) {
			t.Fatal(db, err)
		}
	})
}

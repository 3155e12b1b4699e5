package bucket_test

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/scan/deps/osv"
	"github.com/penstock-dev/penstock/scan/deps/osv/bucket"
	"github.com/penstock-dev/penstock/scan/deps/osv/internal/fetch"
)

// server serves records in the layout of the bucket.
type server struct {
	*httptest.Server
	mu      sync.Mutex
	files   map[string][]byte
	spoil   map[string]func(http.ResponseWriter, []byte) // per path, in place of the answer
	history []string
}

func serve(t *testing.T) *server {
	t.Helper()
	s := &server{files: map[string][]byte{}, spoil: map[string]func(http.ResponseWriter, []byte){}}
	s.Server = httptest.NewServer(s)
	t.Cleanup(s.Close)
	return s
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.history = append(s.history, r.URL.Path)
	data, ok := s.files[r.URL.Path]
	if !ok {
		http.NotFound(w, r)
		return
	}
	if spoil := s.spoil[r.URL.Path]; spoil != nil {
		spoil(w, data)
		return
	}
	etag := fmt.Sprintf(`"%08x"`, crc32.ChecksumIEEE(data))
	w.Header().Set("ETag", etag)
	if r.Header.Get("If-None-Match") == etag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	w.Header().Set("X-Goog-Hash", fetch.CRC32C(data))
	w.Write(data)
}

// publish serves the records of an ecosystem; the list says when they changed.
func (s *server) publish(t *testing.T, ecosystem string, records ...*osv.Record) {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	prefix := "/" + ecosystem + "/"
	for name := range s.files {
		if strings.HasPrefix(name, prefix) {
			delete(s.files, name)
		}
	}
	var archive, list bytes.Buffer
	z := zip.NewWriter(&archive)
	for _, r := range records {
		data, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		w, err := z.Create(r.ID + ".json")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(data); err != nil {
			t.Fatal(err)
		}
		s.files[prefix+r.ID+".json"] = data
		fmt.Fprintf(&list, "%s,%s\n", r.Modified, r.ID)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	s.files[prefix+"all.zip"] = archive.Bytes()
	s.files[prefix+"modified_id.csv"] = list.Bytes()
}

// requests returns what was asked for since the last call.
func (s *server) requests() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := s.history
	s.history = nil
	slices.Sort(list)
	return list
}

func record(id, ecosystem, name string, minute int) *osv.Record {
	at := time.Date(2026, 3, 4, 5, minute, 6, 789, time.UTC)
	return &osv.Record{ID: id, Modified: osv.Timestamp(at.Format(time.RFC3339Nano)), Affected: []osv.Affected{{
		Package: osv.Package{Ecosystem: ecosystem, Name: name},
		Ranges:  []osv.Range{{Type: osv.RangeSemVer, Events: []osv.Event{{Introduced: "0"}}}},
	}}}
}

func update(t *testing.T, s *server, cfg bucket.Config) ([]osv.Updated, error) {
	t.Helper()
	cfg.Pause = 1
	return bucket.Update(context.Background(), s.Client(), s.URL+"/", cfg)
}

// ids returns the ids of what is said about a package.
func ids(t *testing.T, dir, ecosystem, name string) []string {
	t.Helper()
	ctx := context.Background()
	db, err := osv.LoadPath(ctx, dir, osv.Config{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if d := db.Diagnostics(); len(d) > 0 {
		t.Fatal(d)
	}
	claims, err := db.Claims(ctx, nil, ecosystem, name)
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, c := range claims {
		a, err := db.Advisory(ctx, c)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, a.ID)
	}
	return list
}

func TestUpdate(t *testing.T) {
	t.Parallel()
	s := serve(t)
	dir := filepath.Join(t.TempDir(), "new", "folder")
	a, b, c := record("A", "npm", "left", 1), record("B", "npm", "left", 2), record("C", "npm", "right", 3)
	commits := &osv.Record{ID: "COMMITS", Modified: "2026-03-04T05:00:00Z", Affected: []osv.Affected{{Ranges: []osv.Range{{Type: osv.RangeGit}}}}}
	cfg := bucket.Config{Dir: dir, Ecosystems: []string{"npm"}, Now: time.Date(2026, 3, 5, 0, 0, 0, 0, time.UTC)}
	steps := []struct {
		name     string
		publish  []*osv.Record
		want     osv.Updated
		requests []string
		left     []string
	}{
		{"first", []*osv.Record{a, b, c}, osv.Updated{Action: osv.UpdateReplaced, Records: 3, Changed: 3},
			[]string{"/npm/all.zip"}, []string{"A", "B"}},
		{"list", []*osv.Record{a, b, c}, osv.Updated{Action: osv.UpdateUnchanged, Records: 3}, []string{"/npm/modified_id.csv"}, []string{"A", "B"}},
		{"same", nil, osv.Updated{Action: osv.UpdateUnchanged, Records: 3}, []string{"/npm/modified_id.csv"}, []string{"A", "B"}},
		{"changed", []*osv.Record{record("A", "npm", "left", 9), c, record("D", "npm", "left", 8), commits},
			osv.Updated{Action: osv.UpdateChanged, Records: 3, Changed: 3, Removed: 1},
			[]string{"/npm/A.json", "/npm/COMMITS.json", "/npm/D.json", "/npm/modified_id.csv"}, []string{"A", "D"}},
		{"again", []*osv.Record{record("A", "npm", "left", 9), c, record("D", "npm", "right", 10), commits},
			osv.Updated{Action: osv.UpdateChanged, Records: 3, Changed: 1}, []string{"/npm/D.json", "/npm/modified_id.csv"}, []string{"A"}},
		{"gone", []*osv.Record{c}, osv.Updated{Action: osv.UpdateReplaced, Records: 1, Changed: 1}, []string{"/npm/all.zip", "/npm/modified_id.csv"}, nil},
	}
	for _, step := range steps {
		if step.publish != nil {
			s.publish(t, "npm", step.publish...)
		}
		got, err := update(t, s, cfg)
		if err != nil || len(got) != 1 {
			t.Fatalf("%s: %v, %v", step.name, got, err)
		}
		if got[0].Modified.IsZero() {
			t.Errorf("%s: of unknown age", step.name)
		}
		got[0].Modified, got[0].Bytes, step.want.Ecosystem = time.Time{}, 0, "npm"
		if diff := cmp.Diff(step.want, got[0]); diff != "" {
			t.Errorf("%s (-want +got):\n%s", step.name, diff)
		}
		if diff := cmp.Diff(step.requests, s.requests()); diff != "" {
			t.Errorf("%s: requests (-want +got):\n%s", step.name, diff)
		}
		if diff := cmp.Diff(step.left, ids(t, dir, "npm", "left")); diff != "" {
			t.Errorf("%s: claims (-want +got):\n%s", step.name, diff)
		}
	}
	state, err := osv.ReadState(dir)
	if err != nil || state.Source != s.URL || !state.Of("npm").Checked.Equal(cfg.Now) {
		t.Errorf("state %+v, %v", state, err)
	}
	if list, err := filepath.Glob(filepath.Join(dir, ".*")); err != nil || len(list) > 0 {
		t.Errorf("left behind: %v, %v", list, err)
	}
}

// TestCompact lets an overlay grow until it is merged.
func TestCompact(t *testing.T) {
	t.Parallel()
	s := serve(t)
	dir := t.TempDir()
	var records []*osv.Record
	for i := range 900 {
		records = append(records, record(fmt.Sprintf("R-%d", i), "PyPI", fmt.Sprintf("package-%d", i), 1))
	}
	merged := false
	for step := range 4 {
		for i := step * 80; step > 0 && i < step*80+80; i++ {
			records[i] = record(records[i].ID, "PyPI", "moved", 2+step)
		}
		s.publish(t, "PyPI", records...)
		got, err := update(t, s, bucket.Config{Dir: dir, Ecosystems: []string{"PyPI"}})
		if err != nil || got[0].Records != 900 {
			t.Fatal(got, err)
		}
		_, err = os.Stat(filepath.Join(dir, osv.OverlayName("PyPI")))
		merged = merged || step > 0 && errors.Is(err, os.ErrNotExist)
		if n := len(ids(t, dir, "PyPI", "moved")); n != step*80 {
			t.Errorf("step %d: %d claims about the package, want %d", step, n, step*80)
		}
	}
	if !merged {
		t.Error("the overlay was never merged")
	}
}

func TestSeveral(t *testing.T) {
	t.Parallel()
	s := serve(t)
	dir := t.TempDir()
	s.publish(t, "GitHub Actions", record("A", "GitHub Actions", "Some/Action", 1))
	s.publish(t, "Debian", record("D", "Debian:12", "curl", 1))
	s.files["/ecosystems.txt"] = []byte("Debian\nDebian:12\nGitHub Actions\n\n")
	names, err := bucket.Ecosystems(context.Background(), s.Client(), s.URL)
	if err != nil || !slices.Equal(names, []string{"Debian", "GitHub Actions"}) {
		t.Fatal(names, err)
	}
	got, err := update(t, s, bucket.Config{Dir: dir, Ecosystems: append(names, "Unheard")})
	var status *bucket.StatusError
	if !errors.As(err, &status) || status.Code != http.StatusNotFound || len(got) != 3 || got[2].Action != osv.UpdateFailed {
		t.Fatal(got, err)
	}
	if !slices.Equal(ids(t, dir, "GitHub Actions", "some/action"), []string{"A"}) || !slices.Equal(ids(t, dir, "Debian:12", "curl"), []string{"D"}) {
		t.Error("an ecosystem is not there")
	}
	got, err = update(t, s, bucket.Config{Dir: dir})
	if err != nil || len(got) != 2 || got[0].Action != osv.UpdateUnchanged || got[1].Action != osv.UpdateUnchanged {
		t.Error(got, err)
	}
	if got, err = update(t, s, bucket.Config{Dir: dir, Full: true}); err != nil || got[0].Action != osv.UpdateReplaced {
		t.Error(got, err)
	}
	if _, err := update(t, s, bucket.Config{Dir: t.TempDir()}); err == nil {
		t.Error("nothing was named, and all was well")
	}
}

// TestSpoiled wants no change of the index from answers that are not right.
func TestSpoiled(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		spoil func(http.ResponseWriter, []byte)
		cfg   bucket.Config
		want  error
	}{
		"checksum": {spoil: func(w http.ResponseWriter, data []byte) {
			w.Header().Set("X-Goog-Hash", fetch.CRC32C(data)+",md5=unknown")
			w.Write(data)
		}, want: bucket.ErrChecksum},
		"other bytes": {spoil: func(w http.ResponseWriter, data []byte) {
			w.Header().Set("X-Goog-Hash", fetch.CRC32C(data))
			w.Write(append(bytes.Clone(data), 0))
		}, want: bucket.ErrChecksum},
		"no archive": {spoil: func(w http.ResponseWriter, _ []byte) { w.Write([]byte("<html>")) }, want: zip.ErrFormat},
		"too large":  {spoil: func(w http.ResponseWriter, data []byte) { w.Write(data) }, cfg: bucket.Config{ArchiveBytes: 20}, want: bucket.ErrTooLarge},
		"overload":   {spoil: func(w http.ResponseWriter, _ []byte) { w.WriteHeader(http.StatusServiceUnavailable) }, want: &bucket.StatusError{}},
		"cut short": {spoil: func(w http.ResponseWriter, data []byte) {
			w.Header().Set("Content-Length", "1000000")
			w.Write(data)
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := serve(t)
			cfg := test.cfg
			cfg.Dir, cfg.Ecosystems = t.TempDir(), []string{"npm"}
			s.publish(t, "npm", record("A", "npm", "left", 1))
			if _, err := update(t, s, bucket.Config{Dir: cfg.Dir, Ecosystems: cfg.Ecosystems}); err != nil {
				t.Fatal(err)
			}
			s.publish(t, "npm", record("B", "npm", "left", 2))
			delete(s.files, "/npm/modified_id.csv")
			s.spoil["/npm/all.zip"] = test.spoil
			got, err := update(t, s, cfg)
			var status *bucket.StatusError
			if err == nil || got[0].Action != osv.UpdateFailed || test.want != nil && !errors.Is(err, test.want) && !errors.As(err, &status) {
				t.Errorf("%v, %v; want %v", got, err, test.want)
			}
			if got := ids(t, cfg.Dir, "npm", "left"); !slices.Equal(got, []string{"A"}) {
				t.Errorf("the index changed: %v", got)
			}
		})
	}
}

// TestFallBack wants all records fetched when the list is of no use.
func TestFallBack(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*server){
		"bad line":    func(s *server) { s.files["/npm/modified_id.csv"] = []byte("yesterday,A\n") },
		"a path":      func(s *server) { s.files["/npm/modified_id.csv"] = []byte("2026-01-01T00:00:00Z,../A\n") },
		"empty":       func(s *server) { s.files["/npm/modified_id.csv"] = nil },
		"missing":     func(s *server) { delete(s.files, "/npm/B.json") },
		"other id":    func(s *server) { s.files["/npm/B.json"] = []byte(`{"id":"C"}`) },
		"no record":   func(s *server) { s.files["/npm/B.json"] = []byte(`{`) },
		"damaged":     func(*server) {},
		"no old file": func(*server) {},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := serve(t)
			dir := t.TempDir()
			cfg := bucket.Config{Dir: dir, Ecosystems: []string{"npm"}}
			s.publish(t, "npm", record("A", "npm", "left", 1), record("B", "npm", "left", 1))
			if _, err := update(t, s, cfg); err != nil {
				t.Fatal(err)
			}
			s.publish(t, "npm", record("A", "npm", "left", 1), record("B", "npm", "left", 2))
			change(s)
			index := filepath.Join(dir, osv.IndexName("npm"))
			switch name {
			case "damaged":
				data, err := os.ReadFile(index)
				if err != nil {
					t.Fatal(err)
				}
				data[len(data)/2] ^= 1
				if err := os.WriteFile(index, data, 0o644); err != nil {
					t.Fatal(err)
				}
			case "no old file":
				if err := os.Remove(index); err != nil {
					t.Fatal(err)
				}
			}
			got, err := update(t, s, cfg)
			if err != nil || got[0].Action != osv.UpdateReplaced || got[0].Records != 2 {
				t.Error(got, err)
			}
			if got := ids(t, dir, "npm", "left"); !slices.Equal(got, []string{"A", "B"}) {
				t.Error(got)
			}
		})
	}
}

func TestUpdateErrors(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	s := serve(t)
	s.publish(t, "npm", record("A", "npm", "left", 1))
	if _, err := bucket.Update(ctx, s.Client(), s.URL, bucket.Config{Dir: t.TempDir(), Ecosystems: []string{"npm"}}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	for _, base := range []string{"", "advisories.example", "file:///tmp", "http://"} {
		if _, err := bucket.Update(context.Background(), s.Client(), base, bucket.Config{Dir: t.TempDir()}); err == nil {
			t.Errorf("%q is taken for a server", base)
		}
	}
	if _, err := bucket.Update(context.Background(), nil, s.URL, bucket.Config{}); err == nil {
		t.Error("no client and no folder are enough")
	}
}

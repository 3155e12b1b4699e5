package govuln_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/pem"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/govuln"
)

// vulndb serves the Go vulnerability database, version 1, with one advisory, and
// notes what it is asked for.
type vulndb struct {
	files   map[string]string
	arrived chan struct{} // closed by the first request; then requests hang
	once    sync.Once

	mu    sync.Mutex
	asked []string
}

func newVulndb(t *testing.T) *vulndb {
	t.Helper()
	db := &vulndb{files: map[string]string{
		"/index/db":      `{"modified":"2026-01-02T03:04:05Z"}`,
		"/index/modules": `[{"path":"example.com/lib","vulns":[{"id":"GO-2026-0001","modified":"2026-01-02T03:04:05Z","fixed":"1.3.0"}]}]`,
		"/index/vulns":   `[{"id":"GO-2026-0001","modified":"2026-01-02T03:04:05Z","aliases":["CVE-2026-0001"]}]`,
	}}
	for _, f := range module(t, nil).Files {
		if f.Name == "advisories.jsonl" {
			record, _, _ := bytes.Cut(f.Data, []byte("\n"))
			db.files["/ID/GO-2026-0001"] = string(record)
		}
	}
	return db
}

func (db *vulndb) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	db.mu.Lock()
	db.asked = append(db.asked, r.Method+" "+r.URL.Path)
	db.mu.Unlock()
	if db.arrived != nil {
		db.once.Do(func() { close(db.arrived) })
		<-r.Context().Done()
		return
	}
	text, ok := db.files[strings.TrimSuffix(r.URL.Path, ".json.gz")]
	if !ok {
		http.NotFound(w, r)
		return
	}
	z := gzip.NewWriter(w)
	z.Write([]byte(text)) // the client has gone away if it cannot be written
	z.Close()
}

// requests returns what was asked for, each once, in rising order.
func (db *vulndb) requests() []string {
	db.mu.Lock()
	defer db.mu.Unlock()
	list := slices.Clone(db.asked)
	slices.Sort(list)
	return slices.Compact(list)
}

// serve serves with encryption. What the server has to say of its clients, some of
// which refuse its certificate, is dropped.
func serve(t *testing.T, h http.Handler) *httptest.Server {
	t.Helper()
	s := httptest.NewUnstartedServer(h)
	s.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	s.StartTLS()
	t.Cleanup(s.Close)
	return s
}

// trusting returns the environment of a worker that trusts a server.
func trusting(t *testing.T, server *httptest.Server) []string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "server.pem")
	cert := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	if err := os.WriteFile(file, cert, 0o600); err != nil {
		t.Fatal(err)
	}
	return append(os.Environ(), "SSL_CERT_FILE="+file, "SSL_CERT_DIR="+t.TempDir())
}

func TestNetwork(t *testing.T) {
	t.Parallel()
	db := newVulndb(t)
	server := serve(t, db)
	dir, own := unpack(t, module(t, nil))
	s := scanner(t, govuln.Config{Database: server.URL, Env: trusting(t, server), Worker: []string{os.Args[0], trueWorker}, Roots: []string{dir}})
	report, err := s.Source(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	want := "GO-2026-0001 symbol example.com/lib@v1.2.0 fixed \"v1.3.0\" example.com/lib/inner Reader.Read\n"
	if diff := cmp.Diff(want, lines(report.Best())); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	asked := db.requests()
	for _, path := range asked {
		if path != "GET /ID/GO-2026-0001.json.gz" && !strings.Contains(path, " /index/") {
			t.Errorf("asked for %s", path)
		}
	}
	if !slices.Contains(asked, "GET /ID/GO-2026-0001.json.gz") || !slices.Contains(asked, "GET /index/modules.json.gz") {
		t.Errorf("asked for no more than %q", asked)
	}
	got := told(runScan(t, own, s, scan.Dir(dir, scan.TreeConfig{})))
	if !strings.HasPrefix(got, reached[:strings.Index(reached, "\n")]) {
		t.Errorf("%s", got)
	}
}

// TestNetworkFails holds that a database that cannot be had is told as such, and
// leaves what imports tell.
func TestNetworkFails(t *testing.T) {
	t.Parallel()
	dir, own := unpack(t, module(t, nil))
	cut := newVulndb(t)
	delete(cut.files, "/ID/GO-2026-0001")
	good, lost, half := serve(t, newVulndb(t)), serve(t, http.NotFoundHandler()), serve(t, cut)
	worker := []string{os.Args[0], trueWorker}
	for name, cfg := range map[string]govuln.Config{
		"a certificate that nobody trusts": {Database: good.URL, Worker: worker},
		"in this process too":              {Database: good.URL},
		"no database":                      {Database: lost.URL, Worker: worker, Env: trusting(t, lost)},
		"an advisory is missing":           {Database: half.URL, Worker: worker, Env: trusting(t, half)},
		"a folder that is none":            {Database: "file:///none"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cfg.Roots = []string{dir}
			s := scanner(t, cfg)
			if report, err := s.Source(t.Context(), dir); !errors.Is(err, govuln.ErrDatabase) || report != nil {
				t.Errorf("%v, want %v", err, govuln.ErrDatabase)
			}
			if diff := cmp.Diff(imported+"unreadable"+notLooked, told(runScan(t, own, s, scan.Dir(dir, scan.TreeConfig{})))); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// TestNoNetwork holds that an unencrypted database is refused, and that nobody is
// asked who was not named.
func TestNoNetwork(t *testing.T) {
	t.Parallel()
	db := newVulndb(t)
	plain := httptest.NewServer(db)
	t.Cleanup(plain.Close)
	if s, err := govuln.New(govuln.Config{Database: plain.URL}); err == nil || s != nil {
		t.Error("a database without encryption is accepted")
	}
	dir, own := unpack(t, module(t, nil))
	env := append(os.Environ(), "GOVULNDB="+plain.URL, "GOPROXY="+plain.URL, "GOSUMDB=sumdb.example "+plain.URL, "HTTPS_PROXY="+plain.URL, "HTTP_PROXY="+plain.URL)
	s := scanner(t, govuln.Config{Advisories: own, Env: env, Worker: []string{os.Args[0], trueWorker}})
	if _, err := s.Source(t.Context(), dir); err != nil {
		t.Fatal(err)
	}
	if asked := db.requests(); len(asked) > 0 {
		t.Errorf("asked for %q", asked)
	}
}

// TestCancelledAtWork cancels a run whose worker waits for a server: it ends at
// once, with the cause.
func TestCancelledAtWork(t *testing.T) {
	t.Parallel()
	db := newVulndb(t)
	db.arrived = make(chan struct{})
	server := serve(t, db)
	dir, _ := unpack(t, module(t, nil))
	gone := errors.New("nobody waits")
	ctx, cancel := context.WithCancelCause(t.Context())
	go func() { // ends with the first request, or the test's context
		select {
		case <-db.arrived:
		case <-ctx.Done():
		}
		cancel(gone)
	}()
	s := scanner(t, govuln.Config{Database: server.URL, Env: trusting(t, server), Worker: []string{os.Args[0], trueWorker}})
	if report, err := s.Source(ctx, dir); !errors.Is(err, gone) || report != nil {
		t.Errorf("%v, want %v", err, gone)
	}
	if len(db.requests()) == 0 {
		t.Error("the worker never asked")
	}
}

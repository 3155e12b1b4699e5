package main

import (
	"archive/zip"
	"bytes"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/penstock-dev/penstock/scan/cli"
)

// TestDatabase fetches advisories from a server, scans with them, and fetches
// what is newer.
func TestDatabase(t *testing.T) {
	t.Parallel()
	record := `{"id":"GO-2026-1","modified":"2026-01-01T00:00:00Z","summary":"b leaks","aliases":["CVE-2026-1"],"affected":[{"package":{"ecosystem":"Go","name":"example.com/b"},
		"ranges":[{"type":"SEMVER","events":[{"introduced":"0"},{"fixed":"1.2.0"}]}]}]}`
	var archive bytes.Buffer
	z := zip.NewWriter(&archive)
	w, err := z.Create("GO-2026-1.json")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write([]byte(record)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	newer := strings.NewReplacer("2026-01-01", "2026-02-02", "b leaks", "b leaks a lot").Replace(record)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/Go/all.zip":
			http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(archive.Bytes()))
		case "/Go/modified_id.csv":
			http.ServeContent(w, r, "", time.Time{}, strings.NewReader("2026-02-02T00:00:00Z,GO-2026-1\n"))
		case "/Go/GO-2026-1.json":
			http.ServeContent(w, r, "", time.Time{}, strings.NewReader(newer))
		default:
			http.NotFound(w, r)
		}
	}))
	defer server.Close()
	project, cache := t.TempDir(), t.TempDir()
	kev := filepath.Join(t.TempDir(), "kev.json")
	for name, text := range map[string]string{
		filepath.Join(project, "go.mod"): "module example.com/a\n\ngo 1.26.0\n\nrequire example.com/b v1.0.0\n",
		kev:                              `{"dateReleased":"2026-01-05T00:00:00Z","vulnerabilities":[{"cveID":"CVE-2026-1"}]}`,
	} {
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	gate := func(args ...string) (int, string) {
		var out bytes.Buffer
		code := cli.Run(t.Context(), config(), args, cli.Env{Stdin: strings.NewReader(""), Stdout: &out, Stderr: &out, CacheDir: cache})
		return code, out.String()
	}
	for _, step := range []struct {
		args []string
		code int
		want string
	}{
		{[]string{"scan", project}, cli.ExitIncomplete, "no advisory data"},
		{[]string{"db", "update", "-from", server.URL, "-ecosystem", "Go"}, cli.ExitPass, "replaced"},
		{[]string{"scan", project}, cli.ExitFail, "Go: 2 packages checked with advisories of 2026-01-01"},
		{[]string{"db", "update"}, cli.ExitPass, "1 changed"},
		{[]string{"scan", project}, cli.ExitFail, "b leaks a lot"},
		{[]string{"scan", project, "-kev", kev, "-format", "jsonl"}, cli.ExitFail, `"KEV catalogue of 2026-01-05"`},
		{[]string{"scan", project, "-kev", "missing"}, cli.ExitUsage, "missing"},
		{[]string{"db", "status"}, cli.ExitPass, "newest of 2026-02-02"},
	} {
		if code, out := gate(step.args...); code != step.code || !strings.Contains(out, step.want) {
			t.Errorf("%v: exit code %d, want %d and %q:\n%s", step.args, code, step.code, step.want, out)
		}
	}
}

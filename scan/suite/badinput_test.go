package suite_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/deps/osv"
	"github.com/penstock-dev/penstock/scan/scantest"
	"github.com/penstock-dev/penstock/scan/suite"
)

// token is a secret that every test expects to be found beside the bad input.
var token = "gh" + "p_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"

// aliasBomb is YAML that stands for 10^9 strings.
func aliasBomb() string {
	var b strings.Builder
	b.WriteString("on: push\na0: &a0 [x, x, x, x, x, x, x, x, x, x]\n")
	for i := range 9 {
		fmt.Fprintf(&b, "a%d: &a%d [%s]\n", i+1, i+1, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*a%d, ", i), 10), ", "))
	}
	b.WriteString("env: *a9\njobs:\n  b: *a9\n")
	return b.String()
}

// TestBadInput puts everything that is wrong into one tree. Each bad file has
// to be told by its path, and the good ones have to be looked at all the same.
func TestBadInput(t *testing.T) {
	t.Parallel()
	deep := strings.Repeat("[", 200_000)
	files := map[string]string{
		"package-lock.json":            `{"lockfileVersion":3,"packages":{"":{},"node_modules/a":{"version":"1.0.0"},"node_mod`,
		"deep/package-lock.json":       `{"lockfileVersion":3,"packages":` + deep,
		"Cargo.lock":                   "version = 4\n\n[[package]]\nname = \"a\"\nversion = ",
		"go.mod":                       "module example.com/a\n\nrequire (\n\texample.com/b v1.",
		".github/workflows/bomb.yml":   aliasBomb(),
		".github/workflows/broken.yml": "on: push\njobs:\n  a: [\n",
		".github/workflows/deep.yml":   "on: push\njobs: " + deep,
		"roles.tf":                     "# Federated\nresource \"aws_iam_role\" \"a\" {\n  assume_role_policy = \n",
		"deep.tf":                      "# Federated\na = " + deep,
	}
	tree := fstest.MapFS{
		"denied":         {Data: []byte("x")},
		"locked/secret":  {Data: []byte("x")},
		"pipe":           {Mode: fs.ModeNamedPipe},
		"invalid.txt":    {Data: []byte("\xff\xfe\xfd " + "x")},
		"new\nline\x1b":  {Data: []byte("key = " + token)},
		"bad\xff.env":    {Data: []byte("key = " + token)},
		"good/a.env":     {Data: []byte("key = " + token)},
		"good/go.mod":    {Data: []byte("module example.com/c\n\ngo 1.26.0\n\nrequire example.com/d v1.0.0\n")},
		"one-line.js":    {Data: append(bytes.Repeat([]byte("var a=1;"), 3<<20), (" key = " + token)...)},
		"image.iso":      {Data: make([]byte, 20<<20)},
		"large/go.mod":   {Data: append([]byte("module example.com/large\n"), bytes.Repeat([]byte("// x\n"), 4<<20)...)},
		"empty.json":     {},
		"empty/go.mod":   {},
		"sub/Cargo.lock": {Data: []byte("\x00\x01\x02")},
	}
	for name, text := range files {
		tree[name] = &fstest.MapFile{Data: []byte(text)}
	}
	fsys := scantest.NewFaultFS(tree, map[string]scantest.Fault{"denied": {Open: fs.ErrPermission}, "locked": {Open: fs.ErrPermission}})
	analyzers, err := suite.New(t.Context(), suite.Config{})
	if err != nil {
		t.Fatal(err)
	}
	runner, err := scan.New(scan.Config{Analyzers: analyzers})
	if err != nil {
		t.Fatal(err)
	}
	result, err := runner.Run(t.Context(), scan.FS(fsys, scan.TreeConfig{}))
	if !errors.Is(err, scan.ErrIncomplete) {
		t.Errorf("error %v", err)
	}
	told := map[string]string{}
	for _, d := range result.Diagnostics {
		if d.Message == "" || d.Kind == scan.DiagPanic {
			t.Errorf("diagnostic %+v", d)
		}
		told[d.Location.Path] += fmt.Sprintf("%s: %v\n", d.Kind, d)
	}
	for path, want := range map[string]string{
		"package-lock.json": "malformed", "deep/package-lock.json": "malformed", "Cargo.lock": "malformed", "go.mod": "malformed",
		".github/workflows/bomb.yml": "limit", ".github/workflows/broken.yml": "malformed", ".github/workflows/deep.yml": "",
		"roles.tf": "malformed", "deep.tf": "limit",
		"denied": "unreadable", "locked": "unreadable", "pipe": "irregular", "large/go.mod": "too-large", "sub/Cargo.lock": "malformed", "bad\xff.env": "",
	} {
		if told[path] == "" || !strings.HasPrefix(told[path], want) {
			t.Errorf("%s: want a diagnostic of kind %q, got %q", path, want, told[path])
		}
	}
	found := map[string]bool{}
	for _, f := range result.Findings {
		found[f.Common().Location.Path] = true
	}
	for _, path := range []string{"good/a.env", "new\nline\x1b", "one-line.js"} {
		if !found[path] {
			t.Errorf("%s: the token was not found", path)
		}
	}
	packages := map[string]bool{}
	for _, p := range result.Packages {
		packages[p.Name] = true
	}
	for _, name := range []string{"a", "example.com/d"} {
		if !packages[name] {
			t.Errorf("package %s was not collected", name)
		}
	}
	for _, path := range []string{"image.iso", "invalid.txt", "empty.json"} {
		if told[path] != "" {
			t.Errorf("%s: %s", path, told[path])
		}
	}
}

// TestAdvisoryArchive loads an all.zip with a broken member and a bomb beside
// a good one.
func TestAdvisoryArchive(t *testing.T) {
	t.Parallel()
	var archive bytes.Buffer
	w := zip.NewWriter(&archive)
	for name, text := range map[string]string{
		"GHSA-good.json":   `{"id":"GHSA-good","modified":"2026-01-01T00:00:00Z","affected":[{"package":{"ecosystem":"npm","name":"left"},"versions":["1.0.0"]}]}`,
		"GHSA-broken.json": `{"id":"GHSA-broken","aff`,
		"GHSA-bomb.json":   `{"id":"GHSA-bomb","details":"` + strings.Repeat("A", 64<<20) + `"}`,
	} {
		m, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := m.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	db, err := osv.LoadZip(t.Context(), bytes.NewReader(archive.Bytes()), int64(archive.Len()), osv.Config{})
	if err != nil {
		t.Fatal(err)
	}
	analyzers, err := suite.New(t.Context(), suite.Config{Advisories: db})
	if err != nil {
		t.Fatal(err)
	}
	result := scantest.Run(t, fstest.MapFS{"package-lock.json": {Data: []byte(`{"lockfileVersion":3,"packages":{"":{},"node_modules/left":{"version":"1.0.0"}}}`)}}, analyzers...)
	var told strings.Builder
	for _, d := range result.Incomplete() {
		fmt.Fprintln(&told, d)
	}
	for _, name := range []string{"GHSA-broken.json", "GHSA-bomb.json"} {
		if !strings.Contains(told.String(), name) {
			t.Errorf("nothing is said of %s:\n%s", name, told.String())
		}
	}
	if len(result.Findings) != 1 {
		t.Errorf("%d findings, want the one of the good record", len(result.Findings))
	}
}

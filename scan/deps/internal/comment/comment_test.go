package comment_test

import (
	"strings"
	"testing"
	"time"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/deps/internal/comment"
)

// sink notes what comes out.
type sink struct {
	suppressed []string // justifications, or "-"
	notes      []string
}

func (s *sink) Package(*scan.Package) {}

func (s *sink) Diagnostic(d *scan.Diagnostic) { s.notes = append(s.notes, d.Message) }

func (s *sink) Finding(f scan.Finding) {
	text := "-"
	if r := f.Common(); r.Suppressed() {
		text = ""
		for _, one := range r.Suppressions {
			text += one.Justification + ";"
		}
	}
	s.suppressed = append(s.suppressed, text)
}

func at(path string, line int, origin *scan.Origin) scan.Location {
	return scan.Location{Path: path, Origin: origin, Region: scan.Region{StartLine: line, EndLine: line}, Role: "definition"}
}

var old = &scan.Rule{ID: "deps/old", Class: "vulnerable-dependency"}

// read returns the comments of files, by their paths.
func read(now time.Time, files map[string]string) *comment.Comments {
	c := comment.New(now)
	for name, text := range files {
		c.Read(scan.NewFile(&scan.Entry{Path: name}, []byte(text)))
	}
	return c
}

func TestSink(t *testing.T) {
	t.Parallel()
	files := map[string]string{
		"go.mod":            "module m\nrequire a v1 // penstock: ignore[deps/old] unused\nrequire b v1\n",
		"requirements.txt":  "# penstock: ignore[vulnerable-dependency] below\na==1\nb==1 # penstock: ignore[deps/other] another\n",
		"pom.xml":           "<a/> <!-- penstock: ignore[old] xml -->\n",
		"package-lock.json": "// penstock: ignore-file[old] written by a program\n{}\n",
		"other.yaml":        "# zizmor: ignore[old]\na: 1 # no penstock: comment\n",
	}
	for name, test := range map[string]struct {
		places []scan.Location
		want   string
	}{
		"on the line":           {[]scan.Location{at("go.mod", 2, nil)}, "unused;"},
		"another line":          {[]scan.Location{at("go.mod", 3, nil)}, "-"},
		"above, by class":       {[]scan.Location{at("requirements.txt", 2, nil)}, "below;"},
		"another rule":          {[]scan.Location{at("requirements.txt", 3, nil)}, "-"},
		"markup":                {[]scan.Location{at("pom.xml", 1, nil)}, "xml;"},
		"all places":            {[]scan.Location{at("go.mod", 2, nil), at("pom.xml", 1, nil), at("pom.xml", 1, nil)}, "unused;xml;"},
		"not all places":        {[]scan.Location{at("go.mod", 2, nil), at("go.mod", 3, nil)}, "-"},
		"not the first":         {[]scan.Location{at("go.mod", 3, nil), at("go.mod", 2, nil)}, "-"},
		"a lockfile":            {[]scan.Location{at("package-lock.json", 2, nil)}, "-"},
		"another tool's":        {[]scan.Location{at("other.yaml", 2, nil)}, "-"},
		"the file of an image":  {[]scan.Location{at("go.mod", 2, &scan.Origin{Image: "i"})}, "-"},
		"the only target there": {[]scan.Location{at("go.mod", 2, &scan.Origin{})}, "unused;"},
		"no file":               {[]scan.Location{{}}, "-"},
	} {
		out := &sink{}
		r := scan.NewRecord(old, test.places[0], "")
		r.Related = test.places[1:]
		read(time.Time{}, files).Sink(out).Finding(&r)
		if out.suppressed[0] != test.want || len(out.notes) != 0 {
			t.Errorf("%s: %q, notes %q", name, out.suppressed, out.notes)
		}
	}
}

// TestExpired wants a comment to hold on its last day, and to be told of once after it.
func TestExpired(t *testing.T) {
	t.Parallel()
	files := map[string]string{
		"go.mod": "require a v1 // penstock: ignore[old] until 2026-05-31: soon\n",
		"b.toml": "# penstock: ignore[old] until 2026-05-31: soon\na = 1 # penstock: ignore[old] for good\n",
	}
	for day, want := range map[int]string{31: "soon;", 32: "-"} {
		out := &sink{}
		to := read(time.Date(2026, 5, day, 23, 0, 0, 0, time.UTC), files).Sink(out)
		for range 2 {
			r := scan.NewRecord(old, at("go.mod", 1, nil), "")
			to.Finding(&r)
		}
		r := scan.NewRecord(old, at("b.toml", 2, nil), "")
		to.Finding(&r)
		wantNotes := 0
		if want == "-" {
			wantNotes = 1
		}
		if out.suppressed[0] != want || out.suppressed[1] != want || !strings.HasSuffix(out.suppressed[2], ";") || len(out.notes) != wantNotes {
			t.Errorf("day %d: %q, notes %q", day, out.suppressed, out.notes)
		}
	}
}

func TestWants(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]bool{
		"go.mod": true, "a/requirements-dev.txt": true, "Pipfile": true, "Gemfile": true, "gradle/libs.versions.toml": true, "Dockerfile.dev": true, "pom.xml": true,
		"go.sum": false, "package-lock.json": false, "Gemfile.lock": false, "Pipfile.lock": false, "main.go": false, "gemfiles": false,
	} {
		if got := comment.Wants(&scan.Entry{Path: name}); got != want {
			t.Errorf("%s: %t", name, got)
		}
	}
}

package audittest

import (
	"errors"
	"testing"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

// Read returns the model of a YAML file, nil when the front end says that it is
// something else.
func Read(t testing.TB, s audit.System, path, text string) *ci.File {
	t.Helper()
	f := scan.NewFile(&scan.Entry{Path: path}, []byte(text))
	roots, err := document.Parse(f.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	return s.Read(&ci.Source{File: f, Roots: roots})
}

// Candidate is a file, and whether a front end is to take it.
type Candidate = struct {
	Path, Text string
	Want       bool
}

// Recognizes checks which files a front end takes.
func Recognizes(t *testing.T, s audit.System, list []Candidate) {
	t.Helper()
	for _, c := range list {
		f := scan.NewFile(&scan.Entry{Path: c.Path}, []byte(c.Text))
		if got := s.Recognize(f); got != c.Want {
			t.Errorf("%s with %q is recognised: %t", c.Path, c.Text, got)
		}
	}
}

// Malformed checks that a broken file is told as one.
func Malformed(t *testing.T, path, text string) {
	t.Helper()
	analyzer, err := pipeline.New(pipeline.Config{})
	if err != nil {
		t.Fatal(err)
	}
	_, err = analyzer.Check(t.Context(), path, []byte(text))
	var d *scan.Diagnostic
	if !errors.As(err, &d) || d.Kind != scan.DiagMalformed {
		t.Errorf("error %v", err)
	}
}

package report_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/report"
)

func TestNew(t *testing.T) {
	t.Parallel()
	if !slices.IsSorted(report.Formats()) {
		t.Error("formats are not in rising order")
	}
	for _, format := range report.Formats() {
		enc, err := report.New(format, io.Discard, report.Config{})
		if err != nil || enc == nil {
			t.Errorf("%s: %v", format, err)
		}
	}
	_, err := report.New("xml", io.Discard, report.Config{})
	if err == nil || err.Error() != `unknown report format "xml": want one of github, jsonl, sarif, text` {
		t.Errorf("unknown format: %v", err)
	}
}

// failAfter is a writer that takes so many bytes and then fails.
type failAfter struct {
	left int
	err  error
}

func (w *failAfter) Write(p []byte) (int, error) {
	if len(p) > w.left {
		return w.left, w.err
	}
	w.left -= len(p)
	return len(p), nil
}

func TestWriteErrors(t *testing.T) {
	t.Parallel()
	full := errors.New("no space left")
	for _, format := range report.Formats() {
		for _, left := range []int{0, 100, 100_000} {
			enc, err := report.New(format, &failAfter{left, full}, report.Config{})
			if err != nil {
				t.Fatal(err)
			}
			err = nil
			for range 600 {
				if err = enc.Finding(samples()[0]); err != nil {
					break
				}
			}
			closed := enc.Close(nil)
			if format == "github" && left >= 100_000 {
				continue // it writes little
			}
			if !errors.Is(closed, full) || err != nil && !errors.Is(err, full) {
				t.Errorf("%s after %d bytes: %v, on Close %v", format, left, err, closed)
			}
			if err := enc.Finding(samples()[0]); !errors.Is(err, full) {
				t.Errorf("%s after an error: %v", format, err)
			}
		}
	}
	md := report.NewGitHub(io.Discard, report.GitHubConfig{Summary: &failAfter{0, full}})
	if err := md.Close(nil); !errors.Is(err, full) {
		t.Errorf("summary: %v", err)
	}
}

func TestClosed(t *testing.T) {
	t.Parallel()
	for _, format := range report.Formats() {
		var b bytes.Buffer
		enc, _ := report.New(format, &b, report.Config{})
		if err := enc.Close(nil); err != nil {
			t.Errorf("%s: %v", format, err)
		}
		size := b.Len()
		if enc.Finding(samples()[0]) == nil || enc.Diagnostic(diagnostics()[0]) == nil || enc.Close(nil) == nil || b.Len() != size {
			t.Errorf("%s takes more after Close", format)
		}
	}
}

// TestDeterministic encodes equal input twice.
func TestDeterministic(t *testing.T) {
	t.Parallel()
	for _, format := range report.Formats() {
		var out [2]bytes.Buffer
		for i := range out {
			var md bytes.Buffer
			enc, _ := report.New(format, &out[i], report.Config{GitHub: report.GitHubConfig{Summary: &md}})
			if err := report.Encode(enc, samples(), diagnostics(), summary()); err != nil {
				t.Fatal(err)
			}
			out[i].Write(md.Bytes())
		}
		if !bytes.Equal(out[0].Bytes(), out[1].Bytes()) {
			t.Errorf("%s: two runs differ", format)
		}
	}
}

func TestStream(t *testing.T) {
	t.Parallel()
	results := func(errs ...error) func(func(scan.Finding, error) bool) {
		return func(yield func(scan.Finding, error) bool) {
			for _, f := range samples() {
				if !yield(f, nil) {
					return
				}
			}
			for _, err := range errs {
				if !yield(nil, err) {
					return
				}
			}
		}
	}
	var streamed, encoded bytes.Buffer
	s := &report.Summary{}
	var errs []error
	for _, d := range diagnostics() {
		errs = append(errs, d)
	}
	*s = *summary()
	if err := report.Stream(report.NewJSONL(&streamed), results(errs...), s); err != nil {
		t.Fatal(err)
	}
	if err := report.Encode(report.NewJSONL(&encoded), samples(), diagnostics(), summary()); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(streamed.Bytes(), encoded.Bytes()) {
		t.Error("Stream and Encode differ")
	}
	streamed.Reset()
	err := report.Stream(report.NewJSONL(&streamed), results(context.Canceled), nil)
	if !errors.Is(err, context.Canceled) || !strings.Contains(streamed.String(), `"type":"summary"`) {
		t.Errorf("after a foreign error: %v, and the stream ends in %q", err, streamed.String()[streamed.Len()-60:])
	}
	full := errors.New("no space left")
	if err := report.Stream(report.NewSARIF(&failAfter{0, full}, report.SARIFConfig{}), results(), nil); !errors.Is(err, full) {
		t.Errorf("after an error of the encoder: %v", err)
	}
}

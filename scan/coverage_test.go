package scan_test

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/scan"
)

// TestCoverageAddsUp wants to know of every file why it was looked at or not.
func TestCoverageAddsUp(t *testing.T) {
	t.Parallel()
	text := func(context.Context) (io.ReadCloser, error) { return io.NopCloser(strings.NewReader("text")), nil }
	locked := func(context.Context) (io.ReadCloser, error) { return nil, fs.ErrPermission }
	r := newRunner(t, scan.Config{MaxFileSize: 10, Analyzers: []scan.Analyzer{words{name: "a", word: "needle", wants: func(e *scan.Entry) bool {
		return !strings.HasSuffix(e.Path, ".png")
	}}}})
	result, err := r.Run(t.Context(), entries{
		{Path: "a", Size: 4, Open: text}, {Path: "b", Size: 4, Open: text}, {Path: "c.png", Size: 4, Open: text},
		{Path: "d.zip", Skip: scan.SkipUnpacked}, {Path: "e", Skip: scan.SkipIgnored}, {Path: "f", Skip: scan.SkipExcluded},
		{Path: "g", Size: 4, Open: locked}, {Path: "h", Size: 11, Open: text},
	})
	if !errors.Is(err, scan.ErrIncomplete) {
		t.Fatal(err)
	}
	want := scan.Coverage{Entries: 8, Files: 2, Bytes: 8, Ignored: 1, Excluded: 1, Unpacked: 1, Unwanted: 1, Unread: 2, Diagnostics: 3} // one of words itself
	if d := cmp.Diff(want, result.Coverage); d != "" {
		t.Error(d)
	}
}

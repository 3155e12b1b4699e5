package fix_test

import (
	"bytes"
	"context"
	"io"
	"iter"
	"os"
	"path/filepath"
	"testing"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/fix"
)

// stutter reports each "aa" in a file and offers to make one "a" of it. What
// overlaps can only be mended in several rounds.
type stutter struct{}

func (stutter) Name() string { return "stutter" }
func (stutter) Rules() []*scan.Rule {
	return []*scan.Rule{{ID: "test/stutter", Severity: scan.SeverityLow}}
}
func (s stutter) Begin(context.Context) (scan.Pass, error) { return s, nil }
func (stutter) Wants(*scan.Entry) bool                     { return true }

func (s stutter) File(_ context.Context, f *scan.File, out scan.Sink) error {
	text := f.Bytes()
	for i := 0; i+2 <= len(text); i++ {
		if string(text[i:i+2]) == "aa" {
			r := scan.NewRecord(s.Rules()[0], f.Location(i, i+2), "it stutters")
			r.Fixes = []scan.Fix{{Safe: true, Edits: []scan.Edit{{Path: f.Path, Region: f.Region(i, i+2), Text: "a"}}}}
			out.Finding(&r)
		}
	}
	return nil
}

func findings(t *testing.T, target scan.Target) []scan.Finding {
	t.Helper()
	runner, err := scan.New(scan.Config{Analyzers: []scan.Analyzer{stutter{}}})
	if err != nil {
		t.Fatal(err)
	}
	result, err := runner.Run(t.Context(), target)
	if err != nil {
		t.Fatal(err)
	}
	return result.Findings
}

func TestRounds(t *testing.T) {
	t.Parallel()
	dir, root := tree(t, map[string]string{"a": "\ufeffbaaaaab aa\r\n", "sub/b": "aaa", "c": "a"})
	p, err := fix.New(fix.Config{Files: root.FS()})
	if err != nil {
		t.Fatal(err)
	}
	rounds := 0
	for ; rounds < 9; rounds++ {
		added, err := p.Add(t.Context(), findings(t, p.Target(scan.Dir(dir, scan.TreeConfig{}))))
		if err != nil {
			t.Fatal(err)
		}
		if added == 0 {
			break
		}
	}
	if rounds != 3 || len(p.Left()) > 0 || len(p.Applied()) != 7 {
		t.Errorf("%d rounds, %d fixes, left %q", rounds, len(p.Applied()), reasons(p))
	}
	const want = "--- a/a\n+++ b/a\n@@ -1 +1 @@\n-\ufeffbaaaaab aa\r\n+\ufeffbab a\r\n--- a/sub/b\n+++ b/sub/b\n@@ -1 +1 @@\n-aaa\n\\ No newline at end of file\n+a\n\\ No newline at end of file\n"
	if got := diffOf(t, p); got != want {
		t.Errorf("diff:\n%s", got)
	}
	if _, err := p.Apply(t.Context(), root); err != nil {
		t.Fatal(err)
	}
	if left := findings(t, scan.Dir(dir, scan.TreeConfig{})); len(left) > 0 {
		t.Errorf("%d findings are left", len(left))
	}
}

// TestWitness wants a change between scan and plan to be noticed although
// lines and texts around the place are the same.
func TestWitness(t *testing.T) {
	t.Parallel()
	dir, root := tree(t, map[string]string{"a": "aa\nold\n"})
	p, err := fix.New(fix.Config{Files: root.FS()})
	if err != nil {
		t.Fatal(err)
	}
	list := findings(t, p.Target(scan.Dir(dir, scan.TreeConfig{})))
	if err := os.WriteFile(filepath.Join(dir, "a"), []byte("aa\nnew\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if added, err := p.Add(t.Context(), list); err != nil || added != 0 || reasons(p) != "stutter changed" {
		t.Errorf("%d done, left %q: %v", added, reasons(p), err)
	}
}

// TestWitnessed wants a snippet that does not show what is there, such as that
// of a line with a secret, to be no hindrance where the file was seen to be the
// same.
func TestWitnessed(t *testing.T) {
	t.Parallel()
	dir, root := tree(t, map[string]string{"a": "aa key\n"})
	for _, witnessed := range []bool{false, true} {
		p, err := fix.New(fix.Config{Files: root.FS()})
		if err != nil {
			t.Fatal(err)
		}
		target := scan.Dir(dir, scan.TreeConfig{})
		if witnessed {
			target = p.Target(target)
		}
		list := findings(t, target)
		list[0].Common().Location.Region.Snippet = "aa [hidden]"
		if added, err := p.Add(t.Context(), list); err != nil || (added == 1) != witnessed {
			t.Errorf("witnessed %v: %d done, left %q: %v", witnessed, added, reasons(p), err)
		}
	}
}

// TestTargetPassesOn wants what is not the patch's business to come as it is.
func TestTargetPassesOn(t *testing.T) {
	t.Parallel()
	p := patch(t, files(map[string]string{"a": "a\n"}), finding("x", low, edit("a", "a\n", "a", "b")))
	discarded := 0
	entry := func(origin *scan.Origin, skip scan.SkipReason) *scan.Entry {
		return &scan.Entry{Path: "a", Size: 2, Origin: origin, Skip: skip, Sequential: true, Discard: func() { discarded++ },
			Open: func(context.Context) (io.ReadCloser, error) {
				return io.NopCloser(bytes.NewReader([]byte("a\n"))), nil
			}}
	}
	list := entries{entry(nil, ""), entry(&scan.Origin{Commit: "c0"}, ""), entry(nil, scan.SkipIgnored)}
	var got []string
	for e, err := range p.Target(list).Entries(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		r, err := e.Open(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(r)
		if err != nil || r.Close() != nil {
			t.Fatal(err)
		}
		got = append(got, string(data))
	}
	if len(got) != 3 || got[0] != "b\n" || got[1] != "a\n" || got[2] != "a\n" || discarded != 1 {
		t.Errorf("read %q, %d discarded", got, discarded)
	}
	for range p.Target(list).Entries(t.Context()) {
		break
	}
}

type entries []*scan.Entry

func (l entries) Entries(context.Context) iter.Seq2[*scan.Entry, error] {
	return func(yield func(*scan.Entry, error) bool) {
		for _, e := range l {
			if !yield(e, nil) {
				return
			}
		}
	}
}

package scan_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/penstock-dev/penstock/scan"
)

// finder is an analyzer that reports the lines of each file that hold "key",
// at once and at the end, or conceals what stands behind "key=".
type finder struct {
	name     string
	conceals bool
}

func (f finder) Name() string        { return f.name }
func (f finder) Rules() []*scan.Rule { return nil }
func (f finder) Begin(context.Context) (scan.Pass, error) {
	if f.conceals {
		return concealPass{f.name}, nil
	}
	return &endPass{name: f.name}, nil
}

type concealPass struct{ name string }

func (concealPass) Conceals()              {}
func (concealPass) Wants(*scan.Entry) bool { return true }

func (p concealPass) File(_ context.Context, f *scan.File, out scan.Sink) error {
	text := string(f.Bytes())
	for {
		_, rest, ok := strings.Cut(text, "key=")
		if !ok {
			return nil
		}
		value, _, _ := strings.Cut(rest, "\n")
		f.Conceal(value, "[hidden]")
		text = rest
	}
}

// typed is a finding with a text of its own.
type typed struct {
	scan.Record
	Own string
}

func (t *typed) Conceal(hide func(string) string) { t.Own = hide(t.Own) }

type endPass struct {
	name string
	last []*typed
}

func (*endPass) Wants(*scan.Entry) bool { return true }

func (p *endPass) File(_ context.Context, f *scan.File, out scan.Sink) error {
	out.Finding(p.finding(f, "now: "))
	p.last = append(p.last, p.finding(f, "end: "))
	return nil
}

func (p *endPass) End(_ context.Context, out scan.Sink) error {
	for _, f := range p.last {
		out.Finding(f)
	}
	return nil
}

var lineRule = &scan.Rule{ID: "test/line", Severity: scan.SeverityLow}

func (p *endPass) finding(f *scan.File, prefix string) *typed {
	text := string(f.Bytes())
	at := strings.Index(text, "key=")
	r := scan.NewRecord(lineRule, f.Location(at, len(text)), prefix+text)
	r.Related = []scan.Location{f.Location(0, len(text))}
	r.CodeFlows = []scan.CodeFlow{{Message: text, Steps: []scan.Location{f.Location(0, 3)}}}
	r.Properties = map[string]any{"text": text}
	r.Fixes = []scan.Fix{{Description: "keep", Edits: []scan.Edit{{Path: f.Path, Text: "nothing"}}}, {Description: "write", Edits: []scan.Edit{{Path: f.Path, Text: text}}}}
	return &typed{Record: r, Own: text}
}

// TestConceal wants nothing of a secret in any text of a finding of another
// analyzer, reported at once or at the end, and the fingerprint that it has
// where nobody conceals anything.
func TestConceal(t *testing.T) {
	t.Parallel()
	const value = "s3cr3t-v4lue-of-a-key"
	target := scan.Bytes("a.txt", []byte("key="+value+"\nagain "+value+" "+strings.Repeat("x", 500)+value+"\n"))
	plain := collect(t, target, finder{name: "lines"})
	hidden := collect(t, target, finder{name: "lines"}, finder{name: "secrets", conceals: true})
	if len(plain) != 2 || len(hidden) != 2 {
		t.Fatalf("%d and %d findings", len(plain), len(hidden))
	}
	for i, f := range hidden {
		r := f.Common()
		if r.Fingerprint != plain[i].Common().Fingerprint {
			t.Errorf("fingerprint %s, without concealing %s", r.Fingerprint, plain[i].Common().Fingerprint)
		}
		all := []string{f.(*typed).Own, r.Message, r.Location.Region.Snippet, r.Related[0].Region.Snippet, r.CodeFlows[0].Message, r.CodeFlows[0].Steps[0].Region.Snippet, r.Properties["text"].(string)}
		for n, text := range all {
			if strings.Contains(text, value[:6]) || strings.Contains(text, value[len(value)-6:]) {
				t.Errorf("text %d of finding %d shows the secret: %q", n, i, text)
			}
		}
		if !strings.Contains(r.Message, "[hidden]") || len(r.Fixes) != 1 || r.Fixes[0].Description != "keep" {
			t.Errorf("message %q, fixes %v", r.Message, r.Fixes)
		}
	}
}

// TestConcealMany leaves snippets out where there is too much to hide.
func TestConcealMany(t *testing.T) {
	t.Parallel()
	var text strings.Builder
	for i := range 300 {
		text.WriteString("key=value" + strings.Repeat("ab", i) + "\n")
	}
	target := scan.Bytes("a.txt", []byte(text.String()))
	for _, f := range collect(t, target, finder{name: "lines"}, finder{name: "secrets", conceals: true}) {
		if snippet := f.Common().Location.Region.Snippet; snippet != "" {
			t.Errorf("snippet %q", snippet)
		}
	}
}

func collect(t *testing.T, target scan.Target, analyzers ...scan.Analyzer) []scan.Finding {
	t.Helper()
	runner, err := scan.New(scan.Config{Analyzers: analyzers})
	if err != nil {
		t.Fatal(err)
	}
	var list []scan.Finding
	for f, err := range runner.Stream(t.Context(), target) {
		if err != nil {
			var d *scan.Diagnostic
			if !errors.As(err, &d) || !d.Note {
				t.Fatal(err)
			}
			continue
		}
		list = append(list, f)
	}
	return list
}

package secrets_test

import (
	"testing"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/secrets"
)

// sink keeps what a pass reports.
type sink struct {
	findings    []*secrets.Leak
	diagnostics []*scan.Diagnostic
}

func (s *sink) Finding(f scan.Finding)        { s.findings = append(s.findings, f.(*secrets.Leak)) }
func (s *sink) Package(*scan.Package)         {}
func (s *sink) Diagnostic(d *scan.Diagnostic) { s.diagnostics = append(s.diagnostics, d) }

func analyzer(tb testing.TB, c secrets.Config) *secrets.Analyzer {
	tb.Helper()
	a, err := secrets.New(c)
	if err != nil {
		tb.Fatal(err)
	}
	return a
}

func begin(tb testing.TB, a *secrets.Analyzer) scan.ChunkPass {
	tb.Helper()
	p, err := a.Begin(tb.Context())
	if err != nil {
		tb.Fatal(err)
	}
	return p.(scan.ChunkPass)
}

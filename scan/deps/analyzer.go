package deps

import (
	"context"
	"time"

	"github.com/penstock-dev/penstock/scan"
)

// Config says what to check. Its zero value checks nothing and says so in every
// run that has packages.
type Config struct {
	// Source of the advisories; nil means that there are none.
	Source Source
	// Unversioned adds a finding to review for every advisory about a package
	// whose version is not known or cannot be ordered, unless it is about
	// every version: such findings are reported as certain in any case.
	// Without it, a diagnostic counts them.
	Unversioned bool
	// Exploits adds scores of known and likely exploitation; nil adds none.
	Exploits Exploits
	// StaleBefore is when the newest advisory must have been modified; an
	// older source is told as [scan.DiagStaleAdvisories]. Zero does not ask.
	StaleBefore time.Time
}

// Analyzer matches packages with advisories. It is immutable and safe for
// concurrent use.
type Analyzer struct{ cfg Config }

var _ scan.Analyzer = (*Analyzer)(nil)

// New returns an analyzer. The error is always nil today.
func New(cfg Config) (*Analyzer, error) { return &Analyzer{cfg}, nil }

// Name implements [scan.Analyzer].
func (a *Analyzer) Name() string { return "deps" }

// Rules implements [scan.Analyzer].
func (a *Analyzer) Rules() []*scan.Rule { return []*scan.Rule{maliciousRule, vulnerableRule} }

// Snapshot returns when the newest advisory was last modified: the age of what
// is known. It is zero without a source, or when the source does not tell.
func (a *Analyzer) Snapshot() time.Time {
	if a.cfg.Source == nil {
		return time.Time{}
	}
	return a.cfg.Source.Modified()
}

// Begin implements [scan.Analyzer].
func (a *Analyzer) Begin(context.Context) (scan.Pass, error) { return pass{a}, nil }

// pass is one run. It has no state of its own.
type pass struct{ analyzer *Analyzer }

var _ scan.PackagePass = pass{}

// Wants implements [scan.Pass]: no file is needed.
func (pass) Wants(*scan.Entry) bool { return false }

// File implements [scan.Pass].
func (pass) File(context.Context, *scan.File, scan.Sink) error { return nil }

// Packages implements [scan.PackagePass].
func (p pass) Packages(ctx context.Context, packages []*scan.Package, out scan.Sink) error {
	result, err := p.analyzer.Match(ctx, packages)
	if err != nil {
		return err
	}
	for _, v := range result.Vulnerabilities {
		out.Finding(v)
	}
	for _, d := range append(result.Diagnostics, notes(result.Coverage)...) {
		out.Diagnostic(d)
	}
	return nil
}

package deps

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/deps/internal/comment"
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
	// IDs are beginnings of the ids to show, the best first, such as "GO-" for
	// those of the Go project; nil means "CVE-", then "GHSA-". An id that begins
	// with none of them comes last, that of malware always first. The id is part
	// of the fingerprint: changing the choice makes findings new ones.
	IDs []string
	// StaleBefore is when the newest advisory must have been modified; an
	// older source is told as [scan.DiagStaleAdvisories]. Zero does not ask.
	StaleBefore time.Time
	// Now is the day on which comments that ignore findings until some day are judged.
	// Zero lets all of them hold. [Analyzer.Match], which sees no files, honours none.
	Now time.Time
	// Reach says how far the code of the target gets to what advisories are
	// about, such as [Imports]; nil does not ask. [Analyzer.Match], which has no
	// target, does not either.
	Reach Reacher
}

// Analyzer matches packages with advisories. It is immutable and safe for
// concurrent use.
type Analyzer struct{ cfg Config }

var _ scan.Analyzer = (*Analyzer)(nil)

// New returns an analyzer. The error is always nil today.
func New(cfg Config) (*Analyzer, error) {
	if cfg.IDs == nil {
		cfg.IDs = []string{"CVE-", "GHSA-"}
	}
	cfg.IDs = slices.Clone(cfg.IDs)
	return &Analyzer{cfg}, nil
}

// Name implements [scan.Analyzer].
func (a *Analyzer) Name() string { return "deps" }

// Rules implements [scan.Analyzer].
func (a *Analyzer) Rules() []*scan.Rule {
	return []*scan.Rule{maliciousRule, unmaintainedRule, vulnerableRule}
}

// Snapshot returns when the newest advisory was last modified: the age of what
// is known. It is zero without a source, or when the source does not tell.
func (a *Analyzer) Snapshot() time.Time {
	if a.cfg.Source == nil {
		return time.Time{}
	}
	return a.cfg.Source.Modified()
}

// Begin implements [scan.Analyzer].
func (a *Analyzer) Begin(ctx context.Context) (scan.Pass, error) {
	p := &pass{analyzer: a, manifests: newManifests(a.cfg.Source != nil), comments: comment.New(a.cfg.Now)}
	if a.cfg.Reach == nil || a.cfg.Source == nil {
		return p, nil
	}
	var err error
	if p.reach, err = a.cfg.Reach.Begin(ctx); err != nil {
		return nil, fmt.Errorf("beginning to look at what code reaches: %w", err)
	}
	return p, nil
}

// pass is one run. Besides the packages it looks at manifests, for the places in
// which a version can be raised, and for comments by which findings are ignored.
type pass struct {
	analyzer  *Analyzer
	manifests *manifests
	comments  *comment.Comments
	reach     ReachPass // may be nil
}

var _ scan.PackagePass = (*pass)(nil)

// Wants implements [scan.Pass].
func (p *pass) Wants(e *scan.Entry) bool {
	reached := p.reach != nil && p.reach.Wants(e)
	return reached || p.analyzer.cfg.Source != nil && (p.manifests.wants(e) || comment.Wants(e))
}

// File implements [scan.Pass].
func (p *pass) File(ctx context.Context, f *scan.File, out scan.Sink) error {
	p.manifests.read(f)
	p.comments.Read(f)
	if p.reach == nil || !p.reach.Wants(f.Entry) {
		return nil
	}
	return p.reach.File(ctx, f, out)
}

// Packages implements [scan.PackagePass].
func (p *pass) Packages(ctx context.Context, packages []*scan.Package, out scan.Sink) error {
	result, err := p.analyzer.Match(ctx, packages)
	if err != nil {
		return err
	}
	for _, v := range result.Vulnerabilities {
		p.manifests.declare(v)
	}
	out = p.comments.Sink(out)
	var failed error
	if p.reach != nil {
		if err := p.reach.Refine(ctx, result.Vulnerabilities, out); err != nil {
			failed = fmt.Errorf("looking at what code reaches: %w", err)
		}
	}
	for _, v := range result.Vulnerabilities {
		p.manifests.edit(v)
		out.Finding(v)
	}
	for _, d := range append(result.Diagnostics, notes(result.Coverage)...) {
		out.Diagnostic(d)
	}
	return failed
}

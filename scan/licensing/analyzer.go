package licensing

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/penstock-dev/penstock/scan"
)

// Analyzer holds packages against a policy. It is immutable and safe for
// concurrent use.
type Analyzer struct {
	config Config
	rules  *rules
	scopes map[scan.Scope]*rules
}

var _ scan.Analyzer = (*Analyzer)(nil)

// New returns an analyzer, or an error that names everything that is wrong with
// the policy.
func New(config Config) (*Analyzer, error) {
	a := &Analyzer{config: config, scopes: map[scan.Scope]*rules{}}
	a.config.Exceptions, a.config.Conclusions = slices.Clone(config.Exceptions), slices.Clone(config.Conclusions)
	var errs []error
	var err error
	if a.rules, err = compile(config.Rules, ""); err != nil {
		errs = append(errs, err)
	}
	for _, scope := range slices.Sorted(maps.Keys(config.Scopes)) {
		if !slices.Contains(scopes(), scope) {
			errs = append(errs, fmt.Errorf("there is no scope %q: want one of %q", scope, scopes()))
			continue
		}
		if a.scopes[scope], err = compile(config.Scopes[scope], "scope "+string(scope)+": "); err != nil {
			errs = append(errs, err)
		}
	}
	if err := config.check(); err != nil {
		errs = append(errs, err)
	}
	if len(errs) > 0 {
		return nil, fmt.Errorf("license policy: %w", errors.Join(errs...))
	}
	return a, nil
}

func scopes() []scan.Scope {
	return []scan.Scope{scan.ScopeRuntime, scan.ScopeDev, scan.ScopeTest, scan.ScopeBuild, scan.ScopeOptional, scan.ScopePeer}
}

// Name implements [scan.Analyzer].
func (a *Analyzer) Name() string { return "licensing" }

// Rules implements [scan.Analyzer].
func (a *Analyzer) Rules() []*scan.Rule {
	return []*scan.Rule{deniedRule, reviewRule, unknownRule, missingRule}
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
	result, err := p.analyzer.Check(ctx, packages)
	if err != nil {
		return err
	}
	for _, v := range result.Violations {
		out.Finding(v)
	}
	for _, d := range result.Diagnostics {
		out.Diagnostic(d)
	}
	return nil
}

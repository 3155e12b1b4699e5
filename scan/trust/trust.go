package trust

import (
	"context"
	"fmt"

	"github.com/penstock-dev/penstock/scan"
)

// Config configures an [Analyzer]. The zero value is good for most.
type Config struct {
	// MaxFileSize is the number of bytes above which a file is not read; 0
	// means 1 MiB. Larger files that may hold a trust give a diagnostic.
	MaxFileSize int
}

// Weakness is a finding of this package.
type Weakness struct {
	scan.Record
	// Issuer is the CI system whose tokens are trusted.
	Issuer string `json:"issuer"`
	// Resource is the address of the role or provider, such as
	// "aws_iam_role.deploy".
	Resource string `json:"resource"`

	resource *resource
}

// Conceal implements [scan.Concealer].
func (w *Weakness) Conceal(hide func(string) string) { w.Resource = hide(w.Resource) }

// Analyzer checks whom roles trust. It is immutable and safe for concurrent
// use.
type Analyzer struct {
	max     int
	issuers []*issuer
	claims  map[string]bearing
	rules   *rules
}

// New returns an analyzer. It fails when the limit is negative.
func New(cfg Config) (*Analyzer, error) {
	if cfg.MaxFileSize < 0 {
		return nil, fmt.Errorf("trust: negative MaxFileSize %d", cfg.MaxFileSize)
	}
	if cfg.MaxFileSize == 0 {
		cfg.MaxFileSize = 1 << 20
	}
	return &Analyzer{max: cfg.MaxFileSize, issuers: issuers(), claims: bearings(), rules: newRules()}, nil
}

// Name implements [scan.Analyzer].
func (a *Analyzer) Name() string { return "trust" }

// Rules implements [scan.Analyzer].
func (a *Analyzer) Rules() []*scan.Rule { return a.rules.list() }

// Begin implements [scan.Analyzer].
func (a *Analyzer) Begin(context.Context) (scan.Pass, error) { return &pass{analyzer: a}, nil }

// Check returns the weaknesses of one file that is at hand, in the order of
// their places. The path decides how the content is read. The error is a
// [*scan.Diagnostic] when not all of the content could be read; what was found
// comes with it.
func (a *Analyzer) Check(path string, content []byte) ([]*Weakness, error) {
	f := scan.NewFile(&scan.Entry{Path: path, Size: int64(len(content))}, content)
	list, diag := a.check(f)
	if diag != nil {
		return list, diag
	}
	return list, nil
}

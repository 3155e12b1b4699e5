package scan

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"runtime"
	"slices"
)

// Config configures a [Runner]. Every zero field has a default.
type Config struct {
	// Analyzers look at the files and packages, and report in this order for
	// each file, but that those whose pass is a [ConcealPass] go first. Their
	// names must differ.
	Analyzers []Analyzer
	// Workers is the number of goroutines that analyse files; 0 means
	// GOMAXPROCS. The output does not depend on it.
	Workers int
	// ByteBudget bounds the bytes of file content in memory at one time; 0
	// means 64 MiB. The analyzers' own memory comes on top, and the UTF-8 form
	// of files in UTF-16. A file takes the next power of two.
	ByteBudget int64
	// MaxFileSize is the size in bytes above which a file is not loaded whole:
	// analyzers that implement [ChunkPass] get it piece by piece, for the others
	// it is reported. 0 means just under 16 MiB, or under half of ByteBudget if
	// that is less; the most is just under 1 GiB.
	MaxFileSize int64
	// LineHashes fills in Record.Foreign[LineHashName], which GitHub matches
	// alerts by. It costs a second look at every file that has findings.
	LineHashes bool
	// Progress is called with what was done so far: now and then while a stream
	// is consumed, from the consumer's goroutine, and once at its end.
	Progress func(Coverage)
}

// Runner runs analyzers over targets. It owns all concurrency, memory and
// order. It is immutable and safe for concurrent use.
type Runner struct {
	config Config
}

// The defaults of Config, and the bounds that it is held to.
const (
	maxByteBudget      = 1 << 40
	maxMaxFileSize     = 1<<30 - 1
	defaultByteBudget  = 64 << 20
	defaultMaxFileSize = 16<<20 - 1
)

// New returns a runner, or an error that names what is wrong with the
// configuration.
func New(config Config) (*Runner, error) {
	config.Analyzers = slices.Clone(config.Analyzers)
	names := map[string]bool{}
	for i, a := range config.Analyzers {
		if a == nil {
			return nil, fmt.Errorf("scan: analyzer %d is nil", i)
		}
		if names[a.Name()] {
			return nil, fmt.Errorf("scan: two analyzers are named %q", a.Name())
		}
		names[a.Name()] = true
	}
	if config.Workers < 0 || config.ByteBudget < 0 || config.MaxFileSize < 0 {
		return nil, errors.New("scan: Workers, ByteBudget and MaxFileSize must not be negative")
	}
	if config.Workers == 0 {
		config.Workers = runtime.GOMAXPROCS(0)
	}
	if config.MaxFileSize > maxMaxFileSize {
		return nil, fmt.Errorf("scan: MaxFileSize %d is above %d", config.MaxFileSize, int64(maxMaxFileSize))
	}
	config.ByteBudget = min(config.ByteBudget, maxByteBudget)
	if config.ByteBudget == 0 {
		config.ByteBudget = max(defaultByteBudget, 4*config.MaxFileSize)
	}
	if config.MaxFileSize == 0 {
		config.MaxFileSize = min(defaultMaxFileSize, max(1, config.ByteBudget/2)-1)
	}
	if block := blockFor(config.MaxFileSize); block > config.ByteBudget && (config.MaxFileSize >= minBuffer || config.MaxFileSize > config.ByteBudget) {
		return nil, fmt.Errorf("scan: a file of MaxFileSize %d takes a buffer of %d bytes, which is above ByteBudget %d", config.MaxFileSize, block, config.ByteBudget)
	}
	return &Runner{config}, nil
}

// Analyzers returns the analyzers in their order.
func (r *Runner) Analyzers() []Analyzer { return slices.Clone(r.config.Analyzers) }

// Rules returns the rules of all analyzers in their order.
func (r *Runner) Rules() []*Rule {
	var rules []*Rule
	for _, a := range r.config.Analyzers {
		rules = append(rules, a.Rules()...)
	}
	return rules
}

// Stream runs all analyzers over the targets and yields what they find, file
// by file in walk order, then what package passes and end passes report. It
// yields either a finding or an error; every error is a [*Diagnostic], and the
// stream goes on after it.
//
// Findings that a comment suppresses and those of every persona come too; the
// caller, or a policy, filters them.
//
// Entries of the second target and those after it whose origin names no target
// get one that names it by its number, so that equal paths can be told apart.
//
// The same input gives the same stream for any number of workers. Breaking out
// of the stream ends the run; when ctx ends, what was found until then still
// comes, followed by a Diagnostic that wraps the context's error. No goroutine
// and no open file is left when the loop is over. The iterator runs once; what
// it covered is told by Config.Progress.
func (r *Runner) Stream(ctx context.Context, targets ...Target) iter.Seq2[Finding, error] {
	return func(yield func(Finding, error) bool) {
		newRun(ctx, r.config, targets).stream(yield)
	}
}

// Run collects a whole run. The result is never nil. The error wraps
// [ErrIncomplete] when something could not be looked at, and the context's
// error when that ended the run; the result then holds what was found all the
// same.
func (r *Runner) Run(ctx context.Context, targets ...Target) (*Result, error) {
	result := &Result{}
	u := newRun(ctx, r.config, targets)
	u.stream(func(f Finding, err error) bool {
		var d *Diagnostic
		if errors.As(err, &d) {
			result.Diagnostics = append(result.Diagnostics, d)
		} else {
			result.Findings = append(result.Findings, f)
		}
		return true
	})
	result.Packages, result.Coverage = u.packages, u.coverage()
	return result, result.err()
}

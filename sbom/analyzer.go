package sbom

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/penstock-dev/penstock/scan"
)

// Config says what an [Analyzer] looks for. The zero value stands for all
// formats.
type Config struct {
	// Extractors to use; nil means those of [Extractors].
	Extractors []Extractor
	// MaxHeld is the number of bytes that a run holds of files that are read
	// together with others (see [Joiner]); files beyond it are read alone and
	// a diagnostic says so. 0 means 64 MiB.
	MaxHeld int
}

const defaultMaxHeld = 64 << 20

// Analyzer takes the inventory of a run. It has no rules and reports no
// findings: only packages, and diagnostics about what it could not read. It is
// immutable and safe for concurrent use.
type Analyzer struct {
	extractors []Extractor
	matcher    *matcher
	maxHeld    int
}

var _ scan.Analyzer = (*Analyzer)(nil)

// New returns an analyzer. An error says that two extractors have one name,
// that a pattern is malformed, or that a limit is negative.
func New(config Config) (*Analyzer, error) {
	a := &Analyzer{extractors: slices.Clone(config.Extractors), maxHeld: config.MaxHeld}
	if config.Extractors == nil {
		a.extractors = Extractors()
	}
	if config.MaxHeld < 0 {
		return nil, fmt.Errorf("limit of held bytes %d: negative", config.MaxHeld)
	}
	if a.maxHeld == 0 {
		a.maxHeld = defaultMaxHeld
	}
	names := map[string]bool{}
	for _, x := range a.extractors {
		if names[x.Name()] {
			return nil, fmt.Errorf("extractor %s: listed twice", x.Name())
		}
		names[x.Name()] = true
	}
	var err error
	a.matcher, err = newMatcher(a.extractors)
	return a, err
}

// Name implements [scan.Analyzer].
func (a *Analyzer) Name() string { return "inventory" }

// Rules implements [scan.Analyzer]: there are none.
func (a *Analyzer) Rules() []*scan.Rule { return nil }

// Begin implements [scan.Analyzer]. The pass is a [scan.CollectPass].
func (a *Analyzer) Begin(context.Context) (scan.Pass, error) {
	return &pass{analyzer: a, seen: map[place]bool{}, held: map[place]*scan.File{}, reserved: map[place]bool{}, owned: map[place]string{}, blank: map[place]*recorder{}, rooted: map[place]bool{}}, nil
}

// Extract reads one file without a run, by the extractors that want its path.
// Other files that it may refer to can be given along; they add what the file
// takes from them and nothing else. The packages come in the order of the
// file; with an error come those that were read. The error joins a
// *[scan.Diagnostic] for each thing that was not understood, or wraps
// [ErrNoExtractor].
func (a *Analyzer) Extract(ctx context.Context, f *scan.File, near ...*scan.File) ([]*scan.Package, error) {
	wanting := a.matcher.match(f.Entry)
	if len(wanting) == 0 {
		return nil, fmt.Errorf("extract packages from %s: %w", f.Path, ErrNoExtractor)
	}
	files := map[string]*scan.File{}
	for _, n := range near {
		files[n.Path] = n
	}
	var out recorder
	for _, i := range wanting {
		diagnose(f, a.extract(ctx, i, f, func(p string) *scan.File { return files[p] }, &out), &out)
	}
	var errs []error
	for _, d := range out.diagnostics {
		if !d.Note {
			errs = append(errs, d)
		}
	}
	if len(out.packages) == 0 && len(errs) == 0 && unknownProgram(f) && a.matcher.onlyChosen(wanting) {
		errs = append(errs, fmt.Errorf("extract packages from %s: %w", f.Path, errNoProgram))
	}
	return out.packages, errors.Join(errs...)
}

var errNoProgram = errors.New("the file has the mode of a program and the content of a text")

// unknownProgram reports whether a file is neither compiled nor a script.
func unknownProgram(f *scan.File) bool {
	return !f.Binary() && !bytes.HasPrefix(f.Bytes(), []byte("#!"))
}

func (a *Analyzer) extract(ctx context.Context, i int, f *scan.File, near func(string) *scan.File, out scan.Sink) error {
	if err := context.Cause(ctx); err != nil {
		return err
	}
	if j, ok := a.extractors[i].(Joiner); ok {
		return j.Join(ctx, f, near, out)
	}
	return a.extractors[i].Extract(ctx, f, out)
}

var everything = sync.OnceValues(func() (*Analyzer, error) { return New(Config{}) })

// Extract is [Analyzer.Extract] with all extractors.
func Extract(ctx context.Context, f *scan.File, near ...*scan.File) ([]*scan.Package, error) {
	a, err := everything()
	if err != nil {
		return nil, err
	}
	return a.Extract(ctx, f, near...)
}

// diagnose gives an error about a file to a sink, each part of a joined one as
// a diagnostic of its own.
func diagnose(f *scan.File, err error, out scan.Sink) {
	if err == nil {
		return
	}
	if d, ok := err.(*scan.Diagnostic); ok {
		out.Diagnostic(d)
		return
	}
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		for _, part := range joined.Unwrap() {
			diagnose(f, part, out)
		}
		return
	}
	kind := scan.DiagMalformed
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		kind = scan.DiagDeadline
	}
	out.Diagnostic(&scan.Diagnostic{Kind: kind, Location: scan.Location{Path: f.Path, Origin: f.Origin}, Message: "packages could not be read", Err: err})
}

package secrets

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"sync"
	"time"

	"github.com/penstock-dev/penstock/scan"
)

// Config of an [Analyzer]. The zero value looks for everything.
type Config struct {
	// HashKey is the key of the hashes that findings are compared by. A
	// published baseline cannot confirm a guess of a weak secret if the key is
	// not published with it. Nil means a fixed key that this package makes
	// known, under which hashes of different installations can be compared.
	HashKey []byte
	// Now tells the time that expiry is judged by. Nil means that expired
	// tokens are reported like others, so that results do not change by
	// themselves.
	Now func() time.Time
	// Disable holds ids of rules of this package that are left out, such as
	// "secrets/gcp-api-key"; those of rules for logs may be among them whether
	// or not Log is set.
	Disable []string
	// Rules are rules of your own, beside those of this package.
	Rules []Rule
	// Allow says what is not reported, whatever the rule.
	Allow []Allow
	// NoBuiltin leaves out all rules of this package, but for Rules.
	NoBuiltin bool
	// Log says that texts are logs of CI jobs, whatever their names: escape
	// sequences and the times in front of lines are passed over, masked values
	// are no findings, and a value that the log asks to mask is looked for in
	// all that follows. Places are those in the log as it is. See the package
	// documentation.
	Log bool
}

// defaultHashKey is the key of hashes where Config has none. It is public.
const defaultHashKey = "penstock secrets hash key, version 1"

// Analyzer finds secrets. It is immutable and safe for concurrent use.
type Analyzer struct {
	engine *engine
	key    []byte
	now    func() time.Time
	pool   *sync.Pool // of *scanner
}

// New returns an analyzer. It fails on an id in Disable that is no rule, and on
// user rules that cannot be compiled.
func New(c Config) (*Analyzer, error) {
	definitions, err := c.definitions()
	if err != nil {
		return nil, fmt.Errorf("secrets: %w", err)
	}
	e, err := newEngine(definitions, c.Log, c.Rules...)
	if err != nil {
		return nil, fmt.Errorf("secrets: %w", err)
	}
	if e.allow, err = compileAllow(c.Allow); err != nil {
		return nil, fmt.Errorf("secrets: %w", err)
	}
	a := &Analyzer{engine: e, key: bytes.Clone(c.HashKey), now: c.Now}
	if a.key == nil {
		a.key = []byte(defaultHashKey)
	}
	a.pool = &sync.Pool{New: func() any { return newScanner(e) }}
	return a, nil
}

// definitions returns those of the rules that are not left out. Rules for logs
// may be disabled for other texts too, so that one list does for both.
func (c *Config) definitions() ([]definition, error) {
	all, logs := builtin(), logTable()
	for _, id := range c.Disable {
		if !slices.ContainsFunc(slices.Concat(all, logs), func(d definition) bool { return "secrets/"+d.id == id }) {
			return nil, fmt.Errorf("disabling rule %q: there is none of that id", id)
		}
	}
	if c.NoBuiltin {
		return nil, nil
	}
	if c.Log {
		all = append(all, logs...)
	}
	return slices.DeleteFunc(all, func(d definition) bool { return slices.Contains(c.Disable, "secrets/"+d.id) }), nil
}

// builtin returns the definitions of all rules in the order of their tables.
func builtin() []definition {
	return slices.Concat(tokenTable(), keyTable(), companionRules(), jwtTable(), loginTable(), serviceTable(), contextDefinitions())
}

// Name implements [scan.Analyzer].
func (a *Analyzer) Name() string { return "secrets" }

// Rules implements [scan.Analyzer].
func (a *Analyzer) Rules() []*scan.Rule {
	rules := make([]*scan.Rule, len(a.engine.rules))
	for i := range a.engine.rules {
		rules[i] = a.engine.rules[i].about
	}
	return rules
}

// Begin implements [scan.Analyzer]. The pass is a [scan.ChunkPass].
func (a *Analyzer) Begin(context.Context) (scan.Pass, error) { return &pass{a}, nil }

// Match is a secret in a text.
type Match struct {
	// Rule says what it is.
	Rule *scan.Rule
	// Start and End are the byte offsets of the value, End exclusive.
	Start, End int
	// Confidence that it is what the rule says.
	Confidence scan.Confidence
	// Allowed says that a comment beside it allows it.
	Allowed bool
}

// Matches yields the secrets in a text, in its order. The text is UTF-8, or in
// another encoding that has ASCII as it is; UTF-16 is to be decoded first, as a
// runner does with files. It must not change meanwhile; positions that overlap
// are yielded once. The iterator may be broken and run again. It says nothing
// of the bounds of decoding (see the package documentation): a pass does.
func (a *Analyzer) Matches(text []byte) iter.Seq[Match] {
	return func(yield func(Match) bool) {
		s := a.scanner()
		defer a.release(s)
		text := s.read(text)
		s.scan(text, 0, len(text))
		for _, m := range resolve(s.matches) {
			_, allowed := s.allowed.allow(text, m.span, &s.e.rules[m.rule])
			at := s.view.place(m.span)
			if !yield(Match{a.engine.rules[m.rule].about, at.start, at.end, confidence(m), allowed}) {
				return
			}
		}
	}
}

// Leaks returns the secrets in a text that is at hand, in its order, as a scan of
// a file of that path reports them: with values ([Leak.Reveal]), also of what
// the text holds encoded, redacted forms, hashes and places. Only fingerprints
// are missing, which a [scan.Runner] gives. A bound on decoding that was
// reached is the error, a [*scan.Diagnostic] that is a note; the leaks come
// with it.
func (a *Analyzer) Leaks(ctx context.Context, path string, text []byte) ([]*Leak, error) {
	var out collector
	f := scan.NewFile(&scan.Entry{Path: path, Size: int64(len(text))}, text)
	err := (&pass{a}).File(ctx, f, &out)
	return out.leaks, errors.Join(err, out.err())
}

// collector is a sink that keeps what it gets.
type collector struct {
	leaks []*Leak
	notes []error
}

func (c *collector) Finding(f scan.Finding) {
	if leak, ok := f.(*Leak); ok {
		c.leaks = append(c.leaks, leak)
	}
}

func (c *collector) Package(*scan.Package) {}

func (c *collector) Diagnostic(d *scan.Diagnostic) { c.notes = append(c.notes, d) }

func (c *collector) err() error { return errors.Join(c.notes...) }

// confidence returns how sure a match is.
func confidence(m match) scan.Confidence {
	switch {
	case m.sure:
		return scan.ConfidenceHigh
	case m.verdict.confidence != scan.ConfidenceUnknown:
		return m.verdict.confidence
	case m.rank <= rankNear:
		return scan.ConfidenceLow
	default:
		return scan.ConfidenceMedium
	}
}

func (a *Analyzer) scanner() *scanner { return a.pool.Get().(*scanner) }

// release gives a scanner back without what it found.
func (a *Analyzer) release(s *scanner) {
	s.reset()
	s.view.reset(a.engine.log)
	a.pool.Put(s)
}

package scan

import (
	"cmp"
	"fmt"
	"runtime"
	"strings"
)

// batcher collects what one job or stage reports and puts it into its slot. It
// belongs to one goroutine.
type batcher struct {
	run   *run
	slot  *slot
	file  *File // nil outside of Pass.File
	shift int   // added to the offsets of findings
	batch []item
	seen  map[Fingerprint]int
}

func (b *batcher) add(i item) {
	b.batch = append(b.batch, i)
	if len(b.batch) >= batchSize {
		b.flush()
	}
}

func (b *batcher) flush() {
	if len(b.batch) == 0 {
		return
	}
	select {
	case b.slot.batches <- b.batch:
	case <-b.run.gone:
	}
	b.batch = nil
}

func (b *batcher) close() {
	b.flush()
	close(b.slot.batches)
}

// sink is the Sink that the runner gives to one analyzer.
type sink struct {
	*batcher
	analyzer string
}

// Finding implements [Sink].
func (s sink) Finding(f Finding) {
	if f == nil || f.Common() == nil {
		s.Diagnostic(&Diagnostic{Kind: DiagAnalyzer, Message: "the analyzer reported a finding without a record"})
		return
	}
	r := f.Common()
	s.move(&r.Location)
	for i := range r.Related {
		s.move(&r.Related[i])
	}
	if r.Fingerprint == "" {
		r.Fingerprint = s.fingerprint(r)
	}
	if hash := s.lineHash(r); hash != "" {
		if r.Foreign == nil {
			r.Foreign = map[string]string{}
		}
		r.Foreign[LineHashName] = hash
	}
	s.conceal(f)
	s.add(item{finding: f})
}

// conceal hides the secrets of the file at hand in a finding, or at the end
// those of all files.
func (s sink) conceal(f Finding) {
	switch {
	case !s.run.conceals:
	case s.file != nil:
		s.file.secret.finding(f)
	default:
		s.run.secrets.finding(f)
	}
}

// move corrects the offsets of a location in the file by what was cut off in
// front of its text.
func (s sink) move(l *Location) {
	if s.shift > 0 && l.Region.StartLine > 0 {
		l.Region.StartOffset += s.shift
		l.Region.EndOffset += s.shift
	}
}

// lineHash returns the hash of the record's line, if it is asked for and the
// record is about the file at hand.
func (s sink) lineHash(r *Record) string {
	if !s.run.config.LineHashes || s.file == nil || r.Location.Path != s.file.Path || r.Location.Region.StartLine == 0 {
		return ""
	}
	return s.file.lineHash(r.Location.Region.StartLine)
}

// fingerprint returns the record's fingerprint with its ordinal among those
// that are equal in the same file.
func (s sink) fingerprint(r *Record) Fingerprint {
	f := r.ComputeFingerprint(0)
	if s.seen == nil {
		s.batcher.seen = map[Fingerprint]int{}
	}
	n := s.seen[f]
	s.seen[f]++
	if n == 0 {
		return f
	}
	return r.ComputeFingerprint(n)
}

// Package implements [Sink].
func (s sink) Package(p *Package) {
	if p != nil {
		s.add(item{pkg: p})
	}
}

// Diagnostic implements [Sink].
func (s sink) Diagnostic(d *Diagnostic) {
	if d == nil {
		return
	}
	own := *d // the reporter's may be shared
	if own.Analyzer == "" {
		own.Analyzer = s.analyzer
	}
	if s.file != nil && own.Location.Path == "" {
		own.Location.Path, own.Location.Origin = s.file.Path, s.file.Origin
	}
	s.add(item{diagnostic: &own})
}

// failed reports an error that an analyzer returned: a Diagnostic as it is, a
// joined error part by part, and any other as one of the given kind.
func (s sink) failed(err error, kind DiagnosticKind, message string) {
	if _, ok := err.(*Diagnostic); !ok {
		if joined, ok := err.(interface{ Unwrap() []error }); ok {
			for _, part := range joined.Unwrap() {
				s.failed(part, kind, message)
			}
			return
		}
	}
	s.Diagnostic(asDiagnostic(err, kind, s.analyzer, message))
}

// asDiagnostic returns a copy of err if it is a Diagnostic, otherwise one made
// of it.
func asDiagnostic(err error, kind DiagnosticKind, analyzer, message string) *Diagnostic {
	if d, ok := err.(*Diagnostic); ok {
		own := *d
		own.Analyzer = cmp.Or(own.Analyzer, analyzer)
		return &own
	}
	if message == "" {
		return &Diagnostic{Kind: kind, Analyzer: analyzer, Message: err.Error()}
	}
	return &Diagnostic{Kind: kind, Analyzer: analyzer, Message: message, Err: cause(err)}
}

// guard calls f and turns a panic into a Diagnostic that names where it
// happened.
func guard(analyzer string, f func() error) (err error) {
	defer func() {
		v := recover()
		if v == nil {
			return
		}
		err = &Diagnostic{Kind: DiagPanic, Analyzer: analyzer, Message: fmt.Sprintf("panic in %s: %v", panicSite(), v)}
	}()
	return f()
}

// panicSite names the function that panicked. It is called by the deferred
// function of guard.
func panicSite() string {
	pcs := make([]uintptr, 32)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(3, pcs)])
	for {
		frame, more := frames.Next()
		if frame.Function != "" && !strings.HasPrefix(frame.Function, "runtime.") {
			return frame.Function[strings.LastIndexByte(frame.Function, '/')+1:]
		}
		if !more {
			return "unknown function"
		}
	}
}

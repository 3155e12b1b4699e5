package scan

import (
	"context"
	"io"
)

// Analyzer is one check or family of checks. It is immutable configuration,
// safe for concurrent use, and may serve any number of runs at once.
type Analyzer interface {
	// Name is short, lower case and unique in a run, such as "secrets".
	Name() string
	// Rules lists every rule that its findings can have, in a fixed order.
	Rules() []*Rule
	// Begin starts the analysis of one run. An error becomes a [Diagnostic];
	// the other analyzers run on.
	Begin(ctx context.Context) (Pass, error)
}

// Pass is the work of one [Analyzer] in one run.
//
// The runner calls Wants for every entry, in walk order, from one goroutine;
// it must be quick. For each wanted entry it calls File, from several
// goroutines at once. When all files are done, Collect follows if the pass is a
// [CollectPass], then Packages if it is a [PackagePass], and then End if it is
// an [EndPass]; each is done for all passes of the run before the next begins.
//
// What a pass reports may not depend on the order in which files reach it.
type Pass interface {
	// Wants says whether File shall get this entry's bytes.
	Wants(e *Entry) bool
	// File analyses one file. The file and its bytes are valid until it
	// returns. An error becomes a [Diagnostic] of kind [DiagMalformed] for the
	// file; a *Diagnostic is reported as it is.
	File(ctx context.Context, f *File, out Sink) error
}

// ChunkPass is implemented by a [Pass] that can look at files above the size
// limit piece by piece.
type ChunkPass interface {
	Pass
	// Chunks returns a writer that gets the bytes of one file as [File.Bytes]
	// gives them, in order, in chunks of any size that are only valid during
	// the call, and then Close. Offsets of findings count from the first byte;
	// the runner adds a byte order mark.
	// Without a ChunkPass a file above the limit is reported as
	// [DiagTooLarge].
	Chunks(ctx context.Context, e *Entry, out Sink) (io.WriteCloser, error)
}

// CollectPass is implemented by a [Pass] some of whose packages come from
// several files together.
type CollectPass interface {
	Pass
	// Collect is called once, after the last file and before any pass gets the
	// packages, so that the packages it reports are among them.
	Collect(ctx context.Context, out Sink) error
}

// PackagePass is implemented by a [Pass] that checks packages, whatever the
// target was that they came from.
type PackagePass interface {
	Pass
	// Packages gets every package of the run, in walk order. It is called once
	// in every run, even when there is no package. The packages are shared and
	// must not be changed.
	Packages(ctx context.Context, packages []*Package, out Sink) error
}

// EndPass is implemented by a [Pass] that reports after it has seen every
// file, because its findings span several.
type EndPass interface {
	Pass
	// End is called once, after the packages.
	End(ctx context.Context, out Sink) error
}

// Sink takes what a pass has to say. The runner's own sinks may block until
// the consumer of the run catches up; once the consumer has left the stream they
// drop what they get. A sink belongs to the call that it was given to, and to one
// goroutine.
type Sink interface {
	// Finding reports a weakness. The runner fills in the fingerprint, and the
	// analyzer's severity and confidence stay as they are.
	Finding(Finding)
	// Package adds to the inventory of the run.
	Package(*Package)
	// Diagnostic reports what could not be looked at. The runner fills in the
	// analyzer and, in File, a missing path.
	Diagnostic(*Diagnostic)
}

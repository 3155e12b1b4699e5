package scan

import (
	"context"
	"io"
	"io/fs"
	"iter"
	"path"
)

// Target is something to look at: a tree, a file system, an image, a Git
// history, a document.
type Target interface {
	// Entries yields the target's entries in a fixed order. An error that is
	// a *Diagnostic says what could not be listed; any other error becomes one.
	// The target decides whether it goes on after an error. The iterator runs
	// once and stops soon after ctx ends. Unless an entry is Sequential, its
	// Open may be called from any goroutine, also after the iterator has ended.
	Entries(ctx context.Context) iter.Seq2[*Entry, error]
}

// PackageSource is implemented by a [Target] that knows packages without
// reading files, such as an SBOM document. The runner adds them to the
// packages of the run, before those that the target's files bring.
type PackageSource interface {
	Target
	// Packages yields the packages in a fixed order.
	Packages(ctx context.Context) iter.Seq2[*Package, error]
}

// Entry is one file of a target.
type Entry struct {
	// Path is slash-separated, relative to the target's root and clean.
	Path string
	// Size in bytes, or -1 when it is not known before reading.
	Size int64
	// Mode holds type and permissions.
	Mode fs.FileMode
	// Origin says where the entry comes from; nil for a plain tree.
	Origin *Origin
	// Skip says why the target leaves the entry out; such an entry is counted
	// and not opened. A skipped directory stands for all that is below it.
	Skip SkipReason
	// Changed, unless it is nil, says in which parts of the content, in rising
	// order, it differs from one that the target yielded before under the same
	// path: all that is between them was there too, in the same order. An empty
	// part stands where something was taken out. A pass whose findings depend on
	// the text near them only may look just there, and must look at the whole
	// as soon as it finds something, because fingerprints count equal findings.
	// What [First] leaves is then the same.
	Changed []Span
	// Sequential says that Open must be called before the next entry is asked
	// for, because the target reads a stream.
	Sequential bool
	// Open returns the content. It is called at most once in a run.
	Open func(ctx context.Context) (io.ReadCloser, error)
	// Discard, unless it is nil, is called instead of Open when nobody wants
	// the content.
	Discard func()
}

// Span is the bytes from Start up to, not including, End, counted from 0.
type Span struct{ Start, End int }

// drop says that nobody wants the content.
func (e *Entry) drop() {
	if e.Discard != nil {
		e.Discard()
	}
}

// Base returns the last element of the path.
func (e *Entry) Base() string { return path.Base(e.Path) }

// Ext returns the file name's extension with its dot, as written.
func (e *Entry) Ext() string { return path.Ext(e.Path) }

// Dir returns the path without its last element, "." at the root.
func (e *Entry) Dir() string { return path.Dir(e.Path) }

// SkipReason says why a target leaves an entry out.
type SkipReason string

// The reasons for leaving an entry out.
const (
	SkipNone     SkipReason = ""
	SkipIgnored  SkipReason = "ignored"  // by a .gitignore file
	SkipExcluded SkipReason = "excluded" // by the caller
	SkipUnpacked SkipReason = "unpacked" // it is an archive whose members come instead
)

package audit

import (
	"errors"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

// Linker is a [System] whose files refer to each other, so that what is found in
// one can depend on others. The files of a repository that [Linker.Linked]
// takes are checked together once all are known, the others as they come. One that
// is a [Noter] too keeps something of those.
type Linker interface {
	System
	// Linked reports whether what is found in a recognised file may depend on
	// others. It must be quick, and may say true too often.
	Linked(f *scan.File) bool
	// Link prepares the check of files together, which come in rising order of
	// their paths. The function that it returns checks one of the linked, by its
	// index: it gives what is found to report, and returns the file's run. It is
	// used by one goroutine. What it finds depends on the files alone.
	Link(files []LinkedFile) func(i int, report func(*ci.Weakness)) *Run
}

// Noter is a [Linker] whose linked files want to know about others.
type Noter interface {
	Linker
	// Note returns what linked files want to know about one that is not linked,
	// nil for nothing. It is kept until all files are known, so it is small and
	// holds no part of the model.
	Note(file *ci.File) any
}

// LinkedFile is a file as the others of its repository see it.
type LinkedFile struct {
	// Path in the target.
	Path string
	// Size of the content in bytes.
	Size int
	// Open reads the file into a new run that reports nothing yet; nil for a
	// file that is not linked. A run is large: not all can be kept.
	Open func() *Run
	// Note is what [Noter.Note] told of a file that is not linked.
	Note any
}

// ReportTo sets what is called with the findings from here on.
func (r *Run) ReportTo(report func(*ci.Weakness)) { r.report = report }

// Doubt says what of the files beside could not be followed, or is refused by the
// platform; it becomes a diagnostic of the file.
func (r *Run) Doubt(err error) { r.err = errors.Join(r.err, err) }

// Err returns what [Run.Doubt] was told, nil for nothing.
func (r *Run) Err() error { return r.err }

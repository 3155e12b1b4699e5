package ci

import "github.com/penstock-dev/penstock/scan"

// System is the front end of one CI system: it recognises the system's files,
// reads them into the model and checks them. It is immutable and safe for
// concurrent use.
type System interface {
	// Name is short and lower case, such as "github".
	Name() string
	// Rules lists the rules that the system's findings can have.
	Rules() []*scan.Rule
	// Recognize reports whether a file may be one of the system's, from its
	// path and bytes; it must be quick. Every YAML file of a target is asked.
	Recognize(f *scan.File) bool
	// Read returns the model of a recognised file, nil when the file turns out
	// to be something else.
	Read(src *Source) *File
	// Check reports the weaknesses of one file. The findings may come in any
	// order and repeat; the caller sorts them and drops repeats.
	Check(file *File, report func(*Weakness))
}

package sbom

import (
	"context"
	"errors"
	"io"

	"github.com/penstock-dev/penstock/scan"
)

// ErrNoExtractor is wrapped by the error of [Extract] about a file that is of
// no known format.
var ErrNoExtractor = errors.New("no extractor wants the file")

// Extractor reads the packages out of the files of one format, or of formats
// that belong together. It is immutable and safe for concurrent use.
//
// An Extractor may also be a [Joiner], a [Shadower], an [Owner], a [Chooser], a
// [Resident], a [Streamer], [Bulky] or [Quiet].
type Extractor interface {
	// Name is unique among all extractors, such as "golang/module".
	Name() string
	// Patterns says which files it wants, in the syntax of [path.Match]. A
	// pattern is matched with as many last elements of a path as it has
	// elements itself: "go.mod" with the base name, "*/*.yaml" with the
	// last two elements.
	Patterns() []string
	// Extract reports the packages that a file names. Packages read before an
	// error are reported all the same. The error is a *scan.Diagnostic where
	// its place is known.
	Extract(ctx context.Context, f *scan.File, out scan.Sink) error
}

// Joiner is implemented by an [Extractor] whose files explain each other. In a
// run its files are held until the last one was seen and then given to Join
// instead of Extract.
type Joiner interface {
	Extractor
	// Join does what Extract does, with sight of the other files that the
	// extractor wanted: near returns the one with a path, nil when there is
	// none. What two files report alike counts once.
	Join(ctx context.Context, f *scan.File, near func(path string) *scan.File, out scan.Sink) error
}

// Shadower is implemented by an [Extractor] some of whose files count only as
// long as another file is absent.
type Shadower interface {
	Extractor
	// ShadowedBy returns the paths of the files that take precedence over the
	// one with the given path, or patterns of them in the syntax of
	// [path.Match]. Only files that an extractor wants count.
	ShadowedBy(path string) []string
}

// Quiet is implemented by a [Shadower] whose files lose nothing where they do not
// count, such as a manifest whose packages the lockfile names: no note tells of
// them.
type Quiet interface {
	Shadower
	// Quiet returns true.
	Quiet() bool
}

// Owner is implemented by an [Extractor] of lockfiles that speak for manifests in
// other folders, such as those of a workspace's members.
type Owner interface {
	Extractor
	// Owns returns the folders, from that of the file, whose manifests the
	// file takes precedence over, as one that [Shadower.ShadowedBy] names does.
	Owns(f *scan.File) []string
}

// Chooser is implemented by an [Extractor] whose files are not known by their
// names alone, such as programs.
type Chooser interface {
	Extractor
	// Chooses reports whether the extractor wants an entry that no pattern
	// matches. It is called for every entry of a run and must be quick.
	Chooses(e *scan.Entry) bool
}

// Resident is implemented by an [Extractor] whose files describe what is
// installed where they lie. It gets the files below node_modules and
// site-packages too.
type Resident interface {
	Extractor
	// Resident returns true.
	Resident() bool
}

// Bulky is implemented by a [Joiner] whose files may be above the size limit of a
// run. They are held whole all the same, as long as the limit of held bytes
// allows.
type Bulky interface {
	Joiner
	// Bulky returns true.
	Bulky() bool
}

// Streamer is implemented by an [Extractor] that can read files above the size
// limit of a run.
type Streamer interface {
	Extractor
	// Stream returns a writer that gets the bytes of one file in order and
	// reports its packages, at the latest when it is closed.
	Stream(e *scan.Entry, out scan.Sink) io.WriteCloser
}

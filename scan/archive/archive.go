package archive

import (
	"context"
	"errors"
	"io/fs"
	"iter"
	"path"

	"github.com/penstock-dev/penstock/scan"
)

// Config configures a [Target]. Every zero field but Target has a default.
type Config struct {
	// Target is what is looked at. Required.
	Target scan.Target
	// Sniff examines the first bytes of every file, not only of those that are
	// named like an archive. Each is opened while the target is walked.
	Sniff bool
	// MaxDepth is the number of archives around a member; 0 means 3.
	MaxDepth int
	// MaxMembers bounds the members of one archive, folders and links
	// included; 0 means 100,000.
	MaxMembers int
	// MaxTotalMembers bounds the members of an archive with all the archives in
	// it; 0 means 500,000.
	MaxTotalMembers int
	// MaxMemberSize is the size in bytes of the largest member that is looked at;
	// 0 means 1 GiB.
	MaxMemberSize int64
	// MaxBytes bounds what is unpacked out of an archive with all the archives
	// in it, in bytes: everything that comes out of decompression and of the
	// holes in sparse files. 0 means 4 GiB.
	MaxBytes int64
	// MaxRatio bounds how many times larger an archive's contents may be than
	// itself, once they are above 64 MiB; 0 means 100.
	MaxRatio int
	// MaxPath is the length in bytes of the longest path of a member; 0 means
	// 4096.
	MaxPath int
	// MaxBuffer bounds the bytes held in memory of archives that need random
	// access, which is zip, where the wrapped target gives none; 0 means
	// 256 MiB. An archive above it is not looked into.
	MaxBuffer int64
}

// ratioFloor is the size of contents up to which any ratio is fine: a short
// text of one letter is no bomb.
const ratioFloor = 64 << 20

// Target is a target with the members of its archives. It is immutable, and as
// safe for concurrent use as the wrapped one.
type Target struct{ config Config }

var _ scan.PackageSource = (*Target)(nil)

// New returns a target, or an error that names what is wrong with the
// configuration.
func New(config Config) (*Target, error) {
	if config.Target == nil {
		return nil, errors.New("archive: no target to look into")
	}
	for _, limit := range []*int{&config.MaxDepth, &config.MaxMembers, &config.MaxTotalMembers, &config.MaxRatio, &config.MaxPath} {
		if *limit < 0 {
			return nil, errors.New("archive: a limit is negative")
		}
	}
	if min(config.MaxMemberSize, config.MaxBytes, config.MaxBuffer) < 0 {
		return nil, errors.New("archive: a limit is negative")
	}
	fill(&config.MaxDepth, 3)
	fill(&config.MaxMembers, 100_000)
	fill(&config.MaxTotalMembers, 500_000)
	fill(&config.MaxMemberSize, 1<<30)
	fill(&config.MaxBytes, 4<<30)
	fill(&config.MaxRatio, 100)
	fill(&config.MaxPath, 4096)
	fill(&config.MaxBuffer, 256<<20)
	return &Target{config}, nil
}

func fill[T comparable](field *T, value T) {
	var zero T
	if *field == zero {
		*field = value
	}
}

// Entries implements [scan.Target].
func (t *Target) Entries(ctx context.Context) iter.Seq2[*scan.Entry, error] {
	return func(yield func(*scan.Entry, error) bool) {
		w := newWalk(ctx, t.config, yield)
		for e, err := range t.config.Target.Entries(ctx) {
			if err != nil || !t.examines(e) {
				if !yield(e, err) {
					return
				}
				continue
			}
			w.entry(e)
			if w.over || ctx.Err() != nil {
				return
			}
		}
	}
}

// examines reports whether an entry is to be opened to see if it is an archive.
func (t *Target) examines(e *scan.Entry) bool {
	if e.Skip != scan.SkipNone || e.Open == nil || e.Mode&fs.ModeType != 0 {
		return false
	}
	return t.config.Sniff || named(path.Base(e.Path)) != notNamed
}

// Packages implements [scan.PackageSource]: those of the wrapped target, if it
// knows any.
func (t *Target) Packages(ctx context.Context) iter.Seq2[*scan.Package, error] {
	if source, ok := t.config.Target.(scan.PackageSource); ok {
		return source.Packages(ctx)
	}
	return func(func(*scan.Package, error) bool) {}
}

package fix

import (
	"context"
	"crypto/sha256"
	"errors"
	"io/fs"
	"maps"
	"slices"
	"sync"

	"github.com/penstock-dev/penstock/scan"
)

// defaultMaxFileSize is far above any file that people edit.
const defaultMaxFileSize = 16 << 20

// Config says which fixes are done, and to which files.
type Config struct {
	// Files are the files that findings name, such as [os.Root.FS] of the
	// folder that was scanned. Where it implements [fs.ReadLinkFS], symbolic
	// links are told from files. Required.
	Files fs.FS
	// Unsafe takes fixes too that may change what the program means.
	Unsafe bool
	// Rules are the ids of the rules whose findings are fixed; empty for all.
	Rules []string
	// Classes are those whose findings are fixed; empty for all. With Rules a
	// finding must be in both.
	Classes []scan.Class
	// MaxFileSize is the most bytes of a file that is edited; 0 means 16 MiB.
	MaxFileSize int64
}

// Patch is what fixes make of files. It is not safe for concurrent use, but for
// the targets that it makes.
type Patch struct {
	config  Config
	files   map[string]*file
	applied []Applied
	left    []Left

	mu   sync.Mutex
	seen map[string]seen // what targets of the patch were read as
}

// seen identifies content.
type seen struct {
	size int
	sum  [sha256.Size]byte
}

// Applied is a fix that is part of a patch.
type Applied struct {
	Finding scan.Finding
	// Fix is the one of the finding's fixes that was chosen.
	Fix *scan.Fix
}

// New returns a patch that changes nothing yet.
func New(config Config) (*Patch, error) {
	if config.Files == nil {
		return nil, errors.New("fix: no files")
	}
	if config.MaxFileSize < 0 {
		return nil, errors.New("fix: the largest file size is negative")
	}
	if config.MaxFileSize == 0 {
		config.MaxFileSize = defaultMaxFileSize
	}
	config.Rules, config.Classes = slices.Clone(config.Rules), slices.Clone(config.Classes)
	return &Patch{config: config, files: map[string]*file{}, seen: map[string]seen{}}, nil
}

// Add does the fixes of findings on top of those that the patch holds, and
// returns how many it did. The findings must be about the files as the patch
// leaves them: those of [Patch.Target], or those on disk the first time. Of a
// finding's fixes it takes the first that has edits and is allowed; a finding
// without such a fix, or that the Config does not name, is passed over. The
// same findings in any order give the same patch. The error is that of ctx;
// the patch is then of no use.
func (p *Patch) Add(ctx context.Context, findings []scan.Finding) (int, error) {
	p.left = nil
	candidates := p.candidates(findings)
	added := 0
	for _, c := range candidates {
		if ctx.Err() != nil {
			return 0, context.Cause(ctx)
		}
		if why := p.take(c); why != nil {
			p.left = append(p.left, Left{c.finding, c.fix, why.reason, why.detail})
			continue
		}
		p.applied = append(p.applied, Applied{c.finding, c.fix})
		added++
	}
	for _, f := range p.files {
		f.commit()
	}
	slices.SortStableFunc(p.left, func(a, b Left) int { return byPlace(a.Finding.Common(), b.Finding.Common()) })
	return added, nil
}

// take adds all edits of a fix, or none and says why.
func (p *Patch) take(c *candidate) *refusal {
	changes := make(map[*file][]change)
	for i := range c.fix.Edits {
		edit := &c.fix.Edits[i]
		f, why := p.file(edit.Path)
		if why != nil {
			return why
		}
		witnessed, why := p.witnessed(f)
		if why != nil {
			return why
		}
		next, why := f.place(edit, c.record, witnessed)
		if why != nil {
			return why
		}
		next.owner = c.record
		if why := f.room(next, changes[f]); why != nil {
			return why
		}
		changes[f] = append(changes[f], next)
	}
	if idle(changes) {
		return &refusal{ReasonInvalid, "the fix changes nothing"}
	}
	for f, list := range changes {
		f.add(list)
	}
	return nil
}

// idle reports whether changes leave everything as it is.
func idle(changes map[*file][]change) bool {
	for f, list := range changes {
		for _, c := range list {
			if string(f.current[c.start:c.end]) != c.text {
				return false
			}
		}
	}
	return true
}

// Applied returns the fixes that the patch holds, round by round and in each
// the gravest first.
func (p *Patch) Applied() []Applied { return slices.Clone(p.applied) }

// Left returns the fixes that the last [Patch.Add] did not do, by path and
// place.
func (p *Patch) Left() []Left { return slices.Clone(p.left) }

// Paths returns the paths of the files that the patch changes, in rising order.
func (p *Patch) Paths() []string {
	var paths []string
	for _, path := range slices.Sorted(maps.Keys(p.files)) {
		if f := p.files[path]; f.changed() {
			paths = append(paths, path)
		}
	}
	return paths
}

// Content returns a copy of what the patch makes of a file, and whether it
// changes it at all.
func (p *Patch) Content(path string) ([]byte, bool) {
	f := p.files[path]
	if f == nil || !f.changed() {
		return nil, false
	}
	return slices.Clone(f.current), true
}

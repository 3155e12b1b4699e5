package gitrepo

import (
	"context"
	"errors"
	"fmt"

	"github.com/penstock-dev/penstock/scan"
)

// walk is one iteration over a target. What is listed is gathered into batches,
// whose contents one process streams: its input is written at once, so neither
// side ever waits for the other.
type walk struct {
	*Target
	ctx   context.Context
	repo  *repository
	yield func(*scan.Entry, error) bool

	over  bool // the consumer left, or the context ended
	full  bool // MaxBlobs is reached
	seen  map[key]struct{}
	left  map[key]struct{} // excluded somewhere; only for listObjects
	batch []change
	bytes int // of the batch's paths
	limit int // of the batch's length

	selection []string // of commits, as arguments and ids; for learnMissing
	ids       string
	absent    map[key]struct{} // what learnMissing learned; nil before

	versions   versions
	submodules map[string]bool
	cut        int // commits at which a shallow clone was cut
	listed     int // blobs that were asked for
	missing    int // of these
	unread     int // of these: git broke down over them
	restarts   int // of git cat-file after it failed
	lost       int // blobs that were not asked for after too many failures
}

// The batches grow, so that the first entries come soon.
const (
	firstBatch    = 64
	maxBatch      = 2 << 10
	maxBatchBytes = 8 << 20
)

// maxNotes bounds the diagnostics of one kind; what is above is counted.
const maxNotes = 100

func (w *walk) run() {
	w.seen, w.left, w.submodules, w.limit = map[key]struct{}{}, map[key]struct{}{}, map[string]bool{}, firstBatch
	err := w.list()
	w.flush()
	if err != nil {
		w.fail(err, "the repository could not be read to its end")
	}
	w.conclude(err != nil)
}

// conclude says what was only counted, and after any failure how much was read.
func (w *walk) conclude(broken bool) {
	if w.full {
		w.say(&scan.Diagnostic{Kind: scan.DiagLimit, Message: fmt.Sprintf("the history has more than MaxBlobs = %d contents: the rest was not looked at", w.config.MaxBlobs)})
	}
	if n := len(w.submodules) - maxNotes; n > 0 {
		w.say(&scan.Diagnostic{Kind: scan.DiagUnsupported, Note: true, Message: fmt.Sprintf("more submodules: %d", n)})
	}
	if n := w.missing - maxNotes; n > 0 {
		w.say(&scan.Diagnostic{Kind: scan.DiagMissingObject, Message: fmt.Sprintf("%d more missing from the repository, %d of %d blobs in all", n, w.missing, w.listed)})
	}
	if w.lost > 0 {
		w.say(&scan.Diagnostic{Kind: scan.DiagUnreadable, Message: fmt.Sprintf("blobs on which git failed: %d; others, which were not tried: %d", w.restarts, w.lost)})
	}
	if failed := w.missing + w.unread + w.lost; failed > 0 || broken && w.listed > 0 {
		rest := ""
		if broken {
			rest = ", and the list is not complete"
		}
		w.say(&scan.Diagnostic{Kind: scan.DiagUnreadable, Note: true, Message: fmt.Sprintf("of %d contents that were listed %d were read%s", w.listed, w.listed-failed, rest)})
	}
	if w.cut > 0 {
		ends := "a commit, whose whole tree was looked at, and nothing before it was"
		if w.cut > 1 {
			ends = fmt.Sprintf("%d commits, whose whole trees were looked at, and nothing before them was", w.cut)
		}
		w.say(&scan.Diagnostic{Kind: scan.DiagShallow, Message: "the clone is shallow: it ends at " + ends + "; 'git fetch --unshallow' brings the rest"})
	}
}

// say yields a diagnostic and reports whether the walk goes on.
func (w *walk) say(d *scan.Diagnostic) bool {
	if w.going() {
		w.over = !w.yield(nil, d)
	}
	return !w.over
}

// fail yields a diagnostic about git, unless the walk was ended from outside.
func (w *walk) fail(err error, message string) {
	var d *scan.Diagnostic
	if !errors.As(err, &d) {
		d = &scan.Diagnostic{Kind: scan.DiagUnreadable, Message: message, Err: err}
	}
	w.say(d)
}

func (w *walk) going() bool {
	w.over = w.over || w.ctx.Err() != nil
	return !w.over
}

// take takes what was listed and reports whether the walk goes on.
func (w *walk) take(c change) bool {
	c.path = cleanPath(c.path)
	switch {
	case w.full || !w.going():
		return false
	case w.excluded(c.path):
		if w.config.Unreachable && len(w.left) < w.config.MaxBlobs {
			w.left[keyOf(c.id)] = struct{}{}
		}
		w.over = !w.yield(&scan.Entry{Path: c.path, Mode: fileMode(c.mode), Origin: c.origin, Skip: scan.SkipExcluded}, nil)
		return !w.over
	case c.mode == modeSubmodule:
		return w.takeSubmodule(c)
	case c.mode == modeTree:
		return true
	}
	if (w.config.Mode == History || w.config.Mode == Range) && !w.first(c) {
		return !w.full
	}
	w.listed++
	w.batch = append(w.batch, c)
	if w.bytes += len(c.path); len(w.batch) >= w.limit || w.bytes >= maxBatchBytes {
		w.flush()
	}
	return w.going()
}

// first reports whether the content is new, and there is room to remember it.
func (w *walk) first(c change) bool {
	k := keyOf(c.id)
	if _, ok := w.seen[k]; ok {
		return false
	}
	if w.full = len(w.seen) == w.config.MaxBlobs; w.full {
		return false
	}
	w.seen[k] = struct{}{}
	return true
}

// takeSubmodule notes a submodule once.
func (w *walk) takeSubmodule(c change) bool {
	if len(w.submodules) == maxSubmodules || w.submodules[c.path] {
		return true
	}
	w.submodules[c.path] = true
	if len(w.submodules) > maxNotes {
		return true
	}
	return w.say(&scan.Diagnostic{Kind: scan.DiagUnsupported, Note: true, Location: scan.Location{Path: c.path, Origin: c.origin},
		Message: "a submodule: its content is in another repository"})
}

// maxSubmodules bounds the paths of submodules that are told apart.
const maxSubmodules = 10_000

// flush yields the entries of the batch.
func (w *walk) flush() {
	for rest := w.present(w.batch); len(rest) > 0 && w.going(); {
		if w.restarts == maxRestarts {
			w.lost += len(rest)
			break
		}
		known := len(w.absent)
		if rest = rest[w.stream(rest):]; len(w.absent) > known {
			rest = w.present(rest)
		}
	}
	clear(w.batch)
	w.batch, w.bytes, w.limit = w.batch[:0], 0, min(4*w.limit, maxBatch)
}

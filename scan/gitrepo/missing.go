package gitrepo

import (
	"bufio"

	"github.com/penstock-dev/penstock/scan"
)

// In a partial clone git breaks down over every blob that was not fetched,
// instead of calling it missing. After the first such breakdown the missing
// blobs are therefore listed, once, and not asked for.

// learnMissing lists the blobs that the selection leads to and that are not
// there. If that fails too, git is started again after each breakdown.
func (w *walk) learnMissing() {
	if w.absent != nil {
		return
	}
	w.absent = map[key]struct{}{}
	p, err := w.repo.start(w.ctx, w.ids, append([]string{"rev-list", "--objects", "--no-object-names", "--missing=print"}, w.selection...)...)
	if err != nil {
		return
	}
	defer p.stop()
	readMissing(p.out, w.repo.hashLen, func(id string) bool {
		w.absent[keyOf(id)] = struct{}{}
		return len(w.absent) < w.config.MaxBlobs
	})
}

// readMissing reads the ids on lines that begin with a question mark, until
// take is false.
func readMissing(r *bufio.Reader, hashLen int, take func(id string) bool) {
	for {
		line, err := r.ReadSlice('\n')
		if err != nil {
			return
		}
		if id := string(line[:len(line)-1]); len(id) == hashLen+1 && id[0] == '?' && isHex(id[1:]) && !take(id[1:]) {
			return
		}
	}
}

// present returns the blobs that are not known to be missing, and reports the
// others.
func (w *walk) present(blobs []change) []change {
	if len(w.absent) == 0 {
		return blobs
	}
	kept := blobs[:0]
	for _, b := range blobs {
		if _, absent := w.absent[keyOf(b.id)]; absent {
			w.miss(b)
		} else {
			kept = append(kept, b)
		}
	}
	return kept
}

// miss reports a missing blob.
func (w *walk) miss(b change) {
	if w.missing++; w.missing > maxNotes {
		return
	}
	w.say(&scan.Diagnostic{Kind: scan.DiagMissingObject, Location: scan.Location{Path: b.path, Origin: b.place()},
		Message: "blob " + b.id + " is missing from the repository: the clone is partial or damaged"})
}

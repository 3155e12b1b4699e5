package gitrepo

import (
	"errors"
	"fmt"
	"path"
	"strings"

	"github.com/penstock-dev/penstock/scan"
)

// list passes on what the mode selects, in a fixed order, until take is false.
func (w *walk) list() error {
	switch w.config.Mode {
	case Range:
		return w.listRange()
	case Staged:
		return w.listStaged()
	case Tree:
		return w.listTree()
	default:
		return w.listHistory()
	}
}

// listHistory lists what all refs lead to.
func (w *walk) listHistory() error {
	args := []string{"--all"}
	if w.config.NoStash {
		args = []string{"--exclude=refs/stash", "--all"}
	}
	if w.config.Reflog {
		args = append(args, "--reflog")
	}
	stashes, err := w.stashes()
	if err != nil {
		w.fail(err, "older stashes cannot be listed")
	}
	if err = w.listLog(args, stashes); w.full || !w.going() {
		return err
	}
	if err = errors.Join(err, w.listRefs()); !w.config.Unreachable || w.full || !w.going() {
		return err
	}
	return errors.Join(err, w.listObjects())
}

// listObjects lists the blobs that nothing listed so far.
func (w *walk) listObjects() error {
	p, err := w.repo.start(w.ctx, "", "cat-file", "--batch-all-objects", "--batch-check=%(objecttype) %(objectname)")
	if err != nil {
		return err
	}
	defer p.stop()
	for {
		line, err := p.out.ReadSlice('\n')
		if err != nil {
			return p.end(err)
		}
		id, blob := strings.CutPrefix(string(line[:len(line)-1]), "blob ")
		if !blob || w.excludedBlob(id) {
			continue
		}
		if !w.repo.isID(id) {
			return fmt.Errorf("%s: an object named %.80q", p.name, id)
		}
		if !w.take(change{mode: "100644", id: id, path: "unreachable/" + id, origin: w.unreachable()}) {
			return nil
		}
	}
}

// unreachable returns the origin of contents without a commit, which is never
// nil: it names the blob.
func (w *walk) unreachable() *scan.Origin { return &scan.Origin{Target: w.config.Name} }

// excludedBlob reports whether the caller leaves the blob out at its path.
func (w *walk) excludedBlob(id string) bool {
	_, ok := w.left[keyOf(id)]
	return ok
}

// stashes returns the ids of all stashes: the ref leads to the newest only, the
// others are in its reflog.
func (w *walk) stashes() (ids string, err error) {
	if w.config.NoStash {
		return "", nil
	}
	if ref, err := w.repo.ask(w.ctx, "", "for-each-ref", "--format=%(refname)", "refs/stash"); err != nil || ref != "refs/stash" {
		return "", err
	}
	ids, err = w.repo.ask(w.ctx, "", "rev-list", "--walk-reflogs", "refs/stash", "--")
	return ids + "\n", err
}

func (w *walk) listRange() error {
	ids, err := w.repo.span(w.ctx, w.config)
	if err != nil {
		return err
	}
	return w.listLog(nil, ids)
}

// listLog lists what commits introduce: those that the arguments and ids select.
func (w *walk) listLog(selection []string, ids string) error {
	if w.config.NoMerges {
		selection = append(selection, "--no-merges")
	}
	selection = append(selection, "--stdin", "--")
	w.selection, w.ids = selection, ids
	p, err := w.repo.start(w.ctx, ids, append(logArgs(), selection...)...)
	if err != nil {
		return err
	}
	defer p.stop()
	commits := 0
	reader := &logReader{r: p.out, hashLen: w.repo.hashLen, name: w.config.Name, commit: func(id string) {
		commits++
		if w.repo.shallow[id] {
			w.cut++
		}
	}}
	for {
		c, err := reader.next()
		if err == nil {
			if !w.take(c) {
				return nil
			}
			continue
		}
		if err = p.end(err); err == nil {
			return nil
		}
		return fmt.Errorf("%w (%s)", err, w.coverage(commits, selection, ids))
	}
}

// coverage says how far a log came that broke off.
func (w *walk) coverage(commits int, selection []string, ids string) string {
	total, err := w.repo.ask(w.ctx, ids, append([]string{"rev-list", "--count"}, selection...)...)
	if err != nil || strings.Trim(total, "0123456789") != "" {
		return fmt.Sprintf("commits whose changes were read: %d, of a history that cannot be counted", commits)
	}
	return fmt.Sprintf("the changes of %d of %s commits were read", commits, total)
}

// listRefs lists the blobs and trees that refs name without a commit.
func (w *walk) listRefs() error {
	p, err := w.repo.start(w.ctx, "", "for-each-ref", "--format=%(objecttype) %(objectname) %(*objecttype) %(*objectname) %(refname)")
	if err != nil {
		return err
	}
	defer p.stop()
	for {
		line, err := p.out.ReadSlice('\n')
		if err != nil {
			return p.end(err)
		}
		fields := strings.Split(string(line[:len(line)-1]), " ")
		if len(fields) != 5 {
			return fmt.Errorf("a ref of the form %.80q", line)
		}
		kind, id, ref := fields[0], fields[1], fields[4]
		if kind == "tag" {
			kind, id = fields[2], fields[3]
		}
		more, err := w.takeRef(kind, id, ref)
		if err != nil || !more {
			return err
		}
	}
}

// takeRef takes a ref that leads to no commit.
func (w *walk) takeRef(kind, id, ref string) (more bool, err error) {
	switch kind {
	case "commit":
		return true, nil
	case "tag":
		if _, err := w.repo.commit(w.ctx, ref); err == nil || w.ctx.Err() != nil {
			return w.ctx.Err() == nil, nil
		}
		return w.say(&scan.Diagnostic{Kind: scan.DiagUnsupported, Location: scan.Location{Path: ref}, Message: "a tag of a tag that leads to no commit: not looked at"}), nil
	}
	if !w.repo.isID(id) {
		return false, fmt.Errorf("ref %s: an object named %.80q", ref, id)
	}
	origin := w.origin("")
	if kind == "blob" {
		return w.take(change{mode: "100644", id: id, path: ref, origin: origin}), nil
	}
	return w.takeTree(id, ref+"/", origin)
}

func (w *walk) listTree() error {
	id, err := w.repo.treeOf(w.ctx, w.config)
	if err != nil {
		return err
	}
	w.selection, w.ids = []string{"--max-count=1", "--stdin", "--"}, id+"\n"
	below := w.config.Below
	if below == "" {
		_, err = w.takeTree(id, "", w.origin(id))
		return err
	}
	answer, err := w.repo.ask(w.ctx, "", "ls-tree", "-z", "--full-tree", id, "--", below)
	if err != nil || answer == "" { // what is not there has no files
		return err
	}
	c, err := parseTree(strings.TrimSuffix(answer, "\x00"), w.repo.hashLen)
	if err != nil {
		return err
	}
	c.origin = w.origin(id)
	if c.mode == modeTree {
		_, err = w.takeTree(c.id, "", c.origin)
		return err
	}
	c.path = path.Base(below)
	w.take(c)
	return nil
}

// takeTree takes all that is in a tree.
func (w *walk) takeTree(id, prefix string, origin *scan.Origin) (more bool, err error) {
	p, err := w.repo.start(w.ctx, "", "ls-tree", "-r", "-z", "--full-tree", id)
	if err != nil {
		return false, err
	}
	defer p.stop()
	for {
		line, err := token(p.out)
		var c change
		if err == nil {
			c, err = parseTree(line, w.repo.hashLen)
		}
		if err != nil {
			return true, p.end(err)
		}
		c.path, c.origin = prefix+c.path, origin
		if !w.take(c) {
			return false, nil
		}
	}
}

// listStaged lists what the index has and HEAD has not.
func (w *walk) listStaged() error {
	head, err := w.repo.commit(w.ctx, "HEAD")
	if err != nil { // before the first commit; if HEAD is broken, more is looked at
		if head, err = w.repo.ask(w.ctx, "", "hash-object", "-t", "tree", "--stdin"); err != nil {
			return err
		}
	}
	w.selection, w.ids = []string{"--max-count=1", "--stdin", "--"}, head+"\n"
	p, err := w.repo.start(w.ctx, "", "diff-index", "--cached", "--raw", "-z", "--no-renames", "--no-abbrev", "--ignore-submodules=none", head, "--")
	if err != nil {
		return err
	}
	defer p.stop()
	for {
		line, err := token(p.out)
		if err != nil {
			return p.end(err)
		}
		mode, id, status, err := parseRaw(line, w.repo.hashLen)
		var name string
		if err == nil {
			name, err = token(p.out)
		}
		if err != nil {
			return p.end(midway(err))
		}
		if !w.takeStaged(change{mode: mode, id: id, path: name, origin: w.origin("")}, status) {
			return nil
		}
	}
}

func (w *walk) takeStaged(c change, status string) bool {
	switch {
	case status == "U":
		return w.say(&scan.Diagnostic{Kind: scan.DiagUnreadable, Location: scan.Location{Path: cleanPath(c.path), Origin: c.origin},
			Message: "an unresolved merge conflict: there is nothing staged to look at"})
	case c.mode == modeNone:
		return true
	default:
		return w.take(c)
	}
}

// origin returns the origin of entries of a known commit, or of none.
func (w *walk) origin(commit string) *scan.Origin {
	if commit == "" && w.config.Name == "" {
		return nil
	}
	return &scan.Origin{Target: w.config.Name, Commit: commit}
}

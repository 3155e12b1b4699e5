package scan

import (
	"cmp"
	"errors"
	"io"
	"io/fs"
	"slices"
	"syscall"

	"github.com/penstock-dev/penstock/internal/gitignore"
	"github.com/penstock-dev/penstock/internal/gitindex"
)

// ignores are the .gitignore files in force where a walk is, and what Git
// tracks in spite of them.
type ignores struct {
	off   bool
	root  node
	say   func(*Diagnostic) bool // false when the walk is over
	over  bool
	files []ignoreFile

	asked   bool
	tracked *gitindex.Index
}

// ignoreFile is a .gitignore file that is in force.
type ignoreFile struct {
	dir   string // with trailing slash, or empty at the root
	rules *gitignore.Rules
}

// ruleFile is a folder's .gitignore file as the walk has read it.
type ruleFile struct {
	text     []byte // nil when there is none, or not all of it was read
	reported bool   // it could not be read, and that has been said
}

// The most that is read of a .gitignore file and of Git's index.
const (
	maxRuleFile = 1 << 20
	maxIndex    = 256 << 20
)

// enter reads the folder's .gitignore file, if there is one; its text serves
// again when the file is looked at. It returns false when the walk is over.
func (g *ignores) enter(n node, at folder, list []fs.DirEntry) (ruleFile, bool) {
	i, found := slices.BinarySearchFunc(list, ".gitignore", func(d fs.DirEntry, name string) int { return cmp.Compare(d.Name(), name) })
	if g.off || at.ignored || !found || !list[i].Type().IsRegular() {
		return ruleFile{}, true
	}
	full := at.dir + ".gitignore"
	text, err := readSome(n, ".gitignore", maxRuleFile)
	if err != nil {
		return ruleFile{reported: true}, g.report(DiagUnreadable, full, "the ignore rules cannot be read", err)
	}
	rules := gitignore.Parse(text)
	g.files = append(g.files, ignoreFile{at.dir, rules})
	switch {
	case len(text) == maxRuleFile:
		return ruleFile{}, g.report(DiagLimit, full, "only the first megabyte of ignore rules is used", nil)
	case rules.Truncated():
		return ruleFile{text: text}, g.report(DiagLimit, full, "there are too many ignore rules: only the first are used", nil)
	}
	return ruleFile{text: text}, true
}

// leave forgets the folder's rules.
func (g *ignores) leave(at folder) {
	if n := len(g.files); n > 0 && g.files[n-1].dir == at.dir {
		g.files = g.files[:n-1]
	}
}

// judge says whether rules ignore a path, and whether it is to be left out
// because Git does not track it, or nothing below it, either.
func (g *ignores) judge(full string, dir, inIgnored bool) (ignored, untracked bool) {
	if g.off {
		return false, false
	}
	if ignored = inIgnored || g.match(full, dir); !ignored {
		return false, false
	}
	tracked := g.index()
	return true, dir && !tracked.HasDir(full) || !dir && !tracked.HasFile(full)
}

// match judges by the innermost file that has something to say.
func (g *ignores) match(full string, dir bool) bool {
	for _, f := range slices.Backward(g.files) {
		if out, decided := f.rules.Match(full[len(f.dir):], dir); decided {
			return out
		}
	}
	return false
}

// index returns what Git tracks, read when it is first asked for. A tree
// without an index tracks nothing.
func (g *ignores) index() *gitindex.Index {
	if g.asked {
		return g.tracked
	}
	g.asked = true
	data, err := readSome(g.root, ".git/index", maxIndex)
	if err == nil && len(data) == maxIndex {
		err = errors.New("it is too large")
	}
	if err == nil {
		g.tracked, err = gitindex.Parse(data)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		// A .git that is a file leads to a repository outside of the target.
		g.over = !g.say(&Diagnostic{Kind: DiagUnsupported, Note: errors.Is(err, syscall.ENOTDIR), Location: Location{Path: ".git/index"},
			Message: "what Git tracks is not known: tracked files that ignore rules name are left out", Err: cause(err)})
	}
	return g.tracked
}

func (g *ignores) report(kind DiagnosticKind, full, message string, err error) bool {
	return g.say(&Diagnostic{Kind: kind, Location: Location{Path: full}, Message: message, Err: cause(err)})
}

func readSome(n node, name string, limit int64) ([]byte, error) {
	f, err := n.open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, limit))
}

package gitrepo

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/internal/gitignore"
	"github.com/penstock-dev/penstock/scan"
)

// Mode says what of a repository is looked at.
type Mode string

// The modes of a target.
const (
	// History is every content that the repository's history has.
	History Mode = ""
	// Range is what the commits that are reachable from Head, but not from
	// Base, introduce: the commits of a pull request. A content counts when the
	// path did not have it in any parent of the commit.
	Range Mode = "range"
	// Staged is the whole content of every file that the index adds to HEAD or
	// changes, for a pre-commit hook. Entries have no origin.
	Staged Mode = "staged"
	// Tree is the tree of the commit Head, path by path. Nothing needs to be
	// checked out. Origins name that commit, and no author.
	Tree Mode = "tree"
)

// Config configures a [Target]. The zero value is the whole history of the
// repository in the working directory.
type Config struct {
	// Path of the repository: the root of a work tree, a bare repository or a
	// .git folder. Empty means the working directory. Folders above it are not
	// searched.
	Path string
	// Git is the git command, by path or by name; empty means "git". A name is
	// looked up when the target is walked.
	Git string
	// Mode says what is looked at.
	Mode Mode
	// Base is the revision that a Range begins after; empty means at the
	// roots. In a Tree it asks, unless it is empty, for the tree of the newest commit
	// that both Base and Head come from: where a branch began.
	Base string
	// Head is the revision that a Range ends with, and that of a Tree; empty
	// means HEAD.
	Head string
	// Below is the folder or file of a Tree that is looked at, from the root of the
	// repository; empty means all. Paths lead from that folder. What the tree does not
	// have has no entries.
	Below string
	// NoStash leaves the stashes out of a History.
	NoStash bool
	// Reflog adds to a History the commits that only reflogs lead to.
	Reflog bool
	// Unreachable adds to a History the contents that no commit of it leads to:
	// what was staged and never committed, what rebases and resets left behind
	// and no reflog knows any more. Their paths are unknown: they come last, as
	// "unreachable/" and their ids.
	Unreachable bool
	// NoMerges leaves out what merges alone introduce.
	NoMerges bool
	// Exclude holds patterns in the syntax of .gitignore files, relative to the
	// root of the repository; what they match is left out.
	Exclude []string
	// Name, unless it is empty, becomes Origin.Target of every entry, so that
	// several targets of one run can be told apart.
	Name string
	// HookEnv is the environment in which git called a hook, each variable as
	// NAME=value. Only GIT_INDEX_FILE, GIT_OBJECT_DIRECTORY,
	// GIT_ALTERNATE_OBJECT_DIRECTORIES and GIT_QUARANTINE_PATH are passed on:
	// without them, a hook looks at another index, or misses objects that are
	// being received.
	HookEnv []string
	// AllowForeignOwner looks at a repository that another user owns, as is
	// common in containers.
	AllowForeignOwner bool
	// MaxBlobs bounds the contents of a History or Range, of which each takes
	// about 50 bytes of memory; 0 means 8 Mi. What is above is reported.
	MaxBlobs int
	// LargeBlob is the size in bytes above which Entry.Changed is told for a
	// text of a History or Range whose last version at the same path is still
	// held, so that analyzers can pass over what stayed. For that the walk holds
	// up to 12 MiB of text. 0 means 256 KiB, -1 never.
	LargeBlob int64
}

const (
	defaultMaxBlobs  = 8 << 20
	defaultLargeBlob = 256 << 10
)

// Target is a Git repository. It is immutable and safe for concurrent use.
type Target struct {
	config  Config
	exclude *gitignore.Rules
}

var _ scan.Target = (*Target)(nil)

// New returns a target, or an error that names what is wrong with the
// configuration. The repository is not touched until the target is walked.
func New(config Config) (*Target, error) {
	if err := config.check(); err != nil {
		return nil, fmt.Errorf("gitrepo: %w", err)
	}
	config.Exclude, config.HookEnv = slices.Clone(config.Exclude), slices.Clone(config.HookEnv)
	if config.Path == "" {
		config.Path = "."
	}
	if config.Git == "" {
		config.Git = "git"
	}
	if config.Head == "" {
		config.Head = "HEAD"
	}
	if config.MaxBlobs == 0 {
		config.MaxBlobs = defaultMaxBlobs
	}
	if config.LargeBlob == 0 {
		config.LargeBlob = defaultLargeBlob
	}
	return &Target{config, gitignore.Parse([]byte(strings.Join(config.Exclude, "\n")))}, nil
}

func (c *Config) check() error {
	switch {
	case !slices.Contains([]Mode{History, Range, Staged, Tree}, c.Mode):
		return fmt.Errorf("unknown mode %q", c.Mode)
	case c.Base != "" && c.Mode != Range && c.Mode != Tree:
		return errors.New("a base is for the modes Range and Tree")
	case c.Below != "" && (c.Mode != Tree || !fs.ValidPath(c.Below) || c.Below == "."):
		return errors.New("a path below the root is for the mode Tree, and has no detours")
	case c.Head != "" && c.Mode != Range && c.Mode != Tree:
		return errors.New("a head is for the modes Range and Tree")
	case (c.NoStash || c.Reflog || c.Unreachable) && c.Mode != History:
		return errors.New("NoStash, Reflog and Unreachable are for the mode History")
	case c.NoStash && c.Unreachable:
		return errors.New("NoStash contradicts Unreachable: stashes would be unreachable")
	case c.NoStash && c.Reflog:
		return errors.New("NoStash contradicts Reflog: a reflog holds the stashes")
	case c.NoMerges && c.Mode != History && c.Mode != Range:
		return errors.New("NoMerges is for the modes History and Range")
	case c.MaxBlobs < 0:
		return errors.New("MaxBlobs must not be negative")
	case c.LargeBlob < -1:
		return errors.New("LargeBlob must be -1 or more")
	}
	for _, rev := range []string{c.Base, c.Head} {
		if strings.HasPrefix(rev, "-") || strings.ContainsAny(rev, "\x00\n") {
			return fmt.Errorf("%q is no revision", rev)
		}
	}
	return nil
}

// Entries implements [scan.Target]. Entries are Sequential. Each iteration runs
// git anew; when it is over, also by a break, no process, goroutine or file is
// left.
func (t *Target) Entries(ctx context.Context) iter.Seq2[*scan.Entry, error] {
	return func(yield func(*scan.Entry, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		w := &walk{ctx: ctx, Target: t, yield: yield}
		repo, err := open(ctx, t.config)
		if err != nil {
			w.fail(err, "the repository cannot be opened")
			return
		}
		w.repo = repo
		w.run()
	}
}

// excluded reports whether the caller leaves a path out, by itself or by a
// folder above it.
func (t *Target) excluded(path string) bool {
	if t.exclude.Empty() {
		return false
	}
	for i, c := range path {
		if c == '/' {
			if ignored, _ := t.exclude.Match(path[:i], true); ignored {
				return true
			}
		}
	}
	ignored, _ := t.exclude.Match(path, false)
	return ignored
}

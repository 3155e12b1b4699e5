package cli

import (
	"context"
	"flag"
	"fmt"
	"os"
	"strings"

	"github.com/penstock-dev/penstock/scan"
)

// Repository is what the flags -history, -range, -staged and -base ask for. With none
// of Range, Staged and Tree it is the whole history.
//
// A target that has a method Check(context.Context) error is asked by it, before
// anything is looked at, what keeps it from being walked, such as a revision that is
// not there.
type Repository struct {
	// Path of the repository.
	Path string
	// Name tells several repositories of one run apart; empty for the only one.
	Name string
	// Range asks for what the commits after Base up to Head introduce.
	Range      bool
	Base, Head string
	// Staged asks for what is staged for the next commit.
	Staged bool
	// Tree asks for the tree of Head, or, if Base is given, for that of the newest
	// commit that both come from.
	Tree bool
	// Below is the folder or file of a Tree that is looked at, from the root of the
	// repository, and from which paths lead; empty for all.
	Below string
	// Exclude holds patterns in the syntax of .gitignore files.
	Exclude []string
	// AllowForeignOwner looks at repositories that another user owns.
	AllowForeignOwner bool
}

// repositoryFlags are the flags that make targets of repositories.
type repositoryFlags struct {
	history, staged, foreign bool
	span                     string
}

func (f *repositoryFlags) add(flags *flag.FlagSet) {
	flags.BoolVar(&f.history, "history", false, "look at every content in the history of the Git repositories at the paths")
	flags.StringVar(&f.span, "range", "", "look at what the commits in the `range` A..B introduce, such as those of a pull request")
	flags.BoolVar(&f.staged, "staged", false, "look at what is staged for the next commit, such as in a pre-commit hook")
	flags.BoolVar(&f.foreign, "allow-foreign-owner", false, "look at Git repositories too that another user owns")
}

// any reports whether targets are repositories.
func (f *repositoryFlags) any() bool { return f.history || f.staged || f.span != "" }

// past reports whether what is looked at may be gone by now.
func (f *repositoryFlags) past() bool { return f.history || f.span != "" }

// some reports whether only some of a repository is looked at, which may well
// be nothing: a change that only deletes.
func (f *repositoryFlags) some() bool { return f.staged || f.span != "" }

// selection returns what the flags select, still without a path.
func (f *repositoryFlags) selection() (Repository, error) {
	r := Repository{Staged: f.staged, Range: f.span != "", AllowForeignOwner: f.foreign}
	if f.history && (r.Range || r.Staged) || r.Range && r.Staged {
		return r, usageError("-history, -range and -staged exclude each other")
	}
	if !r.Range {
		return r, nil
	}
	var ok bool
	r.Base, r.Head, ok = strings.Cut(f.span, "..")
	if !ok || r.Base == "" || strings.HasPrefix(r.Head, ".") {
		return r, usageError("-range %s: want A..B, or A.. for A..HEAD", f.span)
	}
	return r, nil
}

// option returns the flag that selects, as the user gave it.
func (f *repositoryFlags) option() string {
	switch {
	case f.span != "":
		return "-range " + f.span
	case f.staged:
		return "-staged"
	}
	return "-history"
}

// check returns what keeps a target from being walked, if it tells.
func check(ctx context.Context, t scan.Target) error {
	if own, ok := t.(interface{ Check(context.Context) error }); ok {
		return own.Check(ctx)
	}
	return nil
}

// repositories makes targets of the repositories at the paths.
func (c *command) repositories(ctx context.Context, paths []string, f *scanFlags) ([]scan.Target, error) {
	r, err := f.repository.selection()
	if err != nil {
		return nil, err
	}
	r.Exclude = f.exclude
	var targets []scan.Target
	for _, p := range paths {
		if info, err := os.Stat(p); err != nil {
			return nil, usageError("%v", err)
		} else if !info.IsDir() {
			return nil, usageError("%s is no repository", p)
		}
		if r.Path = p; len(paths) > 1 {
			r.Name = p
		}
		target, err := c.Config.Repository(r)
		if err != nil {
			return nil, usageError("%v", err)
		}
		if err := check(ctx, target); err != nil {
			return nil, fmt.Errorf("%s: %s: %w", f.repository.option(), p, err)
		}
		targets = append(targets, target)
	}
	return targets, nil
}

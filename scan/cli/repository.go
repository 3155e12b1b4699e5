package cli

import (
	"flag"
	"os"
	"strings"

	"github.com/penstock-dev/penstock/scan"
)

// Repository is what the flags -history, -range and -staged ask for. With none
// of Range and Staged it is the whole history.
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

// repositories makes targets of the repositories at the paths.
func (c *command) repositories(paths []string, f *scanFlags) ([]scan.Target, error) {
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
		targets = append(targets, target)
	}
	return targets, nil
}

package gitrepo

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
)

// RevisionError says that a repository has no commit of a name.
type RevisionError struct {
	// Revision is the name, as it was given.
	Revision string
	// Shallow says that the clone was cut, so that the commit may only be missing here.
	Shallow bool
	// Err is how git puts it.
	Err error
}

// Error says what is missing, and how to get it.
func (e *RevisionError) Error() string {
	if e.Shallow {
		return fmt.Sprintf("the clone is shallow and has no revision %q: 'git fetch --unshallow' brings what was cut off (for actions/checkout, fetch-depth: 0), 'git fetch' what is newer", e.Revision)
	}
	return fmt.Sprintf("the repository has no revision %q: 'git branch -a' and 'git tag' list what there is, 'git fetch' brings what the server has", e.Revision)
}

// Unwrap returns the words of git.
func (e *RevisionError) Unwrap() error { return e.Err }

// ErrNoAncestor is wrapped by the error about two revisions that have no commit in
// common, be it that a shallow clone was cut in front of it.
var ErrNoAncestor = errors.New("no commit that both come from is in the repository")

// Check returns what would keep a walk from beginning: git is missing, there is no
// repository, or a revision of the configuration is not in it, for which the error is
// a *[RevisionError]. It leaves no process behind.
func (t *Target) Check(ctx context.Context) error {
	repo, err := open(ctx, t.config)
	if err != nil {
		return err
	}
	switch t.config.Mode {
	case Range:
		_, err = repo.span(ctx, t.config)
	case Tree:
		_, err = repo.treeOf(ctx, t.config)
	}
	return err
}

// commit resolves a revision to the id of a commit.
func (r *repository) commit(ctx context.Context, rev string) (string, error) {
	id, err := r.ask(ctx, "", "rev-parse", "--verify", "--end-of-options", rev+"^{commit}")
	switch {
	case err != nil && strings.Contains(err.Error(), "Needed a single revision"):
		return "", &RevisionError{Revision: rev, Shallow: len(r.shallow) > 0, Err: err}
	case err != nil:
		return "", fmt.Errorf("revision %q: %w", rev, err)
	case !r.isID(id):
		return "", fmt.Errorf("revision %q: git answers %q", rev, id)
	}
	return id, nil
}

// span returns the commits that a Range begins behind and ends with, as lines for git.
func (r *repository) span(ctx context.Context, c Config) (string, error) {
	head, err := r.commit(ctx, c.Head)
	if err != nil || c.Base == "" {
		return head + "\n", err
	}
	base, err := r.commit(ctx, c.Base)
	return head + "\n^" + base + "\n", err
}

// treeOf returns the commit whose tree a Tree is.
func (r *repository) treeOf(ctx context.Context, c Config) (string, error) {
	head, err := r.commit(ctx, c.Head)
	if err != nil || c.Base == "" {
		return head, err
	}
	base, err := r.commit(ctx, c.Base)
	if err != nil {
		return "", err
	}
	id, err := r.ask(ctx, "", "merge-base", base, head)
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit) && exit.ExitCode() == 1:
		return "", fmt.Errorf("revisions %q and %q: %w", c.Base, c.Head, ErrNoAncestor)
	case err != nil:
		return "", fmt.Errorf("what %q and %q have in common: %w", c.Base, c.Head, err)
	case !r.isID(id):
		return "", fmt.Errorf("what %q and %q have in common: git answers %q", c.Base, c.Head, id)
	}
	return id, nil
}

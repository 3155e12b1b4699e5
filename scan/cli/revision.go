package cli

import (
	"context"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/penstock-dev/penstock/scan"
)

// revision is the commit that a run is compared with.
type revision struct {
	name   string // as the user gave it
	left   bool   // it is where HEAD left that one
	commit string // once its files were listed
}

// String says for a person which commit it is.
func (r *revision) String() string {
	hash := r.commit[:min(len(r.commit), 12)]
	switch {
	case r.left && r.name != "HEAD":
		return strings.TrimSpace("commit "+hash) + ", at which HEAD left " + r.name
	case r.left:
		return strings.TrimSpace("HEAD " + hash)
	}
	return strings.TrimSpace(r.name+" "+hash) + " itself, for the commit at which HEAD left it is not in the repository"
}

// beforeCommit returns what a revision of the repository around each of the paths has
// there.
//
// The tree is that of the commit at which HEAD left the revision: what others have
// brought to a branch meanwhile is no part of the change. For an ancestor of HEAD that
// is the ancestor itself. Where the repository has no such commit, as in a shallow
// clone, it is the tree of the revision.
func (c *command) beforeCommit(ctx context.Context, paths []string, f *scanFlags) ([]scan.Target, *revision, error) {
	r := &revision{name: f.base}
	var targets []scan.Target
	for _, p := range paths {
		if p == "-" {
			return nil, nil, usageError("-base %s: there is no such path, and standard input is of no repository", f.base)
		}
		info, err := os.Stat(p)
		if err != nil {
			return nil, nil, usageError("%v", err)
		}
		target, err := c.treeBefore(ctx, p, info.IsDir(), r, f)
		if err != nil {
			return nil, nil, fmt.Errorf("-base %s: there is no such path, and as a revision: %w", f.base, err)
		}
		targets = append(targets, target)
	}
	return targets, r, nil
}

// treeBefore returns what the revision has at one path, under that path.
func (c *command) treeBefore(ctx context.Context, at string, dir bool, rev *revision, f *scanFlags) (scan.Target, error) {
	root, below, err := worktree(at)
	if err != nil {
		return nil, err
	}
	r := Repository{Path: root, Tree: true, Head: f.base, Below: below, AllowForeignOwner: f.repository.foreign}
	front := path.Dir(pathBelow(filepath.ToSlash(filepath.Clean(at))))
	if dir {
		front, r.Exclude = prefix(at), f.exclude
	}
	var target scan.Target
	for _, r.Base = range []string{"HEAD", ""} {
		if target, err = c.Config.Repository(r); err == nil {
			err = check(ctx, target)
		}
		if err == nil {
			rev.left = r.Base != ""
			return renamed{target, func(e *scan.Entry) string {
				if e.Origin != nil {
					rev.commit = e.Origin.Commit
				}
				return path.Join(front, e.Path)
			}}, nil
		}
	}
	return nil, err
}

// worktree returns the root of the work tree that a path is in, and the way from
// there to the path; "" for the root itself.
func worktree(at string) (root, below string, err error) {
	full, err := filepath.Abs(at)
	if err == nil {
		full, err = filepath.EvalSymlinks(full)
	}
	if err != nil {
		return "", "", err
	}
	for root = full; ; root = filepath.Dir(root) {
		if _, err := os.Lstat(filepath.Join(root, ".git")); err == nil {
			break
		}
		if root == filepath.Dir(root) {
			return "", "", fmt.Errorf("%s is in no Git repository", at)
		}
	}
	if below, err = filepath.Rel(root, full); err != nil || below == "." {
		return root, "", err
	}
	return root, filepath.ToSlash(below), nil
}

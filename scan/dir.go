package scan

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"iter"
	"os"
	"path"
	"path/filepath"
	"strings"
	"sync/atomic"
)

// Dir returns a target of the folder at path and everything below it.
//
// Files are opened through [os.Root], so nothing outside of the folder is ever
// read, whatever symbolic links say. Links are not followed: what they point
// at inside of the folder is visited under its own name, and a link that leads
// out of the folder or nowhere is noted. Folders named .git are never entered.
// Files that .gitignore files inside of the folder leave out are left out, but
// for those that Git tracks all the same; a TreeConfig can switch that off.
func Dir(path string, config TreeConfig) Target { return dirTarget{path, config} }

type dirTarget struct {
	path   string
	config TreeConfig
}

func (t dirTarget) Entries(ctx context.Context) iter.Seq2[*Entry, error] {
	return walkTree(ctx, t.config, func() (node, error) {
		root, err := os.OpenRoot(t.path)
		if err != nil {
			return nil, err
		}
		return &dirNode{handle: newHandle(root), dir: "."}, nil
	})
}

// handle is an open folder that is closed when nobody uses it any more.
type handle struct {
	root *os.Root
	refs atomic.Int32
}

func newHandle(root *os.Root) *handle {
	h := &handle{root: root}
	h.refs.Store(1)
	return h
}

func (h *handle) keep() { h.refs.Add(1) }

func (h *handle) release() {
	if h.refs.Add(-1) == 0 {
		h.root.Close()
	}
}

// maxHandles bounds the nested folders that are held open at once; folders
// below are reached through the last of them.
const maxHandles = 48

// dirNode is a folder: dir below an open handle. Each folder has a handle of
// its own down to maxHandles, so that opening a file takes one system call,
// not one for each element of its path.
type dirNode struct {
	*handle
	dir   string   // relative to the handle, "." for the handle itself
	top   *dirNode // the tree's root; nil in the root itself
	path  string   // relative to the tree's root
	depth int
}

func (n *dirNode) rel(name string) string {
	if n.dir == "." {
		return name
	}
	return n.dir + "/" + name
}

func (n *dirNode) list() ([]fs.DirEntry, error) {
	f, err := n.root.Open(n.dir)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	list, err := f.ReadDir(-1)
	sortEntries(list)
	return list, err
}

func (n *dirNode) info(d fs.DirEntry) (fs.FileInfo, error) { return n.root.Lstat(n.rel(d.Name())) }

func (n *dirNode) open(name string) (io.ReadCloser, error) { return n.root.Open(n.rel(name)) }

func (n *dirNode) sub(name string) (node, error) {
	child := &dirNode{top: n.top, path: path.Join(n.path, name), depth: n.depth + 1}
	if child.top == nil {
		child.top = n
	}
	if child.depth > maxHandles {
		n.keep()
		child.handle, child.dir = n.handle, n.rel(name)
		return child, nil
	}
	root, err := n.root.OpenRoot(name)
	if err != nil {
		return nil, err
	}
	child.handle, child.dir = newHandle(root), "."
	return child, nil
}

func (n *dirNode) linkProblem(name string) string {
	link, err := n.root.Readlink(n.rel(name))
	if err != nil {
		return "a symbolic link that cannot be read"
	}
	if escapes(n.path, filepath.ToSlash(link)) {
		return "a symbolic link that leads out of the target: not followed"
	}
	top := n.top
	if top == nil {
		top = n
	}
	if _, err := top.root.Stat(path.Join(n.path, name)); err != nil {
		return "a symbolic link that leads nowhere"
	}
	return ""
}

// Files returns a target of single files, given by their paths. A path that is
// relative and stays below the working directory is kept, so that it can still
// tell what the file is; any other loses what leads to the root or upwards.
func Files(paths ...string) Target { return fileTarget(paths) }

type fileTarget []string

func (t fileTarget) Entries(ctx context.Context) iter.Seq2[*Entry, error] {
	return func(yield func(*Entry, error) bool) {
		for _, p := range t {
			if ctx.Err() != nil || !yield(fileEntry(p)) {
				return
			}
		}
	}
}

func fileEntry(p string) (*Entry, error) {
	name := filepath.ToSlash(filepath.Clean(p))
	for !fs.ValidPath(name) && strings.Contains(name, "/") {
		_, name, _ = strings.Cut(name, "/")
	}
	info, err := os.Stat(p)
	if err == nil && info.IsDir() {
		err = errors.New("it is a folder")
	}
	if err != nil {
		return nil, &Diagnostic{Kind: DiagUnreadable, Location: Location{Path: name}, Message: "the file cannot be opened", Err: cause(err)}
	}
	size := info.Size()
	if !info.Mode().IsRegular() {
		size = -1 // a pipe that the caller named
	}
	return &Entry{Path: name, Size: size, Mode: info.Mode(), Open: func(context.Context) (io.ReadCloser, error) { return os.Open(p) }}, nil
}

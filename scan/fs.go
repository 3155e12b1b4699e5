package scan

import (
	"bytes"
	"cmp"
	"context"
	"io"
	"io/fs"
	"iter"
	"path"
	"slices"
)

// FS returns a target of everything in a file system, walked as [Dir] walks.
// Symbolic links are not followed. The file system must be safe for concurrent
// use.
func FS(fsys fs.FS, config TreeConfig) Target { return fsTarget{fsys, config} }

type fsTarget struct {
	fsys   fs.FS
	config TreeConfig
}

func (t fsTarget) Entries(ctx context.Context) iter.Seq2[*Entry, error] {
	return walkTree(ctx, t.config, func() (node, error) { return fsNode{t.fsys, "."}, nil })
}

// fsNode is a folder of an fs.FS.
type fsNode struct {
	fsys fs.FS
	path string
}

func (n fsNode) list() ([]fs.DirEntry, error) {
	list, err := fs.ReadDir(n.fsys, n.path)
	sortEntries(list)
	return list, err
}

func (n fsNode) info(d fs.DirEntry) (fs.FileInfo, error) { return d.Info() }

func (n fsNode) open(name string) (io.ReadCloser, error) {
	return n.fsys.Open(path.Join(n.path, name))
}

func (n fsNode) sub(name string) (node, error) {
	return fsNode{n.fsys, path.Join(n.path, name)}, nil
}

func (n fsNode) linkProblem(name string) string {
	full := path.Join(n.path, name)
	link, err := fs.ReadLink(n.fsys, full)
	if err != nil {
		return "a symbolic link that cannot be read: not followed"
	}
	if escapes(n.path, link) {
		return "a symbolic link that leads out of the target: not followed"
	}
	if _, err := fs.Stat(n.fsys, full); err != nil {
		return "a symbolic link that leads nowhere"
	}
	return ""
}

func (fsNode) keep()    {}
func (fsNode) release() {}

func sortEntries(list []fs.DirEntry) {
	slices.SortFunc(list, func(a, b fs.DirEntry) int { return cmp.Compare(a.Name(), b.Name()) })
}

// Bytes returns a target of one file with the given name and content, which
// must not change during a run.
func Bytes(name string, data []byte) Target {
	return entryTarget{Entry{Path: name, Size: int64(len(data)), Open: func(context.Context) (io.ReadCloser, error) {
		return io.NopCloser(bytes.NewReader(data)), nil
	}}}
}

// Reader returns a target of one file whose content is read from r, once, such
// as standard input. The target can be used for one run.
func Reader(name string, r io.Reader) Target {
	return entryTarget{Entry{Path: name, Size: -1, Open: func(context.Context) (io.ReadCloser, error) {
		return io.NopCloser(r), nil
	}}}
}

type entryTarget struct{ entry Entry }

func (t entryTarget) Entries(context.Context) iter.Seq2[*Entry, error] {
	return func(yield func(*Entry, error) bool) {
		e := t.entry
		yield(&e, nil)
	}
}

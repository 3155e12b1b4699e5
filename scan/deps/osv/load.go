package osv

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"path"
	"slices"
)

// ErrEmpty is wrapped by the error of an input without any readable record.
var ErrEmpty = errors.New("no OSV record found")

// Config says how to load. Its zero value loads everything within the default
// limits.
type Config struct {
	// Ecosystems names those to load, without suffixes; nil loads all.
	Ecosystems []string
	// InMemory reads index files into memory at once, and does not keep them
	// open. What is no index is read into memory anyway.
	InMemory bool
	// Limits bound what is read.
	Limits Limits
	// Decode reads files with other names than *.json; nil leaves them out. It
	// returns nil without an error for a file that is no advisory. Package
	// foreign has one for the formats of other databases.
	Decode func(name string, data []byte) (*Record, error)
}

// Limits bound what is read from untrusted archives. Each zero field means its
// default. What lies beyond a limit is left out and told by a diagnostic.
type Limits struct {
	// RecordBytes is the largest size of a record, 64 MiB by default.
	RecordBytes int64
	// TotalBytes is the largest size of all records together, 16 GiB by
	// default.
	TotalBytes int64
	// Ratio is how many times larger than its compressed form a record may be,
	// 300 by default; it does not count below 1 MiB.
	Ratio int64
}

func (l Limits) withDefaults() Limits {
	if l.RecordBytes == 0 {
		l.RecordBytes = 64 << 20
	}
	if l.TotalBytes == 0 {
		l.TotalBytes = 16 << 30
	}
	if l.Ratio == 0 {
		l.Ratio = 300
	}
	return l
}

// LoadZip loads one archive of records. Every ecosystem that a record mentions
// counts as complete.
func LoadZip(ctx context.Context, r io.ReaderAt, size int64, cfg Config) (*Database, error) {
	l := newLoader(cfg)
	if err := l.zip("", r, size); err != nil {
		return nil, fmt.Errorf("loading OSV records: %w", err)
	}
	return l.load(ctx)
}

// Load loads the records below the root of a file system: every all.zip, and
// every JSON file in a folder without one. A folder with an all.zip is named
// after its ecosystem, whose records are then complete; where there is no such
// folder, every ecosystem that a record mentions counts as complete. The tree
// of the Go vulnerability database (folders "ID" and "index") is read too, as
// is a folder of index files, by [OpenIndexes].
func Load(ctx context.Context, fsys fs.FS, cfg Config) (*Database, error) {
	if hasIndexes(fsys) {
		return OpenIndexes(fsys, cfg)
	}
	l := newLoader(cfg)
	defer l.close()
	if err := l.root(fsys); err != nil {
		return nil, fmt.Errorf("loading OSV records: %w", err)
	}
	return l.load(ctx)
}

// root adds the records of a tree.
func (l *loader) root(fsys fs.FS) error {
	if info, err := fs.Stat(fsys, "index/db.json"); err == nil && !info.IsDir() && l.wants("Go") {
		return l.folder(fsys, "ID", "Go")
	}
	return l.folder(fsys, ".", "")
}

// folder adds the records of a folder and of those below it. The bucket has
// one level of folders.
func (l *loader) folder(fsys fs.FS, dir, ecosystem string) error {
	list, err := fs.ReadDir(fsys, dir)
	if err != nil {
		return err
	}
	archive := slices.ContainsFunc(list, func(d fs.DirEntry) bool { return d.Name() == "all.zip" && !d.IsDir() })
	for _, d := range list {
		name := path.Join(dir, d.Name())
		switch {
		case d.IsDir() && dir == ".":
			if sub := folderEcosystem(d.Name()); l.wants(sub) {
				if err := l.folder(fsys, name, sub); err != nil {
					l.problem(name, "", "folder not read", err)
				}
			}
		case archive && d.Name() == "all.zip":
			l.archive(fsys, name, ecosystem)
		case !archive && !d.IsDir() && l.file(name):
			if ecosystem != "" {
				l.complete[ecosystem] = true
			}
			l.jobs = append(l.jobs, job{from: &source{name: name, fsys: fsys}})
		}
	}
	return nil
}

// folderEcosystem returns the ecosystem that a folder of the bucket is named
// after; spaces in it may be escaped.
func folderEcosystem(name string) string {
	if decoded, err := url.PathUnescape(name); err == nil {
		return decoded
	}
	return name
}

// archive adds the members of an archive in a file system.
func (l *loader) archive(fsys fs.FS, name, ecosystem string) {
	f, err := fsys.Open(name)
	if err != nil {
		l.problem(name, "", "archive not read", err)
		return
	}
	l.opened = append(l.opened, f)
	r, size, err := readerAt(f)
	if err == nil {
		err = l.zip(name, r, size)
	}
	if err != nil {
		l.problem(name, "", "archive not read", err)
		return
	}
	if ecosystem != "" {
		l.complete[ecosystem] = true
	}
}

// archiveBytes bounds an archive on a file system without random access, which
// is read into memory.
const archiveBytes = 2 << 30

// readerAt gives random access to a file.
func readerAt(f fs.File) (io.ReaderAt, int64, error) {
	info, err := f.Stat()
	if err != nil {
		return nil, 0, err
	}
	if r, ok := f.(io.ReaderAt); ok {
		return r, info.Size(), nil
	}
	data, err := io.ReadAll(io.LimitReader(f, archiveBytes+1))
	if err != nil {
		return nil, 0, err
	}
	if len(data) > archiveBytes {
		return nil, 0, fmt.Errorf("larger than %d bytes", int64(archiveBytes))
	}
	return bytes.NewReader(data), int64(len(data)), nil
}

// zip adds the members of an archive.
func (l *loader) zip(name string, r io.ReaderAt, size int64) error {
	z, err := zip.NewReader(&window{source: r}, size)
	if err != nil {
		return err
	}
	from := &source{name: name}
	l.jobs = slices.Grow(l.jobs, len(z.File))
	for _, f := range z.File {
		if l.file(f.Name) && path.Dir(f.Name) != "index" { // the Go database's
			l.jobs = append(l.jobs, job{member: f, from: from})
		}
	}
	clear(z.File) // the jobs let go of members that were read
	return nil
}

// file reports whether a file may be a record by its name.
func (l *loader) file(name string) bool {
	switch path.Ext(name) {
	case ".json":
		return true
	case ".yaml", ".yml", ".md", ".toml":
		return l.decode != nil
	}
	return false
}

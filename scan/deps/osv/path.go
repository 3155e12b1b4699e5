package osv

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// LoadPath loads the file or the folder with a path of the operating system: an
// all.zip, an index file, a tar archive of an advisory repository, as it is or
// compressed with gzip, or a folder as [Load] takes it.
func LoadPath(ctx context.Context, name string, cfg Config) (*Database, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, fmt.Errorf("loading OSV records: %w", err)
	}
	if info.IsDir() {
		return Load(ctx, os.DirFS(name), cfg)
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("loading OSV records: %w", err)
	}
	db, err := loadFile(ctx, f, info.Size(), cfg)
	if err != nil {
		f.Close() // it was only read
		return nil, fmt.Errorf("%s: %w", filepath.Base(name), err)
	}
	return db, nil
}

// loadFile loads a file by what it begins with, and closes it unless the
// database goes on reading from it.
func loadFile(ctx context.Context, f *os.File, size int64, cfg Config) (*Database, error) {
	var begin [512]byte
	n, err := f.ReadAt(begin[:], 0)
	if err != nil && err != io.EOF {
		return nil, fmt.Errorf("loading OSV records: %w", err)
	}
	switch kind := string(begin[:n]); {
	case len(kind) >= len(magic) && kind[:len(magic)] == magic:
		db, err := OpenIndex(f, size)
		if err != nil {
			return nil, err
		}
		db.closers = append(db.closers, f)
		return db, nil
	case len(kind) > 2 && kind[:2] == "\x1f\x8b", len(kind) > 262 && kind[257:262] == "ustar":
		defer f.Close() // it is only read
		return LoadTar(ctx, f, cfg)
	}
	defer f.Close() // it is only read
	return LoadZip(ctx, f, size, cfg)
}

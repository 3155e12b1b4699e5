package osv

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// SaveIndex writes the index of an ecosystem without suffix into a folder of
// index files, in place of the one that is there and of its overlay. Who reads
// meanwhile sees the old file or the new one.
func SaveIndex(dir string, db *Database, ecosystem string) error {
	err := replaceFile(filepath.Join(dir, IndexName(ecosystem)), func(w io.Writer) error { return db.WriteIndex(w, ecosystem) })
	if err != nil {
		return fmt.Errorf("saving the index of %s: %w", ecosystem, err)
	}
	if err := os.Remove(filepath.Join(dir, OverlayName(ecosystem))); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("saving the index of %s: %w", ecosystem, err)
	}
	return nil
}

// SaveOverlay writes what changed since an index in a folder was saved, as
// [Database.WriteOverlay] does. The database must be that of the folder.
func SaveOverlay(dir string, db *Database, ecosystem string, changed []*Record, removed []string) (count int, err error) {
	err = replaceFile(filepath.Join(dir, OverlayName(ecosystem)), func(w io.Writer) error {
		count, err = db.WriteOverlay(w, ecosystem, changed, removed)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("saving the overlay of %s: %w", ecosystem, err)
	}
	return count, nil
}

// SaveIndexes writes the indexes of all ecosystems that a database holds
// completely, and returns their names without suffixes.
func SaveIndexes(dir string, db *Database) ([]string, error) {
	var names []string
	for _, e := range db.Ecosystems() {
		if name := baseEcosystem(e.Name); e.Complete && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	for i, name := range names {
		if err := SaveIndex(dir, db, name); err != nil {
			return names[:i], err
		}
	}
	return names, nil
}

// replaceFile writes a file under another name and then renames it.
func replaceFile(name string, write func(io.Writer) error) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(name), ".new-*")
	if err != nil {
		return err
	}
	err = write(f)
	if err == nil {
		err = f.Sync()
	}
	if err == nil {
		err = f.Chmod(0o644)
	}
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(f.Name(), name)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return nil
}

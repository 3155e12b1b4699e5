package osv

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"path"
	"slices"
	"strings"
	"time"
)

// The suffixes of the names of index files.
const (
	indexSuffix   = ".osvindex"
	overlaySuffix = ".osvoverlay"
)

// IndexName returns the name of the index file of an ecosystem, such as
// "GitHub%20Actions.osvindex".
func IndexName(ecosystem string) string {
	return url.PathEscape(baseEcosystem(ecosystem)) + indexSuffix
}

// OverlayName returns the name of the file with what changed since an
// ecosystem's index was written.
func OverlayName(ecosystem string) string {
	return url.PathEscape(baseEcosystem(ecosystem)) + overlaySuffix
}

// OpenIndex returns the database that an index file holds. At first only its
// header is read. The error wraps [ErrForeign], [ErrFormat] or [ErrDamaged], or
// is one of reading. The reader must stay open as long as the database is used.
func OpenIndex(r io.ReaderAt, size int64) (*Database, error) {
	s, err := openShard(r, size)
	if err != nil {
		return nil, fmt.Errorf("opening an index of advisories: %w", err)
	}
	if s.base != (identity{}) {
		return nil, fmt.Errorf("opening an index of advisories: %w: it is an overlay of another index", ErrFormat)
	}
	return &Database{layers: []layer{{base: s}}}, nil
}

// OpenIndexes returns the database that the index files at the root of a file
// system hold, with their overlays. An index that cannot be opened, and an
// overlay that does not belong to its index, are left out and told by
// [Database.Diagnostics]; it is an error when no index is left. The files stay
// open until [Database.Close], unless they are read into memory.
func OpenIndexes(fsys fs.FS, cfg Config) (*Database, error) {
	db := &Database{}
	list, err := fs.ReadDir(fsys, ".")
	if err != nil {
		return nil, fmt.Errorf("opening indexes of advisories: %w", err)
	}
	l := newLoader(cfg)
	for _, d := range list {
		name, ok := strings.CutSuffix(d.Name(), indexSuffix)
		if !ok || d.IsDir() || !l.wants(folderEcosystem(name)) {
			continue
		}
		base, err := db.open(fsys, d.Name(), cfg)
		if err == nil && base.base != (identity{}) {
			err = fmt.Errorf("%w: it is an overlay", ErrFormat)
		}
		if err != nil {
			l.problem(d.Name(), "", "index of advisories not opened", err)
			continue
		}
		db.layers = append(db.layers, layer{base: base, overlay: db.openOverlay(fsys, name+overlaySuffix, base, l, cfg)})
	}
	db.diags = l.diags
	if len(db.layers) == 0 {
		return nil, errors.Join(l.empty(), db.Close())
	}
	db.sort()
	return db, nil
}

// open opens an index file and keeps it open.
func (db *Database) open(fsys fs.FS, name string, cfg Config) (*shard, error) {
	if cfg.InMemory {
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, err
		}
		return openShard(memory(data), int64(len(data)))
	}
	f, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	db.closers = append(db.closers, f)
	r, size, err := readerAt(f)
	if err != nil {
		return nil, err
	}
	return openShard(r, size)
}

// openOverlay opens the overlay of an index, if there is one.
func (db *Database) openOverlay(fsys fs.FS, name string, base *shard, l *loader, cfg Config) *shard {
	overlay, err := db.open(fsys, name, cfg)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil && overlay.base != base.self {
		err = fmt.Errorf("%w: it belongs to another index", ErrDamaged)
	}
	if err != nil {
		l.problem(name, "", "newer advisories not opened", err)
		return nil
	}
	return overlay
}

// hasIndexes reports whether there is an index file at the root.
func hasIndexes(fsys fs.FS) bool {
	list, err := fs.ReadDir(fsys, ".")
	return err == nil && slices.ContainsFunc(list, func(d fs.DirEntry) bool { return path.Ext(d.Name()) == indexSuffix })
}

// Join returns a database of several, which must not be closed before it. Of
// databases about one ecosystem the last one counts. The diagnostics are those
// of all.
func Join(list ...*Database) *Database {
	joined := &Database{}
	seen := map[string]int{}
	for _, db := range list {
		for _, l := range db.layers {
			if i, ok := seen[l.base.ecosystem]; ok {
				joined.layers[i] = l
				continue
			}
			seen[l.base.ecosystem] = len(joined.layers)
			joined.layers = append(joined.layers, l)
		}
		joined.diags = append(joined.diags, db.Diagnostics()...)
	}
	joined.sort()
	return joined
}

// WriteIndex writes the index file of an ecosystem without suffix, with the
// overlay merged into it. The same records make the same bytes. It is an error
// wrapping [ErrEmpty] when the database has no records about the ecosystem.
func (db *Database) WriteIndex(w io.Writer, ecosystem string) error {
	if err := db.writeIndex(w, ecosystem); err != nil {
		return fmt.Errorf("writing the index of %s: %w", ecosystem, err)
	}
	return nil
}

func (db *Database) writeIndex(w io.Writer, ecosystem string) error {
	if l, ok := db.layer(ecosystem); ok && l.overlay == nil {
		return l.base.rewrite(w)
	}
	list, err := db.recordsOf(ecosystem)
	if err != nil {
		return err
	}
	complete := map[string]bool{}
	for _, e := range db.Ecosystems() {
		complete[e.Name] = e.Complete
	}
	e := encoder{header: header{ecosystem: ecosystem}, complete: func(name string) bool { return complete[name] }, compress: true}
	if err := e.encode(list, nil); err != nil {
		return err
	}
	return e.write(w)
}

// recordsOf returns the records about an ecosystem without suffix.
func (db *Database) recordsOf(ecosystem string) ([]*compiled, error) {
	l, ok := db.layer(ecosystem)
	if ok {
		return l.current()
	}
	db.mu.Lock()
	defer db.mu.Unlock()
	if d := db.late[ecosystem]; d != nil {
		return nil, d.Err
	}
	return nil, ErrEmpty
}

// current returns the records of the layer that stand.
func (l layer) current() ([]*compiled, error) {
	byOffset, err := l.base.records()
	if err != nil {
		return nil, err
	}
	var list []*compiled
	for offset, c := range byOffset {
		if l.overlay == nil || !l.overlay.replaces(offset) {
			list = append(list, c)
		}
	}
	if l.overlay == nil {
		return list, nil
	}
	newer, err := l.overlay.records()
	if err != nil {
		return nil, err
	}
	for _, c := range newer {
		list = append(list, c)
	}
	return list, nil
}

// Revisions returns the id of every record about an ecosystem without suffix,
// and when it was last modified, to the second.
func (db *Database) Revisions(ecosystem string) (map[string]time.Time, error) {
	list, err := db.recordsOf(ecosystem)
	if err != nil {
		return nil, fmt.Errorf("reading the index of %s: %w", ecosystem, err)
	}
	revisions := make(map[string]time.Time, len(list))
	for _, c := range list {
		revisions[c.id] = c.modified
	}
	return revisions, nil
}

// WriteOverlay writes what changed since the index of an ecosystem without
// suffix was written: the records of the overlay that it has so far, and the
// changed and removed ones. Changed records that are no longer about the
// ecosystem are removed. The count is that of records that differ from the
// index; [Database.WriteIndex] merges them when they become many.
func (db *Database) WriteOverlay(w io.Writer, ecosystem string, changed []*Record, removed []string) (count int, err error) {
	l, ok := db.layer(ecosystem)
	if !ok {
		return 0, fmt.Errorf("writing the overlay of %s: %w", ecosystem, ErrEmpty)
	}
	gone := map[string]bool{}
	for _, id := range removed {
		gone[id] = true
	}
	for _, r := range changed {
		gone[r.ID] = true
	}
	list := byEcosystem(newest(compileAll(changed)))[ecosystem]
	if l.overlay != nil {
		older, err := l.overlay.records()
		if err != nil {
			return 0, fmt.Errorf("writing the overlay of %s: %w", ecosystem, err)
		}
		for _, c := range older {
			if !gone[c.id] {
				list = append(list, c)
			}
		}
	}
	replaced, err := l.replacing(gone)
	if err != nil {
		return 0, fmt.Errorf("writing the overlay of %s: %w", ecosystem, err)
	}
	e := encoder{header: header{ecosystem: ecosystem, base: l.base.self}, complete: func(string) bool { return true }, compress: true}
	count = max(len(list), len(replaced)/replacedEntry)
	if err = e.encode(list, replaced); err == nil {
		err = e.write(w)
	}
	if err != nil {
		return 0, fmt.Errorf("writing the overlay of %s: %w", ecosystem, err)
	}
	return count, nil
}

// replacing returns the section about the records of the base with ids that are
// replaced now, and those that were so far.
func (l layer) replacing(gone map[string]bool) ([]byte, error) {
	records, err := l.base.records()
	if err != nil {
		return nil, err
	}
	var offsets []int
	for offset, c := range records {
		if gone[c.id] || l.overlay != nil && l.overlay.replaces(offset) {
			offsets = append(offsets, offset)
		}
	}
	slices.Sort(offsets)
	var section []byte
	for _, offset := range offsets {
		section = binary.LittleEndian.AppendUint32(section, uint32(offset))
	}
	return section, nil
}

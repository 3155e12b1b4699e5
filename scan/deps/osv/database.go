package osv

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/penstock-dev/penstock/scan"
)

// Database is an immutable set of advisories, safe for concurrent use. It is
// made of an index for each ecosystem, in memory or in files.
type Database struct {
	layers  []layer // in rising order of their ecosystems
	diags   []*scan.Diagnostic
	closers []io.Closer

	mu   sync.Mutex
	late map[string]*scan.Diagnostic // ecosystem: its index could not be loaded
}

// layer is the advisories about one ecosystem.
type layer struct {
	base    *shard
	overlay *shard // what changed since; may be nil
}

// Ecosystem counts what a [Database] holds about one ecosystem.
type Ecosystem struct {
	// Name with suffix, such as "npm" or "Debian:12".
	Name string
	// Packages with at least one claim. With an overlay, those of the overlay
	// count again.
	Packages int
	// Claims of all records about all packages.
	Claims int
	// Complete says that the ecosystem's own set of records was loaded, and not
	// only records of other ecosystems that mention it.
	Complete bool
	// Modified is when the newest record was last modified: the age of the
	// snapshot. It is zero when no record says.
	Modified time.Time
}

// New returns a database of records in memory. Of records with one id, the one
// that was modified last counts. Every ecosystem that a record mentions counts
// as complete. It is an error when the records about an ecosystem are more than
// 2 GiB.
func New(records []*Record) (*Database, error) {
	return build(compileAll(records), func(string) bool { return true })
}

// build returns a database of records in memory.
func build(list []*compiled, complete func(ecosystem string) bool) (*Database, error) {
	db := &Database{}
	for base, records := range byEcosystem(newest(list)) {
		e := encoder{header: header{ecosystem: base}, complete: complete}
		if err := e.encode(records, nil); err != nil {
			return nil, err
		}
		db.layers = append(db.layers, layer{base: e.shard()})
	}
	db.sort()
	return db, nil
}

func (db *Database) sort() {
	slices.SortFunc(db.layers, func(a, b layer) int { return cmp.Compare(a.base.ecosystem, b.base.ecosystem) })
}

// Prepare reads the indexes that packages will be looked up in, several at a
// time; what cannot be read is told by Diagnostics. Who asks without it waits for
// each index in turn.
func (db *Database) Prepare(ctx context.Context, packages []Package) error {
	wanted := map[string]bool{}
	for _, p := range packages {
		wanted[baseEcosystem(p.Ecosystem)] = true
	}
	var wg sync.WaitGroup
	for _, l := range db.layers {
		if wanted[l.base.ecosystem] {
			wg.Go(func() { db.layer(l.base.ecosystem) })
		}
	}
	wg.Wait()
	if ctx.Err() != nil {
		return fmt.Errorf("reading indexes of advisories: %w", context.Cause(ctx))
	}
	return nil
}

// Claims appends to dst what the records say about a package, withdrawn ones
// included, in rising order of their ids, and returns the longer slice; what an
// update brought comes behind the rest. It allocates only to make dst longer.
// For an ecosystem with a suffix, such as "Debian:12", records about the
// ecosystem without suffix count too. Names need not be normalised. An index
// file that cannot be loaded has no claims, does not cover its ecosystem, and
// is told by Diagnostics. The error is always nil; it is there for other
// sources.
func (db *Database) Claims(_ context.Context, dst []Claim, ecosystem, name string) ([]Claim, error) {
	ecosystem = normalEcosystem(ecosystem)
	base := baseEcosystem(ecosystem)
	l, ok := db.layer(base)
	if !ok {
		return dst, nil
	}
	dst = l.appendClaims(dst, ecosystem, name)
	if base != ecosystem {
		dst = l.appendClaims(dst, base, name)
	}
	return dst, nil
}

func (l layer) appendClaims(dst []Claim, ecosystem, name string) []Claim {
	var buf [128]byte
	normal := appendName(buf[:0], ecosystem, name)
	if eco, ok := l.base.index(ecosystem); ok {
		start := len(dst)
		dst = l.base.find(dst, eco, normal)
		if l.overlay != nil {
			kept := slices.DeleteFunc(dst[start:], func(c Claim) bool { return l.overlay.replaces(c.advisory) })
			dst = dst[:start+len(kept)]
		}
	}
	if l.overlay != nil {
		if eco, ok := l.overlay.index(ecosystem); ok {
			dst = l.overlay.find(dst, eco, normal)
		}
	}
	return dst
}

// index returns an ecosystem's index in a shard.
func (s *shard) index(ecosystem string) (int, bool) {
	return slices.BinarySearchFunc(s.ecosystems, ecosystem, func(e Ecosystem, name string) int {
		return cmp.Compare(e.Name, name)
	})
}

// layer returns the loaded index of an ecosystem without suffix.
func (db *Database) layer(base string) (layer, bool) {
	i, ok := slices.BinarySearchFunc(db.layers, base, func(l layer, name string) int {
		return cmp.Compare(l.base.ecosystem, name)
	})
	if !ok {
		return layer{}, false
	}
	l := db.layers[i]
	err := l.base.load()
	if err == nil && l.overlay != nil {
		err = l.overlay.load()
	}
	if err != nil {
		db.fail(base, err)
		return layer{}, false
	}
	return l, true
}

// fail notes that an ecosystem's index could not be loaded.
func (db *Database) fail(ecosystem string, err error) {
	db.mu.Lock()
	defer db.mu.Unlock()
	if db.late == nil {
		db.late = map[string]*scan.Diagnostic{}
	}
	if db.late[ecosystem] == nil {
		db.late[ecosystem] = &scan.Diagnostic{Kind: scan.DiagMalformed, Message: "index of the " + ecosystem + " advisories not loaded", Err: err}
	}
}

// errForeignClaim says that a claim did not come from a database.
var errForeignClaim = errors.New("reading an advisory: the claim is empty")

// Advisory returns the details of a claim of this database. An error wraps
// [ErrDamaged] or is one of reading the index.
func (db *Database) Advisory(_ context.Context, c Claim) (*Advisory, error) {
	if c.shard == nil {
		return nil, errForeignClaim
	}
	a, err := c.shard.advisory(c)
	if err != nil {
		return nil, fmt.Errorf("reading an advisory: %w", err)
	}
	return a, nil
}

// Covers reports whether the database can tell that a package of an ecosystem
// has no advisory. With a set of records loaded for the ecosystem as a whole,
// it can; records of other ecosystems that mention it are not enough. For an
// ecosystem with a suffix there must be records of that suffix or of none.
func (db *Database) Covers(ecosystem string) bool {
	_, ok := db.Coverage(ecosystem)
	return ok
}

// Coverage returns what the database holds about an ecosystem, and whether it
// [Database.Covers] it.
func (db *Database) Coverage(ecosystem string) (Ecosystem, bool) {
	ecosystem = normalEcosystem(ecosystem)
	base := baseEcosystem(ecosystem)
	l, ok := db.layer(base)
	if !ok {
		return Ecosystem{Name: ecosystem}, false
	}
	all := l.ecosystems()
	for _, name := range [...]string{ecosystem, base} {
		i := slices.IndexFunc(all, func(e Ecosystem) bool { return e.Name == name })
		if i >= 0 && all[i].Complete {
			return all[i], true
		}
	}
	return Ecosystem{Name: ecosystem}, false
}

// ecosystems returns what both parts of the layer hold.
func (l layer) ecosystems() []Ecosystem {
	list := slices.Clone(l.base.ecosystems)
	if l.overlay == nil {
		return list
	}
	for i := range list {
		list[i].Modified = latest(list[i].Modified, l.overlay.modified)
	}
	for _, e := range l.overlay.ecosystems {
		i, ok := slices.BinarySearchFunc(list, e.Name, func(e Ecosystem, name string) int { return cmp.Compare(e.Name, name) })
		if !ok {
			list = slices.Insert(list, i, e)
			continue
		}
		list[i].Packages += e.Packages
		list[i].Claims += e.Claims
	}
	return list
}

func latest(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// Ecosystems returns what the database holds, in rising order of the names.
func (db *Database) Ecosystems() []Ecosystem {
	var list []Ecosystem
	for _, l := range db.layers {
		list = append(list, l.ecosystems()...)
	}
	slices.SortFunc(list, func(a, b Ecosystem) int { return cmp.Compare(a.Name, b.Name) })
	return list
}

// Records returns the number of records about packages. One about packages of
// several ecosystems counts for each.
func (db *Database) Records() int {
	n := 0
	for _, l := range db.layers {
		n += l.records()
	}
	return n
}

func (l layer) records() int {
	n := l.base.header.records
	if l.overlay != nil {
		n += l.overlay.header.records - int(l.overlay.sections[sectionReplaced].length)/replacedEntry
	}
	return n
}

// Modified returns when the newest record was last modified: the age of the
// snapshot. It is zero when no record says.
func (db *Database) Modified() time.Time {
	var modified time.Time
	for _, l := range db.layers {
		modified = latest(modified, l.base.modified)
		if l.overlay != nil {
			modified = latest(modified, l.overlay.modified)
		}
	}
	return modified
}

// Size returns the bytes of the database's indexes, in memory or in files.
func (db *Database) Size() int64 {
	var n int64
	for _, l := range db.layers {
		n += l.base.self.size
		if l.overlay != nil {
			n += l.overlay.self.size
		}
	}
	return n
}

// Diagnostics returns what could not be loaded until now: an index file is read
// when a package of its ecosystem is first asked for. What the slice points at
// is shared and read-only.
func (db *Database) Diagnostics() []*scan.Diagnostic {
	db.mu.Lock()
	defer db.mu.Unlock()
	list := slices.Clone(db.diags)
	for _, d := range db.late {
		list = append(list, d)
	}
	slices.SortStableFunc(list[len(db.diags):], func(a, b *scan.Diagnostic) int { return strings.Compare(a.Message, b.Message) })
	return list
}

// Close closes the files that the database reads from, if any. It must not be
// used any more.
func (db *Database) Close() error {
	var errs []error
	for _, c := range db.closers {
		errs = append(errs, c.Close())
	}
	return errors.Join(errs...)
}

// hashName is FNV-1a over an ecosystem's index and a normal name.
func hashName(ecosystem int, name []byte) uint64 {
	const prime = 1099511628211
	h := uint64(14695981039346656037)
	h = (h ^ uint64(ecosystem)) * prime
	for _, c := range name {
		h = (h ^ uint64(c)) * prime
	}
	return h
}

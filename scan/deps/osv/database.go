package osv

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/penstock-dev/penstock/scan"
)

// Database is an immutable set of advisories, safe for concurrent use.
type Database struct {
	ecosystems []Ecosystem // in rising order of their names
	hashes     []uint64    // of ecosystem and name of each package, rising
	offsets    []uint32    // of each package's entry in claims
	claims     []byte      // per package: ecosystem, name, number of claims, claims
	details    []byte      // per record: what reports tell
	records    int
	modified   time.Time
	diags      []*scan.Diagnostic
}

// Ecosystem counts what a [Database] holds about one ecosystem.
type Ecosystem struct {
	// Name with suffix, such as "npm" or "Debian:12".
	Name string
	// Packages with at least one claim.
	Packages int
	// Claims of all records about all packages.
	Claims int
	// Complete says that the ecosystem's own set of records was loaded, and not
	// only records of other ecosystems that mention it.
	Complete bool
}

// Claims appends to dst what the records say about a package, withdrawn ones
// included, in rising order of their ids, and returns the longer slice. It
// allocates only to make dst longer. For an ecosystem with a suffix, such as
// "Debian:12", records about the ecosystem without suffix count too. Names need
// not be normalised. The error is always nil; it is there for other sources.
func (db *Database) Claims(_ context.Context, dst []Claim, ecosystem, name string) ([]Claim, error) {
	ecosystem = normalEcosystem(ecosystem)
	dst = db.appendClaims(dst, ecosystem, name)
	if base := baseEcosystem(ecosystem); base != ecosystem {
		dst = db.appendClaims(dst, base, name)
	}
	return dst, nil
}

func (db *Database) appendClaims(dst []Claim, ecosystem, name string) []Claim {
	eco, ok := db.ecosystem(ecosystem)
	if !ok {
		return dst
	}
	var buf [128]byte
	normal := appendName(buf[:0], ecosystem, name)
	hash := hashName(eco, normal)
	i, _ := slices.BinarySearch(db.hashes, hash)
	for ; i < len(db.hashes) && db.hashes[i] == hash; i++ {
		in := cursor{db.claims[db.offsets[i]:]}
		if in.int() != eco || string(in.bytes()) != string(normal) {
			continue
		}
		for n := in.int(); n > 0; n-- {
			dst = append(dst, in.claim())
		}
		break
	}
	return dst
}

// ecosystem returns an ecosystem's index.
func (db *Database) ecosystem(name string) (int, bool) {
	return slices.BinarySearchFunc(db.ecosystems, name, func(e Ecosystem, name string) int {
		return cmp.Compare(e.Name, name)
	})
}

// Advisory returns the details of a claim of this database. The error is always
// nil; it is there for other sources.
func (db *Database) Advisory(_ context.Context, c Claim) (*Advisory, error) {
	in := cursor{db.details[min(c.advisory, len(db.details)):]}
	a := in.advisory()
	if c.flags&flagExtra != 0 {
		in = cursor{db.details[min(c.extra, len(db.details)):]}
		in.extra(a)
	}
	return a, nil
}

// Covers reports whether the database can tell that a package of an ecosystem
// has no advisory. With a set of records loaded for the ecosystem as a whole,
// it can; records of other ecosystems that mention it are not enough. For an
// ecosystem with a suffix there must be records of that suffix or of none.
func (db *Database) Covers(ecosystem string) bool {
	ecosystem = normalEcosystem(ecosystem)
	base := baseEcosystem(ecosystem)
	for _, name := range [...]string{ecosystem, base} {
		if i, ok := db.ecosystem(name); ok && db.ecosystems[i].Complete {
			return true
		}
	}
	return false
}

// Ecosystems returns what the database holds, in rising order of the names.
func (db *Database) Ecosystems() []Ecosystem { return slices.Clone(db.ecosystems) }

// Records returns the number of records.
func (db *Database) Records() int { return db.records }

// Modified returns when the newest record was last modified: the age of the
// snapshot. It is zero when no record says.
func (db *Database) Modified() time.Time { return db.modified }

// Size returns the bytes of memory that the database holds.
func (db *Database) Size() int {
	return len(db.claims) + len(db.details) + 8*len(db.hashes) + 4*len(db.offsets)
}

// Diagnostics returns what could not be loaded. The slice and what it points at
// are shared and read-only.
func (db *Database) Diagnostics() []*scan.Diagnostic { return db.diags }

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

// complete marks ecosystems whose own records were loaded: those named and
// those that are suffixes of them.
func (db *Database) complete(names map[string]bool) {
	for i := range db.ecosystems {
		e := &db.ecosystems[i]
		e.Complete = names[e.Name] || names[baseEcosystem(e.Name)]
	}
}

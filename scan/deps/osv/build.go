package osv

import (
	"bytes"
	"cmp"
	"errors"
	"math"
	"slices"
	"strings"
	"time"
)

// New returns a database of records. Of records with one id, the one that was
// modified last counts. Every ecosystem that a record mentions counts as
// complete. It is an error when they are more than 4 GiB.
func New(records []*Record) (*Database, error) {
	list := make([]*compiled, len(records))
	for i, r := range records {
		list[i] = compile(r)
	}
	db, err := build(list)
	if err != nil {
		return nil, err
	}
	db.complete(mentioned(list))
	return db, nil
}

// compiled is a record on its way into a database.
type compiled struct {
	id       string
	modified time.Time
	details  []byte
	claims   []compiledClaim
}

// compiledClaim is what a record says about one package.
type compiledClaim struct {
	ecosystem string
	name      string // normal
	claim     Claim
	extra     []byte
}

// compile keeps what matching and reporting need.
func compile(r *Record) *compiled {
	c := &compiled{id: r.ID, modified: r.Modified.Time(), details: bytes.Clone(appendAdvisory(make([]byte, 0, 1024), r))}
	for i := range r.Affected {
		a := &r.Affected[i]
		if a.Package.Name == "" || a.Package.Ecosystem == "" {
			continue // the schema allows it, for commits
		}
		ecosystem := normalEcosystem(a.Package.Ecosystem)
		c.claims = append(c.claims, compiledClaim{
			ecosystem: ecosystem,
			name:      NormalName(ecosystem, a.Package.Name),
			claim:     compileClaim(r, a),
			extra:     appendExtra(nil, a),
		})
	}
	return c
}

// mentioned returns the ecosystems that records are about.
func mentioned(list []*compiled) map[string]bool {
	names := map[string]bool{}
	for _, c := range list {
		for i := range c.claims {
			names[c.claims[i].ecosystem] = true
		}
	}
	return names
}

// errTooLarge says that offsets of 32 bits do not reach.
var errTooLarge = errors.New("building an OSV database: more than 4 GiB of records")

// build lays the records out in rising order of their ids, so that the same
// records make the same bytes, whatever order they come in.
func build(list []*compiled) (*Database, error) {
	list = newest(list)
	size, count := sizes(list)
	db := &Database{records: len(list), details: make([]byte, 0, size)}
	claims := make([]*compiledClaim, 0, count)
	for _, c := range list {
		if c.modified.After(db.modified) {
			db.modified = c.modified
		}
		advisory := len(db.details)
		db.details = append(db.details, c.details...)
		for i := range c.claims {
			cc := &c.claims[i]
			cc.claim.advisory = advisory
			if cc.extra != nil {
				cc.claim.flags |= flagExtra
				cc.claim.extra = len(db.details)
				db.details = append(db.details, cc.extra...)
			}
			claims = append(claims, cc)
		}
	}
	slices.SortStableFunc(claims, func(a, b *compiledClaim) int {
		return cmp.Or(strings.Compare(a.ecosystem, b.ecosystem), strings.Compare(a.name, b.name))
	})
	db.layOut(claims)
	if len(db.details) > math.MaxInt32 || len(db.claims) > math.MaxUint32 {
		return nil, errTooLarge
	}
	return db, nil
}

// sizes returns the bytes of all details and the number of claims.
func sizes(list []*compiled) (details, claims int) {
	for _, c := range list {
		details += len(c.details)
		claims += len(c.claims)
		for i := range c.claims {
			details += len(c.claims[i].extra)
		}
	}
	return details, claims
}

// newest sorts the records by id and drops all but the last modified of each.
func newest(list []*compiled) []*compiled {
	list = slices.Clone(list)
	slices.SortFunc(list, func(a, b *compiled) int {
		return cmp.Or(strings.Compare(a.id, b.id), b.modified.Compare(a.modified), bytes.Compare(a.details, b.details))
	})
	return slices.CompactFunc(list, func(a, b *compiled) bool { return a.id == b.id })
}

// layOut writes the claims, which are sorted by ecosystem and name, and the
// index of the packages.
func (db *Database) layOut(claims []*compiledClaim) {
	type entry struct {
		hash   uint64
		offset uint32
	}
	index := make([]entry, 0, len(claims))
	for len(claims) > 0 {
		first, n := claims[0], 1
		for n < len(claims) && claims[n].name == first.name && claims[n].ecosystem == first.ecosystem {
			n++
		}
		eco := db.count(first.ecosystem, n)
		index = append(index, entry{hashName(eco, []byte(first.name)), uint32(len(db.claims))})
		db.claims = appendString(appendUvarint(db.claims, eco), first.name)
		db.claims = appendUvarint(db.claims, n)
		for _, cc := range claims[:n] {
			db.claims = appendClaim(db.claims, cc.claim)
		}
		claims = claims[n:]
	}
	slices.SortFunc(index, func(a, b entry) int {
		return cmp.Or(cmp.Compare(a.hash, b.hash), cmp.Compare(a.offset, b.offset))
	})
	db.hashes, db.offsets = make([]uint64, 0, len(index)), make([]uint32, 0, len(index))
	for _, e := range index {
		db.hashes = append(db.hashes, e.hash)
		db.offsets = append(db.offsets, e.offset)
	}
	db.claims = slices.Clone(db.claims)
}

// count adds a package with n claims and returns its ecosystem's index.
func (db *Database) count(ecosystem string, n int) int {
	last := len(db.ecosystems) - 1
	if last < 0 || db.ecosystems[last].Name != ecosystem {
		db.ecosystems = append(db.ecosystems, Ecosystem{Name: ecosystem})
		last++
	}
	db.ecosystems[last].Packages++
	db.ecosystems[last].Claims += n
	return last
}

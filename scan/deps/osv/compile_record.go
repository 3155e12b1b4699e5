package osv

import (
	"cmp"
	"encoding/binary"
	"slices"
	"strings"
	"time"
)

// compiled is what matching and reporting need of a record, on its way into a
// [Database].
type compiled struct {
	id       string // part of the details
	modified time.Time
	details  string
	claims   []compiledClaim
	offset   int // of the details in the index, set by its encoder
}

// compiledClaim is what a record says about one package: the parts of a
// [Claim], whose places in the details are not known yet.
type compiledClaim struct {
	ecosystem string // normal
	name      string // normal
	flags     byte
	body      []byte
	extra     []byte

	extraOffset int // in the index, set by its encoder
}

// compile keeps what is needed, and nothing of the record's own memory. It
// works in scratch. Names of ecosystems go through intern.
func compile(r *Record, scratch *[]byte, intern func(string) string) *compiled {
	*scratch = appendAdvisory((*scratch)[:0], r)
	c := &compiled{modified: r.Modified.Time(), details: string(*scratch)}
	var length [binary.MaxVarintLen64]byte
	begin := binary.PutUvarint(length[:], uint64(len(r.ID)))
	c.id = c.details[begin : begin+len(r.ID)]
	c.claims = make([]compiledClaim, 0, len(r.Affected))
	for i := range r.Affected {
		a := &r.Affected[i]
		for _, p := range subjects(a) {
			ecosystem := intern(normalEcosystem(p.Ecosystem))
			claim := compileClaim(r, a, p)
			c.claims = append(c.claims, compiledClaim{
				ecosystem: ecosystem,
				name:      strings.Clone(NormalName(ecosystem, p.Name)),
				flags:     claim.flags,
				body:      claim.body(),
				extra:     appendExtra(nil, a),
			})
		}
	}
	return c
}

// compileAll compiles records that are in memory.
func compileAll(records []*Record) []*compiled {
	var scratch []byte
	list := make([]*compiled, len(records))
	for i, r := range records {
		list[i] = compile(r, &scratch, strings.Clone)
	}
	return list
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

// newest sorts the records by id and drops all but the last modified of each.
func newest(list []*compiled) []*compiled {
	list = slices.Clone(list)
	slices.SortFunc(list, func(a, b *compiled) int {
		if n := strings.Compare(a.id, b.id); n != 0 {
			return n
		}
		return cmp.Or(b.modified.Compare(a.modified), strings.Compare(a.details, b.details))
	})
	return slices.CompactFunc(list, func(a, b *compiled) bool { return a.id == b.id })
}

// byEcosystem returns the records about each ecosystem, by its name without
// suffix. A record about several is in each of them with the claims that
// belong there.
func byEcosystem(list []*compiled) map[string][]*compiled {
	parts := map[string][]*compiled{}
	for _, c := range list {
		rest := c.claims
		for len(rest) > 0 {
			base := baseEcosystem(rest[0].ecosystem)
			var here, other []compiledClaim
			if slices.ContainsFunc(rest, func(cc compiledClaim) bool { return baseEcosystem(cc.ecosystem) != base }) {
				for _, cc := range rest {
					if baseEcosystem(cc.ecosystem) == base {
						here = append(here, cc)
					} else {
						other = append(other, cc)
					}
				}
			} else {
				here = rest
			}
			part := c
			if len(here) < len(c.claims) {
				part = &compiled{id: c.id, modified: c.modified, details: c.details, claims: here}
			}
			parts[base] = append(parts[base], part)
			rest = other
		}
	}
	return parts
}

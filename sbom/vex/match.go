package vex

import (
	"cmp"
	"net/url"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/internal/version"
	"github.com/penstock-dev/penstock/sbom/purl"
	"github.com/penstock-dev/penstock/scan"
)

// thing is what was scanned or found, held against the products of statements.
type thing struct {
	id, purl  string
	url       purl.URL
	parsed    bool
	ecosystem string
	version   string
	hashes    []scan.Hash
}

func thingOf(p Product) thing {
	t := thing{id: p.ID, purl: p.PURL, hashes: p.Hashes}
	if t.url, t.parsed = parsePURL(p.PURL); t.parsed {
		t.version = t.url.Version
		t.ecosystem, _, _, _ = purl.Split(p.PURL)
	}
	return t
}

// thingOfPackage returns the component of a finding: its package, and under its
// reference in the document that it was found in.
func thingOfPackage(p *scan.Package) thing {
	t := thingOf(Product{PURL: p.PURL, Hashes: p.Hashes})
	t.ecosystem, t.version = cmp.Or(p.Ecosystem, t.ecosystem), cmp.Or(p.Version, t.version)
	for _, l := range p.Locations {
		if l.Origin != nil {
			t.id = cmp.Or(t.id, l.Origin.Component)
		}
	}
	if p.PURL == "" {
		t.purl = genericID(p) // compared as text
	}
	return t
}

func parsePURL(text string) (purl.URL, bool) {
	if text == "" {
		return purl.URL{}, false
	}
	u, err := purl.Parse(text)
	return u, err == nil
}

// claimed is a product of a statement, ready to match.
type claimed struct {
	Product
	url    purl.URL
	parsed bool
	parts  []claimed
}

func claim(list []Product) []claimed {
	var out []claimed
	for _, p := range list {
		c := claimed{Product: p, parts: claim(p.Subcomponents)}
		c.url, c.parsed = parsePURL(p.PURL)
		out = append(out, c)
	}
	return out
}

// is reports whether a thing is a product, whatever its subcomponents.
func (t thing) is(p *claimed) bool {
	if same, decided := sameHash(t.hashes, p.Hashes); decided {
		return same
	}
	if p.PURL == "" {
		return p.ID != "" && (p.ID == t.id || p.ID == t.purl) && t.inRange(p.Versions)
	}
	want := &p.url
	if !p.parsed || !t.parsed {
		return p.ID != "" && (p.ID == t.id || p.ID == t.purl)
	}
	if want.Type != t.url.Type || want.Namespace != t.url.Namespace || want.Name != t.url.Name || want.Subpath != "" && want.Subpath != t.url.Subpath {
		return false
	}
	versions := p.Versions
	for _, q := range want.Qualifiers {
		if q.Key == "vers" {
			versions = cmp.Or(versions, vers(q.Value))
		} else if !slices.Contains(t.url.Qualifiers, q) {
			return false
		}
	}
	if versions != "" {
		return t.inRange(versions)
	}
	return want.Version == "" || want.Version == t.version || t.sameVersion(want.Version)
}

// sameHash reports whether two lists have a digest in common; decided is false
// where they have no algorithm in common.
func sameHash(a, b []scan.Hash) (same, decided bool) {
	for _, x := range a {
		for _, y := range b {
			if x.Algorithm == y.Algorithm {
				decided = true
				same = same || x.Value == y.Value
			}
		}
	}
	return same, decided
}

func (t thing) sameVersion(want string) bool {
	scheme, ok := version.Of(t.ecosystem)
	if !ok {
		return false
	}
	order, err := scheme.Compare(t.version, want)
	return err == nil && order == 0
}

// vers returns a range in the syntax vers, also if its beginning was left out.
func vers(text string) string {
	if text == "" || strings.HasPrefix(text, "vers:") {
		return text
	}
	return "vers:generic/" + text
}

// bound is one comparison of a range.
type bound struct {
	op  string
	key version.Key
}

// inRange reports whether the version is in a range; every version is in the
// empty one, and none in one that cannot be read. The versions are ordered by the
// rules of the thing's own ecosystem.
func (t thing) inRange(text string) bool {
	if text == "" {
		return true
	}
	_, list, ok := strings.Cut(strings.TrimPrefix(text, "vers:"), "/")
	if list = strings.TrimSpace(list); !ok || list == "" || t.version == "" {
		return false
	}
	if list == "*" {
		return true
	}
	scheme, ok := version.Of(t.ecosystem)
	if !ok {
		return slices.Contains(exactVersions(list), t.version)
	}
	have, err := scheme.Parse(t.version)
	if err != nil {
		return false
	}
	var bounds []bound
	for part := range strings.SplitSeq(list, "|") {
		op, operand := cutOperator(strings.TrimSpace(part))
		key, err := scheme.Parse(operand)
		if err != nil {
			return false
		}
		bounds = append(bounds, bound{op, key})
	}
	return within(have, bounds)
}

// exactVersions returns the versions that a range names one by one.
func exactVersions(list string) []string {
	var out []string
	for part := range strings.SplitSeq(list, "|") {
		if op, operand := cutOperator(strings.TrimSpace(part)); op == "=" {
			out = append(out, operand)
		}
	}
	return out
}

func cutOperator(part string) (op, operand string) {
	op = "="
	for _, o := range []string{"<=", ">=", "!=", "<", ">", "="} {
		if rest, ok := strings.CutPrefix(part, o); ok {
			op, part = o, rest
			break
		}
	}
	part = strings.TrimSpace(part)
	if plain, err := url.PathUnescape(part); err == nil {
		part = plain
	}
	return op, part
}

// within decides as the specification of vers does: first by equal versions,
// then by the intervals between neighbours.
func within(have version.Key, bounds []bound) bool {
	var rest []bound
	excluded := false
	for _, b := range bounds {
		if equal := have.Compare(b.key) == 0; equal {
			return b.op == "=" || b.op == "<=" || b.op == ">="
		}
		switch b.op {
		case "!=":
			excluded = true
		case "=":
		default:
			rest = append(rest, b)
		}
	}
	if len(rest) == 0 {
		return excluded && !slices.ContainsFunc(bounds, func(b bound) bool { return b.op == "=" })
	}
	slices.SortStableFunc(rest, func(a, b bound) int { return a.key.Compare(b.key) })
	for i, b := range rest {
		below := have.Compare(b.key) < 0
		switch upper := strings.HasPrefix(b.op, "<"); {
		case upper && below && (i == 0 || strings.HasPrefix(rest[i-1].op, "<") || have.Compare(rest[i-1].key) > 0):
			return true
		case !upper && !below && i == len(rest)-1:
			return true
		}
	}
	return false
}

// withRange returns the package URL of a product with its range of versions as
// qualifier.
func withRange(p Product) string {
	u, ok := parsePURL(p.PURL)
	if p.Versions == "" || !ok {
		return p.PURL
	}
	u.Version = ""
	u.Qualifiers = append(slices.DeleteFunc(slices.Clone(u.Qualifiers), func(q purl.Qualifier) bool { return q.Key == "vers" }), purl.Qualifier{Key: "vers", Value: p.Versions})
	text, err := purl.Canonical(u)
	if err != nil {
		return p.PURL
	}
	return text
}

package vex

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/penstock-dev/penstock/internal/jsonpos"
	"github.com/penstock-dev/penstock/sbom/bom"
	"github.com/penstock-dev/penstock/scan"
)

// openVEX reads a document of OpenVEX 0.2.0, and of the versions before it, in
// which vulnerabilities and products were strings and subcomponents stood beside
// the products.
func (r *reader) openVEX(root jsonpos.Value) {
	d := r.doc
	d.Format, d.ID, d.Author, d.Role, d.Tool = OpenVEX, root.Get("@id").Str(), root.Get("author").Str(), root.Get("role").Str(), root.Get("tooling").Str()
	d.Time = r.later(root.Get("timestamp"), root.Get("last_updated"))
	d.Version, _ = strconv.Atoi(strings.Trim(string(root.Get("version").Raw()), `"`))
	for v := range root.Get("statements").Elements() {
		r.openVEXStatement(v)
	}
}

// later returns the later of two times.
func (r *reader) later(values ...jsonpos.Value) time.Time {
	var latest time.Time
	for _, v := range values {
		t := moment(v.Str())
		if t.IsZero() && v.Str() != "" {
			r.problem(v, "%q is no time of RFC 3339", v.Str())
		}
		if t.After(latest) {
			latest = t
		}
	}
	return latest
}

func (r *reader) openVEXStatement(v jsonpos.Value) {
	start, end := v.Span()
	s := Statement{
		ID: v.Get("@id").Str(), Status: Status(v.Get("status").Str()), Justification: Justification(v.Get("justification").Str()),
		Impact: v.Get("impact_statement").Str(), Action: v.Get("action_statement").Str(), Notes: v.Get("status_notes").Str(),
		Time: r.later(v.Get("timestamp"), v.Get("last_updated")), Region: r.index.Region(start, end),
	}
	vulnerability := v.Get("vulnerability")
	s.Vulnerability = vulnerability.Str()
	if vulnerability.Kind() == jsonpos.Object {
		id := vulnerability.Get("@id").Str()
		s.Vulnerability = cmp.Or(vulnerability.Get("name").Str(), id[strings.LastIndexByte(id, '/')+1:])
		s.Aliases = strs(vulnerability.Get("aliases"))
	}
	shared := r.openVEXProducts(v.Get("subcomponents"), 0)
	for _, p := range r.openVEXProducts(v.Get("products"), 0) {
		p.Subcomponents = append(p.Subcomponents, shared...)
		s.Products = append(s.Products, p)
	}
	switch {
	case s.Vulnerability == "":
		r.problem(v, "a statement names no vulnerability")
	case s.Status.care() < 0:
		r.problem(v.Get("status"), "%s: there is no status %q", s.Vulnerability, s.Status)
	case len(s.Products) == 0:
		r.problem(v, "%s: a statement names no product", s.Vulnerability)
	default:
		r.doc.Statements = append(r.doc.Statements, s)
	}
}

func (r *reader) openVEXProducts(list jsonpos.Value, depth int) []Product {
	if depth > maxDepth {
		r.problem(list, "subcomponents deeper than %d are left out", maxDepth)
		return nil
	}
	var out []Product
	for v := range list.Elements() {
		if r.items++; r.items > maxItems {
			return nil
		}
		p := Product{ID: cmp.Or(v.Get("@id").Str(), v.Str())}
		if strings.HasPrefix(p.ID, "pkg:") {
			p.PURL = p.ID
		}
		p.PURL = cmp.Or(v.Get("identifiers").Get("purl").Str(), p.PURL)
		p.Hashes = hashes(v.Get("hashes"))
		p.Subcomponents = r.openVEXProducts(v.Get("subcomponents"), depth+1)
		if p.ID == "" && p.PURL == "" && len(p.Hashes) == 0 {
			r.problem(v, "a product has no identifier")
			continue
		}
		out = append(out, p)
	}
	return out
}

// hashes returns an object of digests by the names that the IANA has for
// algorithms, in rising order of these.
func hashes(v jsonpos.Value) []scan.Hash {
	var out []scan.Hash
	for k, digest := range v.Members() {
		if digest.Str() != "" {
			out = append(out, bom.Hash(k.Str(), digest.Str()))
		}
	}
	slices.SortFunc(out, func(a, b scan.Hash) int {
		return cmp.Or(cmp.Compare(a.Algorithm, b.Algorithm), cmp.Compare(a.Value, b.Value))
	})
	return out
}

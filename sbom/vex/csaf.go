package vex

import (
	"cmp"
	"strconv"

	"github.com/penstock-dev/penstock/internal/jsonpos"
	"github.com/penstock-dev/penstock/sbom/bom"
)

// csaf reads a document of CSAF 2.0, profile VEX (section 4.5).
func (r *reader) csaf(root jsonpos.Value) {
	d, head := r.doc, root.Get("document")
	tracking := head.Get("tracking")
	d.Format, d.ID, d.Author = CSAF, tracking.Get("id").Str(), head.Get("publisher").Get("name").Str()
	d.Role, d.Tool = head.Get("publisher").Get("category").Str(), tracking.Get("generator").Get("engine").Get("name").Str()
	d.Time = r.later(tracking.Get("initial_release_date"), tracking.Get("current_release_date"))
	d.Version, _ = strconv.Atoi(tracking.Get("version").Str())
	tree := &productTree{reader: r, products: map[string]Product{}}
	tree.branches(root.Get("product_tree"), 0)
	tree.relationships(root.Get("product_tree").Get("relationships"))
	tree.groups(root.Get("product_tree").Get("product_groups"))
	for v := range root.Get("vulnerabilities").Elements() {
		tree.vulnerability(v)
	}
}

// productTree knows what the ids of a document stand for.
type productTree struct {
	*reader
	products map[string]Product
	members  map[string][]string // of groups
}

// branches adds the products of a branch and of those below it.
func (t *productTree) branches(v jsonpos.Value, depth int) {
	if depth > maxDepth {
		t.problem(v, "branches deeper than %d are left out", maxDepth)
		return
	}
	for p := range v.Get("full_product_names").Elements() {
		t.product(p, "")
	}
	for b := range v.Get("branches").Elements() {
		versions := ""
		if b.Get("category").Str() == "product_version_range" {
			versions = b.Get("name").Str()
		}
		t.product(b.Get("product"), versions)
		t.branches(b, depth+1)
	}
}

func (t *productTree) product(v jsonpos.Value, versions string) {
	id := v.Get("product_id").Str()
	if t.items++; id == "" || t.items > maxItems {
		return
	}
	helper := v.Get("product_identification_helper")
	p := Product{ID: id, PURL: helper.Get("purl").Str(), Versions: vers(versions)}
	for file := range helper.Get("hashes").Elements() {
		for h := range file.Get("file_hashes").Elements() {
			p.Hashes = append(p.Hashes, bom.Hash(h.Get("algorithm").Str(), h.Get("value").Str()))
		}
	}
	t.products[id] = p
}

// relationships adds components in the products that they are part of.
func (t *productTree) relationships(list jsonpos.Value) {
	for v := range list.Elements() {
		id := v.Get("full_product_name").Get("product_id").Str()
		if t.items++; id == "" || t.items > maxItems {
			continue
		}
		part, whole := t.of(v.Get("product_reference").Str()), t.of(v.Get("relates_to_product_reference").Str())
		whole.Subcomponents = []Product{part}
		t.products[id] = whole
	}
}

func (t *productTree) of(id string) Product {
	p, ok := t.products[id]
	if !ok {
		p = Product{ID: id}
	}
	p.Subcomponents = nil
	return p
}

func (t *productTree) groups(list jsonpos.Value) {
	t.members = map[string][]string{}
	for v := range list.Elements() {
		t.members[v.Get("group_id").Str()] = strs(v.Get("product_ids"))
	}
}

// vulnerability makes statements of the products that have one status, one
// justification and one text.
func (t *productTree) vulnerability(v jsonpos.Value) {
	name := v.Get("cve").Str()
	var aliases []string
	for id := range v.Get("ids").Elements() {
		if text := id.Get("text").Str(); text != "" {
			aliases = append(aliases, text)
		}
	}
	if name == "" && len(aliases) > 0 {
		name, aliases = aliases[0], aliases[1:]
	}
	if name == "" {
		t.problem(v, "a vulnerability has no id")
		return
	}
	flags := t.byProduct(v.Get("flags"), "label")
	impacts, actions := t.byProduct(v.Get("threats"), "details"), t.byProduct(v.Get("remediations"), "details")
	start, end := v.Span()
	for _, status := range []struct {
		key    string
		status Status
	}{
		{"known_not_affected", NotAffected}, {"known_affected", Affected}, {"first_affected", Affected}, {"last_affected", Affected},
		{"fixed", Fixed}, {"first_fixed", Fixed}, {"under_investigation", UnderInvestigation},
	} {
		index := map[[3]string]int{}
		for _, id := range strs(v.Get("product_status").Get(status.key)) {
			if t.items++; t.items > maxItems {
				return
			}
			p, ok := t.products[id]
			if !ok {
				t.problem(v, "%s: no product has the id %q", name, id)
				continue
			}
			key := [3]string{flags[id], impacts[id], actions[id]}
			i, ok := index[key]
			if !ok {
				i = len(t.doc.Statements)
				index[key] = i
				s := Statement{Vulnerability: name, Aliases: aliases, Status: status.status, Region: t.index.Region(start, end)}
				switch s.Status {
				case NotAffected:
					s.Justification, s.Impact = Justification(key[0]), key[1]
				case Affected:
					s.Action = key[2]
				}
				s.Time = t.later(v.Get("release_date"))
				if !t.doc.Time.Before(s.Time) {
					s.Time = t.doc.Time // the document was revised since
				}
				t.doc.Statements = append(t.doc.Statements, s)
			}
			t.doc.Statements[i].Products = append(t.doc.Statements[i].Products, p)
		}
	}
}

// byProduct returns a text of each entry for the products that it is about. The
// first one counts; one for no product in particular is for none.
func (t *productTree) byProduct(list jsonpos.Value, key string) map[string]string {
	out := map[string]string{}
	for v := range list.Elements() {
		ids := strs(v.Get("product_ids"))
		for _, group := range strs(v.Get("group_ids")) {
			ids = append(ids, t.members[group]...)
		}
		if t.items += len(ids); t.items > maxItems {
			return out
		}
		for _, id := range ids {
			out[id] = cmp.Or(out[id], v.Get(key).Str())
		}
	}
	return out
}

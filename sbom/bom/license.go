package bom

import (
	"cmp"
	"slices"

	"github.com/penstock-dev/penstock/sbom/license"
	"github.com/penstock-dev/penstock/scan"
)

// longestName is the length in bytes of what can be the name of a license.
const longestName = 200

// declared returns what a package states about its license, the zero value if
// nothing, and the texts of the references in it.
func declared(p *scan.Package) (License, []License) {
	r := license.ReadAll(p.Ecosystem, p.Licenses)
	l := License{Acknowledgement: "declared"}
	switch {
	case r.Expression == nil && !r.None:
		return License{}, nil
	case r.Expression == nil:
		l.Expression = "NONE"
	case r.Expression.IsRef() && len(r.Texts) == 1 && len(r.Texts[0].Text) <= longestName:
		l.Name = r.Texts[0].Text
	case r.Expression.IsRef() && len(r.Texts) == 1:
		l.Name, l.Text = r.Texts[0].ID, r.Texts[0].Text
	default:
		l.Expression = r.String()
		return l, textsOf(r)
	}
	return l, nil
}

func textsOf(r license.Reading) []License {
	texts := make([]License, 0, len(r.Texts))
	for _, t := range r.Texts {
		name := t.Text
		if len(name) > longestName {
			name = t.ID
		}
		texts = append(texts, License{ID: t.ID, Name: name, Text: t.Text})
	}
	return texts
}

// licenses puts the texts of references into the document, each reference once.
func (b *builder) licenses() {
	for _, it := range b.items {
		b.doc.Licenses = append(b.doc.Licenses, it.texts...)
	}
	slices.SortFunc(b.doc.Licenses, func(x, y License) int { return cmp.Or(cmp.Compare(x.ID, y.ID), cmp.Compare(x.Text, y.Text)) })
	b.doc.Licenses = slices.CompactFunc(b.doc.Licenses, func(x, y License) bool { return x.ID == y.ID })
}

// stated returns what is concluded about the license of a component, or else
// what is declared, and beside the former the latter.
func (c *Component) stated() (licenses, declared []string) {
	var concluded []string
	for _, l := range c.Licenses {
		list := &declared
		if l.Acknowledgement == "concluded" {
			list = &concluded
		}
		if v := l.Value(); v != "" && !slices.Contains(*list, v) {
			*list = append(*list, v)
		}
	}
	if len(concluded) == 0 {
		return declared, nil
	}
	return concluded, declared
}

package spdx

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/sbom/bom"
	"github.com/penstock-dev/penstock/sbom/internal/license"
	words "github.com/penstock-dev/penstock/sbom/license"
)

// names gives components and files identifiers of SPDX, which hold letters,
// digits, dots and dashes only and are unique.
type names struct {
	byRef map[string]string
	taken map[string]bool
}

const prefix = "SPDXRef-"

func newNames(d *bom.Document) *names {
	n := &names{byRef: map[string]string{}, taken: map[string]bool{documentRef: true}}
	for _, c := range d.Components {
		n.add(c.Ref, "Package-"+license.Identifier(c.Name+"-"+c.Version))
	}
	for _, f := range d.Files {
		n.add(f.Ref, "File-"+license.Identifier(f.Name))
	}
	return n
}

// add keeps an identifier that SPDX allows, and makes one of the name and a hash
// of the reference otherwise.
func (n *names) add(ref, name string) {
	if _, known := n.byRef[ref]; known {
		return
	}
	id := ref
	if rest, ok := strings.CutPrefix(ref, prefix); !ok || !license.IsIdentifier(rest) || n.taken[ref] {
		sum := sha256.Sum256([]byte(ref))
		id = prefix + strings.TrimSuffix(name, "-") + "-" + hex.EncodeToString(sum[:6])
	}
	n.byRef[ref], n.taken[id] = id, true
}

// licenser turns licenses into expressions and collects the texts that those
// refer to.
type licenser struct {
	byName map[string]string // reference by name of the license
	texts  []bom.License     // ID is the reference
}

// newLicenser starts with the texts that the document has already.
func newLicenser(d *bom.Document) *licenser {
	l := &licenser{byName: map[string]string{}}
	for _, one := range d.Licenses {
		if strings.HasPrefix(one.ID, "LicenseRef-") && l.byName[one.ID] == "" {
			l.byName[one.ID] = one.ID
			l.texts = append(l.texts, one)
		}
	}
	return l
}

// expression joins licenses by AND; "" stands for none.
func (l *licenser) expression(list []bom.License) string {
	var parts []string
	for _, one := range list {
		if e := l.one(one); e != "" && !slices.Contains(parts, e) {
			parts = append(parts, e)
		}
	}
	if len(parts) == 1 {
		return parts[0]
	}
	for i, p := range parts {
		if strings.Contains(p, " ") {
			parts[i] = "(" + p + ")"
		}
	}
	return strings.Join(parts, " AND ")
}

func (l *licenser) one(one bom.License) string {
	value := strings.TrimSpace(one.Value())
	switch {
	case value == "" || value == "NOASSERTION" || value == "NONE":
		return ""
	case license.ID(value) != "":
		return license.ID(value)
	case license.IsExpression(value):
		l.refer(value)
		return value
	}
	if ref := l.byName[value]; ref != "" {
		return ref
	}
	if e := l.read(one, value); e != "" {
		return e
	}
	ref := "LicenseRef-" + license.Identifier(value)
	if l.byName[ref] != "" || ref == "LicenseRef-" {
		ref += "-" + short(value)
	}
	l.byName[value], l.byName[ref] = ref, ref
	text := one.Text
	if text == "" {
		text = nameOnly + value
	}
	l.texts = append(l.texts, bom.License{ID: ref, Name: value, Text: text})
	return ref
}

// read returns the expression that a name without a text of its own means, ""
// where it means none.
func (l *licenser) read(one bom.License, value string) string {
	if one.Text != "" {
		return ""
	}
	r := words.Read(value)
	if r.Expression == nil || r.Expression.IsRef() || slices.ContainsFunc(r.Texts, func(t words.Text) bool { return l.byName[t.ID] != "" && l.byName[t.Text] != t.ID }) {
		return ""
	}
	for _, t := range r.Texts {
		if l.byName[t.ID] == "" {
			l.byName[t.ID], l.byName[t.Text] = t.ID, t.ID
			l.texts = append(l.texts, bom.License{ID: t.ID, Name: t.Text, Text: nameOnly + t.Text})
		}
	}
	return r.String()
}

// nameOnly stands in front of the name of a license whose text is not known.
const nameOnly = "The document names this license without its text: "

// refer adds texts for the references in an expression that have none: SPDX
// wants every reference of a document to be defined there.
func (l *licenser) refer(expression string) {
	for _, word := range split(expression) {
		if strings.HasPrefix(word, "LicenseRef-") && l.byName[word] == "" {
			l.byName[word] = word
			l.texts = append(l.texts, bom.License{ID: word, Name: word, Text: "The text of this license is not known."})
		}
	}
}

// split returns the parts of an expression without its brackets.
func split(expression string) []string {
	return strings.FieldsFunc(expression, func(r rune) bool { return r == ' ' || r == '(' || r == ')' })
}

// by returns the licenses that somebody tells of: those that are concluded, or
// all others.
func by(list []bom.License, concluded bool) []bom.License {
	return slices.DeleteFunc(slices.Clone(list), func(l bom.License) bool { return (l.Acknowledgement == "concluded") != concluded })
}

package enrich

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/penstock-dev/penstock/sbom/bom"
	"github.com/penstock-dev/penstock/sbom/license"
	"github.com/penstock-dev/penstock/sbom/purl"
	"github.com/penstock-dev/penstock/scan"
)

// Patch is what shall be in a document. Empty fields say nothing. Its JSON form
// is that of a patch file.
type Patch struct {
	Document   DocumentPatch    `json:"document,omitzero"`
	Components []ComponentPatch `json:"components,omitempty"`
}

// DocumentPatch is about the document itself.
type DocumentPatch struct {
	// Timestamp in RFC 3339.
	Timestamp string  `json:"timestamp,omitempty"`
	Authors   []Party `json:"authors,omitempty"`
	// Supplier, Manufacturer, Lifecycles and Properties have a place in CycloneDX
	// only.
	Supplier     Party      `json:"supplier,omitzero"`
	Manufacturer Party      `json:"manufacturer,omitzero"`
	Lifecycles   []string   `json:"lifecycles,omitempty"`
	Properties   []Property `json:"properties,omitempty"`
	// License of the document itself, an SPDX identifier.
	License string `json:"license,omitempty"`
}

// ComponentPatch is about the component with a reference, or if that is empty
// about all with a package URL.
type ComponentPatch struct {
	// Ref is a bom-ref or SPDXID, or for a component without one its place, such
	// as "#/components/3"; see [bom.Component].
	Ref string `json:"ref,omitempty"`
	// Match is a package URL with version; how it is escaped does not matter.
	Match string `json:"match,omitempty"`

	Version  string `json:"version,omitempty"`
	Supplier Party  `json:"supplier,omitzero"`
	// Manufacturer is the originator of SPDX.
	Manufacturer Party `json:"manufacturer,omitzero"`
	// Licenses are SPDX expressions; names that are none have a place in
	// CycloneDX only. All of them apply.
	Licenses []string `json:"licenses,omitempty"`
	// Concluded says that somebody concluded the licenses; else they are what the
	// authors declare.
	Concluded  bool        `json:"concluded,omitempty"`
	Hashes     []scan.Hash `json:"hashes,omitempty"`
	PURL       string      `json:"purl,omitempty"`
	CPE        string      `json:"cpe,omitempty"`
	Copyright  string      `json:"copyright,omitempty"`
	References []Reference `json:"references,omitempty"`
	// Properties have a place in CycloneDX only.
	Properties []Property `json:"properties,omitempty"`
}

// Party is a person or an organisation.
type Party struct {
	Name   string `json:"name,omitempty"`
	Email  string `json:"email,omitempty"`
	URL    string `json:"url,omitempty"`
	Person bool   `json:"person,omitempty"`
}

// Property is a name with a value.
type Property struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Reference leads out of the document; types are those of CycloneDX.
type Reference struct {
	Type   string      `json:"type"`
	URL    string      `json:"url"`
	Hashes []scan.Hash `json:"hashes,omitempty"`
}

// ReadPatch reads a patch file: the JSON form of a [Patch]. An unknown field is
// an error, so that a slip of the hand does not go unnoticed.
func ReadPatch(text []byte) (Patch, error) {
	var p Patch
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&p); err != nil {
		return Patch{}, fmt.Errorf("read patch: %w", err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return Patch{}, errors.New("read patch: text behind the end")
	}
	for i, c := range p.Components {
		if c.Ref == "" && c.Match == "" {
			return Patch{}, fmt.Errorf("read patch: component %d has neither ref nor match", i)
		}
	}
	return p, nil
}

// FromPackages makes a patch of an inventory: licenses, digests and suppliers
// of the packages that a document lists by package URL. What several packages of
// one package URL say is put together, but for suppliers: there the first by
// name counts.
func FromPackages(d *bom.Document, packages []*scan.Package) Patch {
	wanted := map[string]bool{}
	for _, c := range d.Components {
		if c.PURL != "" {
			wanted[canonical(c.PURL)] = true
		}
	}
	found := map[string]*ComponentPatch{}
	for _, p := range packages {
		key := canonical(p.PURL)
		if p.PURL == "" || !wanted[key] {
			continue
		}
		c := found[key]
		if c == nil {
			c = &ComponentPatch{Match: key}
			found[key] = c
		}
		c.Licenses = append(c.Licenses, stated(p)...)
		c.Hashes = append(c.Hashes, p.Hashes...)
		if p.Supplier != "" && (c.Supplier.Name == "" || p.Supplier < c.Supplier.Name) {
			c.Supplier.Name = p.Supplier
		}
	}
	var out Patch
	for _, c := range found {
		slices.Sort(c.Licenses)
		c.Licenses = slices.Compact(c.Licenses)
		slices.SortFunc(c.Hashes, func(a, b scan.Hash) int {
			return cmp.Or(cmp.Compare(a.Algorithm, b.Algorithm), cmp.Compare(a.Value, b.Value))
		})
		c.Hashes = unambiguous(slices.Compact(c.Hashes))
		if len(c.Licenses)+len(c.Hashes) > 0 || c.Supplier.Name != "" {
			out.Components = append(out.Components, *c)
		}
	}
	slices.SortFunc(out.Components, func(a, b ComponentPatch) int { return cmp.Compare(a.Match, b.Match) })
	return out
}

// stated returns the licenses of a package as documents state them: one expression
// where what it says can be read as such, else its own words.
func stated(p *scan.Package) []string {
	r := license.ReadAll(p.Ecosystem, p.Licenses)
	if r.Expression == nil || len(r.Texts) > 0 {
		return p.Licenses
	}
	return []string{r.String()}
}

// unambiguous leaves out digests of one algorithm that differ: a package URL
// may stand for several archives.
func unambiguous(list []scan.Hash) []scan.Hash {
	count := map[string]int{}
	for _, h := range list {
		count[h.Algorithm]++
	}
	return slices.DeleteFunc(list, func(h scan.Hash) bool { return count[h.Algorithm] > 1 })
}

// canonical returns a package URL in its one spelling, other text as it is.
func canonical(text string) string {
	u, err := purl.Parse(text)
	if err != nil {
		return text
	}
	if out, err := purl.Canonical(u); err == nil {
		return out
	}
	return text
}

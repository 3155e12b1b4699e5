package spdx

import (
	"crypto/sha1"
	"encoding/hex"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/sbom/bom"
)

// roots returns what a document describes: where it does not say so, the
// components that nothing else leads to, or, among circles alone, all.
func roots(d *bom.Document) []string {
	listed := map[string]bool{}
	for _, c := range d.Components {
		listed[c.Ref] = true
	}
	for _, f := range d.Files {
		listed[f.Ref] = true
	}
	if known := slices.DeleteFunc(slices.Clone(d.Roots), func(ref string) bool { return !listed[ref] }); len(known) > 0 {
		return known
	}
	below := map[string]bool{}
	for _, e := range edges(d) {
		below[e.to] = true
	}
	var all, top []string
	for _, c := range d.Components {
		all = append(all, c.Ref)
		if !below[c.Ref] {
			top = append(top, c.Ref)
		}
	}
	if len(top) == 0 {
		return all
	}
	return top
}

// digest returns the SHA-1 of a file, which SPDX 2 wants, "" without.
func digest(f *bom.File) string {
	for _, h := range f.Hashes {
		if h.Algorithm == "sha1" {
			return h.Value
		}
	}
	return ""
}

// verify marks the packages whose files are listed, with the code over them
// (SPDX 2.3, clause 7.9).
func (w *two) verify(packages []packageJSON) {
	digests := map[string]string{}
	for _, f := range w.doc.Files {
		digests[f.Ref] = digest(f)
	}
	files := map[string][]string{}
	for _, e := range edges(w.doc) {
		from, to := e.from, e.to
		switch {
		case e.kind == "CONTAINED_BY":
			from, to = to, from
		case e.kind != "CONTAINS":
			continue
		}
		if sum := digests[to]; sum != "" {
			files[w.names.byRef[from]] = append(files[w.names.byRef[from]], strings.ToLower(sum))
		}
	}
	for i, p := range packages {
		if list := files[p.ID]; len(list) > 0 {
			slices.Sort(list)
			sum := sha1.Sum([]byte(strings.Join(list, "")))
			packages[i].FilesAnalyzed, packages[i].Verification = true, &codeJSON{hex.EncodeToString(sum[:])}
		}
	}
}

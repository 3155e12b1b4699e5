package osv

import (
	"bytes"
	"context"
	"maps"
	"slices"
	"testing"
)

// fileOf returns an index of sections, whatever they hold, with the right
// checksums.
func fileOf(table, claims, replaced, blocks, details []byte) []byte {
	h := header{ecosystem: "npm", ecosystems: []Ecosystem{{Name: "npm", Packages: 1, Claims: 1, Complete: true}}, records: 1, details: int64(len(details))}
	sections := [sectionCount][]byte{table, claims, replaced, blocks}
	for i, s := range sections {
		h.sections[i] = section{int64(len(s)), checksum(s)}
	}
	file := h.append(nil)
	for _, s := range sections {
		file = append(file, s...)
	}
	return append(file, details...)
}

// FuzzSections reads indexes whose checksums are right and whose bytes are not.
func FuzzSections(f *testing.F) {
	list := compileAll([]*Record{
		{ID: "A", Affected: []Affected{{Package: Package{Ecosystem: "npm", Name: "a"}, Versions: []string{"1.0.0"}, Ranges: []Range{{Type: RangeSemVer, Events: []Event{{Introduced: "2.0.0"}, {Fixed: "3.0.0"}}}}}}},
		{ID: "B", Summary: "s", References: []Reference{{Type: "WEB", URL: "u"}}, Affected: []Affected{{Package: Package{Ecosystem: "npm", Name: "a"}, EcosystemSpecific: []byte(`{"x":1}`)}}},
	})
	e := encoder{header: header{ecosystem: "npm"}, complete: func(string) bool { return true }}
	if err := e.encode(list, nil); err != nil {
		f.Fatal(err)
	}
	f.Add(e.sections[sectionTable], e.sections[sectionClaims], []byte{0, 0, 0, 0}, e.sections[sectionBlocks], e.blocks[0].stored)
	f.Fuzz(func(t *testing.T, table, claims, replaced, blocks, details []byte) {
		table, replaced = table[:len(table)/tableEntry*tableEntry], replaced[:len(replaced)/replacedEntry*replacedEntry]
		data := fileOf(table, claims, replaced, blocks[:len(blocks)/blockEntry*blockEntry], details)
		ctx := context.Background()
		db, err := OpenIndex(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			t.Fatal(err) // the header is right
		}
		found, _ := db.Claims(ctx, nil, "npm", "a")
		v, _ := ParseVersion("npm", "2.1.0")
		for _, c := range found[:min(len(found), 20)] {
			c.Evaluate(v)
			c.Fixes(v)
			c.Ranges()
			if a, err := db.Advisory(ctx, c); err == nil && a.ID == "" {
				t.Fatal("an advisory without id")
			}
		}
		if revisions, err := db.Revisions("npm"); err == nil && slices.Contains(slices.Collect(maps.Keys(revisions)), "") {
			t.Fatal("a record without id")
		}
		var buf bytes.Buffer
		if err := db.WriteIndex(&buf, "npm"); err == nil && !slices.Equal(buf.Bytes()[:len(magic)], []byte(magic)) {
			t.Fatal("no index was written")
		}
	})
}

package command

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"unicode"

	"github.com/penstock-dev/penstock/sbom/bom"
	"github.com/penstock-dev/penstock/scan"
)

// losses returns what a document says more often than another one that was made
// of it: "12 descriptions of components". What is inside of something that is
// lost is not counted beside it.
func losses(from, to *bom.Document) []string {
	before, after := census(from), census(to)
	var out []string
	lost := map[string]bool{} // nothing is left of them
	for _, path := range slices.SortedFunc(maps.Keys(before), func(a, b string) int { return strings.Compare(a, b) }) {
		n := before[path] - after[path]
		if n <= 0 || within(lost, path) {
			continue
		}
		lost[path] = after[path] == 0
		out = append(out, fmt.Sprintf("%d × %s", n, named(path)))
	}
	return out
}

// within reports whether a path is inside of one of others.
func within(paths map[string]bool, path string) bool {
	for i, r := range path {
		if r == '.' && paths[path[:i]] {
			return true
		}
	}
	return false
}

// named puts the path of a field into words: "Components.SourceInfo" is "source
// info of components".
func named(path string) string {
	var words []string
	for part := range strings.SplitSeq(path, ".") {
		words = append(words, spaced(part))
	}
	slices.Reverse(words)
	return strings.Join(words, " of ")
}

func spaced(name string) string {
	var b strings.Builder
	for i, r := range name {
		upper := unicode.IsUpper(r)
		if upper && i > 0 && !unicode.IsUpper(rune(name[i-1])) {
			b.WriteByte(' ')
		}
		if upper && (i+1 < len(name) && unicode.IsUpper(rune(name[i+1])) || i > 0 && unicode.IsUpper(rune(name[i-1]))) {
			b.WriteRune(r) // an abbreviation
			continue
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

// census counts by the path of the field how often a document says something.
// How it names its elements, and where they stand in the text, is nothing that
// it says.
func census(d *bom.Document) map[string]int {
	counts := map[string]int{}
	count(counts, "", reflect.ValueOf(d).Elem(), 0)
	maps.DeleteFunc(counts, func(path string, _ int) bool {
		return slices.ContainsFunc(uncounted[:], func(u string) bool { return path == u || strings.HasPrefix(path, u+".") })
	})
	return counts
}

// uncounted are fields that say how a document is written, or whose values are
// to be found in others too: what SPDX lists as relationships is in the
// dependencies and roots, and its names of packages and tools have the group and
// the version in them.
var uncounted = [...]string{"Format", "SpecVersion", "ID", "Revision", "Problems", "Relationships", "Roots", "Tools.Version", "Tools.Vendor", "Components.Group"}

// relations counts the relationships that are neither dependencies nor tell what
// a document describes.
func relations(d *bom.Document) int {
	n := 0
	for _, r := range d.Relationships {
		if r.Type != "DESCRIBES" && r.Type != "DESCRIBED_BY" && !strings.HasSuffix(r.Type, "DEPENDS_ON") && !strings.HasSuffix(r.Type, "DEPENDENCY_OF") {
			n++
		}
	}
	return n
}

// maxFields is the depth of the model.
const maxFields = 16

func count(counts map[string]int, path string, v reflect.Value, depth int) {
	if depth > maxFields {
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			count(counts, path, v.Elem(), depth+1)
		}
	case reflect.Slice:
		for i := range v.Len() {
			if v.Type().Elem().Kind() != reflect.String {
				count(counts, path, v.Index(i), depth+1)
			}
			counts[path]++
		}
	case reflect.Struct:
		if l, ok := v.Interface().(bom.License); ok && l.Value() != "" {
			// One format has an identifier where another has an expression.
			counts[path+".Value"]++
			l.Expression, l.ID, l.Name = "", "", ""
			v = reflect.ValueOf(l)
		}
		countFields(counts, path, v, depth)
	default:
		if !v.IsZero() {
			counts[path]++
		}
	}
}

func countFields(counts map[string]int, path string, v reflect.Value, depth int) {
	for i := range v.NumField() {
		field := v.Type().Field(i)
		if _, place := v.Field(i).Interface().(scan.Region); place || field.Name == "Ref" || field.Name == "Depth" || field.Name == "Parent" {
			continue
		}
		name := field.Name
		if !field.Anonymous && path != "" {
			name = path + "." + name
		} else if field.Anonymous {
			name = path
		}
		count(counts, name, v.Field(i), depth+1)
	}
}

package report

import (
	"cmp"
	"errors"
	"io/fs"
	"slices"
	"strconv"
	"strings"

	"github.com/penstock-dev/penstock/scan"
)

// The most that a fold keeps.
const (
	foldGroups = 200 // different messages
	foldPlaces = 3   // places of each
)

// fold gathers diagnostics that say the same about different places.
type fold struct {
	groups map[foldKey]*foldGroup
	total  int
	kinds  map[scan.DiagnosticKind]int
}

type foldKey struct {
	kind    scan.DiagnosticKind
	message string
}

type foldGroup struct {
	foldKey
	order  int
	count  int
	places []string // visible
}

func (f *fold) add(d *scan.Diagnostic) {
	if f.groups == nil {
		f.groups = map[foldKey]*foldGroup{}
		f.kinds = map[scan.DiagnosticKind]int{}
	}
	f.total++
	key := foldKey{d.Kind, diagnosticText(d)}
	if _, known := f.kinds[d.Kind]; !known && len(f.kinds) >= foldGroups {
		key.kind = "other"
	}
	f.kinds[key.kind]++
	if _, known := f.groups[key]; !known && len(f.groups) >= foldGroups {
		key.message = "various other reasons"
	}
	g := f.groups[key]
	if g == nil {
		g = &foldGroup{foldKey: key, order: len(f.groups)}
		f.groups[key] = g
	}
	g.count++
	if len(g.places) < foldPlaces {
		if place := diagnosticPlace(d); place != "" {
			g.places = append(g.places, place)
		}
	}
}

// sorted returns the groups by kind, the most frequent kind first; inside a
// kind the most frequent message first, then in order of appearance.
func (f *fold) sorted() []*foldGroup {
	all := make([]*foldGroup, 0, len(f.groups))
	for _, g := range f.groups {
		all = append(all, g)
	}
	slices.SortFunc(all, func(a, b *foldGroup) int {
		return cmp.Or(
			cmp.Compare(f.kinds[b.kind], f.kinds[a.kind]),
			cmp.Compare(a.kind, b.kind),
			cmp.Compare(b.count, a.count),
			cmp.Compare(a.order, b.order))
	})
	return all
}

// placesText joins the places that were kept and counts the others.
func (g *foldGroup) placesText() string {
	s := strings.Join(g.places, ", ")
	if more := g.count - len(g.places); more > 0 && s != "" {
		s += " … and " + thousands(int64(more)) + " more"
	}
	return s
}

// kindCounts returns "12 too-large, 2 malformed".
func (f *fold) kindCounts() string {
	var parts []string
	for i, g := range f.sorted() {
		text := strconv.Itoa(f.kinds[g.kind]) + " " + visible(string(g.kind))
		if i == 0 || parts[len(parts)-1] != text {
			parts = append(parts, text)
		}
	}
	return strings.Join(parts, ", ")
}

// diagnosticText returns message and cause without the path, so that the same
// trouble of many files reads the same.
func diagnosticText(d *scan.Diagnostic) string {
	if d.Err == nil {
		return d.Message
	}
	cause := d.Err.Error()
	if p, ok := errors.AsType[*fs.PathError](d.Err); ok {
		cause = p.Err.Error()
	}
	switch {
	case d.Message == "":
		return cause
	case strings.Contains(d.Message, cause):
		return d.Message
	}
	return d.Message + ": " + cause
}

// diagnosticPlace returns where it was, in visible form.
func diagnosticPlace(d *scan.Diagnostic) string {
	if place := placeText(&d.Location, ""); place != "" {
		return place
	}
	return visible(d.Analyzer)
}

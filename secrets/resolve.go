package secrets

import (
	"cmp"
	"slices"
)

// resolve leaves one match for each place: of those that overlap, the one of
// the higher rank, then the longer, then the one nearest to its name, then the
// first in the tables. The result is in the order of the text; what a match
// won against is part of its mask.
func resolve(matches []match) []match {
	slices.SortFunc(matches, func(a, b match) int {
		return cmp.Or(
			cmp.Compare(a.start, b.start), cmp.Compare(b.end, a.end), cmp.Compare(b.rank, a.rank),
			cmp.Compare(a.distance, b.distance), cmp.Compare(a.rule, b.rule), cmp.Compare(a.parts[0].start, b.parts[0].start),
			cmp.Compare(a.value, b.value), cmp.Compare(a.verdict.note, b.verdict.note), // of one run
		)
	})
	kept := matches[:0]
	for _, m := range matches {
		m.mask = m.span
		if len(kept) == 0 || m.start >= kept[len(kept)-1].mask.end {
			kept = append(kept, m)
			continue
		}
		last := &kept[len(kept)-1]
		mask := span{min(last.mask.start, m.start), max(last.mask.end, m.end)}
		sure := last.sure || m.sure
		if better(m, *last) {
			*last = m
		}
		last.mask, last.sure = mask, sure
	}
	return kept
}

// better reports whether a wins over b.
func better(a, b match) bool {
	return cmp.Or(
		cmp.Compare(a.rank, b.rank), cmp.Compare(a.end-a.start, b.end-b.start),
		cmp.Compare(b.distance, a.distance), cmp.Compare(b.rule, a.rule), cmp.Compare(b.parts[0].start, a.parts[0].start),
	) > 0
}

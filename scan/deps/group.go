package deps

import (
	"cmp"
	"slices"
	"strings"
)

// groupByAlias puts together the matches whose ids and aliases are connected:
// a union-find over the names that each of them goes by. Groups and their
// members keep the order of the matches. One advisory about a package several
// times stays several matches of one group.
func groupByAlias(matches []match) [][]match {
	parent := make([]int, len(matches))
	for i := range parent {
		parent[i] = i
	}
	find := func(i int) int {
		for parent[i] != i {
			parent[i] = parent[parent[i]]
			i = parent[i]
		}
		return i
	}
	owner := map[string]int{}
	for i, m := range matches {
		for _, name := range append([]string{m.advisory.ID}, m.advisory.Aliases...) {
			first, ok := owner[name]
			if !ok {
				owner[name] = i
				continue
			}
			// The lower index stays the root, so that groups keep their order.
			a, b := find(first), find(i)
			parent[max(a, b)] = min(a, b)
		}
	}
	var groups [][]match
	index := map[int]int{}
	for i, m := range matches {
		root := find(i)
		g, ok := index[root]
		if !ok {
			g = len(groups)
			index[root] = g
			groups = append(groups, nil)
		}
		groups[g] = append(groups[g], m)
	}
	return groups
}

// names returns every id and alias of a group without repeats, the one to show
// first and the others in rising order.
func names(group []match, prefer []string) []string {
	var all []string
	for _, m := range group {
		all = append(append(all, m.advisory.ID), m.advisory.Aliases...)
	}
	slices.SortFunc(all, func(a, b string) int {
		return cmp.Or(cmp.Compare(idRank(a, prefer), idRank(b, prefer)), compareIDs(a, b))
	})
	all = slices.Compact(all)
	slices.Sort(all[1:])
	return all
}

// idRank orders ids by how good they are to show.
func idRank(id string, prefer []string) int {
	if strings.HasPrefix(id, "MAL-") {
		return -1
	}
	for i, beginning := range prefer {
		if strings.HasPrefix(id, beginning) {
			return i
		}
	}
	return len(prefer)
}

// compareIDs orders ids such as "CVE-2021-9999" and "CVE-2021-10000" by their
// numbers: of two that differ behind the same beginning, the shorter is lower.
func compareIDs(a, b string) int {
	ia, ib := strings.LastIndexByte(a, '-'), strings.LastIndexByte(b, '-')
	if ia >= 0 && ib >= 0 && a[:ia] == b[:ib] {
		return cmp.Or(cmp.Compare(len(a), len(b)), strings.Compare(a, b))
	}
	return strings.Compare(a, b)
}

func sortByID(list []*Vulnerability) {
	slices.SortStableFunc(list, func(a, b *Vulnerability) int {
		return compareIDs(a.Record.Vulnerability.ID, b.Record.Vulnerability.ID)
	})
}

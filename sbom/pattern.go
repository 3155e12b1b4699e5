package sbom

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/scan"
)

// matcher finds the extractors that want a path. Almost all paths are dismissed
// by one or two map look-ups.
type matcher struct {
	exact map[string][]int       // base name to extractors
	based map[string][]globMatch // base name to patterns of more elements
	globs map[string][]globMatch // extension to patterns
	rest  []globMatch            // patterns that fix no extension

	choosers  []chooser
	residents map[int]bool // extractors of what is installed
}

type chooser struct {
	Chooser
	extractor int
}

type globMatch struct {
	pattern   string
	elements  int
	extractor int
}

func newMatcher(list []Extractor) (*matcher, error) {
	m := &matcher{exact: map[string][]int{}, based: map[string][]globMatch{}, globs: map[string][]globMatch{}, residents: map[int]bool{}}
	for i, x := range list {
		if c, ok := x.(Chooser); ok {
			m.choosers = append(m.choosers, chooser{c, i})
		}
		if r, ok := x.(Resident); ok && r.Resident() {
			m.residents[i] = true
		}
		for _, pattern := range x.Patterns() {
			if _, err := path.Match(pattern, ""); err != nil {
				return nil, fmt.Errorf("pattern %q of extractor %s: %w", pattern, x.Name(), err)
			}
			m.add(pattern, i)
		}
	}
	return m, nil
}

func (m *matcher) add(pattern string, extractor int) {
	if !strings.ContainsAny(pattern, `*?[\/`) {
		m.exact[pattern] = append(m.exact[pattern], extractor)
		return
	}
	g := globMatch{pattern, 1 + strings.Count(pattern, "/"), extractor}
	if base := path.Base(pattern); g.elements > 1 && !strings.ContainsAny(base, `*?[\`) {
		m.based[base] = append(m.based[base], g)
		return
	}
	ext := path.Ext(pattern)
	if ext == "" || strings.ContainsAny(ext, `*?[\`) {
		m.rest = append(m.rest, g)
		return
	}
	m.globs[ext] = append(m.globs[ext], g)
}

// match returns the extractors that want an entry, each once, in the order of
// their list.
func (m *matcher) match(e *scan.Entry) []int {
	p := e.Path
	base := path.Base(p)
	found := m.exact[base]
	for _, globs := range [][]globMatch{m.based[base], m.globs[path.Ext(base)], m.rest} {
		for _, g := range globs {
			if g.matches(p) {
				found = insert(found, g.extractor)
			}
		}
	}
	for _, c := range m.choosers {
		if c.Chooses(e) {
			found = insert(found, c.extractor)
		}
	}
	if len(found) > 0 && installed(p) {
		found = slices.DeleteFunc(slices.Clone(found), func(i int) bool { return !m.residents[i] })
	}
	return found
}

// onlyChosen reports whether all extractors of a list are such as know their
// files by what is in them.
func (m *matcher) onlyChosen(list []int) bool {
	for _, i := range list {
		if !slices.ContainsFunc(m.choosers, func(c chooser) bool { return c.extractor == i }) {
			return false
		}
	}
	return true
}

func (g globMatch) matches(p string) bool {
	from := len(p)
	for range g.elements {
		if from = strings.LastIndexByte(p[:from], '/'); from < 0 {
			break
		}
	}
	ok, _ := path.Match(g.pattern, p[from+1:]) // checked by newMatcher
	return ok
}

// insert adds i to a sorted list that may be shared.
func insert(list []int, i int) []int {
	if slices.Contains(list, i) {
		return list
	}
	list = append(slices.Clone(list), i)
	slices.Sort(list)
	return list
}

// installed reports whether a path lies in a folder of installed packages.
func installed(p string) bool {
	for dir := range strings.SplitSeq(path.Dir(p), "/") {
		if dir == "node_modules" || dir == "site-packages" {
			return true
		}
	}
	return false
}

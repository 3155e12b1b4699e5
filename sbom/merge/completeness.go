package merge

import (
	"maps"
	"slices"

	"github.com/penstock-dev/penstock/sbom/bom"
)

// claim is what one document says about how complete the dependencies of a
// component are, with the number that it lists.
type claim struct {
	aggregate string
	listed    int
}

// weakest are the words of CycloneDX that a sum of several claims can be, the
// weakest first. Words that are about one party only are passed on as they are.
func weakest(claims []string) string {
	for _, word := range []string{"incomplete", "unknown", "not_specified"} {
		if slices.Contains(claims, word) {
			return word
		}
	}
	for _, word := range claims {
		if word != "complete" {
			return word
		}
	}
	return "complete"
}

// completeness combines compositions: what one document calls incomplete is,
// and so is what one calls complete while another lists more.
func (m *merger) completeness() {
	parts := map[*entry][]string{}
	for _, s := range m.sources {
		listed := map[*entry]int{}
		for _, dep := range s.Dependencies {
			if e := s.byRef[dep.Ref]; e != nil {
				listed[e] += len(dep.DependsOn)
			}
		}
		for _, c := range s.Compositions {
			assemblies, dependencies := s.resolve(c.Assemblies), s.resolve(c.Dependencies)
			if len(c.Assemblies)+len(c.Dependencies) == 0 { // about all
				assemblies, dependencies = s.distinct(), s.distinct()
			}
			for _, e := range assemblies {
				parts[e] = append(parts[e], c.Aggregate)
			}
			for _, e := range dependencies {
				e.told = append(e.told, claim{c.Aggregate, listed[e]})
			}
		}
	}
	if len(m.top.parts) == 0 {
		parts[m.top] = append(parts[m.top], m.rootAggregate(parts))
	}
	m.compositions(parts)
}

func (s *source) resolve(refs []string) []*entry {
	var out []*entry
	for _, ref := range refs {
		if e := s.byRef[ref]; e != nil {
			out = append(out, e)
		}
	}
	return out
}

// rootAggregate is complete only if every document says so of what it describes.
func (m *merger) rootAggregate(parts map[*entry][]string) string {
	var claims []string
	for _, s := range m.sources {
		said := []string{"unknown"}
		if c := s.Root(); c != nil && len(parts[s.byRef[c.Ref]]) > 0 {
			said = parts[s.byRef[c.Ref]]
		}
		claims = append(claims, said...)
	}
	return weakest(claims)
}

// compositions writes one composition for each word.
func (m *merger) compositions(parts map[*entry][]string) {
	byWord := map[string]*bom.Composition{}
	at := func(word string) *bom.Composition {
		if byWord[word] == nil {
			byWord[word] = &bom.Composition{Aggregate: word}
		}
		return byWord[word]
	}
	for _, e := range m.entries {
		if claims := parts[e]; len(claims) > 0 {
			c := at(weakest(claims))
			c.Assemblies = append(c.Assemblies, e.merged.Ref)
		}
		if len(e.told) > 0 {
			c := at(m.dependencyAggregate(e))
			c.Dependencies = append(c.Dependencies, e.merged.Ref)
		}
	}
	for _, word := range slices.Sorted(maps.Keys(byWord)) {
		c := byWord[word]
		slices.Sort(c.Assemblies)
		slices.Sort(c.Dependencies)
		m.result.Document.Compositions = append(m.result.Document.Compositions, *c)
	}
}

func (m *merger) dependencyAggregate(e *entry) string {
	var words []string
	for _, c := range e.told {
		if c.aggregate == "complete" && len(e.parts) > 1 && c.listed < len(e.needs) {
			m.conflict(e.merged.Ref, "dependencies", "complete in one document", "more in another")
			words = append(words, "unknown")
			continue
		}
		words = append(words, c.aggregate)
	}
	return weakest(words)
}

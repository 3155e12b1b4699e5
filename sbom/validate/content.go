package validate

import (
	"fmt"
	"slices"
	"strings"
)

// maxMisplaced is the number of elements at the wrong place in one element that
// are told of, each of which costs another look at the others.
const maxMisplaced = 8

// matcher follows the children of an element through the particles of its
// type. Types are deterministic, as XML Schema wants: no step is taken back.
type matcher struct {
	home     string
	children []*element
	pos      int
	missing  []string
}

func (m *matcher) next() *element {
	if m.pos < len(m.children) {
		return m.children[m.pos]
	}
	return nil
}

// content checks which elements are in an element, and then these.
func (j *elementJudge) content(k *kind, e *element) {
	children := e.children
	var misplaced []*element
	for {
		m := &matcher{home: j.home, children: children}
		if k.content != nil {
			m.particle(k.content)
		}
		if m.pos == len(children) || len(misplaced) == maxMisplaced {
			j.tellMissing(k, e, m, misplaced)
			break
		}
		odd := children[m.pos]
		misplaced = append(misplaced, odd)
		j.wrong(odd, "%s", j.misplacement(k, e, odd))
		children = slices.Concat(children[:m.pos:m.pos], children[m.pos+1:])
	}
	for _, c := range e.children {
		switch p := k.elements[c.name]; {
		case p == nil || c.space != j.home:
			j.foreign(c)
		case p.empty && len(c.text) == 0 && len(c.children) == 0:
			j.attributesOf(&kind{}, c)
		default:
			j.element(p.kind, c)
		}
	}
}

// misplacement says why an element may not stand where it does.
func (j *elementJudge) misplacement(k *kind, e, odd *element) string {
	switch {
	case odd.space != j.home && odd.space == "":
		return fmt.Sprintf("the element %.60q is in no namespace", odd.name)
	case odd.space != j.home:
		return fmt.Sprintf("%s takes no elements of the namespace %.80q here", e.name, odd.space)
	case k.elements[odd.name] == nil:
		return fmt.Sprintf("%s has no element %.60q%s", e.name, odd.name, j.elsewhere(k.name, odd.name))
	case k.elements[odd.name].max == 1 && odd.ordinal > 0:
		return fmt.Sprintf("the element %s stands in %s once too often", odd.name, e.name)
	default:
		return fmt.Sprintf("the element %s stands at the wrong place in %s", odd.name, e.name)
	}
}

// tellMissing tells of elements that are not there; those that stand at a wrong
// place have been told of.
func (j *elementJudge) tellMissing(k *kind, e *element, m *matcher, misplaced []*element) {
	for _, name := range m.missing {
		if !slices.ContainsFunc(misplaced, func(o *element) bool { return o.name == name && k.elements[name] != nil }) {
			j.wrong(e, "%s lacks the element %s", e.name, name)
		}
	}
}

// particle takes the elements that fit. The depth is that of the table.
func (m *matcher) particle(p *particle) {
	n := 0
	for p.max < 0 || n < p.max {
		e := m.next()
		if e == nil || !p.starts(e, m.home) {
			break
		}
		before := m.pos
		m.once(p, e)
		if m.pos == before {
			break
		}
		n++
	}
	if n >= p.min || p.emptiable() {
		return
	}
	switch p.what {
	case anElement:
		m.missing = append(m.missing, p.name)
	case aSequence:
		for _, part := range p.of {
			m.particle(part)
		}
	case aChoice:
		m.missing = append(m.missing, p.names())
	}
}

// once takes one occurrence, which e starts.
func (m *matcher) once(p *particle, e *element) {
	switch p.what {
	case aSequence:
		for _, part := range p.of {
			m.particle(part)
		}
	case aChoice:
		for _, part := range p.of {
			if part.starts(e, m.home) {
				m.particle(part)
				return
			}
		}
	default:
		m.pos++
	}
}

// names words the elements of a choice.
func (p *particle) names() string {
	var names []string
	for _, part := range p.of {
		switch part.what {
		case anElement:
			names = append(names, part.name)
		case aSequence, aChoice:
			names = append(names, part.of[0].name)
		}
	}
	return strings.Join(names, " or ")
}

package validate

import (
	"slices"
	"strings"
)

// particle is a piece of the content of an element: an element, foreign
// elements, or a group of particles.
type particle struct {
	what     what
	name     string // of an element
	kind     *kind  // of an element
	of       []*particle
	min, max int // max < 0 is any number
	// empty elements stand for one of the words of the kind.
	empty bool
}

type what int

const (
	anElement what = iota
	foreignElements
	aSequence
	aChoice
)

// element fills a kind in as the type of an XML element.
func (g *grammar) element(k *kind, lines []*line) {
	content := &particle{what: aSequence, min: 1, max: 1}
	for _, l := range lines {
		if !g.holds(l) {
			continue
		}
		switch first := l.words[0]; {
		case first == "#":
			k.text = g.expression(l.words[1:])
		case first == "mixed":
			k.mixed = true
		case first == "@any" || first == "@other":
			k.anyAttr = first[1:]
		case strings.HasPrefix(first, "@"):
			name, card := cardinality(first[1:])
			k.attributes[name] = &member{g.expression(l.words[1:]), card == "!"}
			if card == "!" {
				k.required = append(k.required, name)
			}
		default:
			if p := g.particle(k, l); p != nil {
				content.of = append(content.of, p)
			}
		}
	}
	if len(content.of) > 0 {
		k.content = content
	}
}

// particle reads a line that stands for elements, nil for a rule of JSON.
func (g *grammar) particle(k *kind, l *line) *particle {
	first := l.words[0]
	if len(l.words) == 1 {
		return g.group(k, l)
	}
	if first == "unique" || slices.Contains(testRules(), first) {
		return nil
	}
	name, card := cardinality(first)
	p := &particle{what: anElement, name: name}
	p.kind, p.empty = g.valueOf(l)
	p.min, p.max = occurrences(card)
	k.elements[name] = p
	return p
}

// occurrences of an element by its sign.
func occurrences(card string) (minimum, maximum int) {
	switch card {
	case "!":
		return 1, 1
	case "*":
		return 0, -1
	case "+":
		return 1, -1
	default:
		return 0, 1
	}
}

func (g *grammar) group(k *kind, l *line) *particle {
	name := strings.TrimRight(l.words[0], "?*+")
	p := &particle{min: 1, max: 1}
	switch l.words[0][len(name):] {
	case "?":
		p.min = 0
	case "*":
		p.min, p.max = 0, -1
	case "+":
		p.max = -1
	}
	switch name {
	case "...":
		return &particle{what: foreignElements, max: -1}
	case "choice":
		p.what = aChoice
	case "seq":
		p.what = aSequence
	default:
		return nil // open
	}
	for _, below := range l.below {
		if g.holds(below) {
			p.of = append(p.of, g.particle(k, below))
		}
	}
	return p
}

// wrapper makes the element that a list is in XML. Foreign elements may stand
// behind each of its elements ("..."), or behind the last ("&...").
func wrapper(list *kind, element, foreign string) *kind {
	item := &particle{what: anElement, name: element, kind: list.item, max: -1}
	if list.lo != nil {
		item.min = *list.lo
	}
	others := &particle{what: foreignElements, max: -1}
	content := item
	switch foreign {
	case "...":
		item.min, item.max = 1, 1
		content = &particle{what: aSequence, max: -1, of: []*particle{item, others}}
	case "&...":
		content = &particle{what: aSequence, min: 1, max: 1, of: []*particle{item, others}}
	}
	return &kind{
		form: formObject, name: "list of " + element, anyAttr: list.anyAttr,
		attributes: map[string]*member{}, content: content, elements: map[string]*particle{element: item},
	}
}

// emptiable reports whether no element at all fits. Tables are not deep.
func (p *particle) emptiable() bool {
	if p.min == 0 {
		return true
	}
	switch p.what {
	case aSequence:
		for _, part := range p.of {
			if !part.emptiable() {
				return false
			}
		}
		return true
	case aChoice:
		for _, part := range p.of {
			if part.emptiable() {
				return true
			}
		}
	}
	return false
}

// starts reports whether an element may be the first of the particle.
func (p *particle) starts(e *element, home string) bool {
	switch p.what {
	case anElement:
		return e.name == p.name && e.space == home
	case foreignElements:
		return e.space != home && e.space != ""
	case aChoice:
		for _, part := range p.of {
			if part.starts(e, home) {
				return true
			}
		}
	default:
		for _, part := range p.of {
			if part.starts(e, home) {
				return true
			}
			if !part.emptiable() {
				return false
			}
		}
	}
	return false
}

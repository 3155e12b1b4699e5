package validate

import (
	"slices"
	"strings"
)

// grammar is what a table says about one version in one syntax.
type grammar struct {
	table   *table
	syntax  syntax
	version int
	root    *kind
	named   map[string]*kind
}

// form is how a value is judged.
type form int

const (
	formAny form = iota
	formObject
	formList // JSON only: in XML a list is an object with one element
	formChoice
	formText
	formWord
	formEnum
	formInteger
	formNumber
	formBoolean
)

// kind is the type of a value.
type kind struct {
	form form
	name string // as messages name it

	// of objects
	members  map[string]*member
	required []string
	open     bool
	loose    bool // other values pass
	unique   []string
	tests    []test
	// of elements
	attributes map[string]*member
	anyAttr    string // "any", "other" or ""
	mixed      bool
	content    *particle // nil for an element that holds nothing
	text       *kind     // for one that holds text
	// elements are all that may stand in it, by name.
	elements map[string]*particle

	// of lists
	item *kind
	// of choices
	one bool
	of  []*kind
	// of texts and numbers, and of the length of lists
	format  string
	word    word
	values  []string
	allowed map[string]bool
	lo, hi  *int
}

// member is a member of an object or an attribute.
type member struct {
	kind     *kind
	required bool
}

// test is a condition on the members of an object.
type test struct {
	rule string // one, any, never, needs
	sets [][]string
}

// compile reads one version and syntax out of a table.
func compile(t *table, s syntax, version int) *grammar {
	g := &grammar{table: t, syntax: s, version: version, named: map[string]*kind{}}
	if t.root != "" {
		g.root = g.lookup(t.root)
	}
	return g
}

func (g *grammar) holds(l *line) bool { return l.where[g.syntax]>>g.version&1 == 1 }

// lookup returns the kind of a name. Kinds may hold themselves.
func (g *grammar) lookup(text string) *kind {
	if k := g.named[text]; k != nil {
		return k
	}
	name, lo, hi := bounds(text)
	k := &kind{name: name, lo: lo, hi: hi}
	g.named[text] = k
	if w, ok := g.table.words[name]; ok {
		k.form, k.word = formWord, w
		return k
	}
	switch name {
	case "any":
	case "string", "iri", "uri", "email", "date", "date-time", "cpe", "spdx-id", "line":
		k.form, k.format = formText, name
	case "integer":
		k.form = formInteger
	case "number":
		k.form = formNumber
	case "boolean":
		k.form = formBoolean
	default:
		g.define(k, g.table.entries[name])
	}
	return k
}

// define fills a kind in from the table.
func (g *grammar) define(k *kind, e *entry) {
	switch {
	case e == nil:
		panic("the table has no " + k.name)
	case e.kind == "enum":
		k.form, k.allowed = formEnum, map[string]bool{}
		for _, l := range e.lines {
			if g.holds(l) {
				k.values = append(k.values, l.words...)
			}
		}
		for i, v := range k.values {
			k.values[i] = strings.ReplaceAll(v, `\x20`, " ")
			k.allowed[k.values[i]] = true
		}
	case e.kind == "as":
		for _, l := range e.lines {
			if g.holds(l) {
				name := k.name
				*k = *g.expression(l.words)
				if k.form == formChoice {
					k.name = name
				}
			}
		}
	default:
		k.form = formObject
		k.members, k.attributes, k.elements = map[string]*member{}, map[string]*member{}, map[string]*particle{}
		if g.syntax == syntaxJSON {
			g.object(k, e.lines, false)
		} else {
			g.element(k, e.lines)
		}
	}
}

// object adds lines of a type as members of an object. In a choice none of them
// is required.
func (g *grammar) object(k *kind, lines []*line, optional bool) {
	for _, l := range lines {
		if !g.holds(l) {
			continue
		}
		switch first := l.words[0]; {
		case strings.TrimRight(first, "?*+") == "choice" && len(l.words) == 1:
			g.object(k, l.below, true)
		case strings.TrimRight(first, "?*+") == "seq" && len(l.words) == 1:
			g.object(k, l.below, optional)
		case first == "open":
			k.open = true
		case first == "loose":
			k.loose = true
		case first == "unique":
			k.unique = append(k.unique, l.words[1:]...)
		case slices.Contains(testRules(), first):
			k.tests = append(k.tests, testOf(l.words))
		case first == "..." || first == "#" || first == "mixed" || strings.HasPrefix(first, "@") && len(l.words) == 1:
		default:
			g.member(k, l, optional)
		}
	}
}

// testRules are the words that a line about several members starts with.
func testRules() []string { return []string{"one", "any", "never", "needs"} }

func testOf(words []string) test {
	t := test{rule: words[0], sets: [][]string{nil}}
	for _, w := range words[1:] {
		if w == "|" {
			t.sets = append(t.sets, nil)
			continue
		}
		t.sets[len(t.sets)-1] = append(t.sets[len(t.sets)-1], w)
	}
	return t
}

// member adds a member of a JSON object.
func (g *grammar) member(k *kind, l *line, optional bool) {
	name, card := cardinality(strings.TrimPrefix(l.words[0], "@"))
	value, _ := g.valueOf(l)
	required := card == "!" && !optional
	if card == "*" || card == "+" {
		value = &kind{form: formList, name: "list", item: value}
	}
	k.members[name] = &member{value, required}
	if required {
		k.required = append(k.required, name)
	}
}

// valueOf reads the type of a line, and whether an empty element stands for one
// of its words.
func (g *grammar) valueOf(l *line) (value *kind, empty bool) {
	if n := len(l.words) - 2; n > 0 && l.words[n] == "=" {
		return g.expression(l.words[1:n]), true
	}
	return g.expression(l.words[1:]), false
}

// cardinality splits the sign off a name.
func cardinality(text string) (name, card string) {
	name = strings.TrimRight(text, "!*+")
	return name, text[len(name):]
}

// expression reads a type: alternatives of lists and names.
func (g *grammar) expression(words []string) *kind {
	p := expressionParser{g, words}
	k := p.alternatives()
	if len(p.words) > 0 {
		panic("no type: " + strings.Join(words, " "))
	}
	return k
}

type expressionParser struct {
	*grammar
	words []string
}

func (p *expressionParser) alternatives() *kind {
	first := p.primary()
	if len(p.words) == 0 || p.words[0] != "|" && p.words[0] != "^" {
		return first
	}
	choice := &kind{form: formChoice, of: []*kind{first}, one: p.words[0] == "^"}
	for len(p.words) > 0 && (p.words[0] == "|" || p.words[0] == "^") {
		p.words = p.words[1:]
		choice.of = append(choice.of, p.primary())
	}
	var names []string
	for _, k := range choice.of {
		names = append(names, k.name)
	}
	choice.name = strings.Join(names, " or ")
	return choice
}

// primary reads a name or a list. The brackets of a list stand directly at its
// first and its last word.
func (p *expressionParser) primary() *kind {
	word := p.words[0]
	if !strings.HasPrefix(word, "[") {
		p.words = p.words[1:]
		if i := strings.Index(word, "]"); i > 0 { // the end of a list around it
			p.words = slices.Concat([]string{word[i:]}, p.words)
			word = word[:i]
		}
		return p.lookup(word)
	}
	p.words = slices.Concat([]string{word[1:]}, p.words[1:])
	element := ""
	if name, ok := strings.CutSuffix(p.words[0], ":"); ok {
		element, p.words = name, p.words[1:]
	}
	list := &kind{form: formList, name: "list", item: p.alternatives()}
	foreign := ""
	for !strings.HasPrefix(p.words[0], "]") {
		word := p.words[0]
		p.words = p.words[1:]
		if i := strings.Index(word, "]"); i > 0 {
			p.words = slices.Concat([]string{word[i:]}, p.words)
			word = word[:i]
		}
		if strings.HasSuffix(word, "...") {
			foreign = word
		}
		if attributes, ok := strings.CutPrefix(word, "@"); ok {
			list.anyAttr = attributes
		}
	}
	_, list.lo, list.hi = bounds(p.words[0])
	if p.words[0] = strings.TrimPrefix(p.words[0], "]"); strings.HasPrefix(p.words[0], "(") {
		_, rest, _ := strings.Cut(p.words[0], ")")
		p.words[0] = rest
	}
	if p.words[0] == "" {
		p.words = p.words[1:]
	}
	if p.syntax == syntaxXML {
		return wrapper(list, element, foreign)
	}
	return list
}

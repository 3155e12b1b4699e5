package validate

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// syntax is a way to write documents.
type syntax int

const (
	syntaxJSON syntax = iota
	syntaxXML
	syntaxCount
)

// span is the versions in which a line of a table holds, a bit each, by
// syntax.
type span [syntaxCount]uint32

// line is one line of a table with the lines below it.
type line struct {
	words []string // what stands in front of the remark
	where span
	below []*line
}

// table is the facts of a format, as the text files beside this one give them;
// the head of cyclonedx.txt describes the language. It is immutable.
type table struct {
	versions []string
	root     string
	words    map[string]word
	// entries are the types, enumerations and aliases by name.
	entries map[string]*entry
}

// entry is what stands under one name.
type entry struct {
	kind, name string // type, enum, as, class or abstract
	parent     string // of a class
	lines      []*line
}

// word is a text with a form.
type word struct {
	token   bool // white space around it does not count in XML
	pattern *regexp.Regexp
}

// parseTable reads a table. Tables are part of the program: a mistake in one is
// found by the tests of this package, so it panics.
func parseTable(text string) *table {
	t := &table{words: map[string]word{}, entries: map[string]*entry{}}
	var current *entry
	var open []*line
	for n, raw := range strings.Split(text, "\n") {
		if strings.TrimSpace(raw) == "" || raw[0] == '#' {
			continue
		}
		if raw[0] != ' ' {
			current, open = t.head(n, strings.Fields(raw)), nil
			continue
		}
		depth := (len(raw) - len(strings.TrimLeft(raw, " "))) / 2
		l := t.line(raw)
		if depth > len(open)+1 || current == nil {
			panic(fmt.Sprintf("line %d is indented too far", n+1))
		}
		if open = append(open[:depth-1], l); depth == 1 {
			current.lines = append(current.lines, l)
			continue
		}
		above := open[depth-2]
		above.below = append(above.below, l)
	}
	return t
}

// head reads a line that starts at the margin.
func (t *table) head(n int, fields []string) *entry {
	switch fields[0] {
	case "versions":
		t.versions = fields[1:]
	case "root":
		t.root = fields[1]
	case "word":
		pattern := strings.Trim(fields[len(fields)-1], "/")
		t.words[fields[1]] = word{fields[2] == "token", regexp.MustCompile(`^(?:` + pattern + `)$`)}
	case "type", "enum", "as", "class", "abstract":
		e := &entry{kind: fields[0], name: fields[1]}
		if len(fields) == 4 {
			e.parent = fields[3]
		}
		t.entries[fields[1]] = e
		return e
	default:
		panic(fmt.Sprintf("line %d: %q starts nothing", n+1, fields[0]))
	}
	return nil
}

func (t *table) line(text string) *line {
	body, remark, limited := strings.Cut(text, " : ")
	l := &line{words: strings.Fields(body)}
	if !limited {
		l.where = span{t.all(), t.all()}
		return l
	}
	for field := range strings.FieldsSeq(remark) {
		name, versions, _ := strings.Cut(field, ":")
		switch name {
		case "json":
			l.where[syntaxJSON] = t.span(versions)
		case "xml":
			l.where[syntaxXML] = t.span(versions)
		default:
			l.where = span{t.span(name), t.span(name)}
		}
	}
	return l
}

func (t *table) all() uint32 { return 1<<len(t.versions) - 1 }

// span reads "1.4", "1.4-", "-1.4" or "1.4-1.5"; "" is all versions.
func (t *table) span(text string) uint32 {
	from, to, open := strings.Cut(text, "-")
	first, last := 0, len(t.versions)-1
	if from != "" {
		first = t.version(from)
	}
	if to != "" {
		last = t.version(to)
	} else if !open && text != "" {
		last = first
	}
	return 1<<(last+1) - 1<<first
}

func (t *table) version(name string) int {
	i := slices.Index(t.versions, name)
	if i < 0 {
		panic(fmt.Sprintf("version %q is not in the table", name))
	}
	return i
}

// since words the versions of a span.
func (t *table) since(versions uint32) string {
	var names []string
	for i, name := range t.versions {
		if versions>>i&1 == 1 {
			names = append(names, name)
		}
	}
	switch len(names) {
	case 0:
		return ""
	case 1:
		return names[0]
	default:
		return names[0] + " to " + names[len(names)-1]
	}
}

// bounds reads "(1..6)" behind a name and returns the name. A missing bound is
// nil.
func bounds(text string) (name string, lo, hi *int) {
	name, rest, ok := strings.Cut(text, "(")
	if !ok {
		return text, nil, nil
	}
	from, to, _ := strings.Cut(strings.TrimSuffix(rest, ")"), "..")
	return name, bound(from), bound(to)
}

func bound(text string) *int {
	if text == "" {
		return nil
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		panic("no bound: " + text)
	}
	return &n
}

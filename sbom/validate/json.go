package validate

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/penstock-dev/penstock/internal/jsonpos"
	"github.com/penstock-dev/penstock/scan"
)

// judge checks the values of a JSON document against a grammar. The depth of
// its recursion is that of the document, which its parser bounds.
type judge struct {
	*grammar
	*collector
	path   []step
	hashes map[int]uint64 // of elements of lists that must be unique, by offset
}

// step is one part of a pointer: a member, or an element if key is empty.
type step struct {
	key   string
	index int
}

// pointer returns the place as JSON pointer (RFC 6901).
func (j *judge) pointer() string {
	var b strings.Builder
	for _, s := range j.path {
		b.WriteByte('/')
		if s.index >= 0 {
			b.WriteString(strconv.Itoa(s.index))
			continue
		}
		b.WriteString(escapePointer(s.key))
	}
	return b.String()
}

func escapePointer(key string) string {
	if !strings.ContainsAny(key, "~/") {
		return key
	}
	return strings.NewReplacer("~", "~0", "/", "~1").Replace(key)
}

func (j *judge) wrong(v jsonpos.Value, format string, args ...any) {
	if j.full() {
		return
	}
	if j.probing() {
		j.add(RuleStructure, scan.Region{}, "", "")
		return
	}
	start, end := v.Span()
	j.structure(start, end, j.pointer(), fmt.Sprintf(format, args...))
}

func (j *judge) value(k *kind, v jsonpos.Value) {
	if j.full() {
		return
	}
	switch k.form {
	case formAny:
	case formObject:
		j.object(k, v)
	case formList:
		j.list(k, v)
	case formChoice:
		j.choice(k, v)
	case formBoolean:
		if v.Kind() != jsonpos.Bool {
			j.wrong(v, "%s in place of true or false", describeValue(v))
		}
	case formInteger, formNumber:
		j.number(k, v)
	default:
		j.text(k, v)
	}
}

func (j *judge) text(k *kind, v jsonpos.Value) {
	if v.Kind() != jsonpos.String {
		j.wrong(v, "%s in place of a text", describeValue(v))
		return
	}
	if k.form == formEnum && k.allowed[string(v.Bytes())] {
		return
	}
	if k.form == formText && k.format == "string" && k.lo == nil && k.hi == nil {
		return
	}
	if problem := j.checkText(k, v.Str()); problem != "" {
		j.wrong(v, "%s", problem)
	}
}

func (j *judge) number(k *kind, v jsonpos.Value) {
	if v.Kind() != jsonpos.Number {
		j.wrong(v, "%s in place of a number", describeValue(v))
		return
	}
	n, err := strconv.ParseFloat(string(v.Raw()), 64)
	switch {
	case err != nil || k.form == formInteger && n != math.Trunc(n):
		j.wrong(v, "%.20s is no whole number", v.Raw())
	case k.lo != nil && n < float64(*k.lo):
		j.wrong(v, "%.20s is below %d", v.Raw(), *k.lo)
	case k.hi != nil && n > float64(*k.hi):
		j.wrong(v, "%.20s is above %d", v.Raw(), *k.hi)
	}
}

func (j *judge) list(k *kind, v jsonpos.Value) {
	if v.Kind() != jsonpos.Array {
		j.wrong(v, "%s in place of a list", describeValue(v))
		return
	}
	n := 0
	j.path = append(j.path, step{})
	for e := range v.Elements() {
		j.path[len(j.path)-1] = step{index: n}
		j.value(k.item, e)
		n++
	}
	j.path = j.path[:len(j.path)-1]
	if k.lo != nil && n < *k.lo {
		j.wrong(v, "a list of %s has fewer than %d", counted(n, "element"), *k.lo)
	}
	if k.hi != nil && n > *k.hi {
		j.wrong(v, "a list of %s has more than %d", counted(n, "element"), *k.hi)
	}
}

func (j *judge) object(k *kind, v jsonpos.Value) {
	if v.Kind() != jsonpos.Object {
		if !k.loose {
			j.wrong(v, "%s in place of an object", describeValue(v))
		}
		return
	}
	required := 0
	j.path = append(j.path, step{})
	for key, value := range v.Members() {
		name := key.Str()
		j.path[len(j.path)-1] = step{name, -1}
		m := k.members[name]
		if m == nil {
			j.unknownMember(k, key, name)
			continue
		}
		if m.required {
			required++
		}
		j.value(m.kind, value)
	}
	j.path = j.path[:len(j.path)-1]
	if !v.Complete() { // the document breaks off in it
		return
	}
	if required < len(k.required) {
		j.missing(k, v)
	}
	j.uniqueLists(k, v)
	for _, t := range k.tests {
		j.test(t, v)
	}
}

func (j *judge) unknownMember(k *kind, key jsonpos.Value, name string) {
	if !k.open && !j.full() {
		j.wrong(key, "%s has no member %.60q%s", k.name, name, j.elsewhere(k.name, name))
	}
}

// missing tells of the required members that are not there.
func (j *judge) missing(k *kind, v jsonpos.Value) {
	for _, name := range k.required {
		if v.Get(name).Kind() == jsonpos.Absent {
			j.wrong(v, "the member %q is missing", name)
		}
	}
}

// elsewhere tells in which versions there is a member that this one lacks.
func (g *grammar) elsewhere(kind, name string) string {
	e := g.table.entries[kind]
	if e == nil {
		return ""
	}
	var versions uint32
	for _, l := range flatten(e.lines) {
		if n, _ := cardinality(strings.TrimPrefix(l.words[0], "@")); n == name && len(l.words) > 1 {
			versions |= l.where[g.syntax]
		}
	}
	if versions == 0 || versions>>g.version&1 == 1 {
		return ""
	}
	return fmt.Sprintf(" in version %s; it is part of %s", g.table.versions[g.version], g.table.since(versions))
}

func flatten(lines []*line) []*line {
	var out []*line
	for _, l := range lines {
		out = append(append(out, l), flatten(l.below)...)
	}
	return out
}

// test checks a condition on several members.
func (j *judge) test(t test, v jsonpos.Value) {
	has := func(name string) bool { return v.Get(name).Kind() != jsonpos.Absent }
	n := 0
	for _, set := range t.sets {
		if !slices.ContainsFunc(set, func(name string) bool { return !has(name) }) {
			n++
		}
	}
	switch {
	case t.rule == "one" && n == 0, t.rule == "any" && n == 0:
		j.wrong(v, "one of the members %s is missing", setsText(t.sets))
	case t.rule == "one" && n > 1:
		j.wrong(v, "more than one of the members %s", setsText(t.sets))
	case t.rule == "never" && n > 0:
		j.wrong(v, "the members %s exclude each other", strings.Join(t.sets[0], " and "))
	case t.rule == "needs" && has(t.sets[0][0]):
		name, want, _ := strings.Cut(t.sets[0][1], "=")
		if string(v.Get(name).Raw()) != want {
			j.wrong(v, "the member %q is there without %q being %s", t.sets[0][0], name, want)
		}
	}
}

func setsText(sets [][]string) string {
	var out []string
	for _, set := range sets {
		out = append(out, strings.Join(set, " with "))
	}
	return strings.Join(out, ", ")
}

// describeValue says what a value is.
func describeValue(v jsonpos.Value) string {
	switch v.Kind() {
	case jsonpos.Null:
		return "null"
	case jsonpos.Bool:
		return "true or false"
	case jsonpos.Number:
		return "a number"
	case jsonpos.String:
		return "a text"
	case jsonpos.Array:
		return "a list"
	default:
		return "an object"
	}
}

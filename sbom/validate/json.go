package validate

import (
	"bytes"
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
		j.wrong(v, "a list of %d elements has fewer than %d", n, *k.lo)
	}
	if k.hi != nil && n > *k.hi {
		j.wrong(v, "a list of %d elements has more than %d", n, *k.hi)
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

// choice checks that one of several kinds fits. If none does, the problems with
// the one that comes closest are told.
func (j *judge) choice(k *kind, v jsonpos.Value) {
	fits, nearest, fewest := 0, (*kind)(nil), math.MaxInt
	for _, option := range k.of {
		if !compatible(option, v) {
			continue
		}
		probe := judge{grammar: j.grammar, collector: &collector{max: maxProbe}, path: slices.Clip(j.path), hashes: j.hashes}
		probe.value(option, v)
		n := len(probe.problems)
		if n == 0 {
			fits++
			if !k.one {
				return
			}
			continue
		}
		if n += unfamiliar(option, v) * maxProbe; n < fewest {
			nearest, fewest = option, n
		}
	}
	switch {
	case fits > 1:
		j.wrong(v, "fits more than one of %s", k.name)
	case fits == 1:
	case nearest != nil:
		j.value(nearest, v)
	default:
		j.wrong(v, "%s in place of %s", describeValue(v), k.sorts())
	}
}

// sorts words what values a choice wants.
func (k *kind) sorts() string {
	var out []string
	for _, option := range k.of {
		sort := "a text"
		switch option.form {
		case formObject:
			sort = "an object"
		case formList:
			sort = "a list"
		}
		if !slices.Contains(out, sort) {
			out = append(out, sort)
		}
	}
	return strings.Join(out, " or ")
}

// maxProbe is the number of problems after which an alternative is given up.
const maxProbe = 8

// unfamiliar tells how far a value is from a kind by the members that the kind
// does not know, or misses: the former weigh more. Of a list the first elements
// count.
func unfamiliar(k *kind, v jsonpos.Value) int {
	n := 0
	if k.form == formList && k.item.form == formObject {
		seen := 0
		for e := range v.Elements() {
			if seen++; seen > maxProbe {
				break
			}
			n += unfamiliar(k.item, e)
		}
	}
	for key := range v.Members() {
		if k.members[string(key.Bytes())] == nil {
			n += 2
		}
	}
	for _, name := range k.required {
		if v.Get(name).Kind() == jsonpos.Absent {
			n++
		}
	}
	return n
}

// compatible reports whether a value is of the sort that a kind wants.
func compatible(k *kind, v jsonpos.Value) bool {
	switch k.form {
	case formObject:
		return v.Kind() == jsonpos.Object
	case formList:
		return v.Kind() == jsonpos.Array
	case formText, formWord, formEnum:
		return v.Kind() == jsonpos.String
	case formInteger, formNumber:
		return v.Kind() == jsonpos.Number
	default:
		return true
	}
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

// uniqueLists checks that lists have no two equal elements.
func (j *judge) uniqueLists(k *kind, v jsonpos.Value) {
	for _, name := range k.unique {
		list := v.Get(name)
		seen := map[uint64]jsonpos.Value{}
		n := 0
		for e := range list.Elements() {
			h := j.hash(e, true)
			if first, ok := seen[h]; ok && equal(first, e) {
				j.path = append(j.path, step{name, -1}, step{index: n})
				j.wrong(e, "the same element stands in the list before")
				j.path = j.path[:len(j.path)-2]
			} else if !ok {
				seen[h] = e
			}
			n++
		}
	}
}

// hash returns a hash that equal values share. Those of elements are kept, so
// that lists in lists are not read again at each level.
func (j *judge) hash(v jsonpos.Value, keep bool) uint64 {
	start, _ := v.Span()
	if h, ok := j.hashes[start]; ok {
		return h
	}
	h := uint64(v.Kind())
	switch v.Kind() {
	case jsonpos.Object:
		for key, member := range v.Members() { // in any order
			h += mix(hashBytes(key.Bytes()), j.hash(member, false))
		}
	case jsonpos.Array:
		for e := range v.Elements() {
			h = mix(h, j.hash(e, false))
		}
	case jsonpos.String:
		h = mix(h, hashBytes(v.Bytes()))
	case jsonpos.Number:
		n, _ := strconv.ParseFloat(string(v.Raw()), 64)
		h = mix(h, math.Float64bits(n))
	default:
		h = mix(h, hashBytes(v.Raw()))
	}
	if keep && v.Kind() >= jsonpos.Array {
		j.hashes[start] = h
	}
	return h
}

func mix(a, b uint64) uint64 {
	a = (a ^ b) * 0x9e3779b97f4a7c15
	return a ^ a>>29
}

func hashBytes(b []byte) uint64 {
	h := uint64(14695981039346656037) // FNV-1a
	for _, c := range b {
		h = (h ^ uint64(c)) * 1099511628211
	}
	return h
}

// equal compares two values as JSON Schema does.
func equal(a, b jsonpos.Value) bool {
	if a.Kind() != b.Kind() {
		return false
	}
	switch a.Kind() {
	case jsonpos.Object:
		n := 0
		for key, value := range a.Members() {
			if !equal(value, b.Get(key.Str())) {
				return false
			}
			n++
		}
		for range b.Members() {
			n--
		}
		return n == 0
	case jsonpos.Array:
		return slices.EqualFunc(slices.Collect(a.Elements()), slices.Collect(b.Elements()), equal)
	case jsonpos.String:
		return bytes.Equal(a.Bytes(), b.Bytes())
	case jsonpos.Number:
		x, _ := strconv.ParseFloat(string(a.Raw()), 64)
		y, _ := strconv.ParseFloat(string(b.Raw()), 64)
		return x == y
	default:
		return bytes.Equal(a.Raw(), b.Raw())
	}
}

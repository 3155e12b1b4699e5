package trust

import (
	"strings"
	"unicode/utf8"
)

// kind is the sort of a [value].
type kind uint8

const (
	text kind = iota
	object
	list
)

// value is what a setting was written as, whatever the language, with the
// bytes that it was written with. All methods accept nil, an absent value.
type value struct {
	kind kind
	// text holds a rune from firstRef on for each of refs.
	text string
	refs []string // what the text refers to, in the words of the file
	// pairs of an object in the file's order. Keys may repeat, as blocks do.
	pairs []pair
	items []*value

	start, end int
	// embedded returns the document that a text holds, with its own places; nil
	// for a text that is too short for one.
	embedded func() *value
}

type pair struct {
	key   *value
	value *value
}

// Texts hold what they refer to as runes of a private use area, so that they
// can be read before it is known what they refer to.
const (
	firstRef = '\uE000'
	lastRef  = '\uF8FF'
	// unknown stands in an expanded text for what the file does not tell.
	unknown = '\uFFFC'
)

// The bounds on what is followed in one file.
const (
	maxDepth  = 100   // nesting of values
	maxFollow = 16    // references to references
	maxText   = 10000 // bytes of an expanded text
)

// get returns the last value of an object's key, ignoring case.
func (v *value) get(key string) *value {
	if v == nil {
		return nil
	}
	for i := len(v.pairs) - 1; i >= 0; i-- {
		if strings.EqualFold(v.pairs[i].key.text, key) {
			return v.pairs[i].value
		}
	}
	return nil
}

// all returns every value of an object's key: blocks of one type, or the
// elements of a list.
func (v *value) all(key string) []*value {
	if v == nil {
		return nil
	}
	var found []*value
	for _, p := range v.pairs {
		if strings.EqualFold(p.key.text, key) {
			found = p.value.flatten(found, 0)
		}
	}
	return found
}

// each returns the elements of a list of any depth, or else the value itself.
func (v *value) each() []*value { return v.flatten(nil, 0) }

func (v *value) flatten(found []*value, depth int) []*value {
	switch {
	case v == nil || depth > maxDepth:
		return found
	case v.kind != list:
		return append(found, v)
	}
	for _, item := range v.items {
		found = item.flatten(found, depth+1)
	}
	return found
}

// builder puts texts with references together.
type builder struct {
	text strings.Builder
	refs []string
}

func (b *builder) ref(name string) {
	r := rune(firstRef + len(b.refs))
	if r > lastRef {
		r = unknown
	}
	b.text.WriteRune(r)
	b.refs = append(b.refs, name)
}

func (b *builder) add(v *value) {
	for _, r := range v.text {
		if i := int(r - firstRef); r >= firstRef && r <= lastRef && i < len(v.refs) {
			b.ref(v.refs[i])
		} else {
			b.text.WriteRune(r)
		}
	}
}

func (b *builder) value(start, end int) *value {
	return &value{text: b.text.String(), refs: b.refs, start: start, end: end}
}

// reference returns a value that is known by name only.
func reference(name string, start, end int) *value {
	var b builder
	b.ref(name)
	return b.value(start, end)
}

// interpolate returns the value of a text in which "${name}" stands for
// something else.
func interpolate(s string, start, end int) *value {
	var b builder
	for {
		before, rest, ok := strings.Cut(s, "${")
		name, after, closed := strings.Cut(rest, "}")
		if !ok || !closed {
			b.text.WriteString(s)
			return b.value(start, end)
		}
		b.text.WriteString(before)
		b.ref(strings.TrimSpace(name))
		s = after
	}
}

// follow returns the value that a mere reference leads to in the file, and any
// other value itself. A document in a text is read.
func (t *template) follow(v *value) *value {
	for range maxFollow {
		if v == nil || v.kind != text {
			return v
		}
		if r, n := utf8.DecodeRuneInString(v.text); len(v.refs) == 1 && n == len(v.text) && r == firstRef {
			if next := t.names[name(v.refs[0])]; next != nil {
				v = next
				continue
			}
		}
		if v.embedded == nil {
			return v
		}
		inner := v.embedded()
		if inner == nil {
			return v
		}
		v = inner
	}
	return v
}

// expand returns the text of a value with what it refers to in the file, and
// the rune unknown for the rest.
func (t *template) expand(v *value) string {
	var b strings.Builder
	t.write(&b, v, 0)
	return b.String()
}

func (t *template) write(b *strings.Builder, v *value, depth int) {
	if v == nil || v.kind != text || depth > maxFollow {
		b.WriteRune(unknown)
		return
	}
	for _, r := range v.text {
		i := int(r - firstRef)
		switch {
		case b.Len() > maxText:
			return
		case r < firstRef || r > lastRef:
			b.WriteRune(r)
		case i < len(v.refs) && t.names[name(v.refs[i])] != nil:
			t.write(b, t.names[name(v.refs[i])], depth+1)
		default:
			b.WriteRune(unknown)
		}
	}
}

// elements returns the elements of a list, also of one that is referred to, or
// else the value itself.
func (t *template) elements(v *value) []*value {
	if to := t.follow(v); to != nil && to.kind == list {
		return to.each()
	}
	return v.each()
}

// texts returns the texts of a value or of the elements of a list.
func (t *template) texts(v *value) []string {
	var found []string
	for _, item := range t.elements(v) {
		found = append(found, t.expand(t.follow(item)))
	}
	return found
}

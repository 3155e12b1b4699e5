package dockerfile

import (
	"strconv"
	"strings"
)

// build is a file that was read: its instructions by stages.
type build struct {
	text   []byte
	escape byte
	head   []instruction // those before the first FROM
	stages []*stage
}

// stage is what one FROM begins.
type stage struct {
	name string // empty where it has none
	from instruction
	// image is the word that names what the stage starts from.
	image word
	// base is the earlier stage that it starts from, nil for an image.
	base *stage
	body []instruction
}

// parse reads a file. The error is for the first thing that a builder would
// not take; what could be read comes with it.
func parse(text []byte) (*build, error) {
	list, escape, err := read(text)
	b := &build{text: text, escape: escape}
	for _, in := range list {
		switch {
		case in.name == "FROM":
			b.begin(in)
		case len(b.stages) == 0:
			b.head = append(b.head, in)
		default:
			s := b.stages[len(b.stages)-1]
			s.body = append(s.body, in)
		}
	}
	return b, err
}

// begin starts a stage.
func (b *build) begin(in instruction) {
	s := &stage{from: in}
	ws := words(in.value)
	if len(ws) > 0 {
		s.image = ws[0]
		s.base = b.stage(ws[0].text)
	}
	if len(ws) > 2 && strings.EqualFold(ws[1].text, "as") {
		s.name = ws[2].text
	}
	b.stages = append(b.stages, s)
}

// stage returns the earlier stage of a name or a number, nil where there is
// none.
func (b *build) stage(name string) *stage {
	for i := len(b.stages) - 1; i >= 0; i-- {
		if s := b.stages[i]; s.name != "" && strings.EqualFold(s.name, name) {
			return s
		}
	}
	if n, err := strconv.Atoi(name); err == nil && n >= 0 && n < len(b.stages) {
		return b.stages[n]
	}
	return nil
}

// ships reports whether the configuration and the layers of a stage are part of
// the image that a build without a target makes: that of the last stage. Every
// stage may, where an argument without a default names what that one starts from.
func (b *build) ships(stage int) bool {
	s := b.stages[len(b.stages)-1]
	for range b.stages {
		if s == nil || s == b.stages[stage] {
			break
		}
		next := s.base
		if name, whole := b.expand(s.image.text); !whole {
			return true
		} else if next == nil {
			next = b.stage(name)
		}
		s = next
	}
	return s == b.stages[stage]
}

// expand replaces the variables in a text by the defaults of the arguments
// before the first stage; whole says that all of them have one.
func (b *build) expand(text string) (out string, whole bool) {
	whole = true
	var w strings.Builder
	for i := 0; i < len(text); {
		if text[i] != '$' {
			w.WriteByte(text[i])
			i++
			continue
		}
		name, fallback, n := variable(text[i:])
		value, ok := b.argument(name)
		switch {
		case ok:
			w.WriteString(value)
		case fallback != "":
			w.WriteString(fallback)
		default:
			whole = false
			w.WriteString(text[i : i+n])
		}
		i += n
	}
	return w.String(), whole
}

// variable reads $name, ${name}, ${name-fallback} or ${name:-fallback} at the start of a text,
// and returns its length.
func variable(text string) (name, fallback string, n int) {
	if strings.HasPrefix(text, "${") {
		end := strings.IndexByte(text, '}')
		if end < 0 {
			return "", "", len(text)
		}
		name, fallback, _ = strings.Cut(text[2:end], "-")
		return strings.TrimSuffix(name, ":"), fallback, end + 1
	}
	n = 1
	for n < len(text) && (text[n] == '_' || text[n] >= '0' && text[n] <= '9' || text[n] >= 'a' && text[n] <= 'z' || text[n] >= 'A' && text[n] <= 'Z') {
		n++
	}
	return text[1:n], "", n
}

// argument returns the default of an argument before the first stage.
func (b *build) argument(name string) (string, bool) {
	for i := len(b.head) - 1; i >= 0; i-- {
		if b.head[i].name != "ARG" {
			continue
		}
		for _, w := range words(b.head[i].value) {
			if key, value, ok := strings.Cut(w.text, "="); ok && key == name && !strings.Contains(value, "$") {
				return value, true
			}
		}
	}
	return "", false
}

package secrets

import (
	"fmt"
	"strconv"
	"strings"
)

// A format is written as parts with spaces between them, in the order of the
// text:
//
//	ghp_        this text
//	b62{36}     so many characters of the named alphabet; also {20,40} and {20,}
//	!ghp_       this text, and it is the one to look for; without the mark it is
//	            the longest
//	<  >        the secret lies between them; without them it is everything
//	uuid        short for hexi{8} - hexi{4} - hexi{4} - hexi{4} - hexi{12}
//	\s          a space
//
// Before anything else (a|b|) anywhere in the notation stands for one format
// with each alternative, and [0-9a] for one with each of the characters.

// part is a piece of a form: text, or a run of an alphabet.
type part struct {
	text     string
	set      *alphabet
	min, max int
}

// form is one shape of a secret, without alternatives.
type form struct {
	parts  []part
	anchor int // index of the part that the automaton looks for; -1 if there is none
	first  int // parts[first:last] are the secret
	last   int
}

// unbounded is the longest run that {n,} allows; it keeps every form inside
// the reach of a scan.
const unbounded = 6000

// parseFormat returns the forms that a notation stands for.
func parseFormat(all alphabets, notation string) ([]form, error) {
	var forms []form
	for _, plain := range expand(notation) {
		f, err := parseForm(all, plain)
		if err != nil {
			return nil, fmt.Errorf("format %q: %w", notation, err)
		}
		forms = append(forms, f)
	}
	return forms, nil
}

// expand replaces alternatives and character lists.
func expand(notation string) []string {
	open := strings.IndexAny(notation, "([")
	if open < 0 {
		return []string{notation}
	}
	closing, list := ")", []string(nil)
	if notation[open] == '[' {
		closing = "]"
	}
	end := open + strings.Index(notation[open:], closing)
	if end < open {
		return []string{notation}
	}
	inner := notation[open+1 : end]
	if closing == ")" {
		list = strings.Split(inner, "|")
	} else {
		list = listed(inner)
	}
	var out []string
	for _, tail := range expand(notation[end+1:]) {
		for _, choice := range list {
			out = append(out, notation[:open]+choice+tail)
		}
	}
	return out
}

// listed returns the characters of a list such as 0-9ab.
func listed(inner string) []string {
	var list []string
	for i := 0; i < len(inner); i++ {
		if i+2 < len(inner) && inner[i+1] == '-' {
			for c := inner[i]; c <= inner[i+2]; c++ {
				list = append(list, string(rune(c)))
			}
			i += 2
			continue
		}
		list = append(list, inner[i:i+1])
	}
	return list
}

const uuidNotation = "hexi{8} - hexi{4} - hexi{4} - hexi{4} - hexi{12}"

func parseForm(all alphabets, notation string) (form, error) {
	f := form{anchor: -1, last: -1}
	notation = strings.ReplaceAll(notation, "uuid", uuidNotation)
	glue := false // whether a text part may grow
	chosen := -1
	for _, word := range strings.Fields(notation) {
		switch {
		case word == "<":
			f.first, glue = len(f.parts), false
		case word == ">":
			f.last, glue = len(f.parts), false
		case strings.HasSuffix(word, "}"):
			p, err := parseRun(all, word)
			if err != nil {
				return form{}, err
			}
			f.parts, glue = append(f.parts, p), false
		default:
			text := strings.ReplaceAll(word, `\s`, " ")
			if rest, marked := strings.CutPrefix(text, "!"); marked && len(rest) > 2 {
				text, chosen, glue = rest, len(f.parts), false
			}
			if glue {
				f.parts[len(f.parts)-1].text += text
			} else {
				f.parts = append(f.parts, part{text: text})
			}
			glue = true
		}
	}
	if len(f.parts) == 0 {
		return form{}, fmt.Errorf("nothing in it")
	}
	if len(f.parts) > maxParts {
		return form{}, fmt.Errorf("more than %d parts", maxParts)
	}
	if f.last < 0 {
		f.last = len(f.parts)
	}
	if f.anchor = chosen; chosen < 0 {
		f.anchor = longestText(f.parts)
	}
	return f, nil
}

// longestText returns the index of the rarest text to look for: the longest
// one, the first of equals.
func longestText(parts []part) int {
	best := -1
	for i, p := range parts {
		if len(p.text) >= 3 && (best < 0 || len(p.text) > len(parts[best].text)) {
			best = i
		}
	}
	return best
}

// parseRun reads name{n}, name{n,m} and name{n,}.
func parseRun(all alphabets, word string) (part, error) {
	name, counts, ok := strings.Cut(strings.TrimSuffix(word, "}"), "{")
	set := all[name]
	if !ok || set == nil {
		return part{}, fmt.Errorf("unknown alphabet in %q", word)
	}
	low, high, ranged := strings.Cut(counts, ",")
	p := part{set: set}
	var err error
	if p.min, err = strconv.Atoi(low); err != nil || p.min < 0 {
		return part{}, fmt.Errorf("bad count in %q", word)
	}
	switch {
	case !ranged:
		p.max = p.min
	case high == "":
		p.max = unbounded
	default:
		if p.max, err = strconv.Atoi(high); err != nil {
			return part{}, fmt.Errorf("bad count in %q", word)
		}
	}
	if p.max < p.min || p.max > unbounded {
		return part{}, fmt.Errorf("bad range in %q", word)
	}
	return p, nil
}

// prefix returns the text that every secret of the form starts with.
func (f *form) prefix() string { return f.parts[f.first].text }

package license

import (
	"net/url"
	"strings"
	"sync"
	"unicode"
)

// family is a license of which a name does not tell the version, or words for a
// kind of license.
type family struct {
	ref   string
	class Class
	names []string // folded
}

// fold returns what is left of a name when spelling no longer matters: lower
// case words and numbers, without "the", "license" and the like, the number of a
// version without its zeros, "or later" as "+".
func fold(text string) string {
	var words []string
	for _, w := range pieces(strings.ToLower(text)) {
		switch w {
		case "the", "a", "an", "license", "licence", "licensed", "licenses", "lic", "version", "ver", "v", "only", "software", "terms", "under", "released", "rev", "revision":
			continue
		}
		words = append(words, w)
	}
	key := strings.Join(words, " ")
	for _, r := range foldings() {
		key = replaceWords(key, r[0], r[1])
	}
	return strings.TrimSpace(key)
}

// replaceWords replaces whole words only.
func replaceWords(key, from, to string) string {
	if !strings.Contains(key, from) {
		return key
	}
	key = strings.ReplaceAll(" "+key+" ", " "+from+" ", " "+to+" ")
	return strings.Join(strings.Fields(key), " ")
}

// pieces returns the words and numbers of a text. Letters and digits are apart;
// digits with dots or underscores between them are one number, whose zeros at the
// end go.
func pieces(text string) []string {
	var out []string
	runes := []rune(text)
	for i := 0; i < len(runes); {
		switch c := runes[i]; {
		case unicode.IsLetter(c):
			j := i
			for j < len(runes) && (unicode.IsLetter(runes[j]) || runes[j] == '\'') {
				j++
			}
			w := string(runes[i:j])
			if j < len(runes) && unicode.IsDigit(runes[j]) && len(w) > 1 {
				w = strings.TrimSuffix(w, "v") // GPLv2
			}
			out = append(out, w)
			i = j
		case unicode.IsDigit(c):
			j := i
			for j < len(runes) && (unicode.IsDigit(runes[j]) || (runes[j] == '.' || runes[j] == '_') && j+1 < len(runes) && unicode.IsDigit(runes[j+1])) {
				j++
			}
			number := strings.ReplaceAll(string(runes[i:j]), "_", ".")
			for strings.HasSuffix(number, ".0") {
				number = strings.TrimSuffix(number, ".0")
			}
			out = append(out, number)
			i = j
		case c == '+':
			out = append(out, "+")
			i++
		default:
			i++
		}
	}
	return out
}

// meanings maps folded names to expressions: identifiers of the list in loose
// spelling, unless two share one, and the names of the table.
var meanings = sync.OnceValue(func() map[string]string {
	m := map[string]string{}
	taken := map[string]bool{}
	for _, e := range List() {
		if e.Exception || len(strings.Fields(fold(e.ID))) < len(pieces(strings.TrimSuffix(e.ID, "-only"))) {
			continue // without a word that does not count it is a vague name, such as "NIST"
		}
		key, text := fold(e.ID), (&Expression{License: e.ID}).Canonical().String()
		if have, ok := m[key]; ok && have != text {
			taken[key] = true
		}
		m[key] = text
	}
	for key := range taken {
		delete(m, key)
	}
	for line := range strings.Lines(nameTable) {
		meaning, names, _ := strings.Cut(strings.TrimSpace(line), " = ")
		for _, name := range strings.Split(names, ";") {
			if key := fold(name); key != "" {
				m[key] = meaning
			}
		}
	}
	return m
})

// exceptionNames maps folded names of exceptions to their identifiers.
var exceptionNames = sync.OnceValue(func() map[string]string {
	m := map[string]string{}
	for _, e := range List() {
		if e.Exception {
			m[fold(e.ID)] = e.ID
		}
	}
	for line := range strings.Lines(exceptionTable) {
		id, names, _ := strings.Cut(strings.TrimSpace(line), " = ")
		for _, name := range strings.Split(names, ";") {
			if key := fold(name); key != "" {
				m[key] = id
			}
		}
	}
	return m
})

// foldings are words that stand for others, in the order in which they are
// replaced.
var foldings = sync.OnceValue(func() [][2]string {
	var list [][2]string
	for line := range strings.Lines(foldingTable) {
		if from, to, ok := strings.Cut(strings.TrimSuffix(line, "\n"), " = "); ok {
			list = append(list, [2]string{from, strings.TrimSpace(to)})
		}
	}
	return list
})

var families = sync.OnceValue(func() []family {
	var list []family
	for line := range strings.Lines(familyTable) {
		head, names, ok := strings.Cut(strings.TrimSpace(line), " = ")
		ref, class, _ := strings.Cut(head, " ")
		if !ok {
			continue
		}
		f := family{ref: "LicenseRef-" + ref, class: Class(class)}
		for _, name := range strings.Split(names, ";") {
			f.names = append(f.names, fold(name))
		}
		list = append(list, f)
	}
	return list
})

// fromURL returns the license that an address of its text names, nil for
// others.
func fromURL(text string) *Expression {
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil
	}
	host := strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
	path := strings.ToLower(strings.Trim(u.Path, "/"))
	for _, suffix := range []string{".html", ".htm", ".txt", ".php", ".en", ".md"} {
		path = strings.TrimSuffix(path, suffix)
	}
	if meaning, ok := addresses()[host+"/"+path]; ok {
		e, _ := Parse(meaning)
		return e
	}
	parts := strings.Split(path, "/")
	switch host {
	case "spdx.org", "opensource.org", "choosealicense.com", "tldrlegal.com":
		return listedName(parts[len(parts)-1])
	case "creativecommons.org":
		if len(parts) >= 3 && parts[0] == "licenses" {
			return listedName("cc-" + parts[1] + "-" + parts[2])
		}
	}
	return nil
}

func listedName(id string) *Expression {
	if entry, ok := Lookup(id); ok && !entry.Exception {
		return &Expression{License: entry.ID}
	}
	if meaning, ok := meanings()[fold(id)]; ok {
		e, _ := Parse(meaning)
		return e
	}
	return nil
}

// addresses maps host and path of license texts to expressions.
var addresses = sync.OnceValue(func() map[string]string {
	m := map[string]string{}
	for line := range strings.Lines(addressTable) {
		meaning, list, _ := strings.Cut(strings.TrimSpace(line), " = ")
		for _, a := range strings.Fields(list) {
			m[a] = meaning
		}
	}
	return m
})

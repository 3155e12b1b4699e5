package license

import "strings"

// longestPhrase is the number of words that a name may have.
const longestPhrase = 14

// terms reads a text as names with operators between them, in whatever form:
// lower case, "|", "&", ";", and "/" or "," between names. It returns nil if the
// text does not fall into such parts. A comma in front of "and" or "or" ends what
// belongs together, as in the copyright files of Debian.
func (r *reader) terms(text string) *Expression {
	if parts := strings.Split(text, ", and "); len(parts) > 1 {
		return r.parts(And, parts)
	}
	if parts := strings.Split(text, ", or "); len(parts) > 1 {
		return r.parts(Or, parts)
	}
	return r.words(separate(text))
}

// parts reads texts that an operator joins, nil if one of them cannot be read.
func (r *reader) parts(operator Operator, texts []string) *Expression {
	known := len(r.texts)
	var list []*Expression
	for _, text := range texts {
		e := r.phrase(text)
		if e == nil {
			e = r.words(separate(text))
		}
		if e == nil {
			r.texts = r.texts[:known]
			return nil
		}
		list = append(list, e)
	}
	return Join(operator, list...)
}

func (r *reader) words(words []string) *Expression {
	clear := hasOperators(words)
	known := len(r.texts)
	var parts []string
	for i := 0; i < len(words); {
		if op := operatorOf(words[i]); op != "" {
			parts = append(parts, op)
			i++
			continue
		}
		e, n := r.longest(words[i:])
		if n == 0 {
			if e, n = r.unknown(words[i:], clear); n == 0 {
				r.texts = r.texts[:known]
				return nil
			}
		}
		parts = append(parts, "("+e.String()+")")
		i += n
	}
	e, err := Parse(exception(parts))
	if err != nil || e.Operator == "" && e.IsRef() {
		r.texts = r.texts[:known]
		return nil
	}
	return e
}

// exception joins parts, taking the brackets from both sides of WITH.
func exception(parts []string) string {
	for i := range parts {
		if parts[i] == "WITH" && i > 0 && i+1 < len(parts) {
			parts[i-1] = strings.Trim(parts[i-1], "()")
			parts[i+1] = strings.Trim(parts[i+1], "()")
		}
	}
	return strings.Join(parts, " ")
}

// separate returns words, brackets and separators.
func separate(text string) []string {
	text = strings.NewReplacer("and/or", " or ", "(", " ( ", ")", " ) ", "||", " | ", "|", " | ", "&&", " & ", "&", " & ", ";", " ; ", ",", " , ", "/", " / ").Replace(text)
	return strings.Fields(text)
}

// operatorOf returns the operator or bracket that a word stands for, "" for
// other words. Names that are listed one after the other all apply; a slash is
// the choice that Cargo once meant by it.
func operatorOf(word string) string {
	switch strings.ToLower(word) {
	case "and", "&", ";", ",":
		return "AND"
	case "or", "|", "/":
		return "OR"
	case "with", "w":
		return "WITH"
	case "(", ")":
		return word
	}
	return ""
}

// hasOperators reports whether a text has operators in upper case and none in
// lower case, so that they are clearly meant.
func hasOperators(words []string) bool {
	upper := false
	for _, w := range words {
		switch {
		case w == "AND" || w == "OR" || w == "|":
			upper = true
		case operatorOf(w) != "" && w != "(" && w != ")" && w != "WITH":
			return false
		}
	}
	return upper
}

// longest returns the meaning of the longest name that words begin with and how
// many it has.
func (r *reader) longest(words []string) (*Expression, int) {
	for n := min(longestPhrase, len(words)); n > 0; n-- {
		span := words[:n]
		if op := operatorOf(span[n-1]); op != "" || strings.ContainsAny(strings.Join(span, ""), "()") {
			continue
		}
		if n < len(words) && operatorOf(words[n]) == "" {
			continue // a name ends where an operator begins
		}
		text := strings.Join(span, " ")
		if entry, ok := Lookup(text); ok && entry.Exception {
			return &Expression{License: entry.ID}, n
		}
		if id, ok := exceptionNames()[fold(text)]; ok {
			return &Expression{License: id}, n
		}
		if e, ok := single(text); ok {
			return e, n
		}
		if e := r.name(text); e != nil {
			return e, n
		}
	}
	return nil, 0
}

// unknown returns a reference for words up to the next operator: for any where
// operators are clear, else for none.
func (r *reader) unknown(words []string, clear bool) (*Expression, int) {
	if !clear {
		return nil, 0
	}
	n := 0
	for n < len(words) && operatorOf(words[n]) == "" {
		n++
	}
	if n == 0 {
		return nil, 0
	}
	return r.ref(strings.Join(words[:n], " ")), n
}

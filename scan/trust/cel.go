package trust

import "strings"

// celReader judges a condition in the Common Expression Language: what of it
// tells whose pipelines get in. What it does not understand is taken for
// restricting.
type celReader struct {
	from       *issuer
	claims     map[string]bearing
	attributes map[string]string
	tokens     []celToken
	at         int
}

// celToken is a word, a text in quotes or a sign.
type celToken struct {
	text   string
	quoted bool
}

// celTokens cuts an expression into tokens.
func celTokens(s string) []celToken {
	var list []celToken
	for s = strings.TrimSpace(s); s != ""; s = strings.TrimSpace(s) {
		n := 1
		switch c := s[0]; {
		case c == '\'' || c == '"':
			end := strings.IndexByte(s[1:], c)
			if end < 0 {
				end = len(s) - 1
			}
			list = append(list, celToken{s[1 : 1+end], true})
			s = s[min(end+2, len(s)):]
			continue
		case strings.HasPrefix(s, "&&"), strings.HasPrefix(s, "||"), strings.HasPrefix(s, "=="), strings.HasPrefix(s, "!="):
			n = 2
		case isWord(c):
			for n < len(s) && isWord(s[n]) {
				n++
			}
		}
		list = append(list, celToken{text: s[:n]})
		s = s[n:]
	}
	return list
}

// isWord reports whether a byte belongs to a word; dots do.
func isWord(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '.' || c >= 0x80
}

func (r *celReader) read() verdict {
	v := r.either(0)
	if r.at < len(r.tokens) {
		return verdict{} // something that is not understood follows
	}
	return v
}

func (r *celReader) peek() string {
	if r.at < len(r.tokens) && !r.tokens[r.at].quoted {
		return r.tokens[r.at].text
	}
	return ""
}

func (r *celReader) take(sign string) bool {
	if r.peek() == sign {
		r.at++
		return true
	}
	return false
}

func (r *celReader) either(depth int) verdict {
	v := r.both(depth)
	for r.take("||") {
		v = wider(v, r.both(depth))
	}
	return v
}

func (r *celReader) both(depth int) verdict {
	v := r.test(depth)
	for r.take("&&") {
		v = narrower(v, r.test(depth))
	}
	return v
}

func (r *celReader) test(depth int) verdict {
	if depth > maxDepth {
		r.at = len(r.tokens)
		return verdict{}
	}
	switch {
	case r.take("!"):
		r.test(depth + 1)
		return verdict{reach: everybody, why: "attribute_condition only says who does not get in"}
	case r.take("("):
		v := r.either(depth + 1)
		r.take(")")
		return v
	case r.take("true"):
		return verdict{reach: everybody, why: "attribute_condition always holds"}
	case r.take("has"):
		r.arguments()
		return verdict{reach: everybody, why: "attribute_condition only asks for a claim to be there"}
	}
	return r.comparison()
}

// comparison judges one of a claim.
func (r *celReader) comparison() verdict {
	left := r.operand()
	switch {
	case left.method != "":
		return r.call(left)
	case r.take("=="):
		right := r.operand()
		if left.claim == "" {
			left, right = right, left
		}
		return r.judge(left.claim, right.texts, exactly)
	case r.take("!="):
		r.operand()
		return verdict{reach: everybody, why: "attribute_condition only says who does not get in"}
	case r.take("in"):
		return r.judge(left.claim, r.operand().texts, exactly)
	}
	return verdict{}
}

// call judges a method of a claim.
func (r *celReader) call(o operand) verdict {
	switch o.method {
	case "startsWith":
		return r.judge(o.claim, o.texts, prefix)
	case "endsWith", "contains":
		return r.judge(o.claim, o.texts, anywhere)
	case "matches":
		for i := range o.texts {
			o.texts[i] = globOf(o.texts[i])
		}
		return r.judge(o.claim, o.texts, wildcard)
	}
	return verdict{}
}

// globOf returns a regular expression as a pattern with stars, near enough to
// tell what it leaves open.
func globOf(expression string) string {
	expression = strings.TrimSuffix(strings.TrimPrefix(expression, "^"), "$")
	for _, open := range []string{".*", ".+", "[^/]+", "[^/]*", "[^:]+", `\w+`} {
		expression = strings.ReplaceAll(expression, open, "*")
	}
	return strings.ReplaceAll(expression, `\`, "")
}

// judge returns the widest verdict of a claim that may be any of texts.
func (r *celReader) judge(claim string, texts []string, how matching) verdict {
	var v verdict
	if r.claims[claim] == unheard {
		return v
	}
	for i, s := range texts {
		next := r.from.judge(claim, s, how, r.claims)
		if i == 0 {
			v = next
		} else {
			v = wider(v, next)
		}
	}
	return v
}

// operand is a claim, the method called on it, or texts.
type operand struct {
	claim  string
	method string
	texts  []string
}

func (r *celReader) operand() operand {
	var o operand
	if r.at >= len(r.tokens) {
		return o
	}
	t := r.tokens[r.at]
	switch {
	case t.quoted:
		r.at++
		return operand{texts: []string{t.text}}
	case t.text == "[":
		return operand{texts: r.arguments()}
	case t.text == "(" || t.text == ")":
		return o
	}
	r.at++
	path := t.text
	if r.peek() == "[" {
		if keys := r.arguments(); len(keys) == 1 {
			path += "." + keys[0]
		}
		if next := r.peek(); strings.HasPrefix(next, ".") {
			path += next
			r.at++
		}
	}
	if r.peek() == "(" {
		i := max(strings.LastIndexByte(path, '.'), 0)
		path, o.method = path[:i], strings.TrimPrefix(path[i:], ".")
		o.texts = r.arguments()
	}
	o.claim = r.claim(path)
	return o
}

// arguments reads up to the closing bracket and returns the texts in between.
func (r *celReader) arguments() []string {
	var texts []string
	for depth := 0; r.at < len(r.tokens); {
		t := r.tokens[r.at]
		r.at++
		switch {
		case t.quoted:
			texts = append(texts, t.text)
		case t.text == "(" || t.text == "[":
			depth++
		case t.text == ")" || t.text == "]":
			depth--
		}
		if depth <= 0 {
			break
		}
	}
	return texts
}

// claim returns the claim that a path leads to; "" for none.
func (r *celReader) claim(path string) string {
	if mapped, ok := r.attributes[path]; ok {
		path = mapped
	}
	if path == "google.subject" {
		return "sub"
	}
	for _, root := range []string{"assertion.", "attribute."} {
		if claim, ok := strings.CutPrefix(path, root); ok {
			return claim
		}
	}
	return ""
}

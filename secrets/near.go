package secrets

import "bytes"

// nearReach is how far a value may be behind the name that tells it.
const nearReach = 100

// nearStarts is how many words behind the name are tried.
const nearStarts = 16

// near looks behind a name for a value of the rule's forms: close by, assigned
// to the name or to a word for credentials.
func (s *scanner) near(w *window, t target, name span) {
	r := &s.e.rules[t.rule]
	if !r.opt.common && !edged(w.text, name) {
		return
	}
	again := w.text[name.start:name.end]
	top := min(w.top, name.end+nearReach)
	if r.opt.common { // its values are assigned to the name, see [assigned]
		top = min(top, identifierEnd(w.text, name.end, top)+assignedReach)
	}
	lines, starts := 0, 0
	for pos := name.end; pos < top && starts < nearStarts; pos++ {
		c := w.text[pos]
		if isWord(c) && isWord(w.text[pos-1]) && !startsWord(w.text, pos, w.floor) {
			pos = s.runs.forward(w.text, s.e.identifier, pos, w.top) - 1
			continue
		}
		if c == '\n' {
			if lines++; lines > 1 || !continues(w.text[name.start:pos]) {
				return
			}
		}
		if c == ';' {
			return
		}
		if isSpace(c) || c >= 0x7f || !valueStart(w, pos) {
			continue
		}
		if c|0x20 == w.text[name.start]|0x20 && pos+len(again) <= top && bytes.EqualFold(w.text[pos:pos+len(again)], again) {
			return // what follows is looked at from there
		}
		starts++
		if !r.begins[c] {
			continue
		}
		for i := range r.forms {
			if s.nearForm(w, t, &r.forms[i], name, pos) {
				return
			}
		}
	}
}

// continues reports whether a line that ends so goes on in the next.
func continues(line []byte) bool {
	line = bytes.TrimRight(line, " \t\r")
	return len(line) > 0 && bytes.IndexByte([]byte(`=:>([{,\|`), line[len(line)-1]) >= 0
}

// valueStart reports whether a value can start at pos.
func valueStart(w *window, pos int) bool {
	if !startsWord(w.text, pos, w.floor) {
		return false
	}
	switch w.text[pos-1] {
	case '/', '@', '#', '+', '~', '$', '%', '{', '<', '*', '&':
		return false // part of a path, an address, a variable, a template
	}
	return true
}

// nearForm tries one form at one place.
func (s *scanner) nearForm(w *window, t target, f *form, name span, pos int) bool {
	m := &s.m
	if !f.matchAt(w, s.runs, pos, m) {
		return false
	}
	secret := span{m.at[f.first], m.at[f.last]}
	value, gap := w.text[secret.start:secret.end], w.text[name.end:m.at[0]]
	if secret.end < w.top && bytes.IndexByte([]byte("/@(*"), w.text[secret.end]) >= 0 {
		return false
	}
	r := &s.e.rules[t.rule]
	if !plausible(f, w, m, r.opt.share) || !introduced(w, name, gap, t.weak) || digestWords().in(gap) || elided(w.text[secret.end:w.top]) || bytes.HasPrefix(value, []byte("//")) {
		return false
	}
	rank := rankNear
	if r.opt.common {
		rest := gap[:identifierEnd(gap, 0, len(gap))]
		whole := w.text[identifierStart(w, name.start) : name.end+len(rest)]
		if rank = rankCommon; !assigned(gap) || digitGroups(value) < 2 && !scrambled(value) || constantName(value) || aside(whole, w.text[name.start:name.end], rest) || publicWords().in(whole) {
			return false
		}
	}
	v, ok := s.verify(r, value)
	if !ok || searchKey(w, secret) {
		return false
	}
	if r.opt.common {
		secret.end = s.dotted(w, secret.end)
	}
	found := match{span: secret, rule: t.rule, rank: rank, distance: len(gap), prefix: f.prefix(), verdict: v}
	s.companions(w, &found)
	s.matches = append(s.matches, found)
	return true
}

// searchKey reports whether a value is the key of the search on a web site,
// which every visitor gets: 32 hexadecimal digits in the settings of DocSearch
// (https://docsearch.algolia.com/docs/api).
func searchKey(w *window, at span) bool {
	const around = 300
	if at.end-at.start != 32 {
		return false
	}
	near := w.text[max(w.floor, at.start-around):min(w.top, at.end+around)]
	return bytes.Contains(near, []byte("indexName")) && !bytes.Contains(bytes.ToLower(near), []byte("admin"))
}

// dotted returns the end of a value whose first part ends at pos: tokens of no
// known form may have several random parts with dots between them.
func (s *scanner) dotted(w *window, pos int) int {
	const parts, shortest = 4, 6
	for range parts {
		if pos+shortest >= w.top || w.text[pos] != '.' {
			return pos
		}
		end := s.runs.forward(w.text, s.e.part, pos+1, w.top)
		if part := w.text[pos+1 : end]; len(part) < shortest || len(part) > longestPassword || wordlike(part) || !mixed(part) && !scrambled(part) && len(part) > shortest {
			return pos
		}
		pos = end
	}
	return pos
}

// introduced reports whether a value that stands behind name and gap is meant
// as a credential: it is assigned, or a word for credentials is in front. A
// weak name needs the word in any case.
func introduced(w *window, name span, gap []byte, weak bool) bool {
	word := credentialWords().in(gap) || credentialWords().in(w.text[identifierStart(w, name.start):name.end])
	if weak || word {
		return word
	}
	front := bytes.TrimRight(gap, " \t\r\n\"'`\\")
	if bytes.HasSuffix(front, []byte(">>>")) {
		return false // a conflict of a merge, or a quotation
	}
	return len(front) > 0 && bytes.IndexByte([]byte("=:>,("), front[len(front)-1]) >= 0
}

// elided reports whether what follows a value says that more of it is left out.
func elided(rest []byte) bool {
	return bytes.HasPrefix(rest, []byte("...")) || bytes.HasPrefix(rest, []byte("…"))
}

// assigned reports whether a gap is nothing but the rest of an identifier, an
// operator and quotes: whether the value is what the identifier stands for. An
// argument of a call must be quoted, because names stand there too.
func assigned(gap []byte) bool {
	rest := identifierEnd(gap, 0, len(gap))
	operator, call, quoted := false, false, false
	for _, c := range gap[rest:] {
		switch c {
		case '=', ':', '>':
			operator = true
		case ',', '(':
			call = true
		case '"', '\'', '`':
			quoted = call || operator
		case ' ', '\t', '?', '\\', ']', '.':
		default:
			return false
		}
	}
	return (operator && !call || call && quoted) && len(gap)-rest <= assignedReach
}

// assignedReach is the most that stands between an identifier and its value.
const assignedReach = 12

// digitGroups counts the runs of digits in a value. Names have one at most.
func digitGroups(value []byte) int {
	groups := 0
	for i, c := range value {
		if isDigit(c) && (i == 0 || !isDigit(value[i-1])) {
			groups++
		}
	}
	return groups
}

// constantName reports whether a value is written as constants and variables
// of the environment are: capital words with underlines between them.
func constantName(value []byte) bool {
	underlines := 0
	for _, c := range value {
		switch {
		case c == '_':
			underlines++
		case !isDigit(c) && (c < 'A' || c > 'Z'):
			return false
		}
	}
	return underlines > 1
}

// identifierEnd returns where the identifier that goes on at pos ends, hyphens
// being part of it.
func identifierEnd(text []byte, pos, top int) int {
	for pos < top && (isWord(text[pos]) || text[pos] == '-') {
		pos++
	}
	return pos
}

// identifierStart returns where the identifier that holds pos begins.
func identifierStart(w *window, pos int) int {
	for n := 0; n < 40 && pos > w.floor; n++ {
		c := w.text[pos-1]
		if !isWord(c) && c != '-' && c != '.' {
			break
		}
		pos--
	}
	return pos
}

// plausible reports whether the value looks random and not like words.
func plausible(f *form, w *window, m *found, share float64) bool {
	value := w.text[m.at[f.first]:m.at[f.last]]
	if !f.random(w.text, m, share) || placeholder(value) || regular(value) {
		return false
	}
	digitsOnly := len(f.parts) == 1 && f.parts[0].set.size == 10
	return digitsOnly || (mixed(value) || scrambled(value)) && !wordlike(value)
}

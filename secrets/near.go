package secrets

import "bytes"

// nearReach is how far a value may be behind the name that tells it.
const nearReach = 100

// credentialWords are the words that names of credentials are made of.
var credentialWords = []string{"key", "token", "secret", "pass", "pwd", "auth", "access", "private", "cred", "pat", "login", "bearer", "_id", "license", "account"}

// digestWords tell that a value is a digest, a revision or the like.
var digestWords = []string{"sha1", "sha256", "sha512", "sha-", "md5", "integrity", "checksum", "digest", "commit", "revision", "h1:", "etag", "hash", "public_key", "publickey", "public-key"}

// near looks behind a name for a value of the rule's forms: close by, assigned
// to the name or to a word for credentials.
func (s *scanner) near(w *window, t target, name span) {
	r := &s.e.rules[t.rule]
	top := min(w.top, name.end+nearReach)
	lines := 0
	for pos := name.end; pos < top; pos++ {
		c := w.text[pos]
		if c == '\n' {
			if lines++; lines > 1 || !continues(w.text[name.end:pos]) {
				return
			}
		}
		if c == ';' {
			return
		}
		if !isDigit(c) && !isLetter(c) && c != '_' && c != '-' && c != '=' && !isPass(c) || !valueStart(w, pos) {
			continue
		}
		for i := range r.forms {
			if s.nearForm(w, t, &r.forms[i], name, pos) {
				return
			}
		}
	}
}

func isPass(c byte) bool { return bytes.IndexByte([]byte("!#%&*@^~()$?"), c) >= 0 }

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
		return false
	case '=', '(': // also part of operators, and of values: only the first counts
		return true
	}
	return true
}

// nearForm tries one form at one place.
func (s *scanner) nearForm(w *window, t target, f *form, name span, pos int) bool {
	var m found
	if !f.matchAt(w, s.runs, pos, &m) {
		return false
	}
	secret := span{m.at[f.first], m.at[f.last]}
	value, gap := w.text[secret.start:secret.end], w.text[name.end:m.at[0]]
	if secret.end < w.top && bytes.IndexByte([]byte("/@(*"), w.text[secret.end]) >= 0 {
		return false
	}
	r := &s.e.rules[t.rule]
	if !plausible(f, w, &m, r.opt.share) || !introduced(w, name, gap, t.weak) || containsAny(gap, digestWords) {
		return false
	}
	v, ok := s.verify(r, value)
	if !ok {
		return false
	}
	s.matches = append(s.matches, match{span: secret, rule: t.rule, rank: rankNear, distance: len(gap), prefix: f.prefix(), verdict: v})
	return true
}

// introduced reports whether a value that stands behind name and gap is meant
// as a credential: it is assigned, or a word for credentials is in front. A
// weak name needs the word in any case.
func introduced(w *window, name span, gap []byte, weak bool) bool {
	word := containsAny(gap, credentialWords) || containsAny(w.text[identifierStart(w, name.start):name.end], credentialWords)
	if weak || word {
		return word
	}
	front := bytes.TrimRight(gap, " \t\r\n\"'`\\")
	return len(front) > 0 && bytes.IndexByte([]byte("=:>,("), front[len(front)-1]) >= 0
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
	if !f.random(w.text, m, share) || placeholder(value) {
		return false
	}
	digitsOnly := len(f.parts) == 1 && f.parts[0].set.size == 10
	return digitsOnly || mixed(value) && !wordy(value)
}

// wordy reports whether a value with letters of both cases has a run of lower
// case that is too long for chance, as identifiers have.
func wordy(value []byte) bool {
	run, up := 0, false
	longest := 0
	for _, c := range value {
		up = up || 'A' <= c && c <= 'Z'
		if 'a' <= c && c <= 'z' {
			run++
			longest = max(longest, run)
		} else {
			run = 0
		}
	}
	return up && longest > 8
}

package secrets

import (
	"bytes"
	"sync"

	"github.com/penstock-dev/penstock/scan"
)

// authorization looks at the value of an Authorization header (RFC 9110,
// section 11.6.2), in a request as well as in a program that makes one.
func (s *scanner) authorization(w *window, at span) {
	pos := at.end
	for pos < w.top && pos-at.end < 12 && bytes.IndexByte([]byte("\"': \t=,]>)\\"), w.text[pos]) >= 0 {
		pos++
	}
	if pos == at.end {
		return
	}
	word := pos
	for word < w.top && word-pos < 20 && (isWord(w.text[word]) || w.text[word] == '-') {
		word++
	}
	scheme := w.text[pos:word]
	start := word
	for start < w.top && start-word < 4 && w.text[start] == ' ' {
		start++
	}
	if start == word { // no scheme: some services want the bare token
		s.bearer(w, pos)
		return
	}
	switch {
	case bytes.EqualFold(scheme, []byte("basic")):
		s.basic(w, start)
	case len(scheme) > 0:
		s.bearer(w, start)
	}
}

// credentialEnd returns the end of the token68 (RFC 9110, section 11.2) that
// starts at pos.
func credentialEnd(w *window, pos int) int {
	for pos < w.top {
		if c := w.text[pos]; !isWord(c) && bytes.IndexByte([]byte("+/=.~-"), c) < 0 {
			break
		}
		pos++
	}
	return pos
}

// basic looks at a login in base64.
func (s *scanner) basic(w *window, start int) {
	end := credentialEnd(w, start)
	value := w.text[start:end]
	user, password, ok := decodeLogin(value)
	if !ok || end-start > 4*longestPassword || !printable(user) || len(user)+len(password) < 6 {
		return
	}
	if len(password) == 0 {
		if !mixed(user) { // no key in the place of the user
			return
		}
		password = user
	}
	if printable(password) && !credible(password, nil) {
		return
	}
	s.report("authorization-basic", match{span: span{start, end}, rank: rankNear, verdict: verdict{confidence: scan.ConfidenceHigh}})
}

// bearer looks at a token of no known form.
func (s *scanner) bearer(w *window, start int) {
	const shortest, longest = 20, 4000
	end := credentialEnd(w, start)
	value := w.text[start:end]
	if len(value) < shortest || len(value) > longest || placeholder(value) || !mixed(value) || wordlike(value) || digitGroups(value) < 3 {
		return
	}
	if end < w.top && bytes.IndexByte([]byte("({[<$*@"), w.text[end]) >= 0 || bytes.Count(value, []byte(".")) > 2 {
		return
	}
	var h histogram
	h.add(value)
	if h.bits() < 3 {
		return
	}
	s.report("authorization-bearer", match{span: span{start, end}, rank: rankCommon})
}

// longestCommand bounds a command line.
const longestCommand = 600

// curl looks at the logins on a curl command line. The line ends at a line feed
// that is not escaped.
func (s *scanner) curl(w *window, at span) {
	if at.start > w.floor && isWord(w.text[at.start-1]) {
		return
	}
	top := min(w.top, at.end+longestCommand)
	for pos := at.end; pos < top; pos++ {
		switch c := w.text[pos]; {
		case c == '\n' && w.text[pos-1] != '\\' && w.text[pos-1] != '\r':
			return
		case c == ' ' && pos+5 < top && hasPrefixFold(w.text[pos+1:top], "curl "):
			return
		case c == '-' && isSpace(w.text[pos-1]):
			if start := optionValue(w.text[pos:top], loginOptions); start > 0 {
				s.login(w, pos+start)
			} else if start := optionValue(w.text[pos:top], headerOptions); start > 0 {
				s.header(w, pos+start)
			}
		}
	}
}

// Options of curl.
var (
	loginOptions  = []string{"-u ", "--user ", "--user=", "-U ", "--proxy-user "}
	headerOptions = []string{"-H ", "--header ", "--header="}
)

// optionValue returns where the value of one of the options begins, or 0.
func optionValue(text []byte, options []string) int {
	for _, option := range options {
		if bytes.HasPrefix(text, []byte(option)) {
			return len(option)
		}
	}
	return 0
}

// header looks at a header in quotes whose name speaks of a credential.
func (s *scanner) header(w *window, pos int) {
	for pos < w.top && w.text[pos] == ' ' {
		pos++
	}
	if pos >= w.top {
		return
	}
	whole, quoted := s.quotedOrBare(w, pos)
	name, value, ok := bytes.Cut(w.text[whole.start:whole.end], []byte(":"))
	if !ok || !quoted || !headerWords().in(name) || otherHeaders().in(name) {
		return
	}
	value = bytes.TrimLeft(value, " ")
	const shortest = 10
	if len(value) < shortest || bytes.IndexByte(value, ' ') >= 0 || !credible(value, nil) || !mixed(value) || digitGroups(value) < 2 {
		return
	}
	s.report("curl-header", match{span: span{whole.end - len(value), whole.end}, rank: rankCommon})
}

// headerWords are what names of headers with credentials are made of.
var headerWords = sync.OnceValue(func() words { return newWords("token", "key", "auth", "secret") })

// otherHeaders are what names of other headers have beside such a word.
var otherHeaders = sync.OnceValue(func() words { return newWords("email", "user", "version", "type", "date", "-id", "host") })

// login looks at user:password at pos, in quotes or without. Services that
// want a key in place of the user get no password.
func (s *scanner) login(w *window, pos int) {
	for pos < w.top && w.text[pos] == ' ' {
		pos++
	}
	if pos >= w.top {
		return
	}
	whole, quoted := s.quotedOrBare(w, pos)
	text := w.text[whole.start:whole.end]
	user, _, ok := bytes.Cut(text, []byte(":"))
	secret := span{whole.start + len(user) + 1, whole.end}
	if !quoted && ok && secret.start == secret.end && secret.end < w.top { // user:'password'
		secret, _ = s.quotedOrBare(w, secret.end)
	}
	if !ok || isReference(user) {
		return
	}
	if secret.end <= secret.start {
		if secret = (span{whole.start, whole.start + len(user)}); !mixed(user) || len(user) < 8 {
			return
		}
		user = nil
	}
	if credible(w.text[secret.start:secret.end], user) {
		s.report("curl-login", match{span: secret, rank: rankNear})
	}
}

package secrets

import (
	"bytes"
	"encoding/base64"
	"sync"
)

// longestName is the longest rest of an identifier behind a word for
// passwords.
const longestName = 40

// otherNames are parts of names that stand for something about a password and
// not for the password.
var otherNames = sync.OnceValue(func() words {
	return newWords("hash", "file", "path", "dir", "field", "label", "holder", "regex", "pattern", "policy", "length", "len", "min", "max", "url", "uri", "hint", "prompt", "reset", "type", "input", "title", "message", "error", "form", "_id", "algo", "salt", "encod", "encrypt", "crypt", "command", "cmd", "prefix", "suffix", "selector", "class", "rule", "valid", "strength", "expire", "change", "column", "param", "setting", "help", "text", "format", "method", "mode", "version", "check")
})

// password looks at what is assigned to a name with a word for passwords in
// it: a key of a connection string, an element, an entry of .netrc, or an
// assignment of any language, which must look the most like a password.
func (s *scanner) password(w *window, at span) {
	end := at.end
	for end < w.top && end-at.end < longestName && (isWord(w.text[end]) || w.text[end] == '-') {
		end++
	}
	if end == w.top {
		return
	}
	name := span{identifierStart(w, at.start), end}
	if otherNames().in(w.text[at.end:end]) {
		return
	}
	switch c := w.text[end]; {
	case c == '>':
		s.element(w, name)
	case c == ' ' && bytes.EqualFold(w.text[at.start:end], []byte("password")):
		if !s.netrc(w, span{at.start, end}) {
			s.assignment(w, name)
		}
	case c == '=' && s.connectionKey(w, name):
	default:
		s.assignment(w, name)
	}
}

// bareEnd returns the end of a value without quotes.
func (s *scanner) bareEnd(w *window, pos int) int {
	if pos >= w.top {
		return w.top
	}
	return min(s.runs.forward(w.text, s.e.bare, pos, w.top), pos+longestPassword+1)
}

// element looks at the text of an XML element, as in Maven's settings.xml.
func (s *scanner) element(w *window, name span) {
	if name.start == w.floor || w.text[name.start-1] != '<' && w.text[name.start-1] != ':' {
		return
	}
	secret := span{name.end + 1, s.bareEnd(w, name.end+1)}
	closing := secret.end+1 < w.top && w.text[secret.end] == '<' && w.text[secret.end+1] == '/'
	if value := w.text[secret.start:secret.end]; closing && credible(value, nil) && mixedSigns(value) {
		s.report("element-password", match{span: secret, rank: rankNear})
	}
}

// mixedSigns reports whether a value is more than letters of one case, which
// types and descriptions are made of.
func mixedSigns(value []byte) bool {
	digit, sign := false, false
	for _, c := range value {
		digit = digit || isDigit(c)
		sign = sign || bytes.IndexByte([]byte("!@#$%^&*+=?~/"), c) >= 0
	}
	return digit || sign
}

// netrc looks at the password of an entry of .netrc: machine, login and
// password, one behind the other.
func (s *scanner) netrc(w *window, name span) bool {
	const entry = 200
	front := w.text[max(w.floor, name.start-entry):name.start]
	if !bytes.Contains(front, []byte("machine ")) && !bytes.Contains(front, []byte("default")) {
		return false // the usual case, and Index is many times faster than LastIndex
	}
	i := bytes.LastIndex(front, []byte("login "))
	if i < 0 || bytes.LastIndex(front[:i], []byte("machine ")) < 0 && bytes.LastIndex(front[:i], []byte("default")) < 0 {
		return false
	}
	secret := span{name.end + 1, s.bareEnd(w, name.end+1)}
	if n := bytes.IndexByte(w.text[secret.start:secret.end], '\\'); n >= 0 {
		secret.end = secret.start + n // an escaped line end, in a program
	}
	if secret.end > secret.start && w.text[secret.end-1] == '.' {
		return false // the end of a sentence
	}
	user := bytes.Fields(append(front[i+len("login "):len(front):len(front)], '-'))[0]
	if !credible(w.text[secret.start:secret.end], user) {
		return false
	}
	s.report("netrc-password", match{span: secret, rank: rankNear})
	return true
}

// connectionKeys are what other keys of a connection string are called, in
// ADO.NET, ODBC, libpq and JDBC.
var connectionKeys = sync.OnceValue(func() words {
	return newWords("server=", "data source=", "host=", "user id=", "uid=", "user=", "username=", "dbname=", "database=", "initial catalog=", "dsn=", "jdbc:", "driver=")
})

// connectionKey looks at the key of a connection string: other keys stand
// around it, behind a semicolon, an ampersand, a question mark or, as libpq
// writes them, a space.
func (s *scanner) connectionKey(w *window, name span) bool {
	const around = 200
	secret := span{name.end + 1, s.bareEnd(w, name.end+1)}
	if secret.start == secret.end {
		return false // in quotes, or nothing
	}
	if value := w.text[secret.start:secret.end]; !credible(value, nil) || bytes.HasPrefix(value, []byte("function(")) || opensQuote(w, secret) {
		return true
	}
	from := lineStart(w.text, max(w.floor, name.start-around), name.start)
	to := min(w.top, secret.end+around)
	if n := bytes.IndexByte(w.text[secret.end:to], '\n'); n >= 0 {
		to = secret.end + n
	}
	if !connectionKeys().in(w.text[from:name.start]) && !connectionKeys().in(w.text[secret.end:to]) {
		return false
	}
	if host := hostOf(w.text[from:to]); host != nil && reservedHost(host) {
		return true
	}
	s.report("connection-string-password", match{span: secret, rank: rankNear})
	return true
}

// opensQuote reports whether a value is code in front of a string: a call or an
// index, as in get('password').
func opensQuote(w *window, at span) bool {
	last := w.text[at.end-1]
	return at.end < w.top && (w.text[at.end] == '\'' || w.text[at.end] == '"') && (last == '(' || last == '[')
}

// hostOf returns the server that a connection string names, or nil.
func hostOf(text []byte) []byte {
	lowered := bytes.ToLower(text)
	for _, key := range []string{"server=", "data source=", "host=", "://"} {
		_, host, ok := bytes.Cut(lowered, []byte(key))
		if !ok {
			continue
		}
		host = bytes.TrimPrefix(host, []byte("tcp:"))
		if n := bytes.IndexAny(host, ";,:/\\ &\"'"); n >= 0 {
			host = host[:n]
		}
		return host
	}
	return nil
}

// assignment looks at a value that is assigned to the name of a password in a
// program or a configuration.
func (s *scanner) assignment(w *window, name span) {
	pos := name.end
	if pos < w.top && (w.text[pos] == '"' || w.text[pos] == '\'') {
		pos++
	}
	operator := 0
	for pos < w.top && pos-name.end < 12 {
		switch w.text[pos] {
		case '=', ':':
			operator++
		case '>', ' ', '\t', ']':
		default:
			goto value
		}
		pos++
	}
value:
	if operator == 0 || operator > 2 || pos >= w.top {
		return
	}
	secret, quoted := s.quotedOrBare(w, pos)
	value := w.text[secret.start:secret.end]
	if !strong(value) {
		return
	}
	if !quoted && (secret.end < w.top && !isSpace(w.text[secret.end]) || bytes.ContainsAny(value, "(.[")) {
		return
	}
	s.report("generic-password", match{span: secret, rank: rankCommon, distance: pos - name.end})
}

// quotedOrBare returns the value that begins at pos, without its quotes.
func (s *scanner) quotedOrBare(w *window, pos int) (value span, quoted bool) {
	quote := w.text[pos]
	if quote != '"' && quote != '\'' && quote != '`' {
		return span{pos, s.bareEnd(w, pos)}, false
	}
	top := min(w.top, pos+longestPassword+2)
	for end := pos + 1; end < top; end++ {
		switch w.text[end] {
		case quote:
			return span{pos + 1, end}, true
		case '\n':
			return span{pos, pos}, true
		case '\\':
			end++
		}
	}
	return span{pos, pos}, true
}

// registryLogin looks at _auth and _authToken of .npmrc, which stand behind
// the address of a registry. _auth is user:password in base64.
func (s *scanner) registryLogin(w *window, at span) {
	end := s.runs.forward(w.text, s.e.identifier, at.end, w.top)
	if end >= w.top || at.start == w.floor || w.text[at.start-1] != ':' && !lineBegins(w, at.start) {
		return
	}
	pos := end
	for pos < w.top && pos-end < 4 && (w.text[pos] == ' ' || w.text[pos] == '=' || w.text[pos] == '"') {
		pos++
	}
	if pos == end {
		return
	}
	secret := span{pos, s.bareEnd(w, pos)}
	value := w.text[secret.start:secret.end]
	const around = 300
	line := w.text[lineStart(w.text, max(w.floor, at.start-around), at.start):at.start]
	m := match{span: secret, rank: rankNear}
	switch string(w.text[at.end:end]) {
	case "":
		if m.verdict = basicAuth(value); m.verdict.reject {
			return
		}
	case "Token":
		if !bytes.Contains(line, []byte("//")) || len(value) < 16 || !mixed(value) || isReference(value) || placeholder(value) {
			return
		}
	default:
		return
	}
	s.report("npm-registry-login", m)
}

func lineBegins(w *window, pos int) bool { return pos == w.floor || w.text[pos-1] == '\n' }

// decodeLogin decodes user:password in base64, with or without padding.
func decodeLogin(value []byte) (user, password []byte, ok bool) {
	text, err := base64.RawStdEncoding.AppendDecode(nil, bytes.TrimRight(value, "="))
	if err != nil {
		return nil, nil, false
	}
	return bytes.Cut(text, []byte(":"))
}

package secrets

import (
	"bytes"
	"net/url"
	"slices"
	"strings"
	"unicode"
)

// Bounds of the user information of a URL.
const (
	longestScheme    = 24
	longestAuthority = 400
)

// schemeRules are the rules of URLs whose scheme names the service; all others
// are url-password.
var schemeRules = map[string]string{
	"mongodb": "mongodb-url-password", "mongodb+srv": "mongodb-url-password",
	"postgres": "postgres-url-password", "postgresql": "postgres-url-password",
	"mysql": "mysql-url-password", "mysql2": "mysql-url-password", "mariadb": "mysql-url-password",
	"redis": "redis-url-password", "rediss": "redis-url-password",
	"amqp": "rabbitmq-url-password", "amqps": "rabbitmq-url-password",
}

// url looks at the user information of a URL (RFC 3986, section 3.2.1) whose
// scheme ends at the anchor. The secret is the password alone, as far as the
// last commercial at, because people do not escape one in it.
func (s *scanner) url(w *window, at span) {
	end, colon, last := authority(w, at.end)
	if colon < 0 || last < colon {
		return
	}
	user, secret := w.text[at.end:colon], span{colon + 1, last}
	if len(user) == 0 && bytes.IndexByte(w.text[secret.start:secret.end], ':') >= 0 {
		return // no login: CVS writes its method there
	}
	host := w.text[last+1 : end]
	if i := bytes.IndexByte(host, ':'); i > 0 {
		host = host[:i]
	}
	if reservedHost(host) || !credible(w.text[secret.start:secret.end], user) || isReference(user) || ordinary(w.text[secret.start:secret.end]) {
		return
	}
	id, known := schemeRules[strings.ToLower(string(schemeBefore(w, at.start)))]
	if !known {
		id = "url-password"
	}
	s.report(id, match{span: secret, rank: rankNear})
}

// ordinary reports whether a password with escapes in it is made of what
// everybody writes for one, such as pass%20pass.
func ordinary(password []byte) bool {
	if bytes.IndexByte(password, '%') < 0 {
		return false
	}
	text, err := url.PathUnescape(string(password))
	if err != nil {
		return false
	}
	return !slices.ContainsFunc(strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }), func(word string) bool {
		return !slices.Contains(weakPasswords, strings.ToLower(strings.TrimRight(word, digits)))
	})
}

// authority returns where the authority that starts at pos ends, its first
// colon and its last commercial at; those are -1 where there is none.
func authority(w *window, pos int) (end, colon, last int) {
	colon, last = -1, -1
	top := min(w.top, pos+longestAuthority)
	for end = pos; end < top; end++ {
		switch c := w.text[end]; {
		case c == ':' && colon < 0 && last < 0:
			colon = end
		case c == '@':
			last = end
		case c <= ' ', c >= 0x7f, c == '/', c == '?', c == '#', c == '"', c == '\'', c == '`', c == '<', c == '>', c == '\\', c == ',', c == ';', c == '|', c == ')':
			return end, colon, last
		}
	}
	return end, colon, last
}

func schemeBefore(w *window, pos int) []byte {
	start := pos
	for start > w.floor && pos-start < longestScheme {
		c := w.text[start-1]
		if !isLetter(c) && !isDigit(c) && c != '+' {
			break
		}
		start--
	}
	return w.text[start:pos]
}

// reservedHosts are names that lead nowhere: the machine itself, and those
// that RFC 2606 and RFC 6761 keep for examples, with what people write like
// them.
var reservedHosts = []string{"localhost", "example", "example.com", "example.org", "example.net", "test", "invalid", "host", "hostname", "server", "127.0.0.1", "0.0.0.0", "[", "...", "domain.com", "domain.tld", "foo.com", "bar.com", "foo", "bar", "host.com", "myhost", "yourhost", "ip", "address"}

// reservedHost reports whether a host is one that no credential is worth
// anything at.
func reservedHost(host []byte) bool {
	name := strings.ToLower(strings.TrimSuffix(string(host), "."))
	if name == "" || isReference(host) || !isLetter(name[0]) && !isDigit(name[0]) {
		return true
	}
	if slices.Contains(reservedHosts, name) || strings.HasPrefix(name, "127.") {
		return true
	}
	for _, suffix := range []string{".example", ".test", ".invalid", ".localhost", ".example.com", ".example.org", ".example.net"} {
		if strings.HasSuffix(name, suffix) {
			return true
		}
	}
	return false
}

// oracle looks at a thin JDBC URL of Oracle, user/password@host.
func (s *scanner) oracle(w *window, at span) {
	top := min(w.top, at.end+longestAuthority)
	text := w.text[at.end:top]
	slash := bytes.IndexByte(text, '/')
	if slash <= 0 {
		return
	}
	n := bytes.IndexByte(text[slash:], '@')
	if n < 0 || bytes.ContainsAny(text[:slash+n], " \t\r\n\"'`<>;,") {
		return
	}
	secret := span{at.end + slash + 1, at.end + slash + n}
	if credible(w.text[secret.start:secret.end], text[:slash]) && !isReference(text[:slash]) {
		s.report("connection-string-password", match{span: secret, rank: rankNear})
	}
}

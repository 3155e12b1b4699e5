package secrets

import (
	"bytes"
	"slices"
	"strings"
)

// Lengths of passwords that are reported where the place tells what they are.
const (
	shortestPassword = 5
	longestPassword  = 128
)

// weakPasswords are what manuals, templates and tests write for a password.
var weakPasswords = []string{"pass", "passw", "password", "passwd", "passphrase", "pwd", "secret", "token", "user", "username", "admin", "root", "test", "guest", "changeit", "postgres", "mysql", "mongodb", "redis", "rabbitmq", "hunter2", "opensesame", "swordfish", "nothing", "ignored", "none", "null", "nil", "true", "false", "undefined", "string", "value", "foobar", "bar", "baz", "qux", "letmein", "credentials", "apikey", "api_key", "key", "login", "default", "empty", "hidden", "masked", "removed", "optional", "required", "basic", "x-oauth-basic", "x-access-token", "oauth2"}

// credible reports whether a value that stands where a password belongs can be
// one: it is no reference, no placeholder, and not what everybody writes.
func credible(value, user []byte) bool {
	if len(value) < shortestPassword || len(value) > longestPassword || isReference(value) || placeholder(value) {
		return false
	}
	if anonymous(user) || bytes.EqualFold(value, user) || !printable(value) || variable(value) {
		return false
	}
	name := strings.Trim(strings.ToLower(string(value)), "0123456789!_-.")
	return name != "" && !slices.Contains(weakPasswords, name) && distinct(value) >= 4 &&
		!weakWords().in(value)
}

// anonymous reports whether a login is open to everybody.
func anonymous(user []byte) bool {
	name := strings.ToLower(string(user))
	return name == "anonymous" || name == "ftp" || name == "anoncvs" || name == "guest"
}

// isReference reports whether a value stands for another: a variable, a
// template, a call or a format verb.
func isReference(value []byte) bool {
	if len(value) == 0 {
		return false
	}
	switch value[0] {
	case '$', '<', '{', '[', '@', '&':
		return true
	}
	for _, mark := range []string{"${", "$(", "{{", "}}", "<%", "%>", "#{", "%s", "%v", "%d", "%q", "{0}", "{1}", "%(", "ENC[", "**", "<", "{", "ref+", "refs+", "vault:", "op://", "arn:aws:"} {
		if bytes.Contains(value, []byte(mark)) {
			return true
		}
	}
	return false
}

// variable reports whether a value is written as names of variables are: words
// of one case with underlines between them, or capital letters alone.
func variable(value []byte) bool {
	up, down, digit, underlines := 0, 0, 0, 0
	for _, c := range value {
		switch {
		case 'A' <= c && c <= 'Z':
			up++
		case 'a' <= c && c <= 'z':
			down++
		case c == '_':
			underlines++
		case isDigit(c):
			digit++
		default:
			return false
		}
	}
	if digit > 0 && underlines < 2 {
		return false
	}
	return up == 0 && underlines > 0 || down == 0
}

// distinct returns the number of different bytes in a value.
func distinct(value []byte) int {
	var seen [256]bool
	n := 0
	for _, c := range value {
		if !seen[c] {
			seen[c] = true
			n++
		}
	}
	return n
}

// strong reports whether a value that is assigned to the name of a password
// can be one and not a text, an identifier or a path: it must mix letters and
// digits as people do who choose a password.
func strong(value []byte) bool {
	if len(value) < 8 || !credible(value, nil) || bytes.ContainsAny(value, " \t\\|") || bytes.Count(value, []byte("/")) > 1 {
		return false
	}
	if bytes.IndexByte([]byte("/.-%#:?(^*"), value[0]) >= 0 || bytes.Contains(value, []byte("://")) {
		return false
	}
	var up, down, digit, sign int
	for _, c := range value {
		switch {
		case isDigit(c):
			digit++
		case 'A' <= c && c <= 'Z':
			up++
		case 'a' <= c && c <= 'z':
			down++
		case c != '_' && c != '-' && c != '.' && c != ':':
			sign++
		}
	}
	var h histogram
	h.add(value)
	groups := digitGroups(value)
	if up+down == 0 || digit == 0 || h.bits() < 2.75 || wordlike(value) {
		return false
	}
	return groups >= 2 || up > 0 && down > 0 && sign > 0
}

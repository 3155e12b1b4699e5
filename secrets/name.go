package secrets

import (
	"bytes"
	"slices"
	"sync"
)

// edged reports whether the name at is a word of its own and not letters
// inside of others, as okta is in "rookTable": capitals, digits and signs end
// a word, and so do the words that people write names together with.
func edged(text []byte, at span) bool {
	return opens(text, at) && closes(text, at)
}

// opens reports whether a word begins where the name does.
func opens(text []byte, at span) bool {
	if at.start == 0 || !isLetter(text[at.start-1]) || !isLetter(text[at.start]) {
		return true
	}
	before, first := text[at.start-1], text[at.start]
	if isUpper(first) && !isUpper(before) {
		return true // camel case
	}
	if isUpper(first) && at.start+1 < at.end && !isUpper(text[at.start+1]) {
		return true // a capital word behind an abbreviation
	}
	from := at.start
	for from > 0 && at.start-from < 8 && isLetter(text[from-1]) {
		from--
	}
	return slices.ContainsFunc(joinedInFront, func(word string) bool {
		return len(word) == at.start-from && hasPrefixFold(text[from:], word)
	})
}

// closes reports whether a word ends where the name does.
func closes(text []byte, at span) bool {
	if at.end >= len(text) || !isLetter(text[at.end]) || !isLetter(text[at.end-1]) {
		return true
	}
	if isUpper(text[at.end]) && !isUpper(text[at.end-1]) {
		return true
	}
	return slices.ContainsFunc(joinedBehind, func(word string) bool { return hasPrefixFold(text[at.end:], word) })
}

func isUpper(c byte) bool { return 'A' <= c && c <= 'Z' }

// Words that names of services are written together with.
var (
	joinedInFront = []string{"my", "our", "the", "prod", "dev", "test", "stage", "new", "old", "app", "aws", "x"}
	joinedBehind  = []string{"key", "token", "secret", "api", "pass", "pwd", "auth", "id", "pat", "access", "app", "client", "user", "account", "bot", "hook", "webhook", "url", "uri", "host", "org", "login", "cred", "private", "service", "oauth", "dev", "prod", "test", "sdk", "rest", "cloud", "bearer", "license", "admin", "read", "write", "sign", "conf", "env", "io", "hq", "ai", "db", "s", "project", "public", "master", "server", "net", "com", "logic", "ml", "mq", "fy", "ly"}
)

// aside reports whether a name with a word for credentials in it stands for
// something about one: for its number, its digest, its audience, or for what
// is called a token and is none. rest is what follows the word in the name.
func aside(name, word, rest []byte) bool {
	if len(rest) > 0 {
		lowered := bytes.ToLower(bytes.Trim(rest, "_-"))
		bare := bytes.TrimPrefix(bytes.TrimPrefix(lowered, []byte("s")), []byte("_"))
		if string(bare) == "id" && !(bytes.EqualFold(word, []byte("secret")) && len(bare) == len(lowered)) {
			return true // secret_id is one, secretsId is none
		}
		if slices.ContainsFunc(asideEnds, func(end string) bool { return bytes.HasSuffix(lowered, []byte(end)) }) {
			return true
		}
	}
	return bytes.EqualFold(word, []byte("token")) && visitorTokens().in(name)
}

// asideEnds are ends of names that stand for something about a credential.
var asideEnds = []string{"sha", "sha1", "sha256", "sha512", "md5", "hash", "digest", "checksum", "fingerprint", "audience", "issuer", "arn", "thumbprint"}

// visitorTokens tell tokens that one visitor gets, for one form, one request
// or the next page of a list.
var visitorTokens = sync.OnceValue(func() words {
	return newWords("next", "page", "continuation", "cancel", "csrf", "xsrf", "sync", "postman-token", "request", "trace", "idempot")
})

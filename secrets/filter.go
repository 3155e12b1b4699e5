package secrets

import (
	"math"
	"sync"

	"github.com/penstock-dev/penstock/internal/ahocorasick"
)

// entropyShare is the part of the entropy that a random value would have which
// a value must reach.
const entropyShare = 0.62

// histogram counts the bytes of the variable parts of a value.
type histogram struct {
	count [256]uint16
	n     int
}

func (h *histogram) add(value []byte) {
	for _, c := range value {
		h.count[c]++
	}
	h.n += len(value)
}

// bits returns the Shannon entropy per byte.
func (h *histogram) bits() float64 {
	if h.n == 0 {
		return 0
	}
	sum := 0.0
	for _, c := range h.count {
		if c > 1 {
			sum += weighted(int(c))
		}
	}
	n := float64(h.n)
	return math.Log2(n) - sum/n
}

// weights holds n*log2(n) for the counts that values of usual lengths have.
var weights = func() (table [64]float64) {
	for n := 2; n < len(table); n++ {
		table[n] = float64(n) * math.Log2(float64(n))
	}
	return table
}()

// weighted returns n*log2(n) for n > 0.
func weighted(n int) float64 {
	if n < len(weights) {
		return weights[n]
	}
	return float64(n) * math.Log2(float64(n))
}

// random reports whether the variable parts of a match can be random: whether
// their entropy is at least share of what their alphabets allow. Fewer than
// eight variable bytes say nothing.
func (f *form) random(text []byte, m *found, share float64) bool {
	var h histogram
	most := 0.0
	for i := f.first; i < f.last; i++ {
		if p := &f.parts[i]; p.set != nil {
			h.add(text[m.at[i]:m.at[i+1]])
			most = max(most, p.set.bits)
		}
	}
	if h.n < 8 {
		return true
	}
	most = min(most, 5.3, math.Log2(float64(h.n)))
	return h.bits() >= share*most
}

// Lengths from which on a pattern is no chance.
const (
	longRepeat   = 6  // equal characters in a row
	longSequence = 14 // characters that count up, such as abcdefghijklmn
)

// placeholder reports whether a value is written to show a form and not to be
// used.
func placeholder(value []byte) bool {
	if placeholderWords().in(value) {
		return true
	}
	if n := len(value); n > 2 && value[0] == '%' && value[n-1] == '%' {
		return true // a variable of the Windows shell
	}
	repeat, sequence := 1, 1
	for i := 1; i < len(value); i++ {
		switch value[i] {
		case value[i-1]:
			repeat, sequence = repeat+1, 1
		case value[i-1] + 1:
			repeat, sequence = 1, sequence+1
		default:
			repeat, sequence = 1, 1
		}
		if repeat >= longRepeat && len(value) < 200 || sequence >= longSequence {
			return true
		}
	}
	return false
}

// words finds any of a list of words in a value, ignoring case.
type words struct{ automaton *ahocorasick.Automaton }

func newWords(list ...string) words {
	a, err := ahocorasick.New(list)
	if err != nil {
		panic(err) // an empty word in one of the lists below
	}
	return words{a}
}

func (w words) in(value []byte) bool {
	_, _, found := w.automaton.Next(value, 0, 0)
	return found
}

// placeholderWords are what people write instead of a secret.
var placeholderWords = sync.OnceValue(func() words {
	return newWords("example", "xxxx", "placeholder", "changeme", "redacted", "your_", "your-", "insert", "dummy", "sample", "0000000", "123456789012", "....", "****")
})

// weakWords tell a password that is meant to be known.
var weakWords = sync.OnceValue(func() words {
	return newWords("password", "passwd", "passw0rd", "p4ssw0rd", "p@ssw", "secret", "test", "demo", "foobar", "12345", "qwerty", "abcd", "mypass", "my-", "my_", "admin", "fake", "dummy", "wrong")
})

// credentialWords are what names of credentials are made of.
var credentialWords = sync.OnceValue(func() words {
	return newWords("key", "token", "secret", "pass", "pwd", "auth", "access", "private", "cred", "pat", "login", "bearer", "_id", "license", "account")
})

// publicWords tell that a value named so is given to everybody, or to one
// visitor for one form or the next page of a list.
var publicWords = sync.OnceValue(func() words { return newWords("public", "csrf", "xsrf", "page", "continuation") })

// digestWords tell that a value is a digest, a revision or the like.
var digestWords = sync.OnceValue(func() words {
	return newWords("sha1", "sha256", "sha512", "sha-", "md5", "integrity", "checksum", "digest", "commit", "revision", "h1:", "etag", "hash", "public_key", "publickey", "public-key")
})

// containsFold reports whether value contains the lower-case word, ignoring
// its own case.
func containsFold(value []byte, word string) bool {
	for i := 0; i+len(word) <= len(value); i++ {
		if hasPrefixFold(value[i:], word) {
			return true
		}
	}
	return false
}

func hasPrefixFold(value []byte, word string) bool {
	if len(value) < len(word) {
		return false
	}
	for j := range len(word) {
		c := value[j]
		if 'A' <= c && c <= 'Z' {
			c |= 0x20
		}
		if c != word[j] {
			return false
		}
	}
	return true
}

// mixed reports whether value has digits as well as letters, as nearly every
// random value of 16 letters and digits has, and words have not.
func mixed(value []byte) bool {
	digit, letter := false, false
	for _, c := range value {
		digit = digit || isDigit(c)
		letter = letter || isLetter(c)
	}
	return digit && letter
}

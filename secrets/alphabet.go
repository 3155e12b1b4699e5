package secrets

import (
	"math"
	"strings"
)

// alphabet is a set of bytes that the variable part of a format is made of.
type alphabet struct {
	in   [256]bool
	size int
	bits float64 // log2 of size
	id   int     // index into a scanner's memory of runs
}

// alphabets are the sets that format notations name, by their names.
type alphabets map[string]*alphabet

// Ranges of alphabet definitions.
const (
	digits = "0123456789"
	lower  = "abcdefghijklmnopqrstuvwxyz"
	upper  = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
)

// newAlphabets returns the named sets. The names are those of the notation
// that [parseFormat] reads.
func newAlphabets() alphabets {
	list := []struct{ name, members string }{
		{"dig", digits},
		{"hex", digits + "abcdef"},
		{"HEX", digits + "ABCDEF"},
		{"hexi", digits + "abcdefABCDEF"},
		{"low", lower},
		{"alpha", lower + upper},
		{"az09", digits + lower},
		{"AZ09", digits + upper},
		{"b32", upper + "234567"},
		{"bech", "023456789ACDEFGHJKLMNPQRSTUVWXYZ"},
		{"b62", digits + lower + upper},
		{"b62_", digits + lower + upper + "_"},
		{"b64", digits + lower + upper + "+/"},
		{"b64e", digits + lower + upper + "+/="},
		{"b64u", digits + lower + upper + "-_"},
		{"b64ue", digits + lower + upper + "-_="},
		{"b64a", digits + lower + upper + "+/-_="},
		{"dot", digits + lower + upper + "-_=."},
		{"crypt", digits + lower + upper + "./$=,"},
		{"pass", digits + lower + upper + "!#%&*+-./=?@^_~$()|[]{};"},
		{"azsec", digits + lower + upper + "-_.~"},
		{"sp", " \t"},
		{"bare", bareBytes()},
		{"any", digits + lower + upper + "-_=./+~%!*@:"},
	}
	all := alphabets{}
	for i, def := range list {
		a := &alphabet{id: i, size: len(def.members)}
		for j := range len(def.members) {
			a.in[def.members[j]] = true
		}
		a.bits = math.Log2(float64(a.size))
		all[def.name] = a
	}
	return all
}

// bareBytes returns what a value without quotes is made of: printable ASCII
// without space, quotes, and what separates values in lists and programs.
func bareBytes() string {
	var out []byte
	for c := byte('!'); c < 0x7f; c++ {
		if !strings.ContainsRune(";&\"'`<>,)}]|", rune(c)) {
			out = append(out, c)
		}
	}
	return string(out)
}

// wordBytes are the bytes that identifiers are made of.
var wordBytes = func() (in [256]bool) {
	for _, c := range []byte(digits + lower + upper + "_") {
		in[c] = true
	}
	return in
}()

// isWord reports whether c can be part of an identifier.
func isWord(c byte) bool { return wordBytes[c] }

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

func isHex(c byte) bool { return isDigit(c) || 'a' <= c|0x20 && c|0x20 <= 'f' }

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

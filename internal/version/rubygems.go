package version

import "strings"

// Codes of what follows at some place of a padded list: a list that ends goes
// on with zeros for ever. A run of zeros in front of the next part is counted,
// because what it is worth depends on what comes behind it.
const (
	gemLetters = 1 // letters are lower than the zeros of an ended list
	gemEnd     = 2
	gemNumber  = 3
)

// encodeRubyGems is Gem::Version (rubygems/version.rb): numbers and words, where
// a word makes a pre-release and a hyphen stands for ".pre.". A platform behind
// the version, as lockfiles write it, does not count. The empty version is zero.
func encodeRubyGems(dst []byte, s string) ([]byte, error) {
	s = cutPlatform(s)
	if s != "" && !isDigit(s[0]) {
		return nil, errNoNumber
	}
	zeros := uint64(0)
	letters := func(word string) {
		dst = appendUint(append(dst, gemLetters), zeros)
		dst = appendText(dst, word)
		zeros = 0
	}
	words := false
	for s != "" {
		switch c := s[0]; {
		case isDigit(c):
			var digits string
			digits, s = cutSpan(s, isDigit)
			if strings.Trim(digits, "0") == "" {
				zeros++
				continue
			}
			dst = appendUintDown(append(dst, gemNumber), zeros)
			dst = appendNumber(dst, digits)
			zeros = 0
		case isLetter(c):
			if !words {
				zeros, words = 0, true // zeros before the first word do not count
			}
			var word string
			word, s = cutSpan(s, isLetter)
			letters(word)
		case c == '-':
			if !words {
				zeros, words = 0, true
			}
			letters("pre")
			s = s[1:]
		default:
			s = s[1:]
		}
	}
	return append(dst, gemEnd), nil
}

// cutPlatform returns s without a platform such as "-x86_64-linux".
func cutPlatform(s string) string {
	for i := range len(s) {
		if s[i] == '-' && startsPlatform(s[i+1:]) {
			return s[:i]
		}
	}
	return s
}

func startsPlatform(s string) bool {
	cpu, _ := cutSpan(s, func(c byte) bool { return isAlnum(c) || c == '_' })
	switch cpu {
	case "x86", "x86_64", "x64", "i386", "i486", "i586", "i686", "aarch64", "arm64", "universal",
		"java", "jruby", "mswin", "mswin32", "mswin64", "mingw", "mingw32", "ppc", "ppc64", "ppc64le",
		"powerpc", "s390x", "riscv64", "sparc", "dalvik":
		return true
	}
	return cpu == "arm" || strings.HasPrefix(cpu, "armv")
}

package version

import (
	"slices"
	"strings"
)

// Codes of what follows at some place of a Maven version. A list that ends goes
// on with nulls, and a zero equals null, so zeros in front of the next part are
// counted. Whether words and sublists come before or after the end depends on
// whether they, or what follows them, are before or after a release.
const (
	mavenWordBefore  = 1 // a word such as "rc"
	mavenListBefore  = 2
	mavenZerosBefore = 3 // zeros, then a word
	mavenEnd         = 4
	mavenWordAfter   = 5 // a word such as "sp", or one that is not known
	mavenListAfter   = 6
	mavenZerosAfter  = 7
	mavenNumber      = 8
)

// Ranks of the words; unknown ones come last, in the order of their letters.
const (
	mavenRelease = 5 // index of "" among the qualifiers
	mavenUnknown = 7
)

// encodeMaven is ComparableVersion of Maven 3.8 (maven-artifact), where a
// version is a list of numbers and words, and a hyphen or a change between
// digits and letters opens a list inside the list.
//
// Maven's comparison goes in a circle for a few lists that mix words and zeros,
// such as "1.0.alpha", "1" and "1.sp"; there, what precedes a release is lower
// than what follows it.
func encodeMaven(dst []byte, s string) ([]byte, error) {
	if !strings.ContainsFunc(s, func(r rune) bool { return r < 0x80 && isAlnum(byte(r)) }) {
		return nil, errNoNumber
	}
	levels := parseMaven(strings.ToLower(s))
	sign := 0 // of all that follows, against a release
	signs := make([][]int, len(levels))
	for i, level := range slices.Backward(levels) {
		signs[i] = make([]int, len(level)+1)
		signs[i][len(level)] = sign
		for j, item := range slices.Backward(level) {
			if own := item.sign(); own != 0 {
				sign = own
			}
			signs[i][j] = sign
		}
	}
	for i, level := range levels {
		if i > 0 {
			dst = append(dst, beforeOrAfter(signs[i][0], mavenListBefore, mavenListAfter))
		}
		dst = appendMavenLevel(dst, level, signs[i])
	}
	return append(dst, mavenEnd), nil
}

// appendMavenLevel appends the items of one list. Signs are those of what
// begins at each item.
func appendMavenLevel(dst []byte, level []mavenItem, signs []int) []byte {
	zeros := uint64(0)
	for j, item := range level {
		switch {
		case item.number && item.text == "":
			zeros++
			continue
		case item.number:
			dst = appendUintDown(append(dst, mavenNumber), zeros)
			dst = appendNumber(dst, item.text)
		case zeros == 0:
			dst = append(dst, beforeOrAfter(signs[j], mavenWordBefore, mavenWordAfter))
			dst = item.appendWord(dst)
		default:
			dst = append(dst, beforeOrAfter(signs[j], mavenZerosBefore, mavenZerosAfter))
			dst = item.appendWord(appendUint(dst, zeros))
		}
		zeros = 0
	}
	return dst
}

func beforeOrAfter(sign int, before, after byte) byte {
	if sign < 0 {
		return before
	}
	return after
}

// mavenItem is a number without leading zeros, or a word.
type mavenItem struct {
	number bool
	text   string
	rank   byte // of a word
}

func newMavenNumber(digits string) mavenItem {
	return mavenItem{number: true, text: strings.TrimLeft(digits, "0")}
}

func newMavenWord(word string, beforeDigit bool) mavenItem {
	if beforeDigit {
		switch word {
		case "a":
			word = "alpha"
		case "b":
			word = "beta"
		case "m":
			word = "milestone"
		}
	}
	switch word {
	case "alpha":
		return mavenItem{rank: 0}
	case "beta":
		return mavenItem{rank: 1}
	case "milestone":
		return mavenItem{rank: 2}
	case "rc", "cr":
		return mavenItem{rank: 3}
	case "snapshot":
		return mavenItem{rank: 4}
	case "", "ga", "final", "release":
		return mavenItem{rank: mavenRelease}
	case "sp":
		return mavenItem{rank: 6}
	}
	return mavenItem{rank: mavenUnknown, text: word}
}

// sign says whether the item alone is lower than, equal to or higher than null.
func (m mavenItem) sign() int {
	switch {
	case m.number && m.text == "", !m.number && m.rank == mavenRelease:
		return 0
	case !m.number && m.rank < mavenRelease:
		return -1
	}
	return 1
}

func (m mavenItem) appendWord(dst []byte) []byte { return appendText(append(dst, m.rank), m.text) }

// parseMaven returns the lists of a version, outermost first; each holds the
// next one behind its last item. Items that equal null are cut off the end of
// each list, and empty lists off the end of the version.
func parseMaven(s string) [][]mavenItem {
	levels := make([][]mavenItem, 1, 4)
	add := func(item mavenItem) { levels[len(levels)-1] = append(levels[len(levels)-1], item) }
	open := func() { levels = append(levels, nil) }
	openForWord := func() { // ".rc1" counts as "-rc1"
		if len(levels[len(levels)-1]) > 0 {
			open()
		}
	}
	digits, start := false, 0
	piece := func(end int) {
		switch {
		case end == start:
			add(newMavenNumber(""))
		case digits:
			add(newMavenNumber(s[start:end]))
		default:
			add(newMavenWord(s[start:end], false))
		}
		start = end + 1
	}
	for i := range len(s) {
		switch c := s[i]; {
		case c == '.':
			piece(i)
		case c == '-':
			piece(i)
			open()
		case isDigit(c):
			if !digits && i > start {
				openForWord()
				add(newMavenWord(s[start:i], true))
				start = i
				open()
			}
			digits = true
		default:
			if digits && i > start {
				add(newMavenNumber(s[start:i]))
				start = i
				open()
			}
			digits = false
		}
	}
	if start < len(s) {
		if !digits {
			openForWord()
		}
		piece(len(s))
	}
	return trimMaven(levels)
}

func trimMaven(levels [][]mavenItem) [][]mavenItem {
	for i := range levels {
		level := levels[i]
		for len(level) > 0 && level[len(level)-1].sign() == 0 {
			level = level[:len(level)-1]
		}
		levels[i] = level
	}
	for len(levels) > 0 && len(levels[len(levels)-1]) == 0 {
		levels = levels[:len(levels)-1]
	}
	return levels
}

package secrets

// wordiness returns how much the letters of a value follow each other as those
// of words do, in bits a pair, and the number of pairs. Words and identifiers
// have about 1, random text -1.6; of random text of twenty letters and digits
// one value in a hundred has more than 0. Hexadecimal digits alone say nothing.
func wordiness(value []byte) (bits float64, pairs int) {
	sum, last, hexadecimal := 0, byte(0), true
	for _, c := range value {
		c |= 0x20
		if c < 'a' || c > 'z' {
			last = 0
			continue
		}
		if last != 0 {
			sum += int(bigramTable[int(last-'a')*26+int(c-'a')]) - 64
			pairs++
			hexadecimal = hexadecimal && c <= 'f' && last <= 'f'
		}
		last = c
	}
	if hexadecimal {
		return 0, 0
	}
	return float64(sum) / 10 / float64(pairs), pairs
}

// Bounds of wordiness.
const (
	fewPairs   = 6    // from which on it says something
	ofWords    = 0.15 // above it is made of words
	ofNoWords  = -0.7 // below it is not, even without digits in it
	manyLetter = 18   // pairs that a value without digits must have
)

// wordlike reports whether a value is made of words.
func wordlike(value []byte) bool {
	bits, pairs := wordiness(value)
	return pairs >= fewPairs && bits > ofWords
}

// scrambled reports whether a value has so many letters, and so unlike words,
// that it is random without a digit in it.
func scrambled(value []byte) bool {
	bits, pairs := wordiness(value)
	return pairs >= manyLetter && bits < ofNoWords
}

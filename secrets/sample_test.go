package secrets

import (
	"math/rand/v2"
	"strings"
)

// sample returns a text of the form, made of random characters. Samples are
// made when the tests run so that no scanner takes this repository for a leak.
func sample(f *form, r *rand.Rand) (text, secret string) {
	var b strings.Builder
	at := make([]int, 0, len(f.parts)+1)
	for _, p := range f.parts {
		at = append(at, b.Len())
		b.WriteString(p.text)
		if p.set == nil {
			continue
		}
		n := min(max(p.min, 20), p.max)
		if p.max > 100 && p.min < 60 {
			n = 60
		}
		b.WriteString(randomRun(p.set, n, r))
	}
	at = append(at, b.Len())
	return b.String(), b.String()[at[f.first]:at[f.last]]
}

// randomRun returns n random characters, the last a letter or digit so that
// the run does not seem to end earlier.
func randomRun(set *alphabet, n int, r *rand.Rand) string {
	var members, plain []byte
	for c := range 256 {
		if set.in[c] {
			members = append(members, byte(c))
			if isDigit(byte(c)) || isLetter(byte(c)) {
				plain = append(plain, byte(c))
			}
		}
	}
	if len(plain) == 0 {
		plain = members
	}
	out := make([]byte, n)
	for i := range out {
		out[i] = plain[r.IntN(len(plain))]
	}
	return string(out)
}

package diff

import "unicode/utf8"

// shortName is the length of names that are too short to be told apart by one
// letter.
const shortName = 5

// longName bounds the work: there is a text for each letter.
const longName = 200

func comparableName(name string) bool { return len(name) >= shortName && len(name) <= longName }

// lookAlikes finds the added entries whose name differs in one letter (another,
// one more, one less, two swapped) from one that was there before. Two such
// names have a text in common that is left when one letter is cut out of each.
func lookAlikes(c *comparison) map[*Entry]string {
	known := map[identity]string{}
	for _, e := range c.entries {
		if len(e.From) > 0 && comparableName(e.Name) && e.Type != "" {
			for _, cut := range cuts(e.Name) {
				known[identity{e.Type, cut}] = e.Name
			}
		}
	}
	out := map[*Entry]string{}
	for _, e := range c.entries {
		if len(e.From) > 0 || !comparableName(e.Name) {
			continue
		}
		for _, cut := range cuts(e.Name) {
			if name := known[identity{e.Type, cut}]; name != "" && name != e.Name {
				out[e] = name
				break
			}
		}
	}
	return out
}

// cuts returns the name and all that is left when one letter is cut out. Digits
// stay: names that differ in a number are a family.
func cuts(name string) []string {
	out := []string{name}
	for i, r := range name {
		if r < '0' || r > '9' {
			out = append(out, name[:i]+name[i+utf8.RuneLen(r):])
		}
	}
	return out
}

package health

import (
	"strings"
	"sync"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/deps/osv"
)

// wellKnown holds the names of an ecosystem by what is left of them once all that is
// easily confused is the same.
type wellKnown struct {
	names  map[string]bool
	folded map[string][]string
}

var wellKnownByEcosystem = sync.OnceValue(func() map[string]wellKnown {
	all := map[string]wellKnown{}
	for ecosystem, list := range map[string]string{"npm": npmNames, "PyPI": pypiNames, "crates.io": cratesNames, "RubyGems": rubyNames} {
		k := wellKnown{map[string]bool{}, map[string][]string{}}
		for name := range strings.FieldsSeq(list) {
			k.names[name] = true
			key := string(fold(nil, name))
			k.folded[key] = append(k.folded[key], name)
			for i := range len(name) - 1 {
				if swapped := swap(name, i); swapped != name {
					k.folded[swapped] = append(k.folded[swapped], name)
				}
			}
		}
		all[ecosystem] = k
	}
	return all
})

// fold appends a name with one of letters that stand twice, and of characters that
// look alike.
func fold(dst []byte, name string) []byte {
	start := len(dst)
	for i := 0; i < len(name); i++ {
		c := name[i]
		switch pair := name[i:min(i+2, len(name))]; {
		case pair == "rn":
			c, i = 'm', i+1
		case pair == "vv":
			c, i = 'w', i+1
		case c == '0':
			c = 'o'
		case c == '1':
			c = 'l'
		}
		if len(dst) == start || c != dst[len(dst)-1] || !isLetter(c) {
			dst = append(dst, c)
		}
	}
	return dst
}

// swap exchanges two neighbouring letters.
func swap(name string, i int) string {
	if !isLetter(name[i]) || !isLetter(name[i+1]) {
		return name
	}
	return name[:i] + string([]byte{name[i+1], name[i]}) + name[i+2:]
}

func isLetter(c byte) bool { return 'a' <= c && c <= 'z' }

// minLength is the number of characters from which on a name is no chance neighbour
// of another one.
const minLength = 6

// resembles returns the well-known name that a name can be mistaken for, or "".
func resembles(ecosystem, name string) string {
	k, ok := wellKnownByEcosystem()[ecosystem]
	if !ok || len(name) < minLength || strings.HasPrefix(name, "@") || k.names[name] {
		return ""
	}
	var buf [128]byte
	folded := fold(buf[:0], name)
	for _, other := range k.folded[name] {
		if near(name, other) {
			return other
		}
	}
	for _, other := range k.folded[string(folded)] {
		if near(name, other) && string(fold(nil, other)) == string(folded) {
			return other
		}
	}
	return ""
}

// near reports whether two names differ in length by one character at most.
func near(a, b string) bool { return max(len(a), len(b))-min(len(a), len(b)) <= 1 }

// resembling reports a name that can be mistaken for a well-known one.
func (a *Analyzer) resembling(p *scan.Package) *scan.Record {
	name := strings.ToLower(p.Name)
	if p.Ecosystem == "PyPI" {
		name = osv.NormalName(p.Ecosystem, p.Name)
	}
	if p.Source != "" && !listed(p) || a.known[name] {
		return nil
	}
	other := resembles(p.Ecosystem, name)
	if other == "" {
		return nil
	}
	return finding(typosquatRule, p, "%s can be mistaken for %s, which is much more used: see whether it is the package that was meant", label(p), other)
}

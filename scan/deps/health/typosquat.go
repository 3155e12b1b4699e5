package health

import (
	"strings"
	"sync"

	"github.com/penstock-dev/penstock/scan"
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
			k.folded[fold(name)] = append(k.folded[fold(name)], name)
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

// fold makes one of letters that stand twice, and of characters that look alike.
func fold(name string) string {
	name = strings.NewReplacer("rn", "m", "vv", "w", "0", "o", "1", "l").Replace(name)
	var b strings.Builder
	for i := range len(name) {
		if i == 0 || name[i] != name[i-1] || !isLetter(name[i]) {
			b.WriteByte(name[i])
		}
	}
	return b.String()
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
	for _, key := range [...]string{name, fold(name)} {
		for _, other := range k.folded[key] {
			if close := len(name) - len(other); close >= -1 && close <= 1 && (key == name || fold(other) == key) {
				return other
			}
		}
	}
	return ""
}

// resembling reports a name that can be mistaken for a well-known one.
func (a *Analyzer) resembling(p *scan.Package) *scan.Record {
	name := strings.ToLower(p.Name)
	if p.Ecosystem == "PyPI" {
		name = strings.NewReplacer("_", "-", ".", "-").Replace(name)
	}
	if p.Source != "" || a.known[name] {
		return nil
	}
	other := resembles(p.Ecosystem, name)
	if other == "" {
		return nil
	}
	return finding(typosquatRule, p, "%s can be mistaken for %s, which is much more used: see whether it is the package that was meant", label(p), other)
}

package version_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/penstock-dev/penstock/internal/version"
)

func TestConstraint(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		ecosystem, constraint string
		in, out               []string
	}{
		{"npm", "", []string{"0.0.1", "9.0.0-rc.1"}, nil},
		{"npm", "*", []string{"0.0.1"}, nil},
		{"npm", ">=1.2.0 <2", []string{"1.2.0", "1.9.9", "2.0.0-rc.1"}, []string{"1.1.9", "2.0.0"}},
		{"npm", "> 1.0.0, <= 1.4 || 3.0.0", []string{"1.0.1", "1.4.0", "3.0.0"}, []string{"1.0.0", "1.4.1", "3.0.1"}},
		{"npm", "!=1.0.0", []string{"1.0.1"}, []string{"1.0.0", "1"}},
		{"npm", "^1.2.3", []string{"1.2.3", "1.9.0"}, []string{"1.2.2", "2.0.0-alpha", "2.0.0"}},
		{"npm", "^0.2.3", []string{"0.2.3", "0.2.9"}, []string{"0.3.0", "0.3.0-0"}},
		{"npm", "^0.0", []string{"0.0.0", "0.0.9"}, []string{"0.1.0"}},
		{"npm", "~1.2.3", []string{"1.2.3", "1.2.9"}, []string{"1.3.0"}},
		{"npm", "~1", []string{"1.0.0", "1.9.0"}, []string{"2.0.0"}},
		{"npm", "1.2.x", []string{"1.2.0", "1.2.77"}, []string{"1.3.0", "1.1.9"}},
		{"npm", "1.*", []string{"1.2.0"}, []string{"2.0.0"}},
		{"npm", ">=2.2.x", []string{"2.2.0", "3.0.0"}, []string{"2.1.9"}},
		{"npm", `"4.5.1" || '4.5.2'`, []string{"4.5.1", "4.5.2"}, []string{"4.5.3"}},
		{"RubyGems", "~> 3.1", []string{"3.1", "3.9.9"}, []string{"4.0", "3.0.9", "4.0.rc1"}},
		{"RubyGems", "~> 3.1.4", []string{"3.1.4", "3.1.9"}, []string{"3.2"}},
		{"RubyGems", "!1.2.0", []string{"1.2.1"}, []string{"1.2.0"}},
		{"Packagist", "~1.2", []string{"1.2", "1.9"}, []string{"2.0", "2.0-beta1"}},
		{"PyPI", "~=2.1.3", []string{"2.1.3", "2.1.9.post1"}, []string{"2.2", "2.2.dev1", "2.1.2"}},
		{"PyPI", "==2.1", []string{"2.1", "2.1.0"}, []string{"2.1.1"}},
		{"Maven", "[1.0,2.0)", []string{"1.0", "1.9", "2.0-rc1"}, []string{"0.9", "2.0"}},
		{"Maven", "(,1.5] || (2.0,)", []string{"0.1", "1.5", "2.1"}, []string{"1.6", "2.0"}},
		{"Maven", "[1.2]", []string{"1.2", "1.2.0"}, []string{"1.2.1"}},
		{"Red Hat", "< 2.4-1.el9", []string{"2.3-9.el9", "1:2.3-9.el9", "99999999999999999999999:2.3-9.el9"}, []string{"2.4-1.el9", "3:2.4-1.el9", "1:2.5-1"}},
		{"Red Hat", ">= 1:2.4-1.el9", []string{"1:2.4-1.el9", "2:1.0-1"}, []string{"2.5-1.el9", "0:9-1"}},
		{"Red Hat", "~2.4", []string{"2.4-1", "7:2.4.9-1"}, []string{"2.5-1", "1:2.3-1"}},
		{"Debian", "< 1:2.0", []string{"1:1.9", "99.0"}, []string{"1:2.0"}},
	} {
		scheme := schemeOf(t, test.ecosystem)
		c, err := scheme.Constraint(test.constraint)
		if err != nil {
			t.Errorf("%s %q: %v", test.ecosystem, test.constraint, err)
			continue
		}
		for _, in := range []bool{true, false} {
			list := test.out
			if in {
				list = test.in
			}
			for _, text := range list {
				key, err := scheme.Parse(text)
				if err != nil || c.Holds(key) != in {
					t.Errorf("%s: %q holds for %q: %v, %v; want %v", test.ecosystem, test.constraint, text, c.Holds(key), err, in)
				}
			}
		}
	}
	if !(version.Constraint{}).Holds("") {
		t.Error("the zero constraint does not hold")
	}
}

func TestConstraintInvalid(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ ecosystem, constraint string }{
		{"npm", "latest"}, {"npm", "=> 1.0.0"}, {"npm", "<"}, {"npm", "1.0.0 - "}, {"npm", "!=1.x"},
		{"Maven", "[1.0,2.0"}, {"Maven", "["}, {"Maven", "[,\x01]"}, {"Maven", "(1)"}, {"Maven", "[1)"}, {"npm", "^99999999999999999999.0"}, {"npm", "^v"},
		{"npm", strings.Repeat("1 ", 2000)}, {"npm", strings.Repeat("||", 2000)}, {"Maven", "<1.0\\.0\x7f"},
	} {
		if _, err := schemeOf(t, test.ecosystem).Constraint(test.constraint); !errors.Is(err, version.ErrInvalid) {
			t.Errorf("%s: Constraint(%.40q): %v; want ErrInvalid", test.ecosystem, test.constraint, err)
		}
	}
}

// FuzzConstraint checks that no constraint panics, and that an exact one holds
// for its version alone.
func FuzzConstraint(f *testing.F) {
	for _, seed := range []string{"", "*", ">=1.2 <2 || ^3.x", "[1,2)", "~> 1.2.3", "!='1'", "~=1!2.*"} {
		f.Add(seed, "1.2.3")
	}
	f.Fuzz(func(t *testing.T, text, operand string) {
		for _, ecosystem := range ecosystems() {
			scheme := schemeOf(t, ecosystem)
			key, err := scheme.Parse(operand)
			if err != nil {
				continue
			}
			if c, err := scheme.Constraint(text); err == nil {
				c.Holds(key)
			}
		}
	})
}

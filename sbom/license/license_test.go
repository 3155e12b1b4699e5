package license_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/github/go-spdx/v2/spdxexp"
	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/sbom/license"
)

// valid are expressions and their canonical forms.
func valid() map[string]string {
	return map[string]string{
		"MIT":                                   "MIT",
		"mit":                                   "MIT",
		"apache-2.0+":                           "Apache-2.0+",
		"(MIT)":                                 "MIT",
		"MIT OR Apache-2.0":                     "MIT OR Apache-2.0",
		"MIT AND (ISC OR 0BSD)":                 "MIT AND (ISC OR 0BSD)",
		"MIT OR ISC AND 0BSD":                   "MIT OR ISC AND 0BSD",
		"(MIT OR ISC) OR (0BSD OR MIT)":         "MIT OR ISC OR 0BSD",
		"MIT AND MIT":                           "MIT",
		"GPL-2.0":                               "GPL-2.0-only",
		"GPL-2.0+":                              "GPL-2.0-or-later",
		"GPL-2.0-only+":                         "GPL-2.0-or-later",
		"LGPL-2.1":                              "LGPL-2.1-only",
		"GPL-2.0-with-classpath-exception":      "GPL-2.0-only WITH Classpath-exception-2.0",
		"GPL-2.0+ WITH Classpath-exception-2.0": "GPL-2.0-or-later WITH Classpath-exception-2.0",
		"Apache-2.0 WITH llvm-exception":        "Apache-2.0 WITH LLVM-exception",
		"MIT WITH AdditionRef-x":                "MIT WITH AdditionRef-x",
		"LicenseRef-a.b-1":                      "LicenseRef-a.b-1",
		"DocumentRef-d:LicenseRef-x AND MIT":    "DocumentRef-d:LicenseRef-x AND MIT",
		"wxWindows":                             "LGPL-2.0-or-later WITH WxWindows-exception-3.1",
	}
}

func TestParse(t *testing.T) {
	t.Parallel()
	for text, want := range valid() {
		e, err := license.Parse(text)
		if err != nil {
			t.Errorf("Parse(%q): %v", text, err)
			continue
		}
		if got := e.Canonical().String(); got != want {
			t.Errorf("Parse(%q) = %q, want %q", text, got, want)
		}
		again, err := license.Parse(e.String())
		if err != nil || again.String() != e.String() {
			t.Errorf("%q is written as %q, which is read as %v, %v", text, e, again, err)
		}
	}
}

func TestParseErrors(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                          "byte 0: a license is missing",
		"MIT OR":                    "byte 6: a license is missing",
		"(MIT":                      "byte 4: a bracket is not closed",
		"MIT)":                      `byte 3: ")" is more than the expression`,
		"MIT or ISC":                `byte 4: "or" is more than the expression`,
		"MIT AND Foo":               `byte 8: "Foo": not on the SPDX license list`,
		"MIT WITH Foo-exception":    `byte 9: "Foo-exception": not on the SPDX license list`,
		"Classpath-exception-2.0":   `byte 0: "Classpath-exception-2.0": not on the SPDX license list`,
		"LicenseRef-":               "not on the SPDX license list",
		"DocumentRef-a":             "not on the SPDX license list",
		strings.Repeat("(", 100):    "above the limit",
		strings.Repeat("x", 70_000): "above the limit",
	} {
		_, err := license.Parse(text)
		var syntax *license.SyntaxError
		if !errors.As(err, &syntax) || !strings.Contains(err.Error(), want) {
			t.Errorf("Parse(%.40q) gives %v, want %q", text, err, want)
		}
	}
}

// TestAgainstPeer holds grammar and evaluation against go-spdx.
func TestAgainstPeer(t *testing.T) {
	t.Parallel()
	texts := slices.Sorted(func(yield func(string) bool) {
		for text := range valid() {
			if !strings.Contains(text, "AdditionRef") && !yield(text) {
				return
			}
		}
	})
	for _, text := range append(texts, "Foo", "MIT AND", "GPL-2.0-only AND NONE") {
		peer, _ := spdxexp.ValidateLicenses([]string{text})
		if ours := license.Valid(text); ours != peer {
			t.Errorf("%q is valid: %v, go-spdx says %v", text, ours, peer)
		}
	}
	for _, c := range []struct {
		text    string
		allowed []string
	}{
		{"MIT OR GPL-3.0-only", []string{"MIT"}},
		{"MIT AND GPL-3.0-only", []string{"MIT"}},
		{"MIT AND GPL-3.0-only", []string{"MIT", "GPL-3.0-only"}},
		{"GPL-2.0-or-later", []string{"GPL-3.0-only"}},
		{"GPL-2.0-only", []string{"GPL-3.0-only"}},
		{"GPL-2.0-only", []string{"GPL-1.0-or-later"}},
		{"GPL-2.0-only", []string{"GPL-3.0-or-later"}},
		{"Apache-1.1+", []string{"Apache-2.0"}},
		{"Apache-2.0", []string{"Apache-1.1+"}},
		{"LGPL-2.1-only", []string{"GPL-2.0-only"}},
		{"(MIT OR ISC) AND (Apache-2.0 OR GPL-2.0-only)", []string{"ISC", "Apache-2.0"}},
	} {
		want, err := spdxexp.Satisfies(c.text, c.allowed)
		if err != nil {
			t.Fatal(err)
		}
		var allowed []*license.Expression
		for _, a := range c.allowed {
			allowed = append(allowed, parse(t, a))
		}
		if got := parse(t, c.text).Satisfies(allowed...); got != want {
			t.Errorf("%s satisfies %v: %v, go-spdx says %v", c.text, c.allowed, got, want)
		}
	}
}

func parse(t *testing.T, text string) *license.Expression {
	t.Helper()
	e, err := license.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestMeetsAndWithin(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		have, other   string
		meets, within bool
	}{
		{"GPL-2.0-only WITH Classpath-exception-2.0", "GPL-2.0-only", true, true},
		{"GPL-2.0-only", "GPL-2.0-only WITH Classpath-exception-2.0", false, false},
		{"GPL-2.0-or-later WITH Classpath-exception-2.0", "GPL-3.0-only", true, false},
		{"GPL-2.0-or-later", "GPL-2.0-only", true, false},
		{"GPL-3.0-only", "GPL-2.0-or-later", true, true},
		{"GPL-3.0-or-later", "GPL-2.0-or-later", true, true},
		{"GPL-2.0-only", "GPL-3.0-only", false, false},
		{"LicenseRef-a", "LicenseRef-a", true, true},
		{"LicenseRef-a", "LicenseRef-b", false, false},
		{"LicenseRef-a", "MIT", false, false},
		{"MIT+", "MIT", true, false},
		{"MIT OR ISC", "MIT", false, false},
	} {
		have, other := parse(t, c.have), parse(t, c.other)
		if have.Meets(other) != c.meets || have.Within(other) != c.within {
			t.Errorf("%s and %s: meets %v, within %v", c.have, c.other, have.Meets(other), have.Within(other))
		}
	}
}

func TestAlternatives(t *testing.T) {
	t.Parallel()
	list, err := parse(t, "(MIT OR ISC) AND Zlib AND (Zlib OR 0BSD)").Alternatives()
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, choice := range list {
		got = append(got, license.Join(license.And, choice...).String())
	}
	want := []string{"MIT AND Zlib", "MIT AND Zlib AND 0BSD", "ISC AND Zlib", "ISC AND Zlib AND 0BSD"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	bomb := strings.TrimSuffix(strings.Repeat("(MIT OR ISC) AND ", 40), " AND ")
	if _, err := parse(t, bomb).Alternatives(); !errors.Is(err, license.ErrLimit) {
		t.Errorf("a bomb gives %v", err)
	}
}

func TestLicenses(t *testing.T) {
	t.Parallel()
	n := 0
	for range parse(t, "MIT AND (ISC OR Zlib)").Licenses() {
		if n++; n == 2 {
			break
		}
	}
	if n != 2 {
		t.Errorf("%d licenses before the break", n)
	}
}

func TestClass(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]license.Class{
		"MIT":                               license.Permissive,
		"CC0-1.0":                           license.PublicDomain,
		"MIT OR GPL-3.0-only":               license.Permissive,
		"MIT AND GPL-3.0-only":              license.StrongCopyleft,
		"GPL-2.0":                           license.StrongCopyleft,
		"LGPL-2.1+":                         license.WeakCopyleft,
		"AGPL-3.0-or-later":                 license.NetworkCopyleft,
		"BUSL-1.1":                          license.Proprietary,
		"LicenseRef-x":                      license.Unknown,
		"LicenseRef-x OR MIT":               license.Permissive,
		"LicenseRef-x AND MIT":              license.Unknown,
		"LicenseRef-BSD":                    license.Permissive,
		"LicenseRef-scancode-public-domain": license.PublicDomain,
		"GPL-2.0-only WITH Classpath-exception-2.0": license.WeakCopyleft,
		"GPL-2.0-only WITH stunnel-exception":       license.StrongCopyleft,
		"Apache-2.0 WITH LLVM-exception":            license.Permissive,
	} {
		if got := parse(t, text).Class(); got != want {
			t.Errorf("%s is %s, want %s", text, got, want)
		}
	}
	if license.PublicDomain.Compare(license.Unknown) >= 0 || license.Permissive.Compare(license.Permissive) != 0 {
		t.Error("the classes have no order")
	}
}

// TestList holds the table of classes against the list.
func TestList(t *testing.T) {
	t.Parallel()
	count := map[license.Class]int{}
	for _, e := range license.List() {
		if e.Exception {
			continue
		}
		count[e.Class]++
		if r := license.Read(e.ID); !r.Exact || !r.Known() {
			t.Errorf("%s is not read as itself: %s", e.ID, r)
		}
		if e.Successor != "" {
			parse(t, e.Successor)
		}
	}
	if count[license.Unknown] > 12 || count[license.Permissive] < 400 || count[license.StrongCopyleft] < 40 {
		t.Errorf("classes: %v", count)
	}
	for _, id := range []string{"GPL-2.0", "Nokia-Qt-exception-1.1"} {
		if e, ok := license.Lookup(strings.ToLower(id)); !ok || !e.Deprecated || e.ID != id || e.Successor == "" {
			t.Errorf("%s: %+v, %v", id, e, ok)
		}
	}
}

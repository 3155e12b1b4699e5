package validate

import (
	"fmt"
	"strings"
	"testing"
)

// TestTables compiles every version of every table, and wants each entry to be
// of use in one.
func TestTables(t *testing.T) {
	t.Parallel()
	used := map[string]bool{}
	for _, table := range []*table{cycloneDXTable(), spdx2Table()} {
		for i, version := range table.versions {
			for s := range syntaxCount {
				g := compile(table, s, i)
				for name, k := range g.named {
					used[strings.SplitN(name, "(", 2)[0]] = true
					ambiguous(t, fmt.Sprint(name, " in ", version), k.content)
				}
			}
		}
		for name := range table.entries {
			if !used[name] {
				t.Errorf("nothing uses %s", name)
			}
		}
		for name := range table.words {
			if !used[name] {
				t.Errorf("nothing uses the word %s", name)
			}
		}
	}
	if got := len(spdx3Classes()); got < 60 {
		t.Errorf("%d classes", got)
	}
}

// ambiguous wants an element to fit at one place only, wherever it stands: what
// may be left out may not begin as what follows it does.
func ambiguous(t *testing.T, where string, p *particle) {
	t.Helper()
	if p == nil {
		return
	}
	for i, part := range p.of {
		ambiguous(t, where, part)
		for _, next := range p.of[i+1:] {
			for name := range firsts(part) {
				if firsts(next)[name] && (p.what == aChoice || part.emptiable() || part.max != part.min) {
					t.Errorf("%s: %q may begin two particles", where, name)
				}
			}
			if p.what == aSequence && !next.emptiable() {
				break
			}
		}
	}
}

// firsts are the names that a particle may begin with.
func firsts(p *particle) map[string]bool {
	out := map[string]bool{}
	switch p.what {
	case anElement:
		out[p.name] = true
	case foreignElements:
		out["..."] = true
	default:
		for _, part := range p.of {
			for name := range firsts(part) {
				out[name] = true
			}
			if p.what == aSequence && !part.emptiable() {
				break
			}
		}
	}
	return out
}

func TestTableMistakes(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"nonsense a\n", "versions 1.0\ntype a\n      x string\n", "versions 1.0\ntype a\n  x string : 1.1\n", "versions 1.0\nroot a\ntype a\n  x b\n",
		"versions 1.0\nroot a\ntype a\n  x string(1..b)\n", "versions 1.0\nroot a\ntype a\n  x string string\n", "versions 1.0\nroot b\n",
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%q is taken", text)
				}
			}()
			compile(parseTable(text), syntaxJSON, 0)
		}()
	}
}

func TestFormats(t *testing.T) {
	t.Parallel()
	tests := []struct {
		format, text string
		json, xml    bool
	}{
		{"date-time", "2024-05-06T07:08:09Z", true, true},
		{"date-time", "2024-05-06T07:08:09.123+02:00", true, true},
		{"date-time", "2024-05-06T07:08:09", false, true},
		{"date-time", "2024-05-06T24:00:00Z", false, true},
		{"date-time", "-0044-03-15T12:00:00", false, true},
		{"date-time", "2024-05-06", false, false},
		{"date-time", "2024-02-30T07:08:09Z", false, false},
		{"date-time", "2024-05-06T07:08:60Z", true, false},
		{"date-time", "2024-05-06T07:08:09,5Z", false, false},
		{"date-time", "", false, false},
		{"date", "2024-02-29", true, true},
		{"date", "2023-02-29", false, false},
		{"iri", "https://example.com/ä?b#c", true, true},
		{"iri", "../a b", true, true},
		{"iri", "", true, true},
		{"iri", "%zz", false, false},
		{"iri", `a\b`, false, true},
		{"iri", "http://[::1", false, true},
		{"iri", "a#b#c", true, false},
		{"iri", "1a:b", false, false},
		{"uri", "urn:a:b", true, true},
		{"uri", "a/b", false, false},
		{"email", "ada", false, true},
		{"email", "ada@mill.example", true, true},
		{"cpe", "cpe:/a:mill:wheel:1.2", true, true},
		{"cpe", "cpe:2.3:a:mill:wheel:1.2:*:*:*:*:*:*:*", true, true},
		{"cpe", `cpe:2.3:a:mill:wheel\+rim:1.2:-:*:en-US:*:*:x64:*`, true, true},
		{"cpe", "cpe:2.3:a:mill:wheel:1.2", false, false},
		{"cpe", "cpe:2.3:b:mill:wheel:1.2:*:*:*:*:*:*:*", false, false},
		{"spdx-id", "MIT", true, true},
		{"spdx-id", "mit", false, false},
		{"spdx-id", "", false, false},
		{"line", "a\nb", true, true},
	}
	grammars := cycloneDXGrammars()["1.6"]
	for _, tt := range tests {
		for s, want := range map[syntax]bool{syntaxJSON: tt.json, syntaxXML: tt.xml} {
			if got := grammars[s]().checkText(&kind{form: formText, format: tt.format}, tt.text); (got == "") != want {
				t.Errorf("%s %q in syntax %d: %q", tt.format, tt.text, s, got)
			}
		}
	}
}

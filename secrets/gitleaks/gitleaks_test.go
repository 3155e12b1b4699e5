package gitleaks_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/secrets"
	"github.com/penstock-dev/penstock/secrets/gitleaks"
)

const toml = `
title = "ours"
minVersion = "v8.25.0"

[[rules]]
id = "acme-key"
description = "Acme key"
regex = '''acme_key\s*=\s*"(acme-[a-z0-9]{12})"'''
keywords = ["acme_key"]
secretGroup = 1
entropy = 3
tags = ["acme"]
path = '''\.conf$'''

[[rules.allowlists]]
description = "tests"
condition = "AND"
regexTarget = "line"
regexes = ['''# test''']
paths = ['''^test/''']

[[rules]]
id = "old-key"
regex = '''old-[0-9]{6}'''
[rules.allowlist]
stopwords = ["123456"]

[[allowlists]]
targetRules = ["old-key"]
regexes = ['''old-999''']

[allowlist]
paths = ['''(^|/)vendor/''']
`

func Example() {
	config, err := gitleaks.Parse([]byte(`
[[rules]]
id = "acme-key"
regex = 'acme-[a-z0-9]{12}'
keywords = ["acme-"]
`))
	if err != nil {
		fmt.Println(err)
		return
	}
	analyzer, err := secrets.New(config.Apply(secrets.Config{}))
	if err != nil {
		fmt.Println(err)
		return
	}
	for m := range analyzer.Matches([]byte("key: acme-4k2m9x7q1w3e")) {
		fmt.Println(m.Rule.ID, m.Start, m.End)
	}
	// Output:
	// acme-key 5 22
}

func TestParse(t *testing.T) {
	t.Parallel()
	got, err := gitleaks.Parse([]byte(toml))
	if err != nil {
		t.Fatal(err)
	}
	want := &gitleaks.Config{
		Rules: []secrets.Rule{
			{
				ID: "acme-key", Description: "Acme key", Regexp: `acme_key\s*=\s*"(acme-[a-z0-9]{12})"`, Keywords: []string{"acme_key"},
				SecretGroup: 1, Entropy: 3, Tags: []string{"acme"}, Path: `\.conf$`,
				Allow: []secrets.Allow{{All: true, Target: "line", Regexps: []string{"# test"}, Paths: []string{"^test/"}}},
			},
			{ID: "old-key", Regexp: "old-[0-9]{6}", Allow: []secrets.Allow{{StopWords: []string{"123456"}}, {Regexps: []string{"old-999"}}}},
		},
		Allow: []secrets.Allow{{Paths: []string{"(^|/)vendor/"}}},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
	if _, err := secrets.New(got.Apply(secrets.Config{})); err != nil {
		t.Error(err)
	}
}

func TestExtend(t *testing.T) {
	t.Parallel()
	c, err := gitleaks.Parse([]byte("[extend]\nuseDefault = true\ndisabledRules = [\"github-pat\", \"sqlbot\", \"mine\"]\n[[rules]]\nid = \"mine\"\nregex = \"x\"\n"))
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Rules) != 0 || !slices.Equal(c.Disable, []string{"secrets/github-pat"}) || len(c.Notes) != 2 {
		t.Errorf("got %+v", c)
	}
	if base := c.Apply(secrets.Config{}); base.NoBuiltin {
		t.Error("the default rules are left out")
	}
	if base := (&gitleaks.Config{}).Apply(secrets.Config{}); !base.NoBuiltin {
		t.Error("the default rules are kept")
	}
}

func TestNotes(t *testing.T) {
	t.Parallel()
	rule := "[[rules]]\nid = \"a\"\nregex = \"x\"\n"
	for text, want := range map[string]string{
		"[[rules]]\nid = \"a\"\npath = \"x\"\n":                                                         "names files",
		rule + "skipReport = true\n":                                                                    "skipReport",
		rule + "[[rules.required]]\nid = \"b\"\n":                                                       "requires others",
		rule + "verify = true\n":                                                                        "rules.verify",
		rule + "[[rules.allowlists]]\ncommits = [\"1\"]\n":                                              "Allowlist 1 of rule a names commits",
		rule + "[[rules.allowlists]]\ncondition = \"AND\"\ncommits = [\"1\"]\n":                         "also wants a commit",
		rule + "[[allowlists]]\ntargetRules = [\"other\"]\nregexes = [\"x\"]\n":                         "not in the file",
		"[extend]\nuseDefault = true\ndisabledRules = [\"nothing-of-that-name\"]\n":                     "no rule has that id",
		"[extend]\nuseDefault = true\n[[rules]]\nid = \"b\"\n[[rules.allowlists]]\nregexes = [\"x\"]\n": "Rule b changes a default rule",
	} {
		c, err := gitleaks.Parse([]byte(text))
		if err != nil || len(c.Notes) == 0 || !strings.Contains(strings.Join(c.Notes, "\n"), want) {
			t.Errorf("%q: %v, notes %v, want %q", text, err, c, want)
		}
		if _, err := secrets.New(c.Apply(secrets.Config{})); err != nil {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"[[rules", "rules = 3", "[extend]\npath = \"other.toml\"\n", "[extend]\nurl = \"x\"\n",
		"[[allowlists]]\ncondition = \"XOR\"\npaths = [\"x\"]\n", "[[rules]]\nid = \"a\"\nregex = \"x\"\n[[rules.allowlists]]\ncondition = \"NOT\"\n",
		strings.Repeat("# long\n", 700_000),
	} {
		if c, err := gitleaks.Parse([]byte(text)); err == nil {
			t.Errorf("%.60q was taken for %+v", text, c)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(toml))
	f.Add([]byte("[extend]\nuseDefault = true\n"))
	f.Add([]byte("[[rules]]\nid = \"a\"\nregex = \"(\"\nkeywords = [\"\"]\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		c, err := gitleaks.Parse(text)
		if err == nil && len(c.Disable) == 0 {
			_, _ = secrets.New(c.Apply(secrets.Config{NoBuiltin: true})) // may fail, not panic
		}
	})
}

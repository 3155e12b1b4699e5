package secrets_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/secrets"
)

// acme is a rule that an organisation could have.
func acme() secrets.Rule {
	return secrets.Rule{
		ID: "acme-key", Provider: "acme", Keywords: []string{"Acme_Key"},
		Regexp: `acme_key = "([a-z0-9]+)"`, Entropy: 2,
	}
}

func ExampleRule() {
	analyzer, err := secrets.New(secrets.Config{Rules: []secrets.Rule{{
		ID:       "acme-key",
		Keywords: []string{"acme-"},
		Regexp:   `\bacme-[a-z0-9]{12}\b`,
		Allow:    []secrets.Allow{{StopWords: []string{"sandbox"}}},
	}}})
	if err != nil {
		fmt.Println(err)
		return
	}
	for m := range analyzer.Matches([]byte("acme-4k2m9x7q1w3e acme-sandbox12345")) {
		fmt.Println(m.Rule.ID, m.Start, m.End)
	}
	// Output:
	// acme-key 0 17
}

func TestUserRules(t *testing.T) {
	t.Parallel()
	line := `acme_key = "a1b2c3d4e5"`
	with := func(change func(*secrets.Rule)) secrets.Config {
		r := acme()
		change(&r)
		return secrets.Config{Rules: []secrets.Rule{r}}
	}
	allow := func(a secrets.Allow) secrets.Config {
		return with(func(r *secrets.Rule) { r.Allow = []secrets.Allow{a} })
	}
	tests := []struct {
		name   string
		config secrets.Config
		text   string
		want   string // value, or none
	}{
		{"group", with(func(*secrets.Rule) {}), line, "a1b2c3d4e5"},
		{"no group", with(func(r *secrets.Rule) { r.Regexp = `acme_key = "[a-z0-9]+"` }), line, line},
		{"second group", with(func(r *secrets.Rule) { r.Regexp, r.SecretGroup = `(acme_key) = "([a-z0-9]+)"`, 2 }), line, "a1b2c3d4e5"},
		{"no keyword needed", with(func(r *secrets.Rule) { r.Keywords = nil }), line, "a1b2c3d4e5"},
		{"keyword missing", with(func(r *secrets.Rule) { r.Keywords = []string{"other"} }), line, ""},
		{"low entropy", with(func(*secrets.Rule) {}), `acme_key = "aaaaab"`, ""},
		{"path", with(func(r *secrets.Rule) { r.Path = `\.conf$` }), line, "a1b2c3d4e5"},
		{"other path", with(func(r *secrets.Rule) { r.Path = `\.toml$` }), line, ""},
		{"binary", with(func(*secrets.Rule) {}), "\x00" + line, ""},
		{"allowed path", allow(secrets.Allow{Paths: []string{"^a/"}}), line, ""},
		{"allowed other path", allow(secrets.Allow{Paths: []string{"^b/"}}), line, "a1b2c3d4e5"},
		{"allowed secret", allow(secrets.Allow{Regexps: []string{"^a1b2"}}), line, ""},
		{"allowed match", allow(secrets.Allow{Regexps: []string{"^acme"}, Target: "match"}), line, ""},
		{"secret is not the match", allow(secrets.Allow{Regexps: []string{"^acme"}}), line, "a1b2c3d4e5"},
		{"allowed line", allow(secrets.Allow{Regexps: []string{"# fine$"}, Target: "line"}), "x\n" + line + " # fine\n", ""},
		{"other line", allow(secrets.Allow{Regexps: []string{"# fine"}, Target: "line"}), line + "\n# fine\n", "a1b2c3d4e5"},
		{"stop word", allow(secrets.Allow{StopWords: []string{"B2C3"}}), line, ""},
		{"all of it", allow(secrets.Allow{StopWords: []string{"b2c3"}, Paths: []string{"^b/"}, All: true}), line, "a1b2c3d4e5"},
		{"all of it applies", allow(secrets.Allow{StopWords: []string{"b2c3"}, Paths: []string{"^a/"}, All: true}), line, ""},
		{"allowed everywhere", secrets.Config{Allow: []secrets.Allow{{Regexps: []string{"^ghp_"}}}}, githubToken, ""},
		{"builtin", secrets.Config{Rules: []secrets.Rule{acme()}}, githubToken, githubToken},
		{"no builtin", secrets.Config{NoBuiltin: true, Rules: []secrets.Rule{acme()}}, githubToken, ""},
		{"far apart", with(func(*secrets.Rule) {}), strings.Repeat("x\n", 50_000) + line, "a1b2c3d4e5"},
		{"cut by the window", with(func(r *secrets.Rule) { r.Regexp = `acme_key = "[^"]*` }), `acme_key = "` + strings.Repeat("a1b2", 3000), ""},
	}
	for _, test := range tests {
		leaks := findIn(t, test.config, "a/x.conf", test.text)
		switch {
		case test.want == "" && len(leaks) != 0:
			t.Errorf("%s: found %v", test.name, leaks)
		case test.want != "" && (len(leaks) != 1 || leaks[0].Reveal() != test.want):
			t.Errorf("%s: found %v, want %q", test.name, leaks, test.want)
		}
	}
}

func TestUserRuleIsTold(t *testing.T) {
	t.Parallel()
	r := acme()
	r.Description, r.Severity, r.Tags = "Acme key", scan.SeverityLow, []string{"ours"}
	l := findIn(t, secrets.Config{Rules: []secrets.Rule{r}}, "a", `acme_key = "a1b2c3d4e5"`)[0]
	if l.RuleID() != "acme-key" || l.Rule.Name != "Acme key" || l.Severity != scan.SeverityLow || l.Secret.Provider != "acme" || l.Secret.Redacted != "…(10)" || l.Rule.Tags[0] != "ours" {
		t.Errorf("got %+v, %+v", l.Rule, l.Secret)
	}
}

func TestNewRefusesUserRules(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*secrets.Rule){
		"no id":           func(r *secrets.Rule) { r.ID = "" },
		"our id":          func(r *secrets.Rule) { r.ID = "secrets/mine" },
		"no expression":   func(r *secrets.Rule) { r.Regexp = "" },
		"bad expression":  func(r *secrets.Rule) { r.Regexp = "(" },
		"bad path":        func(r *secrets.Rule) { r.Path = "(" },
		"no such group":   func(r *secrets.Rule) { r.SecretGroup = 2 },
		"empty keyword":   func(r *secrets.Rule) { r.Keywords = []string{""} },
		"empty allow":     func(r *secrets.Rule) { r.Allow = []secrets.Allow{{}} },
		"bad allow":       func(r *secrets.Rule) { r.Allow = []secrets.Allow{{Regexps: []string{"("}}} },
		"bad allow path":  func(r *secrets.Rule) { r.Allow = []secrets.Allow{{Paths: []string{"("}}} },
		"unknown target":  func(r *secrets.Rule) { r.Allow = []secrets.Allow{{Regexps: []string{"x"}, Target: "file"}} },
		"empty stop word": func(r *secrets.Rule) { r.Allow = []secrets.Allow{{StopWords: []string{""}}} },
	} {
		r := acme()
		change(&r)
		if _, err := secrets.New(secrets.Config{Rules: []secrets.Rule{r}}); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if _, err := secrets.New(secrets.Config{Rules: []secrets.Rule{acme(), acme()}}); err == nil {
		t.Error("a rule was defined twice")
	}
}

// TestUserRulesInChunks wants the windows of user rules to lie where they do in
// whole texts.
func TestUserRulesInChunks(t *testing.T) {
	t.Parallel()
	everywhere := secrets.Rule{ID: "number", Regexp: `\b[0-9]{9,}\b`}
	a := analyzer(t, secrets.Config{Rules: []secrets.Rule{acme(), everywhere}})
	var b strings.Builder
	for i := range 9000 {
		fmt.Fprintf(&b, "line %d of a text ", i*i)
		if i%7 == 0 {
			fmt.Fprintf(&b, "acme_key = \"k%dx%d\"\n", i*i*i, i)
		}
		if i%11 == 0 {
			fmt.Fprintf(&b, "%d", 1_000_000_000+i*i)
		}
		if i%5000 == 4999 {
			b.WriteString(strings.Repeat("7", 9000))
		}
	}
	checkChunks(t, begin(t, a), []byte(b.String()), 1, 7, 4096, 100_000)
}

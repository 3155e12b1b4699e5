package github_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/github"
)

const (
	oneHash   = "1111111111111111111111111111111111111111"
	twoHash   = "2222222222222222222222222222222222222222"
	threeHash = "3333333333333333333333333333333333333333"
)

// known is a platform that knows a few components, by owner/repo@version.
type known map[string]github.Component

func (k known) Component(owner, repo, version string) (github.Component, bool) {
	c, ok := k[strings.ToLower(owner+"/"+repo+"@"+version)]
	return c, ok
}

func configured(t *testing.T, cfg github.Config) *pipeline.Analyzer {
	t.Helper()
	system, err := github.Configure(cfg)
	if err != nil {
		t.Fatal(err)
	}
	a, err := pipeline.New(pipeline.Config{Systems: []audit.System{system}})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestPlatform(t *testing.T) {
	t.Parallel()
	a := configured(t, github.Config{Platform: known{
		"gone/action@v1":                {Claimable: true},
		"octo/action@" + oneHash:        {Foreign: true},
		"octo/action@v2":                {Branch: true, Tag: true, Commit: twoHash, Tags: []string{"v2.1.0", "v2"}},
		"octo/action@" + twoHash:        {Commit: twoHash, Tags: []string{"v2.1.0", "v2"}},
		"octo/action@" + threeHash:      {Commit: threeHash, Tags: []string{}},
		"octo/flows@" + twoHash:         {Commit: twoHash, Tags: []string{"v1.0.0"}},
		"octo/plain@v1":                 {Tag: true},
		"octo/action@" + twoHash + "00": {},
	}})
	tests := map[string]string{
		"gone/action@v1":                      "github/repojacking",
		"octo/action@" + oneHash:              "github/impostor-commit",
		"octo/action@v2":                      "github/ref-confusion",
		"octo/action@" + threeHash:            "github/stale-ref",
		"octo/action@" + twoHash:              "github/ref-version-mismatch",
		"octo/action@" + twoHash + " # v1":    "github/ref-version-mismatch",
		"octo/action@" + twoHash + " # v2":    "",
		"octo/action@" + twoHash + " # v2.1":  "",
		"octo/action@" + twoHash + " # 2.1.0": "",
		"octo/action@" + twoHash + " # v2.1.": "github/ref-version-mismatch",
		"octo/plain@v1":                       "",
		"octo/unknown@v1":                     "",
		"./local":                             "",
	}
	rules := map[string]bool{"github/repojacking": true, "github/impostor-commit": true, "github/ref-confusion": true, "github/stale-ref": true, "github/ref-version-mismatch": true}
	for uses, want := range tests {
		text := "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - uses: " + uses + "\n"
		list, err := a.Check(t.Context(), ".github/workflows/a.yml", []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, w := range list {
			if rules[w.Rule.ID] {
				got += w.Rule.ID
			}
		}
		if got != want {
			t.Errorf("%s: %q, want %q", uses, got, want)
		}
	}
}

// TestPlatformFixes applies fixes that need the platform's knowledge.
func TestPlatformFixes(t *testing.T) {
	t.Parallel()
	a := configured(t, github.Config{Platform: known{
		"octo/action@v1":         {Tag: true, Commit: oneHash, Tags: []string{"v1.2.3"}},
		"octo/action@" + oneHash: {Commit: oneHash, Tags: []string{"v1.2.3"}},
		"octo/many@v1.1.3":       {Tag: true, Commit: twoHash},
	}})
	const head = "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n"
	tests := []struct{ name, rule, text, want string }{
		{"pin", "unpinned-component", "      - uses: octo/action@v1\n", "      - uses: octo/action@" + oneHash + " # v1.2.3\n"},
		{"pin, old comment", "unpinned-component", "      - uses: octo/action@v1 # why\n        with: {}\n", "      - uses: octo/action@" + oneHash + " # v1.2.3\n        with: {}\n"},
		{"pin, quotes and path", "unpinned-component", "      - uses: \"octo/many/a/b@v1.1.3\"\n", "      - uses: \"octo/many/a/b@" + twoHash + "\" # v1.1.3\n"},
		{"pin twice", "unpinned-component", "      - uses: octo/action@v1\n      - uses: octo/action@v1\n", "      - uses: octo/action@" + oneHash + " # v1.2.3\n      - uses: octo/action@" + oneHash + " # v1.2.3\n"},
		{"wrong comment", "ref-version-mismatch", "      - uses: octo/action@" + oneHash + " # v3.0.0\n", "      - uses: octo/action@" + oneHash + " # v1.2.3\n"},
		{"wrong comment, CRLF", "ref-version-mismatch", "      - uses: octo/action@" + oneHash + " # v3.0.0\r\n        with: {}\r\n", "      - uses: octo/action@" + oneHash + " # v1.2.3\r\n        with: {}\r\n"},
		{"no comment", "ref-version-mismatch", "      - uses: octo/action@" + oneHash + "\n        with: {}\n", "      - uses: octo/action@" + oneHash + " # v1.2.3\n        with: {}\n"},
		{"no comment, CRLF", "ref-version-mismatch", "      - uses: octo/action@" + oneHash + "\r\n        with: {}\r\n", "      - uses: octo/action@" + oneHash + " # v1.2.3\r\n        with: {}\r\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			text := head + tt.text
			for range 5 {
				edits := nextFix(t, a, ".github/workflows/x.yml", text, "github/"+tt.rule)
				if edits == nil {
					break
				}
				text = apply(text, edits)
			}
			if diff := cmp.Diff(head+tt.want, text); diff != "" {
				t.Errorf("fixed text (-want +got):\n%s", diff)
			}
		})
	}
}

func TestAllowed(t *testing.T) {
	t.Parallel()
	tests := []struct {
		allowed, denied []string
		uses            string
		found           bool
	}{
		{nil, nil, "octo/action@v1", false},
		{[]string{"octo/*"}, nil, "Octo/Action/sub@v1", false},
		{[]string{"octo/*"}, nil, "other/action@v1", true},
		{[]string{"octo/act*"}, nil, "octo/other@v1", true},
		{[]string{}, nil, "octo/action@v1", true},
		{nil, []string{"octo/action"}, "octo/action@v1", true},
		{nil, []string{"octo/action"}, "octo/actions@v1", false},
		{[]string{"octo/*"}, []string{"Octo/Action"}, "octo/action@v1", true},
		{[]string{}, nil, "./local", false},
		{[]string{}, nil, "docker://alpine", false},
	}
	for _, tt := range tests {
		a := configured(t, github.Config{Allowed: tt.allowed, Denied: tt.denied})
		text := "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - uses: " + tt.uses + "\n"
		list, err := a.Check(t.Context(), ".github/workflows/a.yml", []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		found := false
		for _, w := range list {
			found = found || w.Rule.ID == "github/forbidden-component"
		}
		if found != tt.found {
			t.Errorf("%s, allowed %q, denied %q: %t", tt.uses, tt.allowed, tt.denied, found)
		}
	}
	if _, err := github.Configure(github.Config{Denied: []string{"["}}); err == nil {
		t.Error("a broken pattern is taken")
	}
}

func TestAdvisories(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, adv := range github.Advisories() {
		key := adv.ID + adv.Component
		if seen[key] || !strings.HasPrefix(adv.ID, "GHSA-") || adv.Component != strings.ToLower(adv.Component) || adv.Summary == "" || adv.Severity == 0 || adv.Before == "" && adv.Through == "" {
			t.Errorf("advisory %+v", adv)
		}
		seen[key] = true
		for _, c := range append(adv.Commits, adv.FixedCommit) {
			if c != "" && len(c) != 40 {
				t.Errorf("%s: commit %q", adv.ID, c)
			}
		}
	}
	if _, err := github.Configure(github.Config{}); err != nil {
		t.Errorf("what is built in is wrong: %v", err)
	}
	for name, adv := range map[string]github.Advisory{"version": {ID: "x", Component: "a/b", Before: "one"}, "component": {ID: "x", Component: "b"}} {
		if _, err := github.Configure(github.Config{Advisories: []github.Advisory{adv}}); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

// TestReplaced checks that the caller's lists take the place of the built-in
// ones.
func TestReplaced(t *testing.T) {
	t.Parallel()
	a := configured(t, github.Config{
		Advisories: []github.Advisory{{ID: "OWN-1", Component: "octo/action", Severity: scan.SeverityLow, From: "1.2", Through: "1.4.9", Fixed: "none", Summary: "bad"}},
		Popular:    []string{"octo/widely-used"},
		Verified:   []string{"Octo"},
	})
	tests := map[string]string{
		"octo/action@v1.1.9": "", "octo/action@v1.2.0": "github/known-vulnerable-component", "octo/action@v1.4.9": "github/known-vulnerable-component",
		"octo/action@v1.5.0": "", "octo/action@v1": "", "actions/download-artifact@v4.1.2": "github/unverified-creator",
		"ocot/widely-used@v1": "github/typosquat-component github/unverified-creator", "action/checkout@v1": "github/unverified-creator",
	}
	rules := map[string]bool{"github/known-vulnerable-component": true, "github/typosquat-component": true, "github/unverified-creator": true}
	for uses, want := range tests {
		text := "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - uses: " + uses + "\n"
		list, err := a.Check(t.Context(), ".github/workflows/a.yml", []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, w := range list {
			if rules[w.Rule.ID] {
				got = append(got, w.Rule.ID)
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %q, want %q", uses, got, want)
		}
	}
}

package licensing_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/sbom/license"
	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/licensing"
)

// pkg returns a package of npm.
func pkg(name string, scope scan.Scope, licenses ...string) *scan.Package {
	return &scan.Package{
		PURL: "pkg:npm/" + name + "@1.0.0", Name: name, Version: "1.0.0", Ecosystem: "npm", Scope: scope, Licenses: licenses,
		Locations: []scan.Location{{Path: "package-lock.json"}},
	}
}

// check returns rule, outcome and message of each finding.
func check(t *testing.T, config licensing.Config, packages ...*scan.Package) []string {
	t.Helper()
	a, err := licensing.New(config)
	if err != nil {
		t.Fatal(err)
	}
	result, err := a.Check(t.Context(), packages)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, v := range result.Violations {
		line := v.Rule.ID + ": " + v.Message
		for _, s := range v.Suppressions {
			line += " [" + s.By() + ": " + s.Justification + "]"
		}
		out = append(out, line)
		if (v.Verdict == licensing.Review) != (v.Outcome == scan.OutcomeReview) {
			t.Errorf("%s: outcome %q of a verdict to %s", v.Package.Name, v.Outcome, v.Verdict)
		}
	}
	for _, d := range result.Diagnostics {
		out = append(out, string(d.Kind)+": "+d.Message)
	}
	return out
}

func policy() licensing.Config {
	return licensing.Config{Rules: licensing.Rules{
		Allow: []string{"public-domain", "permissive", "MPL-2.0", "GPL-2.0-only WITH Classpath-exception-2.0", "GPL-3.0-only AND MIT"},
		Deny:  []string{"network-copyleft", "strong-copyleft", "BSD-4-Clause"},
	}}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	for statement, want := range map[string]string{
		"MIT":                 "",
		"MIT OR GPL-3.0-only": "",
		"GPL-2.0-only WITH Classpath-exception-2.0": "",
		"MIT AND GPL-3.0-only":                      "",
		"MIT AND (GPL-3.0-only AND MIT OR ISC)":     "",
		"GPL-3.0-only":                              "license/denied: a 1.0.0 is under GPL-3.0-only (strong-copyleft), which the policy denies",
		"ISC AND AGPLv3":                            "license/denied: a 1.0.0 is under ISC AND AGPL-3.0-only: AGPL-3.0-only (network-copyleft), which the policy denies",
		"GPL-3.0-only OR AGPL-3.0-only":             "license/denied: a 1.0.0 is under GPL-3.0-only OR AGPL-3.0-only: GPL-3.0-only, AGPL-3.0-only (strong-copyleft, network-copyleft), which the policy denies",
		"BSD-4-Clause":                              "license/denied: a 1.0.0 is under BSD-4-Clause (permissive), which the policy denies",
		"EPL-2.0":                                   "license/review: a 1.0.0 is under EPL-2.0 (weak-copyleft), which somebody has to look at",
		"EPL-2.0 AND MPL-2.0":                       "license/review: a 1.0.0 is under EPL-2.0 AND MPL-2.0: EPL-2.0 (weak-copyleft), which somebody has to look at",
		"House Terms":                               "license/unknown: a 1.0.0 is under LicenseRef-House-Terms (unknown), which somebody has to look at",
		"House Terms AND MIT":                       "license/unknown: a 1.0.0 is under LicenseRef-House-Terms AND MIT: LicenseRef-House-Terms (unknown), which somebody has to look at",
		"NONE":                                      "not-evaluated: packages of npm that state no license where they were read: 1, such as a 1.0.0; the policy was not applied to them",
		"":                                          "not-evaluated: packages of npm that state no license where they were read: 1, such as a 1.0.0; the policy was not applied to them",
	} {
		if got := strings.Join(check(t, policy(), pkg("a", "", statement)), "\n"); got != want {
			t.Errorf("%s:\n got %s\nwant %s", statement, got, want)
		}
	}
}

func TestZeroConfig(t *testing.T) {
	t.Parallel()
	got := check(t, licensing.Config{}, pkg("a", "", "MPL-2.0"), pkg("b", "", "GPL-3.0-only"), pkg("c", "", "UNLICENSED"))
	want := []string{
		"license/review: b 1.0.0 is under GPL-3.0-only (strong-copyleft), which somebody has to look at",
		"license/review: c 1.0.0 is under LicenseRef-Proprietary (proprietary), which somebody has to look at",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestVersions(t *testing.T) {
	t.Parallel()
	config := licensing.Config{Rules: licensing.Rules{Allow: []string{"GPL-3.0-only"}, Deny: []string{"GPL-2.0-only"}, Otherwise: licensing.Deny}}
	if got := check(t, config, pkg("a", "", "GPL-2.0-or-later")); got != nil {
		t.Errorf("a choice of versions gives %q", got)
	}
	if got := check(t, config, pkg("a", "", "GPL-2.0-only")); len(got) != 1 {
		t.Errorf("a denied version gives %q", got)
	}
}

func TestScopes(t *testing.T) {
	t.Parallel()
	config := policy()
	config.Scopes = map[scan.Scope]licensing.Rules{scan.ScopeDev: {Allow: []string{"permissive", "strong-copyleft"}, Missing: licensing.Allow, Unknown: licensing.Deny}}
	got := check(t, config, pkg("a", scan.ScopeDev, "GPL-3.0-only"), pkg("b", scan.ScopeDev), pkg("c", scan.ScopeDev, "X Terms"),
		pkg("d", scan.ScopeDev, "GPL-3.0-only"), pkg("d", scan.ScopeRuntime, "GPL-3.0-only"))
	want := []string{
		"license/unknown: c 1.0.0 is under LicenseRef-X-Terms (unknown), which the policy denies",
		"license/denied: d 1.0.0 is under GPL-3.0-only (strong-copyleft), which the policy denies",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestMissing(t *testing.T) {
	t.Parallel()
	config := policy()
	config.Missing = licensing.Deny
	root := pkg("app", "")
	root.Relation = scan.RelationRoot
	got := check(t, config, root, pkg("a", ""), pkg("b", "", "NONE"), pkg("c", ""), pkg("c", "", "MIT"))
	want := []string{
		"license/missing: a 1.0.0 states no license, which the policy denies",
		"license/missing: b 1.0.0 says that it has no license, which the policy denies",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestPaths(t *testing.T) {
	t.Parallel()
	app, a, b := pkg("app", ""), pkg("a", "", "MIT"), pkg("b", "", "GPL-3.0-only")
	app.Relation, app.DependsOn = scan.RelationRoot, []string{a.PURL}
	a.DependsOn = []string{b.PURL, a.PURL}
	analyzer, err := licensing.New(policy())
	if err != nil {
		t.Fatal(err)
	}
	result, err := analyzer.Check(t.Context(), []*scan.Package{b, a, app})
	if err != nil {
		t.Fatal(err)
	}
	v := result.Violations[0]
	want := [][]string{{"pkg:npm/app@1.0.0", "pkg:npm/a@1.0.0", "pkg:npm/b@1.0.0"}}
	if d := cmp.Diff(want, v.Package.Paths); d != "" {
		t.Error(d)
	}
	if !strings.HasSuffix(v.Message, "; needed by pkg:npm/app@1.0.0 > pkg:npm/a@1.0.0") || b.Paths != nil {
		t.Errorf("message %q; the given package has paths %v", v.Message, b.Paths)
	}
	a.Relation = scan.RelationDirect
	if result, err = analyzer.Check(t.Context(), []*scan.Package{a, b}); err != nil || len(result.Violations[0].Package.Paths[0]) != 2 {
		t.Errorf("without a root: %v, %v", result, err)
	}
}

func TestExceptions(t *testing.T) {
	t.Parallel()
	config := policy()
	config.Now = time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)
	config.Exceptions = []licensing.Exception{
		{Package: "pkg:npm/a", Reason: "bought"},
		{Package: "pkg:npm/b@1.0.0", Reason: "until replaced", Expires: "2026-05-01", License: "GPL-3.0-only"},
		{Package: "pkg:npm/c", Reason: "old", Expires: "2026-04-30"},
		{Package: "pkg:npm/d@2.0.0", Reason: "other version"},
		{Package: "pkg:npm/e", Reason: "other license", License: "MIT"},
	}
	config.Conclusions = []licensing.Conclusion{{Package: "pkg:npm/f", License: "MIT"}}
	var packages []*scan.Package
	for name := range strings.FieldsSeq("a b c d e f") {
		packages = append(packages, pkg(name, "", "GPL-3.0-only"))
	}
	text := " 1.0.0 is under GPL-3.0-only (strong-copyleft), which the policy denies"
	want := []string{
		"license/denied: a" + text + " [license-exception: bought]",
		"license/denied: b" + text + " [license-exception: until replaced]",
		"license/denied: c" + text + ". An exception (old) ended on 2026-04-30",
		"license/denied: d" + text,
		"license/denied: e" + text,
		"empty: license exceptions that no package needs: pkg:npm/d@2.0.0, pkg:npm/e",
	}
	if d := cmp.Diff(want, check(t, config, packages...)); d != "" {
		t.Error(d)
	}
	config.Now = time.Time{}
	if got := check(t, config, packages[1]); !strings.Contains(got[0], "ended on") {
		t.Errorf("without a clock: %q", got)
	}
}

func TestNewErrors(t *testing.T) {
	t.Parallel()
	_, err := licensing.New(licensing.Config{
		Rules:       licensing.Rules{Allow: []string{"Apache 2", "Foo"}, Otherwise: "maybe"},
		Scopes:      map[scan.Scope]licensing.Rules{"prod": {}, "dev": {Deny: []string{"?"}}},
		Exceptions:  []licensing.Exception{{Package: "left-pad", Expires: "soon", License: "Foo"}},
		Conclusions: []licensing.Conclusion{{Package: "x", License: "Foo"}},
	})
	for _, want := range []string{
		`"Apache 2" is neither a class nor an SPDX expression: is "Apache-2.0" meant?`, `"Foo" is neither`, `no verdict "maybe"`, `no scope "prod"`,
		`scope dev: deny: "?"`, "there is no reason", `"soon" is no day`, `"Foo" is no SPDX expression`, `exception for "left-pad"`, "conclusion for x",
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("the error does not say %q: %v", want, err)
		}
	}
}

func TestParsePolicy(t *testing.T) {
	t.Parallel()
	text := "allow: [permissive]\ndeny: [AGPL-3.0-only]\nmissing: allow\nscopes:\n  dev: {allow: [strong-copyleft]}\n" +
		"conclusions: [{package: 'pkg:npm/x', license: MIT}]\nexceptions:\n- {package: 'pkg:npm/y@1', reason: bought, expires: 2027-01-31}\n"
	want := licensing.Config{
		Rules:       licensing.Rules{Allow: []string{"permissive"}, Deny: []string{"AGPL-3.0-only"}, Missing: licensing.Allow},
		Scopes:      map[scan.Scope]licensing.Rules{"dev": {Allow: []string{"strong-copyleft"}}},
		Conclusions: []licensing.Conclusion{{Package: "pkg:npm/x", License: "MIT"}},
		Exceptions:  []licensing.Exception{{Package: "pkg:npm/y@1", Reason: "bought", Expires: "2027-01-31"}},
	}
	got, err := licensing.LoadPolicy(fstest.MapFS{"licenses.yaml": {Data: []byte(text)}}, "./licenses.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if c, err := licensing.ParsePolicy([]byte(`{"allow": ["MIT"]}`)); err != nil || len(c.Allow) != 1 {
		t.Errorf("JSON: %v, %v", c, err)
	}
	if c, err := licensing.ParsePolicy([]byte("allow: &a [MIT]\nreview:\nscopes: {dev: {allow: *a}}\n")); err != nil || len(c.Scopes["dev"].Allow) != 1 {
		t.Errorf("an alias: %v, %v", c, err)
	}
	for text, want := range map[string]string{
		"":                          "the file is empty",
		"allow: [MIT]\nfoo: x":      `license policy: line 2: the policy has no key "foo": want allow, review, deny, otherwise, unknown, missing, scopes, exceptions or conclusions`,
		"scopes: {dev: {alow: []}}": `line 1: the scope dev has no key "alow": want allow, review, deny, otherwise, unknown or missing`,
		"exceptions:\n- {purl: x}":  `line 2: an entry of exceptions has no key "purl": want package, license, reason, owner or expires`,
		"allow: MIT":                "line 1: allow: want a list",
		"scopes: [dev]":             "line 1: scopes: want a mapping of keys",
		"scopes: {dev: MIT}":        "line 1: the scope dev: want a mapping of keys",
		"\n- MIT":                   "line 2: the policy: want a mapping of keys",
		"deny: [{a: b}]":            "line 1: an entry of deny: want a single word or text",
		"unknown: [deny]":           "line 1: unknown: want a single word or text",
		"x: &x {b: 1}\n<<: *x":      `line 1: the policy has no key "x"`,
		"allow: [Apache 2]":         "is \"Apache-2.0\" meant?",
		"allow: {":                  "license policy: yaml: ",
		"allow: []\n---\nallow: []": "more than one document",
		strings.Repeat("#", 2<<20):  "more than 1048576 bytes",
	} {
		if _, err := licensing.ParsePolicy([]byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.20q gives %v, want %q", text, err, want)
		}
	}
	if _, err := licensing.LoadPolicy(fstest.MapFS{}, "none"); err == nil {
		t.Error("a file that is not there is no error")
	}
}

// TestRunner holds the analyzer in a run, and its rules.
func TestRunner(t *testing.T) {
	t.Parallel()
	a, err := licensing.New(licensing.Config{})
	if err != nil {
		t.Fatal(err)
	}
	runner, err := scan.New(scan.Config{Analyzers: []scan.Analyzer{a, source{pkg("a", "", "GPL-3.0-only")}}})
	if err != nil {
		t.Fatal(err)
	}
	result, err := runner.Run(t.Context(), scan.FS(fstest.MapFS{}, scan.TreeConfig{}))
	if err != nil && !errors.Is(err, scan.ErrIncomplete) || len(result.Findings) != 1 {
		t.Fatalf("%d findings, %v", len(result.Findings), err)
	}
	v, ok := result.Findings[0].(*licensing.Violation)
	if !ok || v.Class != license.StrongCopyleft || v.Fingerprint == "" || v.EffectiveKind() != scan.KindLicense {
		t.Errorf("found %+v", result.Findings[0])
	}
	for _, r := range a.Rules() {
		if _, ok := scan.ClassInfoOf(r.Class); !ok || r.Description == "" || r.Remediation == "" || r.Example == "" {
			t.Errorf("rule %s is not complete", r.ID)
		}
	}
}

// source is an analyzer that brings a package.
type source struct{ p *scan.Package }

func (source) Name() string                                      { return "source" }
func (source) Rules() []*scan.Rule                               { return nil }
func (s source) Begin(context.Context) (scan.Pass, error)        { return s, nil }
func (source) Wants(*scan.Entry) bool                            { return false }
func (source) File(context.Context, *scan.File, scan.Sink) error { return nil }
func (s source) Collect(_ context.Context, out scan.Sink) error  { out.Package(s.p); return nil }

func FuzzParsePolicy(f *testing.F) {
	for _, text := range []string{"allow: [MIT]", "{", "scopes: {dev: {deny: [permissive]}}", "exceptions: [{package: 'pkg:npm/a', reason: x, expires: 2027-01-31}]", "a: &a [*a]"} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		c, err := licensing.ParsePolicy(text)
		if err != nil {
			return
		}
		if _, err := licensing.New(c); err != nil {
			t.Errorf("a policy that is read makes no analyzer: %v", err)
		}
	})
}

func Example() {
	config, err := licensing.ParsePolicy([]byte("allow: [public-domain, permissive]\ndeny: [strong-copyleft]\n"))
	if err != nil {
		panic(err)
	}
	analyzer, err := licensing.New(config)
	if err != nil {
		panic(err)
	}
	result, err := analyzer.Check(context.Background(), []*scan.Package{
		{Name: "app", PURL: "pkg:npm/app@1.0.0", Relation: scan.RelationRoot, DependsOn: []string{"pkg:npm/plot@2.0.0"}},
		{Name: "plot", Version: "2.0.0", PURL: "pkg:npm/plot@2.0.0", Ecosystem: "npm", Licenses: []string{"MIT OR GPL-3.0"}},
		{Name: "graphs", Version: "1.4.0", PURL: "pkg:npm/graphs@1.4.0", Ecosystem: "npm", Licenses: []string{"MIT AND GPLv3"}},
	})
	if err != nil {
		panic(err)
	}
	for _, v := range result.Violations {
		fmt.Println(v.Message)
	}
	// Output:
	// graphs 1.4.0 is under MIT AND GPL-3.0-only: GPL-3.0-only (strong-copyleft), which the policy denies
}

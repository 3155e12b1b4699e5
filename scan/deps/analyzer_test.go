package deps_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/sbom"
	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/deps"
	"github.com/penstock-dev/penstock/scan/deps/osv"
	"github.com/penstock-dev/penstock/scan/scantest"
)

// fixedIn returns a database in which "pkg" of npm is fixed in 2.0.0.
func fixedIn(tb testing.TB) *osv.Database {
	tb.Helper()
	db, err := osv.New([]*osv.Record{{
		ID: "GHSA-1", Modified: "2025-03-01T00:00:00Z", Summary: "Leak",
		Affected: []osv.Affected{{
			Package: osv.Package{Ecosystem: "npm", Name: "pkg"},
			Ranges:  []osv.Range{{Type: osv.RangeSemVer, Events: []osv.Event{{Introduced: "0"}, {Fixed: "2.0.0"}}}},
		}},
	}})
	if err != nil {
		tb.Fatal(err)
	}
	return db
}

func npm(name, version string) *scan.Package {
	return &scan.Package{Ecosystem: "npm", Name: name, Version: version, PURL: "pkg:npm/" + name + "@" + version}
}

func newAnalyzer(tb testing.TB, cfg deps.Config) *deps.Analyzer {
	tb.Helper()
	a, err := deps.New(cfg)
	if err != nil {
		tb.Fatal(err)
	}
	return a
}

func TestAnalyzer(t *testing.T) {
	t.Parallel()
	a := newAnalyzer(t, deps.Config{Source: fixedIn(t)})
	if a.Name() != "deps" {
		t.Errorf("Name = %q", a.Name())
	}
	for _, rule := range a.Rules() {
		if _, known := scan.ClassInfoOf(rule.Class); !known || !strings.HasPrefix(rule.ID, "deps/") || rule.Description == "" || rule.Remediation == "" {
			t.Errorf("rule %+v", rule)
		}
	}
	if want := time.Date(2025, 3, 1, 0, 0, 0, 0, time.UTC); !a.Snapshot().Equal(want) {
		t.Errorf("Snapshot = %v, want %v", a.Snapshot(), want)
	}
	if at := newAnalyzer(t, deps.Config{}).Snapshot(); !at.IsZero() {
		t.Errorf("Snapshot without source = %v", at)
	}
	pass, err := a.Begin(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	entry := &scan.Entry{Path: "package-lock.json"}
	if pass.Wants(entry) {
		t.Error("the pass wants a file")
	}
	out := &sink{}
	if err := pass.File(context.Background(), scan.NewFile(entry, nil), out); err != nil || len(out.findings)+len(out.packages)+len(out.diagnostics) > 0 {
		t.Errorf("File: %v, %v", err, out)
	}
}

func TestNothingToSay(t *testing.T) {
	t.Parallel()
	for name, cfg := range map[string]deps.Config{"source": {Source: fixedIn(t)}, "no source": {}} {
		if out := runPass(t, cfg, nil); len(out.findings)+len(out.diagnostics) > 0 {
			t.Errorf("%s: a run without packages reports %v, %v", name, out.findings, out.diagnostics)
		}
	}
	if out := runPass(t, deps.Config{Source: fixedIn(t)}, []*scan.Package{npm("pkg", "2.0.0"), npm("other", "latest")}); len(out.findings) > 0 || len(out.diagnostics) != 1 || !out.diagnostics[0].Note {
		t.Errorf("clean packages: %v, %v", out.findings, out.diagnostics)
	}
}

func TestStale(t *testing.T) {
	t.Parallel()
	ageless, err := osv.New([]*osv.Record{{ID: "A"}})
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		source *osv.Database
		before time.Time
		want   string
	}{
		{fixedIn(t), time.Time{}, ""},
		{fixedIn(t), time.Date(2025, 3, 1, 0, 0, 0, 0, time.UTC), ""},
		{fixedIn(t), time.Date(2025, 4, 1, 0, 0, 0, 0, time.UTC), "advisories of 2025-03-01: they should be of 2025-04-01 or later"},
		{ageless, time.Date(2025, 4, 1, 0, 0, 0, 0, time.UTC), "advisories of unknown age: they should be of 2025-04-01 or later"},
	} {
		out := runPass(t, deps.Config{Source: test.source, StaleBefore: test.before}, nil)
		got := ""
		for _, d := range out.diagnostics {
			if d.Kind != scan.DiagStaleAdvisories {
				t.Errorf("diagnostic %v", d)
			}
			got += d.Error()
		}
		if got != test.want {
			t.Errorf("StaleBefore %v: %q, want %q", test.before, got, test.want)
		}
	}
}

// failing is a source that fails at one of its methods and cannot read a part
// of itself.
type failing struct {
	*osv.Database
	claims, advisory error
	prepare          error
}

func (f failing) Prepare(context.Context, []osv.Package) error { return f.prepare }

func (f failing) Claims(ctx context.Context, dst []osv.Claim, ecosystem, name string) ([]osv.Claim, error) {
	if f.claims != nil {
		return nil, f.claims
	}
	return f.Database.Claims(ctx, dst, ecosystem, name)
}

func (f failing) Advisory(ctx context.Context, c osv.Claim) (*osv.Advisory, error) {
	if f.advisory != nil {
		return nil, f.advisory
	}
	return f.Database.Advisory(ctx, c)
}

func (f failing) Diagnostics() []*scan.Diagnostic {
	return []*scan.Diagnostic{{Kind: scan.DiagMalformed, Message: "half of it is lost"}}
}

func TestFailingSource(t *testing.T) {
	t.Parallel()
	broken := errors.New("disk on fire")
	packages := []*scan.Package{npm("pkg", "1.0.0")}
	for want, source := range map[string]failing{
		"looking up advisories of npm pkg: ": {Database: fixedIn(t), claims: broken},
		"reading an advisory of npm pkg: ":   {Database: fixedIn(t), advisory: broken},
		"looking up advisories: ":            {Database: fixedIn(t), prepare: broken},
	} {
		_, err := newAnalyzer(t, deps.Config{Source: source}).Match(context.Background(), packages)
		if !errors.Is(err, broken) || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("error %v, want %s…", err, want)
		}
	}
	out := runPass(t, deps.Config{Source: failing{Database: fixedIn(t)}}, packages)
	if len(out.findings) != 1 || len(out.diagnostics) != 2 || !out.diagnostics[1].Note || out.diagnostics[0].Message != "half of it is lost" {
		t.Errorf("findings %v, diagnostics %v", out.findings, out.diagnostics)
	}
}

// prepared notes what it is asked, in order.
type prepared struct {
	*osv.Database
	asked *[]string
}

func (p prepared) Prepare(_ context.Context, packages []osv.Package) error {
	for _, a := range packages {
		*p.asked = append(*p.asked, "prepare "+a.Ecosystem+" "+a.Name)
	}
	return nil
}

func (p prepared) Claims(ctx context.Context, dst []osv.Claim, ecosystem, name string) ([]osv.Claim, error) {
	*p.asked = append(*p.asked, "claims "+ecosystem+" "+name)
	return p.Database.Claims(ctx, dst, ecosystem, name)
}

// TestPrepared holds that a source hears of all packages before it is asked about
// the first one, and nothing of what nobody published.
func TestPrepared(t *testing.T) {
	t.Parallel()
	var asked []string
	own := npm("own", "1.0.0")
	own.Relation = scan.RelationRoot
	_, err := newAnalyzer(t, deps.Config{Source: prepared{fixedIn(t), &asked}}).Match(context.Background(), []*scan.Package{npm("b", "1.0.0"), own, npm("a", "1.0.0")})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"prepare npm b", "prepare npm a", "claims npm b", "claims npm a"}, asked); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestCancelled(t *testing.T) {
	t.Parallel()
	cause := errors.New("enough")
	ctx, cancel := context.WithCancelCause(context.Background())
	cancel(cause)
	if _, err := newAnalyzer(t, deps.Config{Source: fixedIn(t)}).Match(ctx, []*scan.Package{npm("pkg", "1.0.0")}); !errors.Is(err, cause) {
		t.Errorf("error %v", err)
	}
}

// TestConcurrent matches with one analyzer from several goroutines.
func TestConcurrent(t *testing.T) {
	t.Parallel()
	a := newAnalyzer(t, deps.Config{Source: fixedIn(t)})
	shared := npm("pkg", "1.0.0")
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 50 {
				result, err := a.Match(context.Background(), []*scan.Package{shared, npm("pkg", "2.0.0"), shared})
				if err != nil || len(result.Vulnerabilities) != 1 {
					t.Errorf("%v, %v", result, err)
				}
			}
		})
	}
	wg.Wait()
}

// TestFingerprint checks that a finding keeps its fingerprint when the version
// changes, and another vulnerability has another one.
func TestFingerprint(t *testing.T) {
	t.Parallel()
	out := runPass(t, deps.Config{Source: fixedIn(t)}, []*scan.Package{npm("pkg", "1.0.0"), npm("pkg", "1.0.1")})
	if len(out.findings) != 2 {
		t.Fatalf("%d findings", len(out.findings))
	}
	a, b := out.findings[0].Common().ComputeFingerprint(0), out.findings[1].Common().ComputeFingerprint(0)
	if a != b {
		t.Errorf("fingerprints %s and %s differ by version", a, b)
	}
}

func Example() {
	record, err := osv.DecodeRecord([]byte(`{
		"id": "GHSA-example", "aliases": ["CVE-2025-1"], "summary": "Padding on the wrong side",
		"affected": [{
			"package": {"ecosystem": "npm", "name": "left-pad"},
			"ranges": [{"type": "SEMVER", "events": [{"introduced": "0"}, {"fixed": "1.3.1"}]}]
		}]
	}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	db, err := osv.New([]*osv.Record{record})
	if err != nil {
		fmt.Println(err)
		return
	}
	analyzer, err := deps.New(deps.Config{Source: db})
	if err != nil {
		fmt.Println(err)
		return
	}
	result, err := analyzer.Match(context.Background(), []*scan.Package{
		{Ecosystem: "npm", Name: "left-pad", Version: "1.3.0"},
		{Ecosystem: "PyPI", Name: "django", Version: "5.0"},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, v := range result.Vulnerabilities {
		fmt.Println(v.Message)
	}
	for _, d := range result.Diagnostics {
		fmt.Println(d)
	}
	// Output:
	// left-pad 1.3.0 is affected by CVE-2025-1 (Padding on the wrong side): fixed in 1.3.1
	// no PyPI advisories: 1 package not checked
}

// TestOwnPackages wants the project itself and its folders not to be taken for
// published packages of the same name.
func TestOwnPackages(t *testing.T) {
	t.Parallel()
	with := func(change func(*scan.Package)) *scan.Package {
		p := npm("pkg", "1.0.0")
		change(p)
		return p
	}
	tests := []struct {
		name string
		pkg  *scan.Package
		want int
	}{
		{"from the default registry", with(func(*scan.Package) {}), 1},
		{"from another registry", with(func(p *scan.Package) { p.Source = "https://registry.example/pkg.tgz" }), 1},
		{"from Git", with(func(p *scan.Package) { p.Source = "git@git.example:pkg.git" }), 1},
		{"from an archive", with(func(p *scan.Package) { p.Source = "file:vendor/pkg-1.0.0.tgz" }), 1},
		{"the project itself", with(func(p *scan.Package) { p.Relation = scan.RelationRoot }), 0},
		{"a folder", with(func(p *scan.Package) { p.Source = "packages/pkg" }), 0},
		{"a linked folder", with(func(p *scan.Package) { p.Source = "link:../pkg" }), 0},
	}
	a, without := newAnalyzer(t, deps.Config{Source: fixedIn(t)}), newAnalyzer(t, deps.Config{})
	for _, tt := range tests {
		result, err := a.Match(t.Context(), []*scan.Package{tt.pkg})
		if err != nil || len(result.Vulnerabilities) != tt.want || len(result.Diagnostics) != 0 {
			t.Errorf("%s: %v, %d vulnerabilities, diagnostics %v", tt.name, err, len(result.Vulnerabilities), result.Diagnostics)
		}
		if result, err = without.Match(t.Context(), []*scan.Package{tt.pkg}); err != nil || len(result.Diagnostics) != tt.want {
			t.Errorf("%s without a source: %v, diagnostics %v", tt.name, err, result.Diagnostics)
		}
	}
}

// TestMinimumVersion wants findings on a version that is only the lowest
// allowed to be for auditors.
func TestMinimumVersion(t *testing.T) {
	t.Parallel()
	a := newAnalyzer(t, deps.Config{Source: fixedIn(t)})
	p := npm("pkg", "1.0.0")
	p.Properties = map[string]string{"minimum": "true"}
	result, err := a.Match(t.Context(), []*scan.Package{p, npm("pkg", "1.1.0")})
	if err != nil || len(result.Vulnerabilities) != 2 {
		t.Fatalf("%v, %+v", err, result)
	}
	first, second := result.Vulnerabilities[0], result.Vulnerabilities[1]
	if first.Persona != scan.PersonaAuditor || first.Confidence != scan.ConfidenceLow || !strings.Contains(first.Message, "oldest version") {
		t.Errorf("lowest version: %v %v %s", first.Persona, first.Confidence, first.Message)
	}
	if second.Persona != scan.PersonaRegular {
		t.Errorf("locked version: %v", second.Persona)
	}
}

// TestIgnored wants a comment where a package is named to suppress what is found about
// it, the rest to be reported, and the finding to stay in the result.
func TestIgnored(t *testing.T) {
	t.Parallel()
	affected := func(ecosystem, name string) *osv.Record {
		return &osv.Record{ID: "A-" + name, Affected: []osv.Affected{{
			Package: osv.Package{Ecosystem: ecosystem, Name: name},
			Ranges:  []osv.Range{{Type: osv.RangeEcosystem, Events: []osv.Event{{Introduced: "0"}, {Fixed: "9.0.0"}}}},
		}}}
	}
	db, err := osv.New([]*osv.Record{affected("Go", "example.com/a"), affected("Go", "example.com/b"), affected("PyPI", "one"), affected("PyPI", "two")})
	if err != nil {
		t.Fatal(err)
	}
	inventory, err := sbom.New(sbom.Config{})
	if err != nil {
		t.Fatal(err)
	}
	files := tree(
		"go.mod", "module example.com/own\n\nrequire (\n\texample.com/a v1.0.0 // penstock: ignore[deps/vulnerable-dependency] not called\n\texample.com/b v1.0.0\n)\n",
		"requirements.txt", "one==1.0 # penstock: ignore[vulnerable-dependency] old site\n# penstock: ignore[vulnerable-dependency] here only\ntwo==1.0\n",
		"sub/requirements.txt", "two==1.0\n",
	)
	var got []string
	for _, f := range scantest.Run(t, files, inventory, newAnalyzer(t, deps.Config{Source: db})).Findings {
		r := f.Common()
		text := r.Vulnerability.ID
		for _, s := range r.Suppressions {
			text += " " + s.Mechanism + ": " + s.Justification
		}
		got = append(got, text)
	}
	slices.Sort(got)
	want := []string{"A-example.com/a penstock: ignore: not called", "A-example.com/b", "A-one penstock: ignore: old site", "A-two"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

package vex_test

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/penstock-dev/penstock/sbom/cyclonedx"
	"github.com/penstock-dev/penstock/sbom/vex"
	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/report"
)

// at is when the documents of the tests were made.
var at = time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)

// finding returns one about a package of npm.
func finding(id, name, version string) *scan.Record {
	return &scan.Record{
		Rule: &scan.Rule{ID: "deps/vulnerable-dependency"}, Message: name + " is affected by " + id,
		Package:       &scan.Package{PURL: "pkg:npm/" + name + "@" + version, Name: name, Version: version, Ecosystem: "npm"},
		Vulnerability: &scan.Vulnerability{ID: id},
	}
}

func statement(id string, status vex.Status, products ...vex.Product) vex.Statement {
	s := vex.Statement{Vulnerability: id, Status: status, Products: products, Time: at, Author: "Acme"}
	if status == vex.NotAffected {
		s.Justification = vex.CodeNotInExecutePath
	}
	return s
}

func document(statements ...vex.Statement) *vex.Document {
	return &vex.Document{Author: "Acme", Time: at, Version: 1, Statements: statements}
}

// judged returns the VEX state of a record, with "!" if it is suppressed, and
// the messages of the diagnostics.
func judged(config vex.Config, r *scan.Record) (string, []string) {
	var told []string
	for _, d := range vex.New(config).Apply([]scan.Finding{r}) {
		told = append(told, d.Message)
	}
	state := r.Vulnerability.VEX
	if r.Suppressed() {
		state += "!"
	}
	return state, told
}

func TestProducts(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		product  vex.Product
		products []vex.Product // that were scanned
		want     bool
	}{
		"the component":                   {product: vex.Product{PURL: "pkg:npm/a@1.2.0"}, want: true},
		"every version":                   {product: vex.Product{PURL: "pkg:npm/a"}, want: true},
		"another version":                 {product: vex.Product{PURL: "pkg:npm/a@1.2.1"}},
		"the same version in other words": {product: vex.Product{PURL: "pkg:npm/a@v1.2.0"}, want: true},
		"another name":                    {product: vex.Product{PURL: "pkg:npm/b@1.2.0"}},
		"another type":                    {product: vex.Product{PURL: "pkg:pypi/a@1.2.0"}},
		"a qualifier that it lacks":       {product: vex.Product{PURL: "pkg:npm/a@1.2.0?arch=arm64"}},
		"a range":                         {product: vex.Product{PURL: "pkg:npm/a", Versions: "vers:npm/>=1.0.0|<2.0.0"}, want: true},
		"a range as qualifier":            {product: vex.Product{PURL: "pkg:npm/a?vers=vers:npm%2F%3E%3D1.0.0%7C%3C1.2.0"}},
		"another range":                   {product: vex.Product{PURL: "pkg:npm/a", Versions: "vers:npm/<1.0.0|>=2.0.0"}},
		"a range with a hole":             {product: vex.Product{PURL: "pkg:npm/a", Versions: "vers:npm/>=1.0.0|!=1.2.0|<2.0.0"}},
		"all but one":                     {product: vex.Product{PURL: "pkg:npm/a", Versions: "vers:npm/!=1.0.0"}, want: true},
		"one of a list":                   {product: vex.Product{PURL: "pkg:npm/a", Versions: "vers:npm/1.1.0|1.2.0"}, want: true},
		"any":                             {product: vex.Product{PURL: "pkg:npm/a", Versions: "vers:npm/*"}, want: true},
		"a broken range":                  {product: vex.Product{PURL: "pkg:npm/a", Versions: "vers:npm"}},
		"the id":                          {product: vex.Product{ID: "pkg:npm/a@1.2.0"}, want: true},
		"a digest":                        {product: vex.Product{Hashes: []scan.Hash{{Algorithm: "sha256", Value: "aa"}}}, want: true},
		"another digest":                  {product: vex.Product{PURL: "pkg:npm/a", Hashes: []scan.Hash{{Algorithm: "sha256", Value: "bb"}}}},
		"a digest of another kind":        {product: vex.Product{PURL: "pkg:npm/a", Hashes: []scan.Hash{{Algorithm: "sha512", Value: "bb"}}}, want: true},
		"the product as a whole":          {product: vex.Product{PURL: "pkg:oci/shop"}, products: []vex.Product{{PURL: "pkg:oci/shop@sha256:1"}}, want: true},
		"in the product":                  {product: vex.Product{PURL: "pkg:oci/shop", Subcomponents: []vex.Product{{PURL: "pkg:npm/a"}}}, products: []vex.Product{{PURL: "pkg:oci/shop"}}, want: true},
		"in another product":              {product: vex.Product{PURL: "pkg:oci/shop", Subcomponents: []vex.Product{{PURL: "pkg:npm/a"}}}, products: []vex.Product{{PURL: "pkg:oci/stall"}}},
		"in no known product":             {product: vex.Product{PURL: "pkg:oci/shop", Subcomponents: []vex.Product{{PURL: "pkg:npm/a"}}}},
		"another component":               {product: vex.Product{PURL: "pkg:oci/shop", Subcomponents: []vex.Product{{PURL: "pkg:npm/b"}}}, products: []vex.Product{{PURL: "pkg:oci/shop"}}},
		"in the root of the way":          {product: vex.Product{PURL: "pkg:npm/app", Subcomponents: []vex.Product{{PURL: "pkg:npm/a"}}}, want: true},
	} {
		r := finding("CVE-2026-1", "a", "1.2.0")
		r.Package.Hashes = []scan.Hash{{Algorithm: "sha256", Value: "aa"}}
		r.Package.Paths = [][]string{{"pkg:npm/app@1.0.0", "pkg:npm/a@1.2.0"}}
		state, _ := judged(vex.Config{Documents: []*vex.Document{document(statement("CVE-2026-1", vex.NotAffected, c.product))}, Products: c.products}, r)
		if got := state == "not_affected!"; got != c.want {
			t.Errorf("%s: state %q, want %v", name, state, c.want)
		}
	}
}

func TestJudge(t *testing.T) {
	t.Parallel()
	a := vex.Product{PURL: "pkg:npm/a"}
	later := statement("CVE-2026-1", vex.Affected, a)
	later.Time, later.Action = at.Add(time.Hour), "Turn it off."
	odd := statement("CVE-2026-1", vex.NotAffected, a)
	odd.Justification = "because"
	explained := odd
	explained.Impact = "It is not there."
	for name, c := range map[string]struct {
		statements []vex.Statement
		want       string
		told       string
	}{
		"none":                {nil, "", ""},
		"fixed":               {[]vex.Statement{statement("CVE-2026-1", vex.Fixed, a)}, "fixed!", ""},
		"by alias":            {[]vex.Statement{statement("ghsa-1", vex.NotAffected, a)}, "not_affected!", ""},
		"another":             {[]vex.Statement{statement("CVE-2026-2", vex.NotAffected, a)}, "", ""},
		"under investigation": {[]vex.Statement{statement("CVE-2026-1", vex.UnderInvestigation, a)}, "under_investigation", ""},
		"later wins":          {[]vex.Statement{later, statement("CVE-2026-1", vex.NotAffected, a)}, "affected", ""},
		"conflict": {[]vex.Statement{statement("CVE-2026-1", vex.UnderInvestigation, a), statement("CVE-2026-1", vex.NotAffected, a)}, "under_investigation",
			"VEX statements of the same time contradict each other about CVE-2026-1 in a 1.2.0: under_investigation is what counts"},
		"unsound": {[]vex.Statement{odd}, "not_affected",
			`a VEX statement says that CVE-2026-1 does not affect a 1.2.0, and neither a known justification (it says "because") nor an impact: it suppresses nothing`},
		"explained": {[]vex.Statement{explained}, "not_affected!", ""},
		"elsewhere": {[]vex.Statement{statement("CVE-2026-1", vex.NotAffected, vex.Product{PURL: "pkg:oci/x", Subcomponents: []vex.Product{a}})}, "",
			"VEX statements that name a component that was found, as part of a product that is not known to be what was scanned: 1; name the product to have them applied"},
	} {
		r := finding("CVE-2026-1", "a", "1.2.0")
		r.Vulnerability.Aliases = []string{"GHSA-1"}
		before := r.Vulnerability
		state, told := judged(vex.Config{Documents: []*vex.Document{document(c.statements...)}}, r)
		if state != c.want || strings.Join(told, "\n") != c.told {
			t.Errorf("%s: state %q, told %q", name, state, told)
		}
		if before.VEX != "" {
			t.Errorf("%s: what the record shared was changed", name)
		}
		if c.want == "affected" && r.Remediation != "Turn it off." {
			t.Errorf("%s: remediation %q", name, r.Remediation)
		}
	}
}

func TestJudgeSuppression(t *testing.T) {
	t.Parallel()
	s := statement("CVE-2026-1", vex.NotAffected, vex.Product{PURL: "pkg:npm/a"})
	s.Impact = "Nothing calls it."
	r := finding("CVE-2026-1", "a", "1.2.0")
	judged(vex.Config{Documents: []*vex.Document{document(s)}}, r)
	want := []scan.Suppression{{Kind: "external", Mechanism: "vex", Justification: "vulnerable_code_not_in_execute_path: Nothing calls it.", Owner: "Acme"}}
	if d := cmp.Diff(want, r.Suppressions); d != "" {
		t.Error(d)
	}
}

func TestStream(t *testing.T) {
	t.Parallel()
	d := document(statement("CVE-2026-1", vex.Fixed, vex.Product{PURL: "pkg:npm/a"}))
	d.Path = "vex.json"
	d.Problems = append(d.Problems, readProblem(t)...)
	note := &scan.Diagnostic{Kind: scan.DiagEmpty, Note: true, Message: "of the run"}
	in := func(yield func(scan.Finding, error) bool) {
		_ = yield(&scan.Record{Message: "no vulnerability"}, nil) && yield(finding("CVE-2026-1", "a", "1"), nil) && yield(nil, note)
	}
	var got []string
	for f, err := range vex.New(vex.Config{Documents: []*vex.Document{d}}).Stream(in) {
		if err != nil {
			got = append(got, err.Error())
			continue
		}
		got = append(got, fmt.Sprint(f.Common().Message, " ", f.Common().Suppressed()))
	}
	want := []string{"no vulnerability false", "a is affected by CVE-2026-1 true", "of the run", "vex.json: a statement names no vulnerability"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	for range vex.New(vex.Config{Documents: []*vex.Document{d}}).Stream(in) {
		break
	}
}

// findings are some of each state.
func findings() []scan.Finding {
	fixable := finding("CVE-2026-3", "c", "1.0.0")
	fixable.Fixes = []scan.Fix{{Upgrade: &scan.Upgrade{To: "1.0.1"}}}
	ranged := finding("CVE-2026-3", "d", "3.0.0")
	ranged.Vulnerability.Fixed = []string{"3.1.0"}
	unreachable := finding("CVE-2026-1", "b", "1.0.0")
	unreachable.Vulnerability.Reachability, unreachable.Vulnerability.Aliases = "unreachable", []string{"GHSA-b", "GHSA-a"}
	twin := finding("CVE-2026-1", "a", "1.0.0")
	twin.Vulnerability.Reachability = "unreachable"
	accepted := finding("CVE-2026-4", "e", "1.0.0")
	accepted.Suppressions = []scan.Suppression{{Kind: "external", Justification: "Only in the build."}}
	review := finding("CVE-2026-5", "f", "1.0.0")
	review.Outcome = scan.OutcomeReview
	gone := finding("CVE-2026-6", "g", "1.0.0")
	gone.Baseline = scan.BaselineAbsent
	skipped := finding("CVE-2026-7", "h", "1.0.0")
	skipped.Outcome = scan.OutcomeNotApplicable
	known := finding("CVE-2026-8", "i", "1.0.0")
	known.Properties = map[string]any{vex.Property: map[string]any{"status": "not_affected", "justification": "component_not_present"}}
	bare := finding("CVE-2026-9", "j", "")
	bare.Package.PURL = ""
	return []scan.Finding{review, fixable, ranged, unreachable, twin, accepted, gone, skipped, known, bare, &scan.Record{Message: "other"}}
}

func TestFromFindings(t *testing.T) {
	t.Parallel()
	d := vex.FromFindings(findings(), vex.FindingsConfig{Author: "Acme", Time: at})
	var got []string
	for _, s := range d.Statements {
		var products []string
		for _, p := range s.Products {
			products = append(products, p.ID)
		}
		got = append(got, fmt.Sprintf("%s %s %s%s%s%s", s.Vulnerability, s.Status, s.Justification, s.Action, s.Notes, products))
	}
	want := []string{
		"CVE-2026-1 not_affected vulnerable_code_not_in_execute_path[pkg:npm/a@1.0.0 pkg:npm/b@1.0.0]",
		"CVE-2026-3 affected Upgrade c to 1.0.1.[pkg:npm/c@1.0.0]",
		"CVE-2026-3 affected Upgrade d to 3.1.0.[pkg:npm/d@3.0.0]",
		"CVE-2026-4 affected The risk is accepted. Only in the build.[pkg:npm/e@1.0.0]",
		"CVE-2026-5 under_investigation f is affected by CVE-2026-5[pkg:npm/f@1.0.0]",
		"CVE-2026-6 fixed [pkg:npm/g@1.0.0]",
		"CVE-2026-8 not_affected component_not_present[pkg:npm/i@1.0.0]",
		"CVE-2026-9 affected No fixed version of j is known: replace it, or see whether the advisory names a way around the vulnerability.[pkg:generic/j]",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// TestReproducible holds that order decides nothing, and that what is written is
// read back.
func TestReproducible(t *testing.T) {
	t.Parallel()
	config := vex.EncoderConfig{FindingsConfig: vex.FindingsConfig{Author: "Acme", Role: "vendor", Time: at, Product: vex.Product{PURL: "pkg:oci/shop@sha256:12"}}}
	for _, format := range []vex.Format{vex.OpenVEX, vex.CycloneDX} {
		config.Format = format
		forward, backward := encoded(t, config, findings()), findings()
		slices.Reverse(backward)
		if d := cmp.Diff(forward, encoded(t, config, backward)); d != "" {
			t.Errorf("%s: order decides: %s", format, d)
		}
		d, err := vex.Read([]byte(forward))
		if err != nil || len(d.Problems) > 0 {
			t.Fatalf("%s: %v, %v", format, err, d)
		}
		want := vex.FromFindings(findings(), config.FindingsConfig)
		ignore := cmpopts.IgnoreFields(vex.Statement{}, "ID", "Region", "Word", "Aliases", "Products", "Justification", "Impact")
		if diff := cmp.Diff(want.Statements, d.Statements, ignore); diff != "" {
			t.Errorf("%s: %s", format, diff)
		}
		r := finding("CVE-2026-1", "a", "1.0.0")
		if state, told := judged(vex.Config{Documents: []*vex.Document{d}, Products: []vex.Product{{PURL: "pkg:oci/shop@sha256:12"}}}, r); state != "not_affected!" {
			t.Errorf("%s: applied to the same finding: %q, %q", format, state, told)
		}
	}
}

func encoded(t *testing.T, config vex.EncoderConfig, findings []scan.Finding) string {
	t.Helper()
	var b bytes.Buffer
	e, err := vex.NewEncoder(&b, config)
	if err != nil {
		t.Fatal(err)
	}
	if err := report.Encode(e, findings, []*scan.Diagnostic{{Message: "no place for it"}}, &report.Summary{Tool: scan.Tool{Name: "gate", Version: "1"}}); err != nil {
		t.Fatal(err)
	}
	if e.Finding(findings[0]) == nil || e.Diagnostic(nil) == nil || e.Close(nil) == nil {
		t.Error("a closed encoder takes more")
	}
	return b.String()
}

func TestWriteErrors(t *testing.T) {
	t.Parallel()
	a := vex.Product{PURL: "pkg:npm/a"}
	bad := &vex.Document{Statements: []vex.Statement{
		{Status: vex.Fixed, Products: []vex.Product{a}},
		{Vulnerability: "CVE-1", Status: "fine", Products: []vex.Product{a}},
		{Vulnerability: "CVE-2", Status: vex.Fixed},
		{Vulnerability: "CVE-3", Status: vex.NotAffected, Products: []vex.Product{a}},
		{Vulnerability: "CVE-4", Status: vex.Affected, Products: []vex.Product{a}},
	}}
	err := vex.WriteOpenVEX(&bytes.Buffer{}, bad)
	for _, want := range []string{"no author", "no time", "statement 1 names no", `CVE-1: there is no status "fine"`, "CVE-2: there is no product", "CVE-3: not affected needs", "CVE-4: affected needs"} {
		if !errors.Is(err, vex.ErrIncomplete) || !strings.Contains(err.Error(), want) {
			t.Errorf("the error does not say %q: %v", want, err)
		}
	}
	if err := vex.WriteOpenVEX(failing{}, document()); err == nil {
		t.Error("a writer that fails is no error")
	}
	if _, err := vex.NewEncoder(nil, vex.EncoderConfig{Format: vex.CSAF}); err == nil {
		t.Error("CSAF is not written")
	}
}

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, errors.New("full") }

func TestWriteRange(t *testing.T) {
	t.Parallel()
	s := statement("CVE-2026-1", vex.Fixed, vex.Product{PURL: "pkg:npm/a", Versions: "vers:npm/>=1.0.0|<2.0.0", Hashes: []scan.Hash{{Algorithm: "sha256", Value: "aa"}, {Algorithm: "md5", Value: "bb"}}})
	var b bytes.Buffer
	if err := vex.WriteOpenVEX(&b, document(s)); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"sha-256": "aa"`, `"md5": "bb"`, "vers="} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("there is no %s in\n%s", want, &b)
		}
	}
	d, err := vex.Read(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	d.Statements[0].Products[0].Hashes = nil
	for version, want := range map[string]string{"1.5.0": "fixed!", "2.0.0": ""} {
		if state, _ := judged(vex.Config{Documents: []*vex.Document{d}}, finding("CVE-2026-1", "a", version)); state != want {
			t.Errorf("%s: %q", version, state)
		}
	}
	b.Reset()
	if err := vex.WriteCycloneDX(&b, document(s), cyclonedx.WriteConfig{Version: "1.7"}); err != nil || !strings.Contains(b.String(), "vers:npm/>=1.0.0|<2.0.0") {
		t.Errorf("CycloneDX: %v\n%s", err, &b)
	}
}

func ExampleJudge_Stream() {
	doc, err := vex.Read([]byte(`{
	  "@context": "https://openvex.dev/ns/v0.2.0", "@id": "https://acme.example/vex/1", "author": "Acme", "timestamp": "2026-03-01T09:00:00Z", "version": 1,
	  "statements": [{
	    "vulnerability": {"name": "CVE-2026-1"}, "products": [{"@id": "pkg:npm/left-pad"}],
	    "status": "not_affected", "justification": "vulnerable_code_not_in_execute_path"
	  }]}`))
	if err != nil {
		panic(err)
	}
	stream := func(yield func(scan.Finding, error) bool) { // such as that of a scan.Runner
		yield(&scan.Record{
			Message:       "left-pad 1.3.0 is affected by CVE-2026-1",
			Package:       &scan.Package{Name: "left-pad", PURL: "pkg:npm/left-pad@1.3.0"},
			Vulnerability: &scan.Vulnerability{ID: "CVE-2026-1"},
		}, nil)
	}
	for f, err := range vex.New(vex.Config{Documents: []*vex.Document{doc}}).Stream(stream) {
		if err != nil {
			panic(err)
		}
		r := f.Common()
		fmt.Println(r.Message, "-", r.Vulnerability.VEX, r.Suppressed())
	}
	// Output:
	// left-pad 1.3.0 is affected by CVE-2026-1 - not_affected true
}

// BenchmarkJudge applies a statement about 10,000 products to 100 findings.
func BenchmarkJudge(b *testing.B) {
	s := statement("CVE-2026-1", vex.Fixed)
	for i := range 10_000 {
		s.Products = append(s.Products, vex.Product{PURL: fmt.Sprintf("pkg:npm/p%d@1.0.0", i)})
	}
	var list []scan.Finding
	for i := range 100 {
		list = append(list, finding("CVE-2026-1", fmt.Sprintf("p%d", i*200), "1.0.0"))
	}
	b.ReportAllocs()
	for b.Loop() {
		vex.New(vex.Config{Documents: []*vex.Document{document(s)}}).Apply(list)
	}
}

package scan_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/penstock-dev/penstock/scan"
)

func TestSeverity(t *testing.T) {
	t.Parallel()
	for _, s := range scan.Severities() {
		text, err := s.MarshalText()
		if err != nil {
			t.Fatal(err)
		}
		if back, err := scan.ParseSeverity(strings.ToUpper(string(text))); err != nil || back != s {
			t.Errorf("%s reads back as %v, %v", text, back, err)
		}
	}
	for name, want := range map[string]scan.Severity{"": scan.SeverityUnknown, "moderate": scan.SeverityMedium, " High ": scan.SeverityHigh} {
		if got, err := scan.ParseSeverity(name); err != nil || got != want {
			t.Errorf("%q reads as %v, %v", name, got, err)
		}
	}
	if _, err := scan.ParseSeverity("severe"); err == nil {
		t.Error("no error for a severity that does not exist")
	}
	if _, err := json.Marshal(scan.Severity(9)); err == nil || scan.Severity(9).String() != "severity(9)" {
		t.Error("a severity that does not exist is written")
	}
	for score, want := range map[float64]scan.Severity{0: scan.SeverityInfo, 0.1: scan.SeverityLow, 3.9: scan.SeverityLow, 4: scan.SeverityMedium, 7: scan.SeverityHigh, 8.9: scan.SeverityHigh, 9: scan.SeverityCritical} {
		if got := scan.SeverityOfScore(score); got != want {
			t.Errorf("score %v is %v, want %v", score, got, want)
		}
	}
}

func TestRecordJSON(t *testing.T) {
	t.Parallel()
	r := scan.NewRecord(&scan.Rule{ID: "a/b", Severity: scan.SeverityLow, Confidence: scan.ConfidenceHigh, Persona: scan.PersonaAuditor},
		scan.Location{Path: "x", Region: scan.Region{StartLine: 1, StartColumn: 2, EndLine: 1, EndColumn: 3, StartOffset: 1, EndOffset: 2}}, "hello")
	r.Anchor = "not written"
	data, err := json.Marshal(&r)
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"rule":{"id":"a/b","severity":"low","confidence":"high","persona":"auditor"},"severity":"low","confidence":"high","persona":"auditor","message":"hello",` +
		`"location":{"path":"x","region":{"startLine":1,"startColumn":2,"endLine":1,"endColumn":3,"startOffset":1,"endOffset":2}}}`
	if diff := cmp.Diff(want, string(data)); diff != "" {
		t.Error(diff)
	}
	var back scan.Record
	if err := json.Unmarshal(data, &back); err != nil {
		t.Fatal(err)
	}
	r.Anchor = ""
	if diff := cmp.Diff(r, back); diff != "" {
		t.Error(diff)
	}
}

func TestClasses(t *testing.T) {
	t.Parallel()
	classes := scan.Classes()
	if !slices.IsSortedFunc(classes, func(a, b scan.ClassInfo) int { return strings.Compare(string(a.Class), string(b.Class)) }) {
		t.Error("the classes are not sorted")
	}
	for _, c := range classes {
		if info, ok := scan.ClassInfoOf(c.Class); !ok || info.Title != c.Title || c.Title == "" || strings.HasSuffix(c.Title, ".") {
			t.Errorf("class %s: %v, title %q", c.Class, ok, c.Title)
		}
		for _, n := range c.CICDSEC {
			if n < 1 || n > 10 {
				t.Errorf("class %s: CICD-SEC-%d", c.Class, n)
			}
		}
	}
	if _, ok := scan.ClassInfoOf("no-such-class"); ok {
		t.Error("an unknown class is known")
	}
	rule := scan.Rule{Class: "expression-injection", Taxa: []scan.Taxon{{Taxonomy: "CWE", ID: "94"}, {Taxonomy: "CWE", ID: "77"}}}
	var taxa []string
	for _, x := range rule.AllTaxa() {
		taxa = append(taxa, x.String())
	}
	if diff := cmp.Diff([]string{"CWE-78", "CWE-94", "CICD-SEC-4", "CWE-77"}, taxa); diff != "" {
		t.Error(diff)
	}
}

func TestFingerprint(t *testing.T) {
	t.Parallel()
	rule := &scan.Rule{ID: "r", Kind: scan.KindCode}
	base := func() *scan.Record {
		return &scan.Record{Rule: rule, Location: scan.Location{Path: "a.go", Region: scan.Region{StartLine: 3, Snippet: "x := y"}}}
	}
	pkg := func(purl, id string) *scan.Record {
		return &scan.Record{Rule: rule, Package: &scan.Package{PURL: purl}, Vulnerability: &scan.Vulnerability{ID: id}, Location: scan.Location{Path: "go.mod"}}
	}
	secret := func(path, hash string) *scan.Record {
		return &scan.Record{Rule: rule, Secret: &scan.Secret{Hash: hash}, Location: scan.Location{Path: path, Region: scan.Region{Snippet: "k"}}}
	}
	with := func(r *scan.Record, change func(*scan.Record)) *scan.Record { change(r); return r }
	tests := []struct {
		name string
		a, b *scan.Record
		same bool
	}{
		{"another line", base(), with(base(), func(r *scan.Record) { r.Location.Region.StartLine = 9 }), true},
		{"another commit", base(), with(base(), func(r *scan.Record) { r.Location.Origin = &scan.Origin{Commit: "1"} }), true},
		{"other white space", base(), with(base(), func(r *scan.Record) { r.Location.Region.Snippet = "\tx  :=\n y " }), true},
		{"other text", base(), with(base(), func(r *scan.Record) { r.Location.Region.Snippet = "x := z" }), false},
		{"anchor instead of snippet", base(), with(base(), func(r *scan.Record) { r.Location.Region.Snippet, r.Anchor = "?", "x := y" }), true},
		{"another path", base(), with(base(), func(r *scan.Record) { r.Location.Path = "b.go" }), false},
		{"another rule", base(), with(base(), func(r *scan.Record) { r.Rule = &scan.Rule{ID: "q", Kind: scan.KindCode} }), false},
		{"another kind", base(), with(base(), func(r *scan.Record) { r.Kind = scan.KindSecret }), false},
		{"another severity", base(), with(base(), func(r *scan.Record) { r.Severity = scan.SeverityHigh }), true},
		{"another version", pkg("pkg:npm/%40a/b@1.0.0", "CVE-1"), pkg("pkg:npm/%40a/b@2.0.0", "CVE-1"), true},
		{"version or none", pkg("pkg:npm/%40a/b@1.0.0?x=1", "CVE-1"), pkg("pkg:npm/%40a/b?x=1", "CVE-1"), true},
		{"another qualifier", pkg("pkg:npm/b@1?x=1", "CVE-1"), pkg("pkg:npm/b@1?x=2", "CVE-1"), false},
		{"another package", pkg("pkg:npm/b@1", "CVE-1"), pkg("pkg:npm/c@1", "CVE-1"), false},
		{"another advisory", pkg("pkg:npm/b@1", "CVE-1"), pkg("pkg:npm/b@1", "CVE-2"), false},
		{"package elsewhere", pkg("pkg:npm/b@1", "CVE-1"), with(pkg("pkg:npm/b@1", "CVE-1"), func(r *scan.Record) { r.Location.Path = "x" }), true},
		{"another secret on the same line", secret("a", "h1"), secret("a", "h2"), false},
		{"secret in another file", secret("a", "h1"), secret("b", "h1"), false},
	}
	for _, tt := range tests {
		if same := tt.a.ComputeFingerprint(0) == tt.b.ComputeFingerprint(0); same != tt.same {
			t.Errorf("%s: same fingerprint %v, want %v", tt.name, same, tt.same)
		}
	}
	if base().ComputeFingerprint(0) == base().ComputeFingerprint(1) {
		t.Error("the ordinal does not count")
	}
	if got, want := base().ComputeFingerprint(0), scan.Fingerprint("v1:"); !strings.HasPrefix(string(got), string(want)) || len(got) != 35 {
		t.Errorf("fingerprint %s", got)
	}
}

// TestFingerprintIsStable pins values: a change here breaks every baseline.
func TestFingerprintIsStable(t *testing.T) {
	t.Parallel()
	r := &scan.Record{Rule: &scan.Rule{ID: "r", Kind: scan.KindCode}, Location: scan.Location{Path: "a.go", Region: scan.Region{Snippet: "x := y"}}}
	p := &scan.Record{Rule: &scan.Rule{ID: "r", Kind: scan.KindVulnerability}, Package: &scan.Package{PURL: "pkg:npm/b@1"}, Vulnerability: &scan.Vulnerability{ID: "CVE-1"}}
	got := []scan.Fingerprint{r.ComputeFingerprint(0), r.ComputeFingerprint(3), p.ComputeFingerprint(0)}
	want := []scan.Fingerprint{
		"v1:25a701864272d96376c72112f03fe505", "v1:0cc457c57f86ec606019db02714103d2", "v1:8580cc6404e603bd67e032ce16346ba1",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestDiagnosticError(t *testing.T) {
	t.Parallel()
	d := &scan.Diagnostic{Kind: scan.DiagLimit, Location: scan.Location{Path: "p"}, Message: "m", Err: json.Unmarshal([]byte("{"), new(int))}
	if got := d.Error(); got != "p: m: unexpected end of JSON input" {
		t.Errorf("error %q", got)
	}
}

func TestSuppressedAreCounted(t *testing.T) {
	t.Parallel()
	record := func(list ...scan.Suppression) scan.Finding { return &scan.Record{Suppressions: list} }
	result := scan.Result{Findings: []scan.Finding{
		record(), record(scan.Suppression{Kind: "inSource", Mechanism: "nosec"}), record(scan.Suppression{Kind: "external"}),
		record(scan.Suppression{Kind: "inSource", Mechanism: "nosec"}, scan.Suppression{Kind: "external"}),
	}}
	want := []scan.SuppressionCount{{Mechanism: "external", Findings: 1}, {Mechanism: "nosec", Findings: 2}}
	if d := cmp.Diff(want, result.Suppressed()); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

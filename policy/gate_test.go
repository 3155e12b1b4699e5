package policy_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/penstock-dev/penstock/policy"
	"github.com/penstock-dev/penstock/scan"
)

func finding(class scan.Class, severity scan.Severity, change ...func(*scan.Record)) scan.Finding {
	r := &scan.Record{Rule: &scan.Rule{ID: "t", Class: class}, Severity: severity}
	for _, f := range change {
		f(r)
	}
	return r
}

func TestFindings(t *testing.T) {
	t.Parallel()
	suppressed := func(r *scan.Record) { r.Suppressions = []scan.Suppression{{Kind: "inSource"}} }
	pedantic := func(r *scan.Record) { r.Persona = scan.PersonaPedantic }
	unsure := func(r *scan.Record) { r.Confidence = scan.ConfidenceLow }
	sure := func(r *scan.Record) { r.Confidence = scan.ConfidenceHigh }
	passed := func(r *scan.Record) { r.Outcome = scan.OutcomePass }
	secret := scan.Class("secret-in-source")
	tests := []struct {
		name   string
		config policy.Config
		in     scan.Finding
		fails  bool
	}{
		{"high fails by default", policy.Config{}, finding("x", scan.SeverityHigh), true},
		{"medium passes by default", policy.Config{}, finding("x", scan.SeverityMedium), false},
		{"unknown counts as high", policy.Config{}, finding("x", scan.SeverityUnknown), true},
		{"unknown counts as told", policy.Config{UnknownSeverity: scan.SeverityLow}, finding("x", scan.SeverityUnknown), false},
		{"lower threshold", policy.Config{FailOn: scan.SeverityLow}, finding("x", scan.SeverityLow), true},
		{"report only", policy.Config{ReportOnly: true}, finding("x", scan.SeverityCritical), false},
		{"class wins over report only", policy.Config{ReportOnly: true, Classes: []policy.ClassRule{{Class: secret}}}, finding(secret, scan.SeverityInfo), true},
		{"class passes", policy.Config{Classes: []policy.ClassRule{{Class: secret, Pass: true}}}, finding(secret, scan.SeverityCritical), false},
		{"class threshold", policy.Config{Classes: []policy.ClassRule{{Class: secret, FailOn: scan.SeverityCritical}}}, finding(secret, scan.SeverityHigh), false},
		{"suppressed", policy.Config{}, finding("x", scan.SeverityCritical, suppressed), false},
		{"other persona", policy.Config{}, finding("x", scan.SeverityCritical, pedantic), false},
		{"own persona", policy.Config{Persona: scan.PersonaPedantic}, finding("x", scan.SeverityCritical, pedantic), true},
		{"low confidence", policy.Config{MinConfidence: scan.ConfidenceMedium}, finding("x", scan.SeverityCritical, unsure), false},
		{"high confidence", policy.Config{MinConfidence: scan.ConfidenceMedium}, finding("x", scan.SeverityCritical, sure), true},
		{"unknown confidence", policy.Config{MinConfidence: scan.ConfidenceMedium}, finding("x", scan.SeverityCritical), true},
		{"a check that passed", policy.Config{}, finding("x", scan.SeverityCritical, passed), false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			gate, err := policy.New(tt.config)
			if err != nil {
				t.Fatal(err)
			}
			j := gate.Judge()
			if got := j.Finding(tt.in); got != tt.fails {
				t.Errorf("fails: %v, want %v", got, tt.fails)
			}
			want := policy.Pass
			if tt.fails {
				want = policy.Fail
			}
			if d := j.Decision(); d.Verdict != want {
				t.Errorf("verdict %s, want %s", d.Verdict, want)
			}
		})
	}
}

func TestIncompleteness(t *testing.T) {
	t.Parallel()
	at := func(kind scan.DiagnosticKind, path string) *scan.Diagnostic {
		return &scan.Diagnostic{Kind: kind, Analyzer: "a", Location: scan.Location{Path: path}}
	}
	inZip := at(scan.DiagTooLarge, "src/b")
	inZip.Location.Origin = &scan.Origin{Archives: []string{"testdata/a.zip", "i.tar"}}
	tests := []struct {
		name   string
		accept policy.Acceptance
		in     *scan.Diagnostic
		want   policy.Verdict
	}{
		{"nothing accepted", policy.Acceptance{Kind: "other"}, at(scan.DiagTooLarge, "x"), policy.Incomplete},
		{"kind accepted", policy.Acceptance{Kind: scan.DiagTooLarge}, at(scan.DiagTooLarge, "x"), policy.Pass},
		{"path accepted", policy.Acceptance{Kind: scan.DiagTooLarge, Path: "testdata/**"}, at(scan.DiagTooLarge, "testdata/a/b"), policy.Pass},
		{"folder accepted", policy.Acceptance{Kind: scan.DiagTooLarge, Path: "testdata/"}, at(scan.DiagTooLarge, "src/testdata/a"), policy.Pass},
		{"rooted folder accepted", policy.Acceptance{Kind: scan.DiagTooLarge, Path: "/vendor"}, at(scan.DiagTooLarge, "vendor/a/b"), policy.Pass},
		{"archive in folder", policy.Acceptance{Kind: scan.DiagTooLarge, Path: "testdata/"}, inZip, policy.Pass},
		{"archive as folder", policy.Acceptance{Kind: scan.DiagTooLarge, Path: "/testdata/a.zip"}, inZip, policy.Pass},
		{"in archive only", policy.Acceptance{Kind: scan.DiagTooLarge, Path: "/src/b"}, inZip, policy.Incomplete},
		{"other path", policy.Acceptance{Kind: scan.DiagTooLarge, Path: "/testdata/**"}, at(scan.DiagTooLarge, "src/testdata/a"), policy.Incomplete},
		{"path wanted, none there", policy.Acceptance{Kind: scan.DiagNoAdvisories, Path: "*"}, at(scan.DiagNoAdvisories, ""), policy.Incomplete},
		{"analyzer accepted", policy.Acceptance{Kind: scan.DiagTooLarge, Analyzer: "a"}, at(scan.DiagTooLarge, "x"), policy.Pass},
		{"other analyzer", policy.Acceptance{Kind: scan.DiagTooLarge, Analyzer: "b"}, at(scan.DiagTooLarge, "x"), policy.Incomplete},
		{"a note", policy.Acceptance{Kind: "other"}, &scan.Diagnostic{Kind: scan.DiagSymlink, Note: true}, policy.Pass},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			gate, err := policy.New(policy.Config{Accept: []policy.Acceptance{tt.accept}})
			if err != nil {
				t.Fatal(err)
			}
			d := gate.Decide(&scan.Result{Diagnostics: []*scan.Diagnostic{tt.in}})
			if d.Verdict != tt.want {
				t.Errorf("verdict %s, want %s", d.Verdict, tt.want)
			}
		})
	}
}

func TestReasons(t *testing.T) {
	t.Parallel()
	gate, err := policy.New(policy.Config{FailOn: scan.SeverityLow, Accept: []policy.Acceptance{{Kind: scan.DiagSymlink, Reason: "known"}}})
	if err != nil {
		t.Fatal(err)
	}
	d := gate.Decide(&scan.Result{
		Findings:    []scan.Finding{finding("x", scan.SeverityLow), finding("x", scan.SeverityCritical), finding("y", scan.SeverityLow), finding("x", scan.SeverityInfo)},
		Diagnostics: []*scan.Diagnostic{{Kind: scan.DiagTooLarge}, {Kind: scan.DiagMalformed}, {Kind: scan.DiagTooLarge}, {Kind: scan.DiagSymlink}},
	})
	want := []string{
		"1 finding of critical severity fails", "2 findings of low severity fail",
		"1 thing was not looked at and is not accepted (malformed)", "2 things were not looked at and are not accepted (too-large)",
	}
	if diff := cmp.Diff(want, d.Reasons()); diff != "" {
		t.Error(diff)
	}
	if d.Verdict != policy.Fail || d.Passed != 1 || d.Failed != 3 || d.Accepted["known"] != 1 || d.FailedByClass["x"] != 2 {
		t.Errorf("%+v", d)
	}
}

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	tests := []struct {
		config policy.Config
		want   string
	}{
		{policy.Config{Classes: []policy.ClassRule{{}}}, "names no class"},
		{policy.Config{Classes: []policy.ClassRule{{Class: "a"}, {Class: "a"}}}, `"a" has two rules`},
		{policy.Config{Classes: []policy.ClassRule{{Class: "a", Pass: true, FailOn: scan.SeverityLow}}}, "to pass and to fail"},
		{policy.Config{Accept: []policy.Acceptance{{Path: "x"}}}, "names no kind"},
		{policy.Config{Accept: []policy.Acceptance{{Kind: "x", Path: "["}}}, "matches nothing"},
		{policy.Config{FailOn: 99}, "severity 99"},
	}
	for _, tt := range tests {
		if _, err := policy.New(tt.config); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("error %v, want %q", err, tt.want)
		}
	}
}

package trust_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/scantest"
	"github.com/penstock-dev/penstock/scan/trust"
)

func Example() {
	analyzer, err := trust.New(trust.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	list, err := analyzer.Check("roles.tf", []byte(`resource "azuread_application_federated_identity_credential" "ci" {
  issuer  = "https://token.actions.githubusercontent.com"
  subject = "environment:production"
}
`))
	if err != nil {
		fmt.Println(err)
	}
	for _, w := range list {
		fmt.Println(w.Location.Region.StartLine, w.Severity, w.Issuer, w.Resource)
		fmt.Println(w.Message)
	}
	// Output:
	// 3 critical GitHub Actions azuread_application_federated_identity_credential.ci
	// Any pipeline of GitHub Actions may act as the application: the subject "environment:production" starts with the claim "environment", which every pipeline sets for itself
}

// open is a trust without a condition.
const open = `resource "google_iam_workload_identity_pool_provider" "ci" {
  oidc {
    issuer_uri = "https://token.actions.githubusercontent.com"
  }
}
`

func TestRules(t *testing.T) {
	t.Parallel()
	for _, r := range newAnalyzer(t).Rules() {
		if r.Class != "oidc-trust-too-broad" || r.Name == "" || r.Description == "" || r.Remediation == "" || r.Example == "" || r.Fixed == "" || r.Severity == 0 || r.Confidence == 0 {
			t.Errorf("%s lacks something: %+v", r.ID, r)
		}
	}
}

func TestConfig(t *testing.T) {
	t.Parallel()
	if _, err := trust.New(trust.Config{MaxFileSize: -1}); err == nil {
		t.Error("a negative limit is taken")
	}
	a, err := trust.New(trust.Config{MaxFileSize: 10})
	if err != nil {
		t.Fatal(err)
	}
	var diag *scan.Diagnostic
	if _, err := a.Check("main.tf", []byte(open)); !errors.As(err, &diag) || diag.Kind != scan.DiagTooLarge {
		t.Errorf("a large file: %v", err)
	}
	if _, err := a.Check("main.tf", []byte("# nothing of interest\n")); err != nil {
		t.Errorf("a large file of other things: %v", err)
	}
}

func TestBroken(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		path, text string
		kind       scan.DiagnosticKind
		line       int
		found      int
	}{
		"hcl":          {"main.tf", open + "\nresource \"a\" {\n  b = \n}\n", scan.DiagMalformed, 8, 1},
		"open block":   {"main.tf", open + "\nresource \"a\" \"b\" {\n", scan.DiagMalformed, 7, 1},
		"nested":       {"main.tf", open + "x = " + strings.Repeat("[", 100_000), scan.DiagLimit, 0, 0},
		"signs":        {"main.tf", open + "x = " + strings.Repeat("!", 100_000) + "true\n", scan.DiagLimit, 0, 0},
		"branches":     {"main.tf", open + "x = " + strings.Repeat("a?b:", 100_000) + "c\n", scan.DiagLimit, 0, 0},
		"templates":    {"main.tf", open + "x = " + strings.Repeat("\"${", 100_000), scan.DiagLimit, 0, 0},
		"json":         {"main.tf.json", `{"resource": {"google_iam_workload_identity_pool_provider": `, scan.DiagMalformed, 0, 0},
		"yaml":         {"t.yaml", "Resources:\n  R:\n    Type: AWS::IAM::Role # Federated\n  b: c: d\n", scan.DiagMalformed, 4, 0},
		"deep yaml":    {"t.yaml", "a: AWS::IAM::Role # Federated\nb: " + strings.Repeat("[", 1000) + strings.Repeat("]", 1000), scan.DiagLimit, 0, 0},
		"later broken": {"t.yaml", role + "---\na: b: c\n", scan.DiagMalformed, 11, 1},
	}
	a := newAnalyzer(t)
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			list, err := a.Check(tt.path, []byte(tt.text))
			var diag *scan.Diagnostic
			if !errors.As(err, &diag) || diag.Kind != tt.kind || diag.Location.Path != tt.path {
				t.Fatalf("error %v", err)
			}
			if got := diag.Location.Region.StartLine; tt.line > 0 && got != tt.line {
				t.Errorf("line %d, want %d: %v", got, tt.line, err)
			}
			if len(list) != tt.found {
				t.Errorf("%d findings, want %d", len(list), tt.found)
			}
		})
	}
}

const role = `Resources:
  R:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          Effect: Allow
          Action: sts:AssumeRoleWithWebIdentity
          Principal: {Federated: "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"}
`

// TestHostile reads what goes in circles.
func TestHostile(t *testing.T) {
	t.Parallel()
	a := newAnalyzer(t)
	for name, text := range map[string]string{
		"local of itself": open + "locals {\n  a = local.a\n}\n" + strings.Replace(open, "oidc {", "attribute_condition = local.a\n  oidc {", 1),
		"locals in circles": "locals {\n  a = \"${local.b}${local.b}\"\n  b = \"${local.a}${local.a}\"\n}\n" +
			strings.Replace(open, "oidc {", "attribute_condition = local.a\n  oidc {", 1),
		"deep lists": open + "locals {\n  a = " + strings.Repeat("[", 90) + strings.Repeat("]", 90) + "\n}\n",
	} {
		if _, err := a.Check("main.tf", []byte(text)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestIgnore(t *testing.T) {
	t.Parallel()
	a := newAnalyzer(t)
	head, rest, _ := strings.Cut(open, "\n")
	for name, tt := range map[string]struct {
		text, reason string
		want         bool
	}{
		"on the line":     {head + " # penstock: ignore[trust/any-project] a sandbox\n" + rest, "a sandbox", true},
		"line before":     {"// penstock: ignore[oidc-trust-too-broad]\n" + open, "", true},
		"short name":      {"# penstock: ignore[other, any-project] why\n" + open, "why", true},
		"another rule":    {"# penstock: ignore[any-ref]\n" + open, "", false},
		"code before":     {"x = 1 # penstock: ignore[any-project]\n" + open, "", false},
		"checkov":         {head + "\n  #checkov:skip=CKV_GCP_125:bound elsewhere\n" + rest, "bound elsewhere", true},
		"another checkov": {head + "\n  # checkov:skip=CKV_GCP_1:no\n" + rest, "", false},
		"checkov outside": {"# checkov:skip=CKV_GCP_125:no\n" + open, "", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			list, err := a.Check("main.tf", []byte(tt.text))
			if err != nil || len(list) != 1 {
				t.Fatal(list, err)
			}
			if got := list[0].Suppressed(); got != tt.want {
				t.Fatalf("suppressed: %t", got)
			}
			if tt.want && list[0].Suppressions[0].Justification != tt.reason {
				t.Errorf("reason %q", list[0].Suppressions[0].Justification)
			}
		})
	}
}

// TestRun pairs trusts with the jobs that ask for tokens.
func TestRun(t *testing.T) {
	t.Parallel()
	result := scantest.Run(t, fstest.MapFS{
		"infra/roles.tf":           {Data: []byte(open)},
		"infra/broken.tf":          {Data: []byte(open + "}\n")},
		"infra/gitlab.tf":          {Data: []byte(strings.ReplaceAll(open, "token.actions.githubusercontent.com", "gitlab.com"))},
		".github/workflows/ci.yml": {Data: []byte("permissions:\n  id-token: write # for the cloud\n")},
		".github/workflows/no.yml": {Data: []byte("permissions:\n  # id-token: write\n  id-token: none\n")},
		"notes.txt":                {Data: []byte(open)},
	}, newAnalyzer(t))
	var got []string
	for _, f := range result.Findings {
		r := f.Common()
		line := fmt.Sprintf("%s %s", r.Location.Path, f.(*trust.Weakness).Issuer)
		for _, l := range r.Related {
			line += fmt.Sprintf(" %s %s:%d:%d-%d", l.Role, l.Path, l.Region.StartLine, l.Region.StartColumn, l.Region.EndColumn)
		}
		if r.Fingerprint == "" {
			t.Errorf("%s has no fingerprint", line)
		}
		got = append(got, line)
	}
	want := []string{
		"infra/broken.tf GitHub Actions token .github/workflows/ci.yml:2:3-18",
		"infra/gitlab.tf GitLab",
		"infra/roles.tf GitHub Actions token .github/workflows/ci.yml:2:3-18",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("findings (-want +got):\n%s", diff)
	}
	if len(result.Diagnostics) != 1 || result.Diagnostics[0].Location.Path != "infra/broken.tf" {
		t.Errorf("diagnostics %v", result.Diagnostics)
	}
}

func TestConceal(t *testing.T) {
	t.Parallel()
	w := &trust.Weakness{Resource: "aws_iam_role.x"}
	w.Conceal(strings.ToUpper)
	if w.Resource != "AWS_IAM_ROLE.X" {
		t.Error(w.Resource)
	}
}

func FuzzCheck(f *testing.F) {
	for _, ar := range archives(f) {
		for _, file := range ar.Files {
			f.Add(file.Name, file.Data)
		}
	}
	f.Add("a.tf", []byte("locals {\n  a = \"Federated${local.a}\"\n}\n"))
	f.Add(".tf", []byte("resource \"a\" \"b\" {\n  c = d(\"Federated"))
	a := newAnalyzer(f)
	f.Fuzz(func(t *testing.T, path string, text []byte) {
		list, err := a.Check(path, text)
		var diag *scan.Diagnostic
		if err != nil && !errors.As(err, &diag) {
			t.Fatalf("untyped error %v", err)
		}
		for _, w := range list {
			if r := w.Location.Region; r.StartLine < 1 || r.EndOffset < r.StartOffset {
				t.Fatalf("region %+v", r)
			}
		}
	})
}

// BenchmarkCheck checks the files of the golden archives.
func BenchmarkCheck(b *testing.B) {
	a := newAnalyzer(b)
	files, all := 0, archives(b)
	b.ReportAllocs()
	for b.Loop() {
		files = 0
		for _, ar := range all {
			for _, f := range ar.Files {
				files++
				if _, err := a.Check(f.Name, f.Data); err != nil {
					b.Fatal(err)
				}
			}
		}
	}
	b.ReportMetric(float64(files*b.N)/b.Elapsed().Seconds(), "files/s")
}

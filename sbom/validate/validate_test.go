package validate_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/sbom/bom"
	"github.com/penstock-dev/penstock/sbom/internal/bomtest"
	"github.com/penstock-dev/penstock/sbom/validate"
	"github.com/penstock-dev/penstock/scan"
)

// text writes a report for golden files.
func text(r *validate.Report) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s %s, valid: %t\n", r.Format, r.SpecVersion, r.Syntax, r.Valid())
	for _, p := range r.Problems {
		fmt.Fprintf(&b, "%d:%d %s %s %s\n\t%s\n", p.Region.StartLine, p.Region.StartColumn, strings.TrimPrefix(p.Rule, "sbom/"), p.Severity, p.Pointer, p.Message)
	}
	return b.String()
}

func newValidator(t *testing.T, config validate.Config) *validate.Validator {
	t.Helper()
	v, err := validate.New(config)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestDocument(t *testing.T) {
	t.Parallel()
	v := newValidator(t, validate.Config{Now: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)})
	bomtest.Golden(t, "testdata/*.txtar", func(t *testing.T, input []byte) map[string]string {
		r, err := v.Document(input)
		if err != nil {
			return map[string]string{"want": "error: " + err.Error() + "\n"}
		}
		return map[string]string{"want": text(r)}
	})
}

// TestRules wants the example of each rule to be reported, and what is said to be
// right not to be.
func TestRules(t *testing.T) {
	t.Parallel()
	v := newValidator(t, validate.Config{Now: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)})
	for _, rule := range validate.Rules() {
		if !reports(t, v, rule.Example, rule.ID) {
			t.Errorf("%s does not report its example", rule.ID)
		}
		if reports(t, v, rule.Fixed, rule.ID) {
			t.Errorf("%s reports what should be right", rule.ID)
		}
		if rule.Description == "" || rule.Remediation == "" || rule.Class == "" || rule.Severity == scan.SeverityUnknown {
			t.Errorf("%s is not described", rule.ID)
		}
	}
}

func reports(t *testing.T, v *validate.Validator, text, rule string) bool {
	t.Helper()
	r, err := v.Document([]byte(text))
	if err != nil {
		t.Fatalf("%s: %v", rule, err)
	}
	for _, p := range r.Problems {
		if p.Rule == rule {
			return true
		}
	}
	return false
}

func TestNoDocument(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "hello", "{", `{"a": 1}`, "<a/>", "<a", "\x00\x01", "[]", `<bom xmlns="http://example.com/"/>`} {
		if r, err := validate.Document([]byte(text)); !errors.Is(err, bom.ErrFormat) {
			t.Errorf("%q: %+v, %v", text, r, err)
		}
	}
}

func TestLimits(t *testing.T) {
	t.Parallel()
	long := `{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [` + strings.Repeat("1,", 50) + `1]}`
	r, err := newValidator(t, validate.Config{MaxProblems: 7}).Document([]byte(long))
	if err != nil || len(r.Problems) != 7 || !r.Truncated || r.Valid() {
		t.Errorf("%d problems, truncated %t, %v", len(r.Problems), r.Truncated, err)
	}
	if _, err := newValidator(t, validate.Config{MaxSize: 20}).Document([]byte(long)); !errors.Is(err, validate.ErrSize) {
		t.Errorf("a large document: %v", err)
	}
	for _, config := range []validate.Config{{MaxProblems: -1}, {MaxSize: -1}, {SchemaOnly: true}} {
		if _, err := validate.New(config); err == nil {
			t.Errorf("%+v is accepted", config)
		}
	}
}

// TestBombs wants deep and wide documents to end, with a problem.
func TestBombs(t *testing.T) {
	t.Parallel()
	const head = `{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": `
	xml := func(inner string) string {
		return `<bom xmlns="http://cyclonedx.org/schema/bom/1.6"><components>` + inner + `</components></bom>`
	}
	component := `<component type="library"><name>a</name><components>`
	tests := map[string]string{
		"brackets":   head + strings.Repeat("[", 100_000),
		"components": head + strings.Repeat(`[{"components": `, 5000) + "1" + strings.Repeat("}]", 5000) + "}",
		"wide":       head + "[" + strings.Repeat(`{},`, 100_000) + "{}]}",
		"keys":       head + "[{" + strings.Repeat(`"a": 1,`, 100_000) + `"a": 1}]}`,
		"elements":   xml(strings.Repeat(component, 5000) + strings.Repeat("</components></component>", 5000)),
		"misplaced":  xml(strings.Repeat("<a/>", 100_000)),
		"comments":   xml(strings.Repeat("x<!-- -->", 100_000)),
		"files":      "SPDXVersion: SPDX-2.3\n" + strings.Repeat("FileName: a\nRelationship: a b c\n", 20_000),
		"attributes": xml(`<component ` + strings.Repeat(`a="b" `, 10_000) + `/>`),
	}
	for name, text := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if r, err := validate.Document([]byte(text)); err == nil && r.Valid() {
				t.Error("valid")
			}
		})
	}
}

// TestLevels wants equal lists in equal lists to be looked at once.
func TestLevels(t *testing.T) {
	t.Parallel()
	text := `{"type": "library", "name": "a"}`
	for range 200 {
		text = `{"type": "library", "name": "a", "components": [` + text + `, {"type": "library", "name": "b"}]}`
	}
	r, err := validate.Document([]byte(`{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [` + text + `]}`))
	if err != nil || !r.Valid() {
		t.Errorf("%v %v", r.Problems, err)
	}
}

func TestSchema(t *testing.T) {
	t.Parallel()
	const wrong = `{"bomFormat": "CycloneDX", "specVersion": "1.6", "colour": "red"}`
	var asked []string
	schema := func(format bom.Format, version string, text []byte) []validate.Problem {
		asked = append(asked, fmt.Sprint(format, version, len(text)))
		return []validate.Problem{{Message: "I do not like it"}, {Rule: "mine/rule", Severity: scan.SeverityHigh, Message: "nor this"}}
	}
	var got []string
	for _, config := range []validate.Config{{Schema: schema}, {Schema: schema, SchemaOnly: true}} {
		r, err := newValidator(t, config).Document([]byte(wrong))
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range r.Problems {
			got = append(got, fmt.Sprint(p.Rule, " ", p.Severity, " ", p.Message))
		}
	}
	want := []string{
		"mine/rule high nor this", "sbom/structure medium I do not like it", `sbom/structure medium bom has no member "colour"`,
		"mine/rule high nor this", "sbom/structure medium I do not like it",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"CycloneDX1.665", "CycloneDX1.665"}, asked); diff != "" {
		t.Errorf("asked (-want +got):\n%s", diff)
	}
}

// TestUnread wants the reason why a document could not be read, beside what could.
func TestUnread(t *testing.T) {
	t.Parallel()
	r, err := validate.Document([]byte("SPDXVersion: SPDX-2.3\nPackageName: wheel\nPackageComment: <text>never ends"))
	var broken *bom.SyntaxError
	if err != nil || !errors.As(r.Unread, &broken) || broken.Region.StartLine != 3 || r.Document == nil || r.Valid() {
		t.Errorf("%+v %v", r, err)
	}
}

// TestMark wants places to count the byte order mark.
func TestMark(t *testing.T) {
	t.Parallel()
	r, err := validate.Document([]byte("\ufeff" + `{"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 0}`))
	if err != nil || len(r.Problems) != 1 || r.Problems[0].Region.StartOffset != 3+60 {
		t.Errorf("%+v %v", r, err)
	}
}

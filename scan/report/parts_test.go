package report_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/policy"
	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/report"
)

// partsOf returns findings about a whole "k": a part in another file that comes
// first, the whole, a part in its own file, and parts that nobody tells.
func partsOf(suppressed bool) []scan.Finding {
	at := func(path string, line int, message string, part bool) *scan.Record {
		r := record(unpinned, scan.Location{Path: path, Region: scan.Region{StartLine: line}}, message)
		r.Correlation, r.Part = "k", part
		return r
	}
	whole := at("b", 1, "the whole", false)
	if suppressed {
		whole.Suppressions = []scan.Suppression{{Kind: "inSource"}}
	}
	lonely := at("c", 1, "a part of nothing", true)
	lonely.Correlation = "none"
	image := at("b", 2, "a part in an image", true)
	image.Location.Origin = &scan.Origin{Image: "i"}
	hidden := at("b", 4, "a suppressed part", true)
	hidden.Suppressions = []scan.Suppression{{Kind: "inSource"}}
	return []scan.Finding{at("a", 7, "an early part", true), whole, at("b", 3, "a late part", true), hidden, lonely, image}
}

func TestTextParts(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		suppressed bool
		want       []string
	}{
		"told": {false, []string{"the whole", "a part of nothing", "a part in an image",
			"5 findings: 5 medium. 2 of them are told as parts of others. Suppressed, not shown: 1 by comment."}},
		"suppressed": {true, []string{"an early part", "a late part", "a part of nothing", "a part in an image",
			"4 findings: 4 medium. Suppressed, not shown: 2 by comment."}},
	} {
		var got []string
		for line := range strings.Lines(encodeText(t, report.TextConfig{}, partsOf(tt.suppressed)...)) {
			if _, message, ok := strings.Cut(strings.TrimSpace(line), "  "); ok && strings.HasPrefix(line, "  medium") {
				got = append(got, strings.TrimSpace(strings.TrimLeft(message, " 0123456789")))
			} else if strings.Contains(line, "findings: ") {
				got = append(got, strings.TrimSpace(line))
			}
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestGitHubParts(t *testing.T) {
	t.Parallel()
	var out, summary strings.Builder
	g := report.NewGitHub(&out, report.GitHubConfig{Summary: &summary})
	for _, f := range partsOf(false) {
		if err := g.Finding(f); err != nil {
			t.Fatal(err)
		}
	}
	if err := g.Close(nil); err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{out.String(), summary.String()} {
		if !strings.Contains(text, "the whole") || !strings.Contains(text, "a part of nothing") || strings.Contains(text, "early part") || strings.Contains(text, "late part") {
			t.Errorf("parts are not told by the whole:\n%s", text)
		}
	}
	if !strings.Contains(summary.String(), "5 findings**: 5 medium. 2 of them are told as parts of others.") {
		t.Errorf("the summary does not count the parts:\n%s", summary.String())
	}
}

// TestPartsAgree wants the sum of a report to be what a gate judges: a part counts,
// whether it comes before or behind what tells it.
func TestPartsAgree(t *testing.T) {
	t.Parallel()
	gate, err := policy.New(policy.Config{FailOn: scan.SeverityMedium})
	if err != nil {
		t.Fatal(err)
	}
	judged := gate.Judge()
	for _, f := range partsOf(false) {
		judged.Finding(f)
	}
	d := judged.Decision()
	text := encodeText(t, report.TextConfig{}, partsOf(false)...)
	if want := fmt.Sprintf("\n%d findings: %d medium. ", d.Failed+d.Passed, d.Failed); !strings.Contains(text, want) {
		t.Errorf("no %q in\n%s", want, text)
	}
	part, whole := partsOf(false)[0], partsOf(false)[1]
	if text := encodeText(t, report.TextConfig{}, whole, part); !strings.Contains(text, "2 findings: 2 medium. 1 of them is told as a part of another.") {
		t.Error(text)
	}
}

// TestMachineParts checks that formats for programs leave no part out.
func TestMachineParts(t *testing.T) {
	t.Parallel()
	var lines, sarif strings.Builder
	encoders := map[*strings.Builder]report.Encoder{&lines: report.NewJSONL(&lines), &sarif: report.NewSARIF(&sarif, report.SARIFConfig{})}
	for b, e := range encoders {
		for _, f := range partsOf(false) {
			if err := e.Finding(f); err != nil {
				t.Fatal(err)
			}
		}
		if err := e.Close(nil); err != nil {
			t.Fatal(err)
		}
		compact := strings.ReplaceAll(strings.ReplaceAll(b.String(), " ", ""), "\n", "")
		if n := strings.Count(compact, `"part":true`); n != 5 {
			t.Errorf("%d parts are marked in\n%s", n, b)
		}
	}
}

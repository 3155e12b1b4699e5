package report_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/report"
)

// sarifDoc is as much of a document as these tests read.
type sarifDoc struct {
	Runs []struct {
		Results []sarifResult `json:"results"`
		Tool    struct {
			Driver struct {
				Rules []struct {
					ID    string `json:"id"`
					Short struct {
						Text string `json:"text"`
					} `json:"shortDescription"`
					Relationships []any          `json:"relationships"`
					Properties    map[string]any `json:"properties"`
				} `json:"rules"`
			} `json:"driver"`
		} `json:"tool"`
		Invocations []struct {
			Successful    bool `json:"executionSuccessful"`
			Notifications []struct {
				Message struct {
					Text string `json:"text"`
				} `json:"message"`
			} `json:"toolExecutionNotifications"`
		} `json:"invocations"`
	} `json:"runs"`
}

type sarifResult struct {
	RuleID    string `json:"ruleId"`
	RuleIndex int    `json:"ruleIndex"`
	Level     string `json:"level"`
	Locations []struct {
		Message struct {
			Text string `json:"text"`
		} `json:"message"`
		Physical struct {
			Artifact struct {
				URI  string `json:"uri"`
				Base string `json:"uriBaseId"`
			} `json:"artifactLocation"`
			Region  map[string]any `json:"region"`
			Context map[string]any `json:"contextRegion"`
		} `json:"physicalLocation"`
	} `json:"locations"`
	Related    []any          `json:"relatedLocations"`
	Fixes      []any          `json:"fixes"`
	Properties map[string]any `json:"properties"`
}

func encodeSARIF(t *testing.T, config report.SARIFConfig, findings []scan.Finding, diags ...*scan.Diagnostic) sarifDoc {
	t.Helper()
	var b strings.Builder
	if err := report.Encode(report.NewSARIF(&b, config), findings, diags, nil); err != nil {
		t.Fatal(err)
	}
	for _, problem := range checkSARIF([]byte(b.String())) {
		t.Error(problem)
	}
	var doc sarifDoc
	if err := json.Unmarshal([]byte(b.String()), &doc); err != nil {
		t.Fatal(err)
	}
	return doc
}

func TestSARIFPaths(t *testing.T) {
	t.Parallel()
	for _, path := range []string{
		"a/b.go", "with space/50%.yml", "a:b", "//host/x", "/etc/passwd", "line\nbreak", "\xff\xfe", "a?b#c", "C:\\x", "größe/你好",
		"[x]", "%41", "..", "http://x.test/y",
	} {
		doc := encodeSARIF(t, report.SARIFConfig{}, []scan.Finding{record(unpinned, scan.Location{Path: path}, "m")})
		a := doc.Runs[0].Results[0].Locations[0].Physical.Artifact
		want, rest := path, a.URI
		if strings.HasPrefix(path, "/") {
			rest, want = strings.TrimPrefix(a.URI, "file://"), "/"+strings.TrimLeft(path, "/")
		}
		got, err := url.PathUnescape(rest)
		if err != nil || got != want {
			t.Errorf("path %q became %q, which reads as %q, %v", path, a.URI, got, err)
		}
		if resolved, err := url.Parse("https://base.test/project/"); err != nil {
			t.Fatal(err)
		} else if u, err := resolved.Parse(a.URI); err != nil || a.Base != "" && u.Host != "base.test" {
			t.Errorf("path %q resolves to %v, %v", path, u, err)
		}
	}
}

func TestSARIFColumns(t *testing.T) {
	t.Parallel()
	region := func(line, column, endLine, endColumn int, snippet string, cut int) scan.Region {
		return scan.Region{StartLine: line, StartColumn: column, EndLine: endLine, EndColumn: endColumn, Snippet: snippet, SnippetColumn: cut}
	}
	for _, test := range []struct {
		name   string
		region scan.Region
		want   string // line:column-line:column, ? for left out
		text   string
	}{
		{"ascii", region(3, 5, 3, 8, "let abc = 1", 0), "3:5-?:8", "abc"},
		{"two-byte", region(1, 4, 1, 5, "éx=y", 0), "1:3-?:4", "="},
		{"beyond the basic plane", region(1, 5, 1, 6, "😀x", 0), "1:3-?:4", "x"},
		{"several lines", region(7, 2, 8, 4, "ab\ncéd", 0), "7:2-8:3", "b\ncé"},
		{"ends with the line feed", region(7, 1, 8, 1, "ab", 0), "7:1-8:1", ""},
		{"no snippet", region(2, 4, 2, 9, "", 0), "2:?-?:?", ""},
		{"no snippet, from the start", region(2, 1, 2, 9, "", 0), "2:1-?:?", ""},
		{"no snippet, several lines", region(2, 4, 5, 9, "", 0), "2:?-5:?", ""},
		{"cut at the left", region(1, 1005, 1, 1008, "xyzabc", 1002), "1:?-?:?", "abc"},
		{"cut at the right", region(1, 2, 1, 90, "abc", 0), "1:2-?:?", ""},
		{"inside a character", region(1, 2, 1, 4, "éxy", 0), "1:?-?:?", ""},
		{"replaced bytes", region(1, 4, 1, 5, "\ufffdab", 0), "1:?-?:?", "a"},
		{"line only", region(4, 0, 0, 0, "abc", 0), "4:?-?:?", ""},
		{"end before start", region(4, 3, 4, 1, "abc", 0), "4:3-?:?", ""},
		{"negative", region(4, -3, -4, -1, "abc", -7), "4:?-?:?", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			doc := encodeSARIF(t, report.SARIFConfig{}, []scan.Finding{record(unpinned, scan.Location{Path: "p", Region: test.region}, "m")})
			r := doc.Runs[0].Results[0].Locations[0].Physical.Region
			n := func(name string) string {
				if v, ok := r[name]; ok {
					return fmt.Sprint(v)
				}
				return "?"
			}
			if got := n("startLine") + ":" + n("startColumn") + "-" + n("endLine") + ":" + n("endColumn"); got != test.want {
				t.Errorf("region %s, want %s", got, test.want)
			}
			text := ""
			if s, ok := r["snippet"].(map[string]any); ok {
				text = s["text"].(string)
			}
			if text != test.text {
				t.Errorf("text %q, want %q", text, test.text)
			}
		})
	}
}

func TestSARIFWithoutPath(t *testing.T) {
	t.Parallel()
	lock := scan.Location{Path: "go.sum", Region: scan.Region{StartLine: 4}}
	inPackage := record(vulnerable, scan.Location{}, "m")
	inPackage.Package = &scan.Package{Name: "x", Locations: []scan.Location{{Logical: "no path"}, lock}}
	inRelated := record(vulnerable, scan.Location{}, "m")
	inRelated.Related = []scan.Location{lock}
	doc := encodeSARIF(t, report.SARIFConfig{NoFile: "nowhere"}, []scan.Finding{
		inPackage, inRelated, record(vulnerable, scan.Location{}, "m"), record(vulnerable, scan.Location{Path: "all"}, "m"),
		record(vulnerable, scan.Location{Path: "bin", Region: scan.Region{StartOffset: 5, EndOffset: 9}}, "m"),
	})
	var got []string
	for _, r := range doc.Runs[0].Results {
		l := r.Locations[0]
		got = append(got, fmt.Sprint(l.Physical.Artifact.URI, " ", l.Physical.Region["startLine"], " ", l.Message.Text))
	}
	want := []string{
		"go.sum 4 ", "go.sum 4 ", "nowhere 1 The finding is about no single file.",
		"all 1 The finding is about the whole file.", "bin 1 The finding is at an offset of the file, not on a line.",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestSARIFSecretKeepsItsEnd(t *testing.T) {
	t.Parallel()
	doc := encodeSARIF(t, report.SARIFConfig{}, secretFindings())
	r := doc.Runs[0].Results[0].Locations[0].Physical.Region
	if r["startColumn"] != 14.0 || r["endColumn"] != nil || r["snippet"] != nil {
		t.Errorf("the redacted snippet gave %v", r)
	}
}

func secretFindings() []scan.Finding {
	var list []scan.Finding
	for _, r := range secretSamples() {
		r.Location.Origin = nil // in an archive it has no line
		list = append(list, r)
	}
	return list
}

func TestSARIFFixesNeedExactPlaces(t *testing.T) {
	t.Parallel()
	edit := func(r scan.Region) scan.Finding {
		f := record(unpinned, scan.Location{Path: "p"}, "m")
		f.Fixes = []scan.Fix{{Edits: []scan.Edit{{Path: "p", Region: r, Text: "x"}}}}
		return f
	}
	doc := encodeSARIF(t, report.SARIFConfig{}, []scan.Finding{
		edit(scan.Region{StartLine: 2, StartColumn: 3, EndLine: 2, EndColumn: 5}),
		edit(scan.Region{StartLine: 2, StartColumn: 3, EndLine: 2, EndColumn: 5, StartOffset: 9, EndOffset: 11}),
		edit(scan.Region{StartLine: 2, StartColumn: 1, EndLine: 3, EndColumn: 1}),
		edit(scan.Region{StartLine: 2, StartColumn: 3, EndLine: 2, EndColumn: 5, Snippet: "abcdef"}),
		edit(scan.Region{StartLine: 1, StartColumn: 1, EndLine: 1, EndColumn: 1}),
		edit(scan.Region{}),
	})
	for i, want := range []int{0, 1, 1, 1, 1, 0} {
		if got := len(doc.Runs[0].Results[i].Fixes); got != want {
			t.Errorf("edit %d: %d fixes, want %d", i, got, want)
		}
	}
}

func TestSARIFSecuritySeverity(t *testing.T) {
	t.Parallel()
	scored := func(s scan.Severity, scores ...scan.Score) *scan.Record {
		r := record(vulnerable, scan.Location{Path: "p"}, "m")
		r.Severity, r.Scores = s, scores
		r.Vulnerability = &scan.Vulnerability{ID: "CVE-" + s.String(), Summary: "what it is"}
		return r
	}
	passed := scored(scan.SeverityCritical)
	passed.Outcome = scan.OutcomePass
	findings := []scan.Finding{
		scored(scan.SeverityMedium, scan.Score{System: "CVSS:3.1", Value: 6.1}, scan.Score{System: "CVSS:4.0", Value: 5.3}),
		scored(scan.SeverityHigh, scan.Score{System: "CVSS:3.1", Value: 9.8}), // lowered for its place
		passed,
	}
	all := encodeSARIF(t, report.SARIFConfig{}, findings).Runs[0]
	if got := all.Tool.Driver.Rules[0].Properties["security-severity"]; got != "8.0" || len(all.Tool.Driver.Rules) != 1 {
		t.Errorf("the worst open result gives %v over %d rules, want 8.0 over 1", got, len(all.Tool.Driver.Rules))
	}
	split := encodeSARIF(t, report.SARIFConfig{SplitVulnerabilities: true}, findings).Runs[0]
	var got []string
	for i, r := range split.Tool.Driver.Rules {
		got = append(got, fmt.Sprint(r.ID, " ", r.Properties["security-severity"], " ", r.Short.Text, " ", split.Results[i].RuleIndex))
	}
	want := []string{
		"deps/vulnerable/CVE-medium 5.3 CVE-medium: what it is 0",
		"deps/vulnerable/CVE-high 8.0 CVE-high: what it is 1",
		"deps/vulnerable/CVE-critical <nil> CVE-critical: what it is 2",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestSARIFLimitsAreSaid(t *testing.T) {
	t.Parallel()
	many := record(unpinned, scan.Location{Path: "p"}, "m")
	many.Related = make([]scan.Location, 1500)
	many.CodeFlows = []scan.CodeFlow{{Steps: make([]scan.Location, 7000)}, {Steps: make([]scan.Location, 7000)}}
	note := &scan.Diagnostic{Kind: "k", Message: "m", Note: true}
	doc := encodeSARIF(t, report.SARIFConfig{MaxResults: 1, MaxNotifications: 2}, []scan.Finding{many, many, many}, note, note, note, note)
	r := doc.Runs[0].Results[0]
	if len(doc.Runs[0].Results) != 1 || len(r.Related) != 999 || r.Properties["omittedLocations"] != 501.0 || r.Properties["omittedSteps"] != 4000.0 {
		t.Errorf("%d results, %d related, %v", len(doc.Runs[0].Results), len(r.Related), r.Properties)
	}
	inv := doc.Runs[0].Invocations[0]
	var got []string
	for _, n := range inv.Notifications {
		got = append(got, n.Message.Text)
	}
	want := []string{
		"m", "m", "2 further diagnostics left out: the limit on notifications is reached.",
		"2 further results left out: the limit on results is reached.",
	}
	if diff := cmp.Diff(want, got); diff != "" || !inv.Successful {
		t.Error(diff, inv.Successful)
	}
}

// TestSARIFTaxa uses ids that are numbers, look like numbers, and are none.
func TestSARIFTaxa(t *testing.T) {
	t.Parallel()
	rule := &scan.Rule{ID: "r"}
	for _, id := range []string{"ab", "078", "79", "78", "100", "9", "L3", "", "\xff", "\xfe", "a"} {
		rule.Taxa = append(rule.Taxa, scan.Taxon{Taxonomy: "T", ID: id})
	}
	doc := encodeSARIF(t, report.SARIFConfig{}, []scan.Finding{record(rule, scan.Location{Path: "p"}, "m")})
	if n := len(doc.Runs[0].Tool.Driver.Rules[0].Relationships); n != 9 {
		t.Errorf("%d relationships, want 9: one for each different id", n)
	}
}

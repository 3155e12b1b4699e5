package report_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/report"
)

func encodeText(t testing.TB, config report.TextConfig, findings ...scan.Finding) string {
	t.Helper()
	var b strings.Builder
	if err := report.Encode(report.NewText(&b, config), findings, nil, nil); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// snippetRows returns the rows of the first snippet.
func snippetRows(text string) string {
	var rows []string
	for line := range strings.Lines(text) {
		if strings.ContainsAny(line, "│┃┆") {
			rows = append(rows, strings.TrimRight(strings.TrimPrefix(line, "    "), "\n"))
		}
	}
	return strings.Join(rows, "\n")
}

func TestTextSnippets(t *testing.T) {
	t.Parallel()
	cut := func(start, end int, snippet string, column int) scan.Location {
		return scan.Location{Path: "p", Region: scan.Region{StartLine: 1, StartColumn: start, EndLine: 1, EndColumn: end, Snippet: snippet, SnippetColumn: column}}
	}
	for _, test := range []struct {
		name string
		at   scan.Location
		want []string
	}{
		{"plain", locate("p", "let abc = 1", "abc"), []string{
			"1 │ let abc = 1",
			"  │     ^^^",
		}},
		{"tabs", locate("p", "\tif x {\n\t\ta\tb\n\t}", "b"), []string{
			"2 │         a   b",
			"  │             ^",
		}},
		{"tab inside the region", locate("p", "x a\tb", "a\tb"), []string{
			"1 │ x a b",
			"  │   ^^^",
		}},
		{"wide characters", locate("p", "你好 = 世界", "世界"), []string{
			"1 │ 你好 = 世界",
			"  │        ^^^^",
		}},
		{"combining characters", locate("p", "e\u0301e\u0301 x", "x"), []string{
			"1 │ e\u0301e\u0301 x",
			"  │    ^",
		}},
		{"empty region", cut(3, 3, "abcd", 0), []string{
			"1 │ abcd",
			"  │   ^",
		}},
		{"cut at the left", cut(1005, 1008, "xyzabc(", 1002), []string{
			"1 │ …xyzabc(",
			"  │     ^^^",
		}},
		{"goes on after the snippet", cut(3, 90, "abcd", 0), []string{
			"1 │ abcd",
			"  │   ^^",
		}},
		{"controls", locate("p", "a\x1b[31mb\u202ec", "b"), []string{
			`1 │ a\u001b[31mb\u202ec`,
			"  │            ^",
		}},
		{"no columns", scan.Location{Path: "p", Region: scan.Region{StartLine: 7, Snippet: "abc"}}, []string{"7 │ abc"}},
		{"whole lines", locate("p", "x\n  a\n  b\ny", "  a\n  b\n"), []string{
			"2 ┃   a",
			"3 ┃   b",
		}},
		{"starts and ends inside lines", locate("p", "f(a,\r\n  b,\r\n  c) + d", "a,\r\n  b,\r\n  c"), []string{
			"1 ┃ f(a,",
			"  ┃   ^^",
			"2 ┃   b,",
			"3 ┃   c) + d",
			"  ┃   ^",
		}},
		{"many lines", scan.Location{Path: "p", Region: scan.Region{StartLine: 98, StartColumn: 1, EndLine: 200, EndColumn: 1, Snippet: strings.Repeat("x\n", 20)}}, []string{
			" 98 ┃ x", " 99 ┃ x", "100 ┃ x", "101 ┃ x", "102 ┃ x", "103 ┃ x", "104 ┃ x", "105 ┃ x", "    ┆",
		}},
		{"long line", locate("p", strings.Repeat("a", 60)+"XYZ"+strings.Repeat("b", 60), "XYZ"), []string{
			"1 │ …" + strings.Repeat("a", 7) + "XYZ" + strings.Repeat("b", 23) + "…",
			"  │ " + strings.Repeat(" ", 8) + "^^^",
		}},
		{"long line, region at its end", locate("p", strings.Repeat("a", 60)+"XYZ", "XYZ"), []string{
			"1 │ …" + strings.Repeat("a", 31) + "XYZ",
			"  │ " + strings.Repeat(" ", 32) + "^^^",
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got := snippetRows(encodeText(t, report.TextConfig{Width: 44}, record(unpinned, test.at, "m")))
			if diff := cmp.Diff(strings.Join(test.want, "\n"), got); diff != "" {
				t.Errorf("snippet (-want +got):\n%s", diff)
			}
		})
	}
}

func TestTextGroups(t *testing.T) {
	t.Parallel()
	at := func(path string, line int) scan.Finding {
		return record(unpinned, scan.Location{Path: path, Region: scan.Region{StartLine: line}}, fmt.Sprintf("%s at %d", path, line))
	}
	got := encodeText(t, report.TextConfig{}, at("a", 7), at("a", 2), at("b", 100), at("a", 1))
	var lines []string
	for line := range strings.Lines(got) {
		if !strings.HasPrefix(line, "    ") && line != "\n" {
			lines = append(lines, strings.TrimSuffix(line, "\n"))
		}
	}
	want := []string{"a", "  medium    2  a at 2", "  medium    7  a at 7", "b", "  medium    100  b at 100", "a", "  medium    1  a at 1", "4 findings: 4 medium."}
	if diff := cmp.Diff(want, lines); diff != "" {
		t.Error(diff)
	}
	if n := strings.Count(got, "Name the full hash"); n != 1 {
		t.Errorf("the rule's remediation is shown %d times", n)
	}
}

// TestTextLargeGroup checks that a file with very many findings has one
// heading and is not kept in memory as a whole.
func TestTextLargeGroup(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	enc := report.NewText(&b, report.TextConfig{})
	for i := range 5000 {
		if err := enc.Finding(record(unused, scan.Location{Path: "big", Region: scan.Region{StartLine: 5000 - i}}, "m")); err != nil {
			t.Fatal(err)
		}
	}
	if b.Len() == 0 {
		t.Error("nothing is written before the end")
	}
	if err := enc.Close(nil); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(b.String(), "big\n"); n != 1 || !strings.HasPrefix(b.String(), "big\n") {
		t.Errorf("%d headings", n)
	}
}

func TestTextNothing(t *testing.T) {
	t.Parallel()
	if got := encodeText(t, report.TextConfig{}); got != "No findings.\n" {
		t.Errorf("empty run: %q", got)
	}
	var b strings.Builder
	if err := report.Encode(report.NewText(&b, report.TextConfig{}), nil, diagnostics()[:1], nil); err != nil {
		t.Fatal(err)
	}
	const want = "Not looked at: 1\n  too-large  assets/a.bin: larger than the limit of 4 MiB\n\nNo findings in what was looked at.\n"
	if b.String() != want {
		t.Errorf("incomplete run:\n%s", b.String())
	}
}

// TestTextShowsButDoesNotObey holds every byte of generated reports against
// what a terminal would act on.
func TestTextShowsButDoesNotObey(t *testing.T) {
	t.Parallel()
	for seed := range uint64(300) {
		checkText(t, randomSource(seed))
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
}

func FuzzText(f *testing.F) {
	for seed := range uint64(4) {
		f.Add(randomSource(seed).data[:256])
	}
	f.Fuzz(func(t *testing.T, data []byte) { checkText(t, &source{data: data}) })
}

func checkText(t *testing.T, s *source) {
	t.Helper()
	config := report.TextConfig{ShowSuppressed: s.maybe(), Width: s.n(120)}
	var b strings.Builder
	if err := report.Encode(report.NewText(&b, config), s.findings(), s.diagnostics(), summary()); err != nil {
		t.Fatal(err)
	}
	for i, r := range b.String() {
		if r == '\n' || r == '\u200c' || r == '\u200d' {
			continue
		}
		if r == unicode.ReplacementChar && !strings.HasPrefix(b.String()[i:], "\ufffd") || !unicode.IsPrint(r) {
			t.Errorf("character %U at %d of\n%q", r, i, b.String())
			return
		}
	}
}

func TestTextFoldIsBounded(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	enc := report.NewText(&b, report.TextConfig{})
	for i := range 10_000 {
		if err := enc.Diagnostic(&scan.Diagnostic{Kind: scan.DiagMalformed, Message: fmt.Sprint("message ", i)}); err != nil {
			t.Fatal(err)
		}
	}
	if err := enc.Close(nil); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(b.String(), "\n"); n > 250 || !strings.Contains(b.String(), "various other reasons (9,800)") {
		t.Errorf("%d lines:\n%s", n, b.String()[:300])
	}
}

func TestColorFor(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		env      map[string]string
		terminal bool
		want     bool
	}{
		{nil, true, true},
		{nil, false, false},
		{map[string]string{"NO_COLOR": "1", "FORCE_COLOR": "1"}, true, false},
		{map[string]string{"NO_COLOR": ""}, true, true},
		{map[string]string{"FORCE_COLOR": "1"}, false, true},
		{map[string]string{"FORCE_COLOR": "0"}, false, false},
		{map[string]string{"CLICOLOR_FORCE": "1"}, false, true},
		{map[string]string{"CLICOLOR": "0"}, true, false},
		{map[string]string{"TERM": "dumb"}, true, false},
	} {
		if got := report.ColorFor(func(name string) string { return test.env[name] }, test.terminal); got != test.want {
			t.Errorf("ColorFor(%v, %v) = %v", test.env, test.terminal, got)
		}
	}
	if !report.ColorFor(nil, true) {
		t.Error("a terminal without an environment is not coloured")
	}
}

// TestTextThrough wants no way to be told that leads straight from the project to what
// it asks for itself.
func TestTextThrough(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		relation scan.Relation
		paths    [][]string
		want     string
	}{
		"itself":                    {scan.RelationDirect, [][]string{{"pkg:pypi/b@1"}}, ""},
		"itself, nothing known":     {scan.RelationUnknown, [][]string{{"pkg:pypi/b@1"}}, ""},
		"from the project":          {scan.RelationDirect, [][]string{{"pkg:pypi/app", "pkg:pypi/b@1"}}, ""},
		"through another":           {scan.RelationTransitive, [][]string{{"pkg:pypi/a@1", "pkg:pypi/b@1"}}, "a@1 → b@1"},
		"itself and by another":     {scan.RelationDirect, [][]string{{"pkg:pypi/b@1"}, {"pkg:pypi/a@1", "pkg:pypi/b@1"}}, "a@1 → b@1"},
		"two others, without names": {scan.RelationTransitive, [][]string{{"pkg:pypi/a@1", "pkg:pypi/b@1"}, {"pkg:pypi/c@1", "pkg:pypi/b@1"}}, "a@1 → b@1\n             and 1 other path"},
	} {
		r := scan.NewRecord(&scan.Rule{ID: "deps/old", Severity: scan.SeverityHigh}, locate("p", "b==1", "b"), "old")
		r.Package = &scan.Package{Name: "b", Version: "1", PURL: "pkg:pypi/b@1", Relation: test.relation, Paths: test.paths}
		text := encodeText(t, report.TextConfig{}, &r)
		if test.want == "" && strings.Contains(text, "through") || !strings.Contains(text, test.want) {
			t.Errorf("%s:\n%s", name, text)
		}
	}
}

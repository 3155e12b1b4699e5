package report_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/report"
)

func encodeGitHub(t testing.TB, config report.GitHubConfig, findings []scan.Finding, diags []*scan.Diagnostic, s *report.Summary) (commands, markdown string) {
	t.Helper()
	var out, md strings.Builder
	config.Summary = &md
	if err := report.Encode(report.NewGitHub(&out, config), findings, diags, s); err != nil {
		t.Fatal(err)
	}
	return out.String(), md.String()
}

// command is the only form that a line of output may have.
var command = regexp.MustCompile(`^::(error|warning|notice)( ((file|line|endLine|col|endColumn|title)=([^%:,\r\n]|%(25|0D|0A|3A|2C))+,?)+)?::([^%\r\n]|%(25|0D|0A))+$`)

func TestGitHubInjection(t *testing.T) {
	t.Parallel()
	for seed := range uint64(300) {
		if checkGitHub(t, randomSource(seed)); t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
}

func FuzzGitHub(f *testing.F) {
	for seed := range uint64(4) {
		f.Add(randomSource(seed).data[:256])
	}
	f.Fuzz(func(t *testing.T, data []byte) { checkGitHub(t, &source{data: data}) })
}

var escaped = regexp.MustCompile(`\\.`)

// tableRow is a row of one of the summary's two tables: four cells.
var tableRow = regexp.MustCompile(`^\| (([^|\\]|\\.)*\| ?){4}$`)

func checkGitHub(t *testing.T, s *source) {
	t.Helper()
	out, md := encodeGitHub(t, report.GitHubConfig{MaxAnnotations: 3}, s.findings(), s.diagnostics(), summary())
	for line := range strings.Lines(out) {
		if !command.MatchString(strings.TrimSuffix(line, "\n")) {
			t.Errorf("line %q is no command", line)
		}
	}
	for _, bad := range []string{"<script", "](http", "@all", "://"} {
		if strings.Contains(escaped.ReplaceAllString(md, ""), bad) {
			t.Errorf("summary has %q:\n%s", bad, md)
		}
	}
	for line := range strings.Lines(md) {
		if strings.HasPrefix(line, "|") && !tableRow.MatchString(strings.TrimSuffix(line, "\n")) {
			t.Errorf("row %q", line)
		}
	}
}

func TestGitHubLimits(t *testing.T) {
	t.Parallel()
	var findings []scan.Finding
	for i := range 40 {
		r := record(unpinned, scan.Location{Path: "p", Region: scan.Region{StartLine: i + 1}}, fmt.Sprint("finding ", i))
		r.Severity = []scan.Severity{scan.SeverityHigh, scan.SeverityCritical, scan.SeverityMedium, scan.SeverityLow}[i%4]
		findings = append(findings, r)
	}
	out, md := encodeGitHub(t, report.GitHubConfig{MaxAnnotations: 5}, findings, diagnostics(), summary())
	for _, level := range []string{"error", "warning", "notice"} {
		if n := strings.Count(out, "::"+level); n != 5 {
			t.Errorf("%d annotations of level %s, want 5:\n%s", n, level, out)
		}
	}
	if !strings.Contains(out, "::notice title=28 more findings without an annotation::16 errors, 6 warnings, 6 notices. The step summary has the whole list.\n") {
		t.Errorf("the rest is not counted:\n%s", out)
	}
	if i, k := strings.Index(out, "finding 1%0A"), strings.Index(out, "finding 0%0A"); i < 0 || k >= 0 {
		t.Errorf("high findings stand in the way of critical ones:\n%s", out)
	}
	if n := strings.Count(md, "\n| high |"); n != 10 {
		t.Errorf("%d high findings in the summary", n)
	}
}

func TestGitHubSummaryLimit(t *testing.T) {
	t.Parallel()
	var findings []scan.Finding
	for i := range 3000 {
		r := record(unpinned, scan.Location{Path: "p"}, fmt.Sprint("finding ", i, strings.Repeat(" word", 20)))
		r.Severity = scan.Severity(i % 6)
		findings = append(findings, r)
	}
	for _, limit := range []int{1, 4000, 100_000, 1 << 20} {
		_, md := encodeGitHub(t, report.GitHubConfig{MaxSummary: limit}, findings, diagnostics(), summary())
		if len(md) > max(limit, 1024) {
			t.Errorf("limit %d: %d bytes", limit, len(md))
		}
		rows := strings.Count(md, "| finding ")
		said := strings.Contains(md, "not listed") || strings.Contains(md, "cut off here")
		if (rows < len(findings)) != said {
			t.Errorf("limit %d: %d rows, said: %v", limit, rows, said)
		}
		if limit == 100_000 && (strings.Count(md, "| critical |") != 500 || strings.Contains(md, "| low |")) {
			t.Errorf("the worst findings do not come first")
		}
	}
}

func TestGitHubColumns(t *testing.T) {
	t.Parallel()
	out, _ := encodeGitHub(t, report.GitHubConfig{Base: "/apps/web/"}, []scan.Finding{
		record(unpinned, locate("a,b:c%.yml", "é: x\ny", "x"), "one line"),
		record(unpinned, locate("d", "ab\ncd\n", "b\ncd\n"), "two lines"),
	}, nil, nil)
	for _, want := range []string{
		"file=apps/web/a%2Cb%3Ac%25.yml,line=1,endLine=1,col=4,endColumn=5,title=",
		"file=apps/web/d,line=1,endLine=2,title=",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("no %s in\n%s", want, out)
		}
	}
}

func TestGitHubVerdicts(t *testing.T) {
	t.Parallel()
	for verdict, want := range map[string]string{
		"pass":       "",
		"fail":       "::error title=Verdict%3A fail::because\n",
		"incomplete": "::warning title=Verdict%3A incomplete::because\n",
	} {
		out, md := encodeGitHub(t, report.GitHubConfig{}, nil, nil, &report.Summary{Decision: &report.Decision{Verdict: verdict, Reasons: []string{"because"}}})
		if out != want || !strings.Contains(md, ": "+verdict+"\n\n- because\n\n**No findings.**\n") {
			t.Errorf("%s: %q\n%s", verdict, out, md)
		}
	}
}

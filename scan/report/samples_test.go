package report_test

import (
	"errors"
	"io/fs"
	"strings"
	"testing"
	"time"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/report"
)

var (
	injection = &scan.Rule{
		ID: "github/expression-injection", Name: "Expression expands inside a script", Class: "expression-injection",
		Kind: scan.KindMisconfiguration, Severity: scan.SeverityHigh, Confidence: scan.ConfidenceHigh,
		Description: "The expression is pasted into the script before a shell reads it.\n\nWhoever writes the title of an issue runs commands with the `GITHUB_TOKEN` of the job.",
		Remediation: "Hand the value over in an environment variable and let the shell expand that.",
		Example:     "run: echo \"${{ github.event.issue.title }}\"\n",
		Fixed:       "env:\n  TITLE: ${{ github.event.issue.title }}\nrun: echo \"$TITLE\"\n",
		Tags:        []string{"github", "injection"},
		References: []scan.Reference{
			{Title: "not an absolute address", URL: "docs/injection.md"},
			{Title: "Script injections [overview]", URL: "https://docs.example.org/injection?a=1#top"},
		},
	}
	unpinned = &scan.Rule{
		ID: "github/unpinned-action", Name: "Action without a commit", Class: "unpinned-action",
		Kind: scan.KindMisconfiguration, Severity: scan.SeverityMedium, Confidence: scan.ConfidenceHigh,
		Description: "A tag can be moved to other code.",
		Remediation: "Name the full hash of a commit.",
	}
	vulnerable = &scan.Rule{
		ID: "deps/vulnerable", Name: "Package with a published vulnerability", Class: "vulnerable-dependency",
		Kind: scan.KindVulnerability, Confidence: scan.ConfidenceHigh,
		Description: "An advisory names this version.",
		Taxa:        []scan.Taxon{{Taxonomy: "CWE", ID: "1395"}, {Taxonomy: "SLSA", ID: "L3"}},
	}
	leaked = &scan.Rule{
		ID: "secrets/github-token", Name: "Token of GitHub", Class: "secret-in-source",
		Kind: scan.KindSecret, Severity: scan.SeverityCritical, Confidence: scan.ConfidenceMedium,
		Remediation: "Revoke the token, then take it out of the history.",
	}
	unused = &scan.Rule{ID: "image/runs-as-root", Name: "Image runs as root", Class: "container-runs-as-root", Severity: scan.SeverityLow}
)

const workflow = `name: greet
on: issues
jobs:
  greet:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: |
` + "\t  echo \"größe 你好\"; echo \"${{ github.event.issue.title }}\"\n" + `          curl -sSf https://get.example.org/install.sh |
            sh -s -- --yes
      - run: echo done
`

func locate(path, text, part string) scan.Location {
	start := strings.Index(text, part)
	return scan.NewFile(&scan.Entry{Path: path}, []byte(text)).Location(start, start+len(part))
}

// samples returns findings that use every field, in walk order.
func samples() []scan.Finding {
	var list []scan.Finding
	for _, part := range [][]*scan.Record{workflowSamples(), packageSamples(), secretSamples(), oddSamples()} {
		for _, r := range part {
			if r.Fingerprint == "" {
				r.Fingerprint = r.ComputeFingerprint(0)
			}
			list = append(list, r)
		}
	}
	return list
}

func record(rule *scan.Rule, l scan.Location, message string) *scan.Record {
	r := scan.NewRecord(rule, l, message)
	return &r
}

func workflowSamples() []*scan.Record {
	const path = ".github/workflows/greet.yml"
	expr := record(injection, locate(path, workflow, "${{ github.event.issue.title }}"),
		"The title of an issue, which anybody writes, becomes part of a shell script.")
	expr.Location.Logical = "jobs.greet.steps[1].run"
	expr.Impact = "Anybody who may open an issue runs commands in this job."
	expr.Foreign = map[string]string{"primaryLocationLineHash": "39fa2ee980eb94b0:1", "zizmor/v1": "abc"}
	expr.Baseline = scan.BaselineNew
	expr.Related = []scan.Location{locate(path, workflow, "issues")}
	expr.Related[0].Role, expr.Related[0].Message = "trigger", "runs for every issue"
	source, sink := locate(path, workflow, "issues"), locate(path, workflow, "${{ github.event.issue.title }}")
	source.Role, source.Message = "source", "the title of an issue"
	sink.Role, sink.Message = "sink", "a shell script"
	expr.CodeFlows = []scan.CodeFlow{{Message: "from the event to the shell", Steps: []scan.Location{source, sink}}}
	edit := scan.Edit{Path: path, Region: expr.Location.Region, Text: "$TITLE"}
	edit.Region.Snippet = ""
	expr.Fixes = []scan.Fix{{Description: "Use an environment variable", Edits: []scan.Edit{edit}}}

	many := record(injection, locate(path, workflow, "curl -sSf https://get.example.org/install.sh |\n            sh -s -- --yes"),
		"A script from the network runs without a check.")
	many.Rule = &scan.Rule{ID: "shell/piped-download", Name: "Download piped into a shell", Class: "unverified-script-execution", Severity: scan.SeverityMedium}
	many.Severity, many.Confidence, many.Outcome = scan.SeverityMedium, scan.ConfidenceLow, scan.OutcomeReview
	many.Occurrences = 3

	pin := record(unpinned, locate(path, workflow, "actions/checkout@v4"), "actions/checkout is at the movable tag v4.")
	pin.Baseline = scan.BaselineUnchanged
	pin.Fixes = []scan.Fix{
		{Description: "Pin to the commit of v4", Safe: true, Edits: []scan.Edit{{Path: path, Region: pin.Location.Region, Text: "actions/checkout@" + strings.Repeat("8f4b7f84", 5)}}},
	}
	muted := record(unpinned, locate(path, workflow, "runs-on: ubuntu-latest"), "The runner's image is not fixed.")
	muted.Suppressions = []scan.Suppression{
		{Kind: "inSource", Justification: "rebuilt daily", Location: &muted.Location},
		{Kind: "external", Justification: "accepted", Owner: "platform team", Expires: "2027-01-31"},
	}
	return []*scan.Record{expr, many, pin, muted}
}

func packageSamples() []*scan.Record {
	const lock = `{"packages":{"node_modules/lodash":{"version":"4.17.20"}}}`
	place := locate("web/package-lock.json", lock, `"4.17.20"`)
	r := record(vulnerable, scan.Location{}, "lodash 4.17.20 lets a template run commands.")
	r.Severity = scan.SeverityHigh
	r.Package = &scan.Package{
		PURL: "pkg:npm/lodash@4.17.20", Name: "lodash", Version: "4.17.20", Ecosystem: "npm",
		Relation: scan.RelationTransitive, Scope: scan.ScopeDev, Locations: []scan.Location{place},
		Paths: [][]string{
			{"pkg:npm/%40acme/web@1.0.0", "pkg:npm/webpack@5.1.0", "pkg:npm/lodash@4.17.20"},
			{"pkg:npm/%40acme/web@1.0.0", "pkg:npm/jest@29.0.0", "pkg:npm/lodash@4.17.20"},
		},
	}
	r.Vulnerability = &scan.Vulnerability{
		ID: "CVE-2021-23337", Aliases: []string{"GHSA-35jh-r3h4-6jhm"}, Summary: "Command injection in lodash",
		Ranges: []string{"< 4.17.21"}, Fixed: []string{"4.17.21"}, Reachability: "imported",
		Trace: []string{"web.main", "lodash.template"}, VEX: "under_investigation",
	}
	r.Scores = []scan.Score{
		{System: "CVSS:3.1", Vector: "CVSS:3.1/AV:N/AC:L/PR:H/UI:N/S:U/C:H/I:H/A:H", Value: 7.2, Source: "GHSA-35jh-r3h4-6jhm"},
		{System: "EPSS", Value: 0.0123, Percentile: 0.79}, {System: "KEV", Value: 1},
	}
	r.Fixes = []scan.Fix{{Upgrade: &scan.Upgrade{PURL: "pkg:npm/lodash", From: "4.17.20", To: "4.17.21"}, Command: "npm update lodash"}}
	low := record(vulnerable, scan.Location{Origin: &scan.Origin{Image: "example.org/app:1.2", Layer: "sha256:" + strings.Repeat("ab", 32), LayerIndex: 3}},
		"zlib 1.2.11 can be made to crash.")
	low.Severity = scan.SeverityLow
	low.Package = &scan.Package{PURL: "pkg:deb/debian/zlib1g@1.2.11", Name: "zlib1g", Version: "1.2.11", Ecosystem: "Debian:11", Installed: true}
	low.Vulnerability = &scan.Vulnerability{ID: "CVE-2018-25032", Withdrawn: true}
	low.Baseline = scan.BaselineUpdated
	return []*scan.Record{r, low}
}

func secretSamples() []*scan.Record {
	r := record(leaked, scan.Location{
		Path: "deploy/.env", Region: scan.Region{StartLine: 3, StartColumn: 14, EndLine: 3, EndColumn: 54, StartOffset: 60, EndOffset: 100, Snippet: "GITHUB_TOKEN=ghp_…(40)"},
		Origin: &scan.Origin{
			Target: "history", Commit: strings.Repeat("0123456789", 4), Blob: strings.Repeat("89abcdef", 5), Author: "Jane Doe <jane@example.org>",
			Time: time.Date(2026, 5, 4, 3, 2, 1, 0, time.UTC), Archives: []string{"backup/site.tar.gz"},
		},
	}, "A token of GitHub is stored in the clear.")
	r.Secret = &scan.Secret{Detector: "github-token", Provider: "github", Redacted: "ghp_…(40)", Hash: "k1:99aa", Validation: "valid"}
	r.Tool = &scan.Tool{Name: "leakfinder", Version: "8.1"}
	r.Correlation = "c1"
	r.Properties = map[string]any{"leakfinder": map[string]any{"Entropy": 4.5, "Line": 3.0}}
	return []*scan.Record{r}
}

func oddSamples() []*scan.Record {
	minified := "a=1;" + strings.Repeat("f(0);", 200) + "eval(location.hash)" + strings.Repeat(";g()", 100)
	long := record(evalRule(), locate("web/dist/app.min.js", minified, "eval(location.hash)"), "Text of the address is run.")
	hostile := record(unpinned, scan.Location{
		Path:   "odd dir/50%:\n::error::x\x1b[31m\xff.yml",
		Region: scan.Region{StartLine: 1, StartColumn: 1, EndLine: 1, EndColumn: 4, EndOffset: 3, Snippet: "a\u202eb\x1b[2J | <b>\xf0\x9f\x94\x92</b>"},
	}, "first line\nsecond | line ](x) \u2066\u200b<script>@all ::error::no\r")
	hostile.Severity = scan.SeverityInfo
	bare := &scan.Record{Message: "A record without a rule."}
	whole := record(unused, scan.Location{Path: "Dockerfile"}, "No USER instruction.")
	dynamic := record(unused, scan.Location{Origin: &scan.Origin{URL: "https://app.example.org/login", Method: "GET", Parameter: "next"}}, "The cookie is sent in the clear.")
	dynamic.Kind, dynamic.Remediation = scan.KindDynamic, "Set the attribute Secure."
	dynamic.References = []scan.Reference{{URL: "https://docs.example.org/cookies"}}
	pass := record(unused, scan.Location{Path: "Dockerfile.ci"}, "There is a USER instruction.")
	pass.Outcome = scan.OutcomePass
	gone := record(unpinned, scan.Location{Path: "old.yml", Region: scan.Region{StartLine: 9}}, "Was there before.")
	gone.Baseline = scan.BaselineAbsent
	return []*scan.Record{long, hostile, bare, whole, dynamic, pass, gone}
}

func evalRule() *scan.Rule {
	return &scan.Rule{ID: "js/eval", Name: "Text is run as code", Class: "js-eval", Severity: scan.SeverityHigh, Taxa: []scan.Taxon{{Taxonomy: "CWE", ID: "95"}}}
}

func diagnostics() []*scan.Diagnostic {
	var list []*scan.Diagnostic
	for _, name := range []string{"a", "b", "c", "d", "e"} {
		list = append(list, &scan.Diagnostic{Kind: scan.DiagTooLarge, Location: scan.Location{Path: "assets/" + name + ".bin"}, Message: "larger than the limit of 4 MiB"})
	}
	return append(list,
		&scan.Diagnostic{Kind: scan.DiagMalformed, Analyzer: "pipeline", Location: scan.Location{Path: "ci/broken.yml", Region: scan.Region{StartLine: 3, StartColumn: 1}}, Message: "mapping without a value", Err: errors.New("yaml: line 3: did not find expected key")},
		&scan.Diagnostic{Kind: scan.DiagUnreadable, Location: scan.Location{Path: "root/key"}, Message: "cannot be opened", Err: &fs.PathError{Op: "open", Path: "root/key", Err: fs.ErrPermission}},
		&scan.Diagnostic{Kind: scan.DiagUnreadable, Location: scan.Location{Path: "root/\x1b]0;x\a"}, Message: "cannot be opened", Err: &fs.PathError{Op: "open", Path: "root/\x1b]0;x\a", Err: fs.ErrPermission}},
		&scan.Diagnostic{Kind: scan.DiagStaleAdvisories, Analyzer: "deps", Message: "advisories are from 2026-01-02", Note: true},
		&scan.Diagnostic{Kind: scan.DiagPanic, Analyzer: "custom", Message: "index out of range"},
	)
}

func summary() *report.Summary {
	return &report.Summary{
		Tool:     scan.Tool{Name: "Penstock", Version: "v0.1.0"},
		Rules:    []*scan.Rule{injection, unpinned, vulnerable, leaked, unused},
		Coverage: scan.Coverage{Entries: 1240, Files: 312, Ignored: 23, Excluded: 2, Unpacked: 3, Unwanted: 896, Unread: 4, Bytes: 4_200_000, Packages: 87, Findings: 14, Diagnostics: 10},
		Decision: &report.Decision{
			Verdict: "fail", Policy: "default",
			Reasons:  []string{"1 critical finding; none is allowed", "3 new findings of severity high or above"},
			Accepted: []string{"5 files above the size limit"},
		},
	}
}

// render returns what an encoder writes about the samples.
func render(t *testing.T, enc report.Encoder, out *strings.Builder) string {
	t.Helper()
	if err := report.Encode(enc, samples(), diagnostics(), summary()); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

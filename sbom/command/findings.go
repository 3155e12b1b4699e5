package command

import (
	"bytes"
	"flag"
	"fmt"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/policy"
	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/cli"
	"github.com/penstock-dev/penstock/scan/report"
)

// reportFlags are the flags of verbs that report findings, as a scan does.
type reportFlags struct {
	format  string
	out     string
	failOn  string
	persona scan.Persona
	accept  list
}

// add declares the flags; extra are formats besides those of package report.
func (f *reportFlags) add(flags *flag.FlagSet, failOn string, extra ...string) {
	flags.StringVar(&f.format, "format", "text", "`format` of the report: "+strings.Join(append(extra, report.Formats()...), ", "))
	flags.StringVar(&f.out, "o", "", "`file` for the report instead of standard output")
	flags.StringVar(&f.failOn, "fail-on", failOn, "lowest `severity` that fails: info, low, medium, high, critical, or none")
	flags.TextVar(&f.persona, "persona", scan.PersonaRegular, "for whom to report: regular, pedantic or auditor")
}

// reportValues are what these flags can be completed with.
func reportValues(extra ...string) map[string][]string {
	return map[string][]string{
		"format": append(extra, report.Formats()...), "fail-on": {"info", "low", "medium", "high", "critical", "none"},
		"persona": {"regular", "pedantic", "auditor"}, "accept": {"malformed", "unpinned", "not-evaluated", "limit", "unsupported"},
	}
}

// gate returns the policy that the flags describe.
func (f *reportFlags) gate() (*policy.Gate, error) {
	accepted, err := cli.Acceptances(f.accept)
	if err != nil {
		return nil, err
	}
	config := policy.Config{Persona: f.persona, Accept: accepted}
	if config.ReportOnly = f.failOn == "none"; !config.ReportOnly {
		if config.FailOn, err = scan.ParseSeverity(f.failOn); err != nil || config.FailOn == scan.SeverityUnknown {
			return nil, cli.Usage("-fail-on %s: want info, low, medium, high, critical or none", f.failOn)
		}
	}
	gate, err := policy.New(config)
	if err != nil {
		return nil, cli.Usage("%v", err)
	}
	return gate, nil
}

// shown returns the findings for the persona, and a note about the others.
func (f *reportFlags) shown(all []scan.Finding) ([]scan.Finding, *scan.Diagnostic) {
	var shown []scan.Finding
	hidden, most := 0, scan.PersonaRegular
	for _, x := range all {
		if p := x.Common().Persona; p > f.persona {
			hidden, most = hidden+1, max(most, p)
			continue
		}
		shown = append(shown, x)
	}
	if hidden == 0 {
		return shown, nil
	}
	what := "1 finding is neither shown nor judged, since it is"
	if hidden > 1 {
		what = fmt.Sprintf("%d findings are neither shown nor judged, since they are", hidden)
	}
	return shown, &scan.Diagnostic{Kind: "hidden", Note: true, Message: fmt.Sprintf("%s not for everybody: -persona %s shows all", what, most)}
}

// write reports findings and diagnostics, and returns the exit code that the
// decision stands for.
func (f *reportFlags) write(call cli.Call, rules []*scan.Rule, findings []scan.Finding, diagnostics []*scan.Diagnostic, coverage scan.Coverage) (int, error) {
	gate, err := f.gate()
	if err != nil {
		return 0, err
	}
	if !slices.Contains(report.Formats(), f.format) {
		return 0, cli.Usage("-format: there is no format %q: want one of %s", f.format, strings.Join(report.Formats(), ", "))
	}
	findings, hidden := f.shown(findings)
	if hidden != nil {
		diagnostics = append(diagnostics, hidden)
	}
	judgement := gate.Judge()
	for _, x := range findings {
		judgement.Finding(x)
	}
	for _, d := range diagnostics {
		judgement.Diagnostic(d)
	}
	decision := judgement.Decision()
	coverage.Findings, coverage.Diagnostics = len(findings), len(diagnostics)
	var text bytes.Buffer
	enc, err := report.New(f.format, &text, report.Config{Text: report.TextConfig{Color: call.Color && f.out == ""}})
	if err != nil {
		return 0, cli.Usage("-format: %v", err)
	}
	summary := &report.Summary{Tool: call.Tool, Rules: rules, Coverage: coverage, Decision: &report.Decision{Verdict: string(decision.Verdict), Reasons: decision.Reasons()}}
	if err := report.Encode(enc, findings, diagnostics, summary); err != nil {
		return 0, err
	}
	if err := put(call, f.out, text.Bytes()); err != nil {
		return 0, err
	}
	switch decision.Verdict {
	case policy.Pass:
		return cli.ExitPass, nil
	case policy.Fail:
		return cli.ExitFail, nil
	default:
		return cli.ExitIncomplete, nil
	}
}

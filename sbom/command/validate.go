package command

import (
	"context"
	"errors"
	"flag"
	"slices"

	"github.com/penstock-dev/penstock/sbom/bom"
	"github.com/penstock-dev/penstock/sbom/validate"
	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/cli"
)

// validateFlags are the flags of the verb that checks documents.
type validateFlags struct {
	reportFlags
	config Config
	max    int
}

func (c Config) validateVerb() cli.Verb {
	return cli.Verb{
		Name: "validate", Args: "[flags] FILE …",
		Summary: "tell everything that is wrong with bills of materials, with its place",
		Details: `Checked is the structure that the specification of the format and version wants
(CycloneDX 1.0 to 1.7, SPDX 2.0 to 2.3 and 3.0.1), and whether what the document
says holds together: references, cycles, package URLs, digests, licenses. A
document whose structure is wrong is invalid. No schema is fetched.

Examples:
  %s bom.json
  %s -fail-on low -persona auditor *.spdx.json
  %s -format sarif -o report.sarif bom.xml
  %s -format jsonl - < bom.json

Exit codes: 0 nothing at or above -fail-on; 1 something is; 2 wrong usage, such as
a file that is no bill of materials; 3 something could not be validated.`,
		Values: reportValues(),
		New: func(flags *flag.FlagSet) func(context.Context, cli.Call) (int, error) {
			f := &validateFlags{config: c}
			f.add(flags, "medium")
			flags.IntVar(&f.max, "max-problems", 0, "`number` of problems that are told of a document (default 1000)")
			acceptFlag(flags, &f.accept)
			return f.run
		},
	}
}

func (f *validateFlags) run(ctx context.Context, call cli.Call) (int, error) {
	if len(call.Args) == 0 {
		return 0, cli.Usage("want a document")
	}
	if f.max < 0 {
		return 0, cli.Usage("-max-problems must not be negative")
	}
	r, err := newRemarks(call, nil)
	if err != nil {
		return 0, err
	}
	validator, err := validate.New(validate.Config{Now: f.config.Now, MaxProblems: f.max})
	if err != nil {
		return 0, err
	}
	var all checked
	for _, path := range call.Args {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		text, name, err := load(call, path)
		if err != nil {
			return 0, err
		}
		if err := all.add(r, validator, name, text); err != nil {
			return 0, err
		}
	}
	return f.write(call, validator.Rules(), all.findings, all.diagnostics, all.coverage)
}

// checked is what came of validations.
type checked struct {
	findings    []scan.Finding
	diagnostics []*scan.Diagnostic
	coverage    scan.Coverage
}

func (c *checked) add(r *remarks, validator *validate.Validator, name string, text []byte) error {
	result, err := validator.Document(text)
	switch {
	case errors.Is(err, bom.ErrFormat):
		return cli.Usage("%s: %v", name, err)
	case err != nil:
		c.diagnostics = append(c.diagnostics, &scan.Diagnostic{Kind: scan.DiagTooLarge, Location: scan.Location{Path: name}, Message: "the document is not validated", Err: err})
		return nil
	}
	c.coverage.Entries++
	c.coverage.Files++
	c.coverage.Bytes += int64(len(text))
	file := scan.NewFile(&scan.Entry{Path: name}, text)
	for _, p := range result.Problems {
		location := scan.Location{Path: name, Logical: p.Pointer}
		if p.Region != (scan.Region{}) {
			location.Region = file.Region(p.Region.StartOffset, p.Region.EndOffset)
		}
		rules := validator.Rules()
		i := slices.IndexFunc(rules, func(rule *scan.Rule) bool { return rule.ID == p.Rule })
		finding := &validate.Finding{Record: scan.NewRecord(rules[max(i, 0)], location, p.Message), Format: result.Format, SpecVersion: result.SpecVersion, Pointer: p.Pointer}
		finding.Severity = p.Severity
		c.findings = append(c.findings, finding)
	}
	if result.Unread != nil && result.Valid() {
		c.diagnostics = append(c.diagnostics, &scan.Diagnostic{Kind: scan.DiagUnsupported, Location: scan.Location{Path: name}, Message: "what the document says is not validated", Err: result.Unread})
	}
	if result.Truncated {
		c.diagnostics = append(c.diagnostics, &scan.Diagnostic{Kind: scan.DiagLimit, Location: scan.Location{Path: name}, Message: "the document has more problems than are told: -max-problems tells more"})
	}
	verdict := "valid"
	if !result.Valid() {
		verdict = "not valid"
	}
	components := 0
	if result.Document != nil {
		components = len(result.Document.Components)
	}
	r.say("%s: %s %s as %s, %s: %s, %s", name, string(result.Format), release(result.SpecVersion), result.Syntax, verdict, counted(components, "component"), counted(len(result.Problems), "problem"))
	return nil
}

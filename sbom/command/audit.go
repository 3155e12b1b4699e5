package command

import (
	"context"
	"flag"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/sbom/audit"
	"github.com/penstock-dev/penstock/sbom/bom"
	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/cli"
	"github.com/penstock-dev/penstock/scan/pipeline/inventory"
)

// auditFlags are the flags of the verb that holds a document against a tree.
type auditFlags struct {
	targetFlags
	reportFlags
}

func (c Config) auditVerb() cli.Verb {
	return cli.Verb{
		Name: "audit", Args: "[flags] FILE [path …]",
		Summary: "hold a bill of materials against the folder or image that it claims to describe",
		Details: `Components of pipelines (actions, images of jobs) are compared only if the document
lists some.

Examples:
  %s bom.json .
  %s -fail-on high bom.json dist/app.tar
  %s -format sarif -o report.sarif vendor.spdx.json vendor/

Exit codes: 0 nothing at or above -fail-on; 1 the document leaves something out or
states it otherwise; 2 wrong usage; 3 something could not be compared.`,
		Values: reportValues(),
		New: func(flags *flag.FlagSet) func(context.Context, cli.Call) (int, error) {
			f := &auditFlags{targetFlags: targetFlags{config: c}}
			f.reportFlags.add(flags, "medium")
			f.targetFlags.add(flags)
			return f.run
		},
	}
}

func (f *auditFlags) run(ctx context.Context, call cli.Call) (int, error) {
	if len(call.Args) == 0 {
		return 0, cli.Usage("want a document, and the paths that it describes")
	}
	f.reportFlags.accept = f.targetFlags.accept
	r, err := newRemarks(call, f.targetFlags.accept)
	if err != nil {
		return 0, err
	}
	d, _, err := r.read(call, call.Args[0])
	if err != nil {
		return 0, err
	}
	run, err := f.targetFlags.run(ctx, call, call.Args[1:])
	if err != nil {
		return 0, err
	}
	packages := run.packages
	if !listsPipelines(d) {
		packages = slices.DeleteFunc(slices.Clone(packages), func(p *scan.Package) bool { return p.Properties[inventory.PropertySystem] != "" })
	}
	name := call.Args[0]
	result := audit.Compare(d, name, packages, audit.Config{})
	var findings []scan.Finding
	for _, x := range result.Findings(name) {
		findings = append(findings, x)
	}
	diagnostics := run.diagnostics
	if x := result.Diagnostic(name); x != nil {
		diagnostics = append(diagnostics, x)
	}
	r.say("%s: %d of %d listed and %d found packages are the same", name, result.Matched, result.Listed, result.Found)
	code, err := f.write(call, audit.Rules(), findings, diagnostics, scan.Coverage{Entries: 1, Files: 1, Packages: len(packages)})
	if incomplete := r.code(); err == nil && code == cli.ExitPass {
		code = incomplete
	}
	return code, err
}

// listsPipelines reports whether a document has components that pipelines use.
func listsPipelines(d *bom.Document) bool {
	return slices.ContainsFunc(d.Components, func(c *bom.Component) bool {
		return c.Property(inventory.PropertySystem) != "" || strings.HasPrefix(c.PURL, "pkg:github/")
	})
}

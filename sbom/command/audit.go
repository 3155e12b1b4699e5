package command

import (
	"context"
	"flag"
	"fmt"
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
		Details: `Compared are names, versions, digests and scopes. Components of pipelines (actions,
images of jobs) are compared only if the document lists some and there are pipelines
at the paths.

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
	d, packages := samePipelines(r, d, run.packages)
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
	r.say("%s", account(name, result))
	code, err := f.write(call, audit.Rules(), findings, diagnostics, scan.Coverage{Entries: 1, Files: 1, Packages: result.Found})
	if incomplete := r.code(); err == nil && code == cli.ExitPass {
		code = incomplete
	}
	return code, err
}

// account says in a sentence how the numbers of a comparison come about.
func account(name string, result *audit.Report) string {
	listed, found := map[audit.Kind]int{}, map[audit.Kind]int{}
	for _, e := range result.Entries {
		listed[e.Kind] += distinct(e.Listed)
		found[e.Kind] += distinct(e.Found)
	}
	text := fmt.Sprintf("%s lists %s, and %d were found, counting each version and leaving out the project itself: %d in both",
		name, counted(result.Listed, "package"), result.Found, result.Matched)
	for _, part := range []struct {
		n    int
		what string
	}{
		{listed[audit.Version], "listed in other versions"}, {found[audit.Version], "found in other versions"},
		{listed[audit.Extra], "listed only"}, {found[audit.Missing], "found only"}, {listed[audit.NotComparable], "listed and not comparable"},
	} {
		if part.n > 0 {
			text += fmt.Sprintf(", %d %s", part.n, part.what)
		}
	}
	return text
}

// distinct counts the versions of a package.
func distinct(list []*scan.Package) int {
	versions := map[string]bool{}
	for _, p := range list {
		versions[p.Version] = true
	}
	return len(versions)
}

// samePipelines leaves out what pipelines use where only one side tells of
// pipelines, and says so: a document of what was built knows none, and what was
// built has none.
func samePipelines(r *remarks, d *bom.Document, packages []*scan.Package) (*bom.Document, []*scan.Package) {
	used := func(p *scan.Package) bool { return p.Properties[inventory.PropertySystem] != "" }
	listed, found := slices.ContainsFunc(d.Components, ofPipeline), slices.ContainsFunc(packages, used)
	switch {
	case found && !listed:
		all := len(packages)
		packages = slices.DeleteFunc(slices.Clone(packages), used)
		r.say("note: %s of pipelines not compared: the document lists none", counted(all-len(packages), "component"))
	case listed && !found:
		own := *d
		own.Components = slices.DeleteFunc(slices.Clone(d.Components), ofPipeline)
		r.say("note: %s of pipelines not compared: there are no pipelines at the paths", counted(len(d.Components)-len(own.Components), "component"))
		d = &own
	}
	return d, packages
}

// ofPipeline reports whether a component is one that pipelines use.
func ofPipeline(c *bom.Component) bool {
	return c.Property(inventory.PropertySystem) != "" || strings.HasPrefix(c.PURL, "pkg:github/") || strings.HasPrefix(c.PURL, "pkg:githubactions/")
}

// Command runner is the heart of a CI runner that looks before it leaps: a
// checkout must pass the gate before its build command is run. Its findings
// appear as annotations, and the whole report is kept as SARIF.
//
//	go run ./examples/runner <checkout> <report.sarif> <command> [argument …]
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/policy"
	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/report"
	"github.com/penstock-dev/penstock/scan/suite"
)

func main() {
	if len(os.Args) < 4 {
		fmt.Fprintln(os.Stderr, "usage: runner <checkout> <report.sarif> <command> [argument …]")
		os.Exit(2)
	}
	ctx := context.Background()
	sarif, err := os.Create(os.Args[2])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	err = gate(ctx, os.Args[1], os.Stdout, sarif)
	if err := errors.Join(err, sarif.Close()); err != nil {
		fmt.Fprintln(os.Stderr, "not built:", err)
		os.Exit(1)
	}
	build := exec.CommandContext(ctx, os.Args[3], os.Args[4:]...)
	build.Dir, build.Stdout, build.Stderr = os.Args[1], os.Stdout, os.Stderr
	if err := build.Run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// gate scans a checkout, writes annotations and SARIF, and returns an error
// unless the policy lets the checkout pass.
func gate(ctx context.Context, checkout string, annotations, sarif io.Writer) error {
	analyzers, err := suite.New(ctx, suite.Config{})
	if err != nil {
		return err
	}
	runner, err := scan.New(scan.Config{Analyzers: analyzers, LineHashes: true})
	if err != nil {
		return err
	}
	rules, err := policy.New(policy.Config{
		FailOn: scan.SeverityHigh,
		Accept: []policy.Acceptance{{Kind: scan.DiagNoAdvisories, Reason: "vulnerabilities are checked every night"}},
	})
	if err != nil {
		return err
	}
	result, err := runner.Run(ctx, scan.Dir(checkout, scan.TreeConfig{}))
	if err != nil && !errors.Is(err, scan.ErrIncomplete) {
		return err
	}
	decision := rules.Decide(result)
	findings := slices.DeleteFunc(slices.Clone(result.Findings), func(f scan.Finding) bool {
		return f.Common().Persona != scan.PersonaRegular // what the policy does not judge either
	})
	summary := &report.Summary{
		Tool: scan.Tool{Name: "runner"}, Rules: runner.Rules(), Coverage: result.Coverage,
		Decision: &report.Decision{Verdict: string(decision.Verdict), Reasons: decision.Reasons()},
	}
	for _, enc := range []report.Encoder{report.NewGitHub(annotations, report.GitHubConfig{}), report.NewSARIF(sarif, report.SARIFConfig{})} {
		if err := report.Encode(enc, findings, result.Diagnostics, summary); err != nil {
			return err
		}
	}
	if decision.Verdict != policy.Pass {
		return fmt.Errorf("the gate says %s: %s", decision.Verdict, strings.Join(decision.Reasons(), "; "))
	}
	return nil
}

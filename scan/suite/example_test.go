package suite_test

import (
	"context"
	"fmt"
	"strings"

	"github.com/penstock-dev/penstock/policy"
	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/suite"
)

// Everything on one workflow, and a decision.
func Example() {
	ctx := context.Background()
	analyzers, err := suite.New(ctx, suite.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	runner, err := scan.New(scan.Config{Analyzers: analyzers})
	if err != nil {
		fmt.Println(err)
		return
	}
	workflow := strings.Join([]string{
		"on: issue_comment",
		"permissions: {}",
		"jobs:",
		"  greet:",
		"    runs-on: ubuntu-latest",
		"    steps:",
		"      - run: echo ${{ github.event.comment.body }}",
	}, "\n")
	result, err := runner.Run(ctx, scan.Bytes(".github/workflows/greet.yml", []byte(workflow)))
	if err != nil {
		fmt.Println(err)
	}
	for _, f := range result.Findings {
		if r := f.Common(); r.Persona == scan.PersonaRegular {
			fmt.Println(r.Severity, r.RuleID(), r.Location.Region.StartLine)
		}
	}
	gate, err := policy.New(policy.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(gate.Decide(result).Verdict)
	// Output:
	// high github/expression-injection 7
	// fail
}

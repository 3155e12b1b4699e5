package policy_test

import (
	"fmt"

	"github.com/penstock-dev/penstock/policy"
	"github.com/penstock-dev/penstock/scan"
)

// A gate that tolerates nothing of one class and accepts one known gap.
func Example() {
	gate, err := policy.New(policy.Config{
		FailOn:  scan.SeverityCritical,
		Classes: []policy.ClassRule{{Class: "secret-in-source"}},
		Accept:  []policy.Acceptance{{Kind: scan.DiagTooLarge, Path: "*.iso", Reason: "boot images"}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	result := &scan.Result{
		Findings: []scan.Finding{&scan.Record{
			Rule: &scan.Rule{ID: "secrets/example", Class: "secret-in-source"}, Severity: scan.SeverityMedium,
		}},
		Diagnostics: []*scan.Diagnostic{{Kind: scan.DiagTooLarge, Location: scan.Location{Path: "dist/boot.iso"}}},
	}
	decision := gate.Decide(result)
	fmt.Println(decision.Verdict)
	for _, reason := range decision.Reasons() {
		fmt.Println("-", reason)
	}
	// Output:
	// fail
	// - 1 finding of medium severity fails
}

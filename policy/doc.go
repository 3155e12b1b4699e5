// Package policy decides from the findings and diagnostics of a run whether
// what flows through a pipeline may pass.
//
//	gate, err := policy.New(policy.Config{
//		FailOn:  scan.SeverityMedium,
//		Classes: []policy.ClassRule{{Class: "secret-in-source", FailOn: scan.SeverityInfo}},
//		Accept:  []policy.Acceptance{{Kind: scan.DiagTooLarge, Path: "testdata/**", Reason: "generated"}},
//	})
//	if err != nil {
//		return err
//	}
//	decision := gate.Decide(result)
//
// A gate fails closed: a severity that nobody has judged counts as high, and
// what could not be looked at keeps the verdict from being a pass unless it is
// accepted by name. Classes are neutral weakness classes, the same for every
// tool that found something.
package policy

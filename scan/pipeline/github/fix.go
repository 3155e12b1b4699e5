package github

import (
	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

// withFix adds a fix whose caveat, if it is not safe, is that it is a guess at
// what is meant.
func withFix(description string, safe bool, edits ...scan.Edit) func(*ci.Weakness) {
	if safe {
		return audit.Mend(description, "", edits...)
	}
	return audit.Mend(description, "it changes what the run does", edits...)
}

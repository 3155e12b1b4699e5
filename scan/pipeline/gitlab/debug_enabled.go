package gitlab

import (
	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
)

func debugEnabled() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Debug logging switched on in the file",
			Class:       "debug-enabled",
			Severity:    scan.SeverityMedium,
			Confidence:  scan.ConfidenceHigh,
			Description: "CI_DEBUG_TRACE prints every variable of the job, secrets included, into its log; CI_DEBUG_SERVICES lets service containers print what they are given.",
			Remediation: "Set it for a single run, when the pipeline is started by hand, and not in the file.",
			Example:     "variables:\n  CI_DEBUG_TRACE: \"true\"",
			Fixed:       "variables: {}",
			Fix:         "Safe: sets it to false, which changes the log only.",
			Tags:        []string{"poutine:debug_enabled"},
		},
		File: func(r *audit.Run) { r.Debug("CI_DEBUG_TRACE CI_DEBUG_SERVICES") },
	}
}

package azure

import (
	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
)

func debugEnabled() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Debug logging switched on in the file",
			Class:       "debug-enabled",
			Severity:    scan.SeverityLow,
			Confidence:  scan.ConfidenceHigh,
			Description: "With `system.debug` every task prints its inputs and what it does; forms of a secret that the agent does not know are not masked. Everybody who can read the log sees them.",
			Remediation: "Switch diagnostics on for a single run, when it is started, and not in the file.",
			Example:     "variables:\n  system.debug: true",
			Fixed:       "variables: {}",
			Fix:         "Safe: sets it to false, which changes the log only.",
			Tags:        []string{"poutine:debug_enabled"},
		},
		File: func(r *audit.Run) { r.Debug("system.debug agent.diagnostic VSTS_AGENT_HTTPTRACE") },
	}
}

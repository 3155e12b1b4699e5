package azure

import (
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/shell"
)

func overprovisionedSecrets() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Service principal's key in the environment without a use",
			Class:       "overprovisioned-secrets",
			Severity:    scan.SeverityMedium,
			Confidence:  scan.ConfidenceMedium,
			Description: "`addSpnToEnvironment: true` puts the id and the key (or the token) of the service connection into the environment of the script and of all that it calls. The script does not use them: the task has signed in already.",
			Remediation: "Leave the input out.",
			Example:     "- task: AzureCLI@2\n  inputs:\n    azureSubscription: production\n    addSpnToEnvironment: true\n    inlineScript: az group list",
			Fixed:       "- task: AzureCLI@2\n  inputs:\n    azureSubscription: production\n    inlineScript: az group list",
		},
		Step: func(r *audit.Run, job *ci.Job, step *ci.Step) {
			if step.With == nil {
				return
			}
			for _, v := range step.With.Vars {
				on, _ := v.Value.Bool()
				if !on || !strings.EqualFold(v.Key.Value(), "addSpnToEnvironment") {
					continue
				}
				level := audit.Level(scan.SeverityMedium, scan.ConfidenceMedium, scan.PersonaRegular)
				message := "the script has the service principal's key in its environment and does not use it"
				if !knownUnused(r, step) {
					message = "everything that the script calls has the service principal's key in its environment"
					level = audit.Level(scan.SeverityLow, scan.ConfidenceMedium, scan.PersonaAuditor)
				}
				r.Find(job, step, ci.Between(v.Key, v.Value), "inputs.addSpnToEnvironment", message, level)
			}
		},
	}
}

// knownUnused reports whether a script calls the client of Azure only and names
// nothing of what the input brings. Other programs may look for it.
func knownUnused(r *audit.Run, step *ci.Step) bool {
	if step.Run == nil {
		return false
	}
	text := strings.ToLower(step.Run.Text.Value())
	for _, name := range []string{"serviceprincipal", "idtoken", "tenantid"} {
		if strings.Contains(text, name) {
			return false
		}
	}
	known := true
	r.EachCommand(step, func(cmd *shell.Command) {
		switch name := cmd.Name(); name {
		case "az", "echo", "write-host", "jq", "cd", "set", "convertfrom-json", "select-object", "convertto-json", "out-null", "export":
		default:
			known = known && strings.HasPrefix(name, "$")
		}
	})
	return known
}

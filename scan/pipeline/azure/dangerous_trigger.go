package azure

import (
	"fmt"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

func dangerousTrigger() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Service connection within reach of pull requests",
			Class:       "dangerous-trigger",
			Severity:    scan.SeverityMedium,
			Confidence:  scan.ConfidenceLow,
			Persona:     scan.PersonaAuditor,
			Description: "Pull requests start the pipeline, and a job without a condition signs in with a service connection. What a pull request brings (the pipeline's own file among it) decides what is done with it, in builds of branches always, in those of forks where the settings let them have secrets.",
			Remediation: "Keep deployment in a pipeline of its own with `pr: none`, or give the job `condition: ne(variables['Build.Reason'], 'PullRequest')` and the connection a branch control check.",
			Example:     "pr: [main]\nsteps:\n- task: AzureCLI@2\n  inputs:\n    azureSubscription: production\n    inlineScript: az group list",
			Fixed:       "pr: none\nsteps:\n- task: AzureCLI@2\n  inputs:\n    azureSubscription: production\n    inlineScript: az group list",
		},
		Step: func(r *audit.Run, job *ci.Job, step *ci.Step) {
			if step.With == nil || pullRequests(r.File) != requestsNamed || onlyTrusted(job, step) {
				return
			}
			for _, v := range step.With.Vars {
				if isConnection(v.Key.Value()) && v.Value.Value() != "" {
					r.Find(job, step, ci.Between(v.Key, v.Value), "inputs."+v.Key.Value(), fmt.Sprintf("builds of pull requests sign in with the connection %s", v.Value.Value()), audit.Piece)
				}
			}
		},
	}
}

// isConnection reports whether an input of a task names a service connection.
func isConnection(input string) bool {
	switch strings.ToLower(input) {
	case "azuresubscription", "connectedservicename", "connectedservicenamearm", "azureresourcemanagerconnection", "dockerregistryserviceconnection", "kubernetesserviceconnection",
		"containerregistry", "sshendpoint", "awscredentials", "gcpserviceconnection":
		return true
	}
	return false
}

package circleci

import (
	"fmt"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

func credentialPersistence() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Artifact, workspace or cache that takes credentials along",
			Class:       "credential-persistence",
			Severity:    scan.SeverityMedium,
			Confidence:  scan.ConfidenceMedium,
			Description: "Artifacts can be downloaded by everybody who can see the build, in a public project by the world; a workspace and a cache go to other jobs and stay for weeks. `.env`, keys and configuration of tools hold credentials.",
			Remediation: "Name the files that are needed, and let each job get its credentials from a context.",
			Example:     "- store_artifacts:\n    path: .env",
			Fixed:       "- store_artifacts:\n    path: dist",
		},
		Step: func(r *audit.Run, job *ci.Job, step *ci.Step) {
			if step.Uses == nil || !step.Uses.Local {
				return
			}
			var paths *document.Node
			switch step.Uses.Repo {
			case "store_artifacts":
				paths = step.Input("path")
			case "persist_to_workspace", "save_cache":
				paths = step.Input("paths")
			}
			for p := range paths.List() {
				if audit.HoldsCredentials(p.Value()) {
					r.Find(job, step, ci.SpanOf(p), step.Uses.Repo, fmt.Sprintf("%s takes %s along, which holds credentials", step.Uses.Repo, p.Value()))
				}
			}
		},
	}
}

package azure

import (
	"fmt"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

func selfHostedRunner() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Pull request's code on an agent of one's own",
			Class:       "self-hosted-runner",
			Severity:    scan.SeverityMedium,
			Confidence:  scan.ConfidenceLow,
			Persona:     scan.PersonaAuditor,
			Description: "Pull requests start the pipeline, and the job runs on a pool of one's own. An agent that is not thrown away after each job keeps what their code leaves behind for the next one, and often stands inside a network.",
			Remediation: "Use the hosted pools for pull requests (`vmImage`), or agents that are made anew for each job, and have builds of forks wait for a comment of a member.",
			Example:     "pr: [main]\npool: Datacenter\nsteps:\n- script: make",
			Fixed:       "pr: [main]\npool:\n  vmImage: ubuntu-24.04\nsteps:\n- script: make",
			Tags:        []string{"poutine:pr_runs_on_self_hosted"},
		},
		Job: func(r *audit.Run, job *ci.Job) {
			name := ownPool(job)
			if name == nil || pullRequests(r.File) != requestsNamed {
				return
			}
			r.Find(job, nil, ci.SpanOf(name), "pool", fmt.Sprintf("pull requests run in the pool %s", name.Value()), audit.Piece)
		},
	}
}

func hostedPool(name string) bool {
	return name == "Azure Pipelines" || strings.HasPrefix(name, "Hosted ") || name == "server"
}

// ownPool returns the name of a job's pool where it is one of the user's own,
// nil for any other and for one that is computed.
func ownPool(job *ci.Job) *node {
	if job.Runner.Get("vmImage") != nil {
		return nil
	}
	name := job.Runner
	if n := job.Runner.Get("name"); n != nil {
		name = n
	}
	if pool := name.Value(); pool == "" || strings.Contains(pool, "$") || hostedPool(pool) {
		return nil
	}
	return name
}

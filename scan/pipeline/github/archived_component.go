package github

import (
	"fmt"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

func archivedComponent() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			ID:          "archived-component",
			Name:        "Action whose repository is archived",
			Class:       "archived-component",
			Severity:    scan.SeverityMedium,
			Confidence:  scan.ConfidenceHigh,
			Description: "Nobody mends what is found in an archived repository.",
			Remediation: "Use what its maintainers name as successor, or what the runner has built in.",
			Example:     "- uses: actions/create-release@v1",
			Fixed:       "- run: gh release create \"$TAG\"",
			Tags:        []string{"zizmor:archived-uses"},
		},
		Job:  onJob(func(c *check, job *ci.Job) { c.archived(job, nil, job.Calls) }),
		Step: onStep(func(c *check, job *ci.Job, step *ci.Step) { c.archived(job, step, step.Uses) }),
	}
}

func (c *check) archived(job *ci.Job, step *ci.Step, uses *ci.Component) {
	if uses == nil || uses.Repo == "" {
		return
	}
	repo := strings.ToLower(uses.Owner + "/" + uses.Repo)
	if archivedRepositories[repo] {
		c.find(job, step, ci.SpanOf(uses.Ref), "uses", fmt.Sprintf("the repository %s is archived", repo), func(w *ci.Weakness) { w.Component = uses.Ref.Value() })
	}
}

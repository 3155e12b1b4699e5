package github

import (
	"fmt"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

func archivedComponent() *audit.Rule {
	return overUses(scan.Rule{
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
	}, (*check).archived)
}

func (c *check) archived(job *ci.Job, step *ci.Step, uses *ci.Component) {
	if uses.Repo == "" {
		return
	}
	repo := strings.ToLower(uses.Owner + "/" + uses.Repo)
	if archivedRepositories[repo] {
		c.findUse(job, step, uses, fmt.Sprintf("the repository %s is archived", repo))
	}
}

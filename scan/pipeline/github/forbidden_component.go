package github

import (
	"fmt"
	"path"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

// forbiddenComponent is in force where the caller says what is allowed.
func forbiddenComponent() *audit.Rule {
	return overUses(scan.Rule{
		ID:          "forbidden-component",
		Name:        "Action that the organisation does not allow",
		Class:       "forbidden-component",
		Severity:    scan.SeverityHigh,
		Confidence:  scan.ConfidenceHigh,
		Description: "The organisation keeps a list of the actions that its pipelines may use, and this one is not on it, or is on the list of those that they may not.",
		Remediation: "Use what is allowed, or have the action looked at and added.",
		Example:     "- uses: unknown/action@v1",
		Fixed:       "- uses: allowed/action@v1",
		Tags:        []string{"zizmor:forbidden-uses", "sisakulint:action-list"},
	}, (*check).forbidden)
}

func (c *check) forbidden(job *ci.Job, step *ci.Step, uses *ci.Component) {
	if uses.Repo == "" {
		return
	}
	name := strings.ToLower(uses.Owner + "/" + uses.Repo)
	message := ""
	switch s := c.system; {
	case listed(s.denied, name):
		message = fmt.Sprintf("%s is on the list of what must not be used", name)
	case s.allowed != nil && !listed(s.allowed, name):
		message = fmt.Sprintf("%s is not on the list of what may be used", name)
	default:
		return
	}
	c.findUse(job, step, uses, message, groupUse)
}

// listed reports whether one of the patterns matches owner/repo.
func listed(patterns []string, name string) bool {
	for _, p := range patterns {
		if ok, _ := path.Match(p, name); ok {
			return true
		}
	}
	return false
}

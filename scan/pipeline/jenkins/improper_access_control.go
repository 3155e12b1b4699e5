package jenkins

import (
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

func improperAccessControl() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Approval that anybody can give",
			Class:       "improper-access-control",
			Severity:    scan.SeverityMedium,
			Confidence:  scan.ConfidenceMedium,
			Persona:     scan.PersonaPedantic,
			Description: "Without `submitter` everybody who may start the job may also let it go on: whoever made a change can approve it.",
			Remediation: "Name the group that approves: `submitter: 'release-managers'`.",
			Example:     "stage('Deploy') { steps { input 'Deploy?' } }",
			Fixed:       "stage('Deploy') { steps { input message: 'Deploy?', submitter: 'release-managers' } }",
		},
		File: with(func(c *check) {
			named := map[*call]bool{} // blocks input { … } that name who approves
			for _, cl := range c.calls {
				if cl.name == "submitter" && cl.parent != nil {
					named[cl.parent] = true
				}
			}
			for _, cl := range c.calls {
				if cl.name != "input" || named[cl] || cl.argument("submitter") != nil || !c.approves(cl) {
					continue
				}
				c.find(cl, ci.Span{Start: cl.start, End: cl.start + len(cl.name)}, "whoever may start the job may approve this step", level(scan.SeverityMedium, scan.ConfidenceMedium, scan.PersonaPedantic))
			}
		}),
	}
}

// approves reports whether a question stands before something of weight: its
// own words or its stage's name say so.
func (c *check) approves(cl *call) bool {
	words := string(c.text[cl.start:cl.end])
	if stage := cl.within("stage"); stage != nil {
		words += " " + c.constant(stage.first("name"))
	}
	words = strings.ToLower(words)
	for _, w := range []string{"deploy", "release", "publish", "prod", "promote", "apply", "destroy", "approv", "go live", "rollout", "proceed", "ship"} {
		if strings.Contains(words, w) {
			return true
		}
	}
	return false
}

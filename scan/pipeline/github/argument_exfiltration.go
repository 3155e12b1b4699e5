package github

import (
	"fmt"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

func argumentExfiltration() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			ID:          "exfiltration-pattern",
			Name:        "Outsider's text in the arguments of a tool that holds a secret",
			Class:       "exfiltration-pattern",
			Severity:    scan.SeverityHigh,
			Confidence:  scan.ConfidenceMedium,
			Description: "The action starts a program with arguments from this input, and hands it a token. Text in the input can add an argument that names another server, to which the program then sends the token.",
			Remediation: "Hand the text over in a setting that takes one value, or take white space out of it.",
			Example:     "- uses: sonarsource/sonarqube-scan-action@v6\n  with:\n    args: -Dsonar.pullrequest.branch=${{ github.head_ref }}",
			Fixed:       "- uses: sonarsource/sonarqube-scan-action@v6\n  with:\n    args: -Dsonar.pullrequest.key=${{ github.event.pull_request.number }}",
			Tags:        []string{"codeql:SecretExfiltration"},
		},
		Step: onStep(func(c *check, job *ci.Job, step *ci.Step) {
			inputs(step, argumentInputs[step.Uses.Name()], func(name string, n *document.Node) {
				if v := c.place(job, step).scalar(n, 0); v.who == outsider {
					c.find(job, step, ci.SpanOf(n), "with."+name, fmt.Sprintf("%s can add arguments that send the token elsewhere", v.source), c.ends(job, step, by(v, "adds arguments to a program")))
				}
			})
		}),
	}
}

// argumentInputs names inputs of actions that become arguments of a program
// which sends a token to a server that an argument names.
var argumentInputs = map[string]string{
	"sonarsource/sonarcloud-github-action": "args", "sonarsource/sonarqube-scan-action": "args", "kitabisa/sonarqube-action": "args",
	"snyk/actions/node": "args", "snyk/actions/python": "args", "snyk/actions/docker": "args", "snyk/actions/maven": "args",
}

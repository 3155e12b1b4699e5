package github

import (
	"fmt"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
	"github.com/penstock-dev/penstock/scan/pipeline/shell"
)

func requestForgery() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			ID:          "request-forgery",
			Name:        "Outsider's text decides which address is requested",
			Class:       "request-forgery",
			Severity:    scan.SeverityHigh,
			Confidence:  scan.ConfidenceMedium,
			Description: "The address of a request is made of text that outsiders write. They send the request, and the credentials with it, where they like: to another endpoint, to a host of their own, to what only the runner reaches.",
			Remediation: "Write the host and the path down, and hand text over as a value of the request's body.",
			Example:     "- run: curl -H \"Authorization: $TOKEN\" \"$URL\"\n  env:\n    URL: ${{ github.event.comment.body }}",
			Fixed:       "- run: curl -H \"Authorization: $TOKEN\" --json \"$BODY\" https://api.example.com/notes\n  env:\n    BODY: ${{ github.event.comment.body }}",
			Tags:        []string{"codeql:RequestForgery", "sisakulint:request-forgery-critical"},
		},
		Step: onStep(checkRequests),
	}
}

func checkRequests(c *check, job *ci.Job, step *ci.Step) {
	report := func(span ci.Span, part string, v verdict) {
		if v.who == outsider {
			c.find(job, step, span, part, fmt.Sprintf("%s, which outsiders write, decides where the request goes", v.source), c.ends(job, step, by(v, "decides where a request goes")))
		}
	}
	inputs(step, requestInputs[step.Uses.Name()], func(name string, n *document.Node) {
		report(ci.SpanOf(n), "with."+name, c.place(job, step).scalar(n, 0))
	})
	script := c.script(step)
	c.EachCommand(step, func(cmd *shell.Command) {
		if !containsWord("curl wget http https xh invoke-webrequest invoke-restmethod iwr irm", cmd.Name()) {
			return
		}
		for i, w := range cmd.Args() {
			if i > 0 && takesValue(cmd.Args()[i-1].Text) || !hostIsOpen(script, w) {
				continue
			}
			report(c.Within(step.Run.Text, w.Start, w.End), "run", c.place(job, step).data(script, shell.Data{Range: w.Range, Vars: w.Vars}, 0, nil))
		}
	})
}

// takesValue reports whether a word is an option whose value follows.
func takesValue(word string) bool {
	return strings.HasPrefix(word, "-") && !strings.HasPrefix(word, "--url") && !strings.Contains(word, "=") &&
		!containsWord("-s -S -sS -L -sL -sSL -fsSL -f -fL -fsL -k -v -i -I -q -nv --silent --fail --location --insecure --verbose", word)
}

// hostIsOpen reports whether the host of an address is computed.
func hostIsOpen(script *shell.Script, w shell.Word) bool {
	text := strings.Trim(script.Text[w.Start:w.End], `"'`)
	if _, rest, ok := strings.Cut(text, "://"); ok {
		text = rest
	} else if strings.Contains(text, " ") || strings.HasPrefix(text, "-") && !strings.HasPrefix(text, "--url=") {
		return false
	}
	text = strings.TrimPrefix(text, "--url=")
	return strings.HasPrefix(text, "$")
}

// requestInputs names inputs of actions that are the address of a request.
var requestInputs = map[string]string{
	"octokit/request-action": "route", "fjogeleit/http-request-action": "url", "indiesdev/curl": "url", "wei/curl": "args",
	"satak/webrequest-action": "url", "tyrrrz/action-http-request": "url", "joelwmale/webhook-action": "url", "distributhor/workflow-webhook": "webhook_url",
	"suisei-cn/actions-download-file": "url", "carlosperate/download-file-action": "file-url", "jtalk/url-health-check-action": "url",
}

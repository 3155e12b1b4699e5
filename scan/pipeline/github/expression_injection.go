package github

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
	"github.com/penstock-dev/penstock/scan/pipeline/expr"
)

func expressionInjection() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			ID:         "expression-injection",
			Name:       "Expression expands inside a script",
			Class:      "expression-injection",
			Severity:   scan.SeverityHigh,
			Confidence: scan.ConfidenceHigh,
			Description: "The runner replaces `${{ … }}` with its value before any shell or interpreter sees the script, so quotes around it protect nothing. " +
				"Whoever controls the value writes code that runs with the job's token, secrets and work tree.",
			Remediation: "Hand the value over in an environment variable and let the script read it: `env: TITLE: ${{ … }}` and `\"$TITLE\"` in the script.",
			Example:     "- run: echo \"${{ github.event.issue.title }}\"",
			Fixed:       "- run: echo \"$TITLE\"\n  env:\n    TITLE: ${{ github.event.issue.title }}",
			Fix:         "Hands the value over in an environment variable, quoted as the shell needs it. Safe within double quotes and assignments, for values of the event; unsafe where words may be meant to split or a value to be expanded, and in cmd and JavaScript.",
			Tags:        []string{"zizmor:template-injection", "poutine:injection", "checkov:CKV_GHA_2"},
			References:  []scan.Reference{{Title: "Security hardening for GitHub Actions: script injections", URL: "https://docs.github.com/en/actions/concepts/security/script-injections"}},
		},
		Step: onStep(checkInjection),
	}
}

func checkInjection(c *check, job *ci.Job, step *ci.Step) {
	if step.Run != nil {
		c.injections(job, step, step.Run.Text, "run")
	}
	if step.Uses == nil || step.With == nil {
		return
	}
	for _, name := range strings.Fields(codeInputs[step.Uses.Name()]) {
		if n := step.Input(name); n != nil {
			c.injections(job, step, n, "with."+name)
		}
	}
}

// injections reports the expressions of a script that do not expand to
// something harmless.
func (c *check) injections(job *ci.Job, step *ci.Step, text *document.Node, part string) {
	if text.Kind() != document.Scalar {
		return
	}
	for i, f := range expr.Fences(text.Value()) {
		inner := text.Value()[f.Inner:f.InnerEnd]
		e := c.expression(inner)
		if e == nil {
			continue
		}
		v := c.place(job, step).expression(e, 0)
		span := c.Within(text, f.Start, f.End)
		if v.who == fixed {
			if part == "run" && e.Path() == "github.actor" {
				c.find(job, step, span, part, "github.actor expands inside a script; a login is harmless there, and the environment has it too",
					audit.Level(scan.SeverityLow, scan.ConfidenceLow, scan.PersonaPedantic), c.indirection(job, step, text, i, f, e))
			}
			continue
		}
		c.find(job, step, span, part, injectionMessage(inner, v), func(w *ci.Weakness) {
			if v.crossed {
				w.Privilege = v.privilege
			}
			w.Severity, w.Confidence, w.Persona = c.injectionLevel(v, w.Privilege)
			w.Expression = strings.TrimSpace(inner)
			w.Anchor = w.Expression
			if w.Severity <= scan.SeverityLow { // there tend to be many
				if w.Group = "unknown"; v.who == caller {
					w.Group = "caller"
				}
				w.Anchor = w.Group
			}
			c.indirection(job, step, text, i, f, e)(w)
			if v.who == outsider {
				c.ends(job, step, by(v, "runs code"))(w)
			} else {
				w.CodeFlows = way(v, w)
			}
		})
	}
}

// way returns the flow of a value to a finding, nil where it starts there.
func way(v verdict, w *ci.Weakness) []scan.CodeFlow {
	if len(v.trace) == 0 {
		return nil
	}
	flow := make([]scan.Location, 0, len(v.trace)+1)
	for _, h := range v.trace {
		flow = append(flow, h.location())
	}
	flow = append(flow, w.Location)
	flow[0].Role, flow[len(flow)-1].Role = "source", "sink"
	return []scan.CodeFlow{{Message: cmp.Or(v.source, "what "+strings.Join(strings.Fields(w.Expression), " ")+" stands for") + " reaches the script", Steps: flow}}
}

func injectionMessage(inner string, v verdict) string {
	name := strings.Join(strings.Fields(inner), " ")
	switch {
	case v.who == outsider && v.source != "" && !strings.EqualFold(name, v.source):
		return fmt.Sprintf("%s carries %s, which outsiders write, into a script as code", name, v.source)
	case v.who == outsider:
		return fmt.Sprintf("%s, which outsiders write, expands inside a script as code", name)
	case v.who == writer:
		return fmt.Sprintf("%s, which whoever pushes or merges decides on, expands inside a script as code", name)
	case v.who == caller:
		return fmt.Sprintf("%s, which the caller decides on, expands inside a script as code", name)
	}
	return fmt.Sprintf("%s expands inside a script and is not known to be harmless", name)
}

// injectionLevel rates an injection by who controls the value and what the run
// is worth.
func (c *check) injectionLevel(v verdict, p ci.Privilege) (scan.Severity, scan.Confidence, scan.Persona) {
	switch v.who {
	case outsider:
		switch p {
		case ci.PrivilegeExposed:
			return scan.SeverityCritical, scan.ConfidenceHigh, scan.PersonaRegular
		case ci.PrivilegeUnknown:
			if c.file.Kind == ci.KindComponent {
				return scan.SeverityHigh, scan.ConfidenceHigh, scan.PersonaRegular
			}
		}
		return scan.SeverityMedium, scan.ConfidenceHigh, scan.PersonaRegular
	case writer:
		return scan.SeverityMedium, scan.ConfidenceMedium, scan.PersonaRegular
	case caller:
		if c.file.Kind == ci.KindComponent {
			return scan.SeverityHigh, scan.ConfidenceMedium, scan.PersonaRegular
		}
		return scan.SeverityLow, scan.ConfidenceHigh, scan.PersonaRegular
	case unknown:
		if v.direct {
			return scan.SeverityLow, scan.ConfidenceLow, scan.PersonaRegular
		}
	}
	return scan.SeverityInfo, scan.ConfidenceLow, scan.PersonaPedantic
}

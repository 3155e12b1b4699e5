package jenkins

import (
	"fmt"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

func expressionInjection() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Outsiders' text interpolated into a script",
			Class:       "expression-injection",
			Severity:    scan.SeverityHigh,
			Confidence:  scan.ConfidenceHigh,
			Description: "Groovy puts the value into the string before the shell sees it. A title, a branch's name or a commit's message with `$(…)`, a quote or a semicolon in it becomes commands of the build, with its credentials at hand.",
			Remediation: "Write the script in single quotes and let the shell read the variable of the environment, in double quotes of its own. What is no variable yet becomes one with `withEnv`.",
			Example:     `sh "notify ${env.CHANGE_TITLE}"`,
			Fixed:       `sh 'notify "$CHANGE_TITLE"'`,
			References: []scan.Reference{
				{Title: "Jenkins: Using a Jenkinsfile, String interpolation", URL: "https://www.jenkins.io/doc/book/pipeline/jenkinsfile/#string-interpolation"},
			},
		},
		File: with(func(c *check) {
			c.eachHole(func(cl *call, span ci.Span, value []token) {
				o := c.originAt(cl, value)
				if o.rank == clean {
					return
				}
				c.find(cl, span, injected(o), o.level(), func(w *ci.Weakness) { w.Expression = c.written(value) }, c.ends(cl, c.by(o)))
			})
		}),
	}
}

// eachHole visits what is not text of the file in the scripts of steps:
// interpolations and operands that are joined to strings.
func (c *check) eachHole(visit func(cl *call, span ci.Span, value []token)) {
	for _, cl := range c.calls {
		for _, operand := range c.operands(scriptOf(cl)) {
			if operand[0].kind != text {
				visit(cl, ci.Span{Start: operand[0].start, End: operand[len(operand)-1].end}, operand)
				continue
			}
			for _, h := range operand[0].holes {
				visit(cl, ci.Span{Start: h.start, End: h.end}, c.inside(h))
			}
		}
	}
}

func injected(o origin) string {
	switch o.rank {
	case outsider:
		return fmt.Sprintf("%s, which outsiders write, is put into the script as code", o.what)
	case branch:
		return fmt.Sprintf("%s, which whoever pushes chooses, is put into the script as code", o.what)
	case parameter:
		return fmt.Sprintf("%s, which whoever starts the build writes, is put into the script as code", o.what)
	}
	return fmt.Sprintf("%s is put into the script as code", o.what)
}

// level returns how grave it is that a text of that origin becomes code.
func (o origin) level() func(*ci.Weakness) {
	switch o.rank {
	case outsider:
		return level(scan.SeverityHigh, scan.ConfidenceHigh, scan.PersonaRegular)
	case branch:
		return level(scan.SeverityMedium, scan.ConfidenceMedium, scan.PersonaRegular)
	case parameter:
		return level(scan.SeverityLow, scan.ConfidenceMedium, scan.PersonaPedantic)
	}
	return level(scan.SeverityLow, scan.ConfidenceLow, scan.PersonaPedantic)
}

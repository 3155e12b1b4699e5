package jenkins

import (
	"fmt"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

func hardcodedCredentials() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Literal credential in the environment of a pipeline",
			Class:       "hardcoded-credentials",
			Severity:    scan.SeverityHigh,
			Confidence:  scan.ConfidenceMedium,
			Description: "Whoever can read the repository, its history or a fork of it has the credential.",
			Remediation: "Revoke it, keep the new one in Jenkins's store of credentials and write `credentials('id')`.",
			Example:     "environment { API_TOKEN = 'a8Jd83…Vb5N' }",
			Fixed:       "environment { API_TOKEN = credentials('api-token') }",
		},
		File: func(r *audit.Run) {
			r.Credentials(func(value string) bool { return strings.Contains(value, "${") })
		},
	}
}

func literalCredentials() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			ID:          "literal-password",
			Name:        "Literal password as the default of a parameter or an argument",
			Class:       "hardcoded-credentials",
			Severity:    scan.SeverityHigh,
			Confidence:  scan.ConfidenceMedium,
			Description: "The parameter is masked where builds are shown, but its default stands in the file for whoever can read the repository; so does the password in an address.",
			Remediation: "Revoke it, and bind a credential of Jenkins's store with `withCredentials`.",
			Example:     "password(name: 'DEPLOY_PASSWORD', defaultValue: 'hunter2')",
			Fixed:       "password(name: 'DEPLOY_PASSWORD')",
		},
		File: with(func(c *check) {
			for _, cl := range c.calls {
				if cl.name == "password" && cl.within("parameters", "properties") != nil {
					c.defaultOf(cl)
				}
			}
			for _, a := range c.assigns {
				c.assignedLiteral(a)
			}
		}),
	}
}

// defaultOf reports the default of a password's parameter.
func (c *check) defaultOf(cl *call) {
	value := cl.argument("defaultValue")
	text, ok := c.literal(value)
	if !ok || isPlaceholder(text) {
		return
	}
	c.secret(cl, value[0], "the default of a password stands in the file")
}

// assignedLiteral reports a variable of the program that is named like a
// credential and holds a text.
func (c *check) assignedLiteral(a assignment) {
	text, ok := c.literal(a.value)
	if !ok || isPlaceholder(text) || a.parent.within("environment") != nil || strings.HasPrefix(a.name, "env.") {
		return
	}
	name := strings.ToLower(a.name[strings.LastIndexByte(a.name, '.')+1:])
	if !strings.HasSuffix(name, "password") && !strings.HasSuffix(name, "passwd") && !strings.HasSuffix(name, "apikey") && !strings.HasSuffix(name, "secretkey") {
		return
	}
	at := a.parent
	if at == nil {
		at = &call{}
	}
	c.secret(at, a.value[0], fmt.Sprintf("the value of %s stands in the file", a.name))
}

// isPlaceholder reports whether a text stands for a password that is not there.
func isPlaceholder(text string) bool {
	lower := strings.ToLower(text)
	for _, word := range []string{"changeme", "change_me", "change-me", "example", "dummy", "placeholder", "your", "xxx", "***", "todo", "<", "redacted", "secret-id", "none"} {
		if strings.Contains(lower, word) {
			return true
		}
	}
	return len(text) < 4 || strings.ContainsAny(text, " /") || strings.HasSuffix(lower, "-password") || strings.HasSuffix(lower, "_password") || lower == "password"
}

// secret reports a literal and keeps its text out of the finding.
func (c *check) secret(at *call, tok token, message string) {
	c.find(at, tok.span(), message, func(w *ci.Weakness) {
		w.Location.Region.Snippet = ""
		w.Location.Region.SnippetColumn = 0
		w.Anchor = w.Location.Logical
	})
}

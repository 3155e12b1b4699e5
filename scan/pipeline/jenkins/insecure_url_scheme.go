package jenkins

import (
	"fmt"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

func insecureURLScheme() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Code or images fetched over an unencrypted connection",
			Class:       "insecure-url-scheme",
			Severity:    scan.SeverityMedium,
			Confidence:  scan.ConfidenceHigh,
			Description: "Whoever is on the way between the agent and the server can put other content in place of what is fetched, and read the credentials that are sent.",
			Remediation: "Use `https://`, or `ssh://` for repositories.",
			Example:     "git url: 'http://git.example.com/app.git'",
			Fixed:       "git url: 'https://git.example.com/app.git'",
		},
		File: with(func(c *check) {
			for _, cl := range c.calls {
				for _, tok := range c.addresses(cl) {
					if audit.Plaintext(c.raw(tok)) {
						c.find(cl, ci.Span{Start: tok.inner, End: tok.innerEnd}, fmt.Sprintf("%s fetches over an unencrypted connection", cl.name))
					}
				}
			}
		}),
	}
}

// addresses returns the strings of a call that name where code comes from.
func (c *check) addresses(cl *call) []token {
	switch cl.name {
	case "git":
		return stringsOf(cl.first("url"))
	case "httpRequest":
		return stringsOf(cl.first("url"))
	case "docker.withRegistry":
		return stringsOf(cl.first("url"))
	case "registryUrl":
		return stringsOf(cl.first("registryUrl"))
	case "checkout", "modernSCM", "library", "svn":
		var list []token
		for _, a := range cl.all() {
			if a.name == "url" || a.name == "remote" {
				list = append(list, stringsOf(a.value)...)
			}
		}
		return list
	}
	return nil
}

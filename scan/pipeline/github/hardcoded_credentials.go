package github

import (
	"fmt"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

func hardcodedCredentials() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			ID:          "hardcoded-credentials",
			Name:        "Literal credential in a workflow",
			Class:       "hardcoded-credentials",
			Severity:    scan.SeverityHigh,
			Confidence:  scan.ConfidenceHigh,
			Description: "Whoever can read the repository, its history or a fork of it has the credential.",
			Remediation: "Revoke it, keep the new one in a secret and write `${{ secrets.NAME }}`.",
			Example:     "credentials:\n  username: bot\n  password: hunter2",
			Fixed:       "credentials:\n  username: bot\n  password: ${{ secrets.PASSWORD }}",
			Tags:        []string{"zizmor:hardcoded-container-credentials"},
		},
		Job: onJob(func(c *check, job *ci.Job) {
			images := job.Services
			if job.Container != nil {
				images = append([]*ci.Image{job.Container}, images...)
			}
			for _, img := range images {
				if p := img.Credentials.Get("password"); !p.Null() && !strings.Contains(p.Value(), "${{") {
					c.credential(job, nil, p, "credentials.password", "the password of a registry stands in the file", scan.ConfidenceHigh)
				}
			}
			c.credentialVars(job, nil, job.Env)
		}),
		Step: onStep(func(c *check, job *ci.Job, step *ci.Step) { c.credentialVars(job, step, step.Env) }),
		File: onFile(func(c *check) { c.credentialVars(nil, nil, c.file.Env) }),
	}
}

// credentialVars reports variables named like a credential with a value that
// looks like one.
func (c *check) credentialVars(job *ci.Job, step *ci.Step, e *ci.Env) {
	if e == nil {
		return
	}
	for _, v := range e.Vars {
		if namesCredential(v.Key.Value()) && looksRandom(v.Value.Value()) {
			c.credential(job, step, v.Value, "env."+v.Key.Value(), fmt.Sprintf("the value of %s stands in the file", v.Key.Value()), scan.ConfidenceMedium)
		}
	}
}

// credential reports a literal. Its text is kept out of the finding.
func (c *check) credential(job *ci.Job, step *ci.Step, n *document.Node, part, message string, confidence scan.Confidence) {
	c.find(job, step, ci.SpanOf(n), part, message, func(w *ci.Weakness) {
		w.Confidence = confidence
		w.Location.Region.Snippet = ""
		w.Location.Region.SnippetColumn = 0
		w.Anchor = w.Location.Logical
	})
}

func namesCredential(name string) bool {
	name = strings.ToUpper(name)
	for _, suffix := range []string{"PASSWORD", "PASSWD", "SECRET", "TOKEN", "API_KEY", "APIKEY", "ACCESS_KEY", "SECRET_KEY", "PRIVATE_KEY", "ACCESS_KEY_ID"} {
		if strings.HasSuffix(name, suffix) {
			return true
		}
	}
	return false
}

// looksRandom reports whether a text has the make of a generated credential: at
// least 20 characters without a space, of letters and digits well mixed.
func looksRandom(s string) bool {
	if len(s) < 20 || strings.ContainsAny(s, " ${}<>\n/\\") {
		return false
	}
	var lower, upper, digit, changes int
	kind := 0
	for _, r := range s {
		k := 0
		switch {
		case r >= 'a' && r <= 'z':
			lower++
			k = 1
		case r >= 'A' && r <= 'Z':
			upper++
			k = 2
		case r >= '0' && r <= '9':
			digit++
			k = 3
		}
		if k != kind {
			changes++
		}
		kind = k
	}
	return digit >= 3 && lower+upper >= 6 && changes >= len(s)/4
}

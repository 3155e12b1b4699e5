package jenkins

import (
	"fmt"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

func untrustedCheckout() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Credentials in a build of outsiders' code",
			Class:       "untrusted-checkout",
			Severity:    scan.SeverityHigh,
			Confidence:  scan.ConfidenceMedium,
			Description: "The pipeline checks out what somebody proposes in a change request, and has credentials in the same run. The build's tools run files of that code (build scripts, hooks, test code), which can take the credentials.",
			Remediation: "Build change requests in a job of its own that has no credentials, or only after a member has looked at them.",
			Example:     "checkout([$class: 'GitSCM', branches: [[name: '${ghprbActualCommit}']]])\nwithCredentials([string(credentialsId: 'npm', variable: 'TOKEN')]) { sh 'npm publish' }",
			Fixed:       "checkout scm\nwithCredentials([string(credentialsId: 'npm', variable: 'TOKEN')]) { sh 'npm publish' }",
		},
		File: with(func(c *check) {
			rate := level(scan.SeverityMedium, scan.ConfidenceLow, scan.PersonaPedantic)
			if c.hasCredentials() {
				rate = level(scan.SeverityHigh, scan.ConfidenceMedium, scan.PersonaRegular)
			}
			for _, cl := range c.calls {
				if tok, what := c.checksOut(cl); what != "" {
					c.find(cl, tok.span(), fmt.Sprintf("%s is checked out, which outsiders propose", what), rate, func(w *ci.Weakness) { w.Privilege = ci.PrivilegeExposed }, c.ends(cl, audit.RunsCode(requestCode)))
				}
			}
		}),
	}
}

// hasCredentials reports whether the pipeline has credentials besides those for
// the checkout.
func (c *check) hasCredentials() bool {
	for _, cl := range c.calls {
		switch cl.name {
		case "withCredentials", "sshagent", "credentials", "withAWS", "withDockerRegistry", "docker.withRegistry", "withVault", "configFileProvider":
			return true
		}
	}
	return false
}

// checksOut returns what a call checks out of a change request, with its place.
func (c *check) checksOut(cl *call) (token, string) {
	if cl.name != "checkout" && cl.name != "git" && cl.name != "checkout.scm" {
		return token{}, ""
	}
	for _, a := range cl.all() {
		switch a.name {
		case "refspec", "branch", "name":
		default:
			continue
		}
		for _, tok := range a.value {
			if tok.kind == mark {
				continue
			}
			text := c.source(tok)
			if a.name == "refspec" && strings.Contains(text, "refs/heads/") {
				continue // everything is fetched; which of it is checked out stands elsewhere
			}
			if what := proposed(text); what != "" {
				return tok, what
			}
		}
	}
	return token{}, ""
}

// proposed tells which part of a text names a change request's code.
func proposed(text string) string {
	for _, part := range []string{
		"refs/pull/", "refs/merge-requests/", "refs/pull-requests/", "refs/changes/", "origin/pr/", "GERRIT_REFSPEC",
		"ghprbActualCommit", "ghprbSourceBranch", "CHANGE_BRANCH", "gitlabSourceBranch", "gitlabMergeRequestLastCommit", "GITHUB_PR_HEAD_SHA", "GITHUB_PR_SOURCE_BRANCH", "${sha1}",
	} {
		if strings.Contains(text, part) {
			return part
		}
	}
	return ""
}

package cloudbuild

import (
	"fmt"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

func untrustedCheckout() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Secrets in a build of a pull request's code",
			Class:       "untrusted-checkout",
			Severity:    scan.SeverityHigh,
			Confidence:  scan.ConfidenceMedium,
			Description: "The build fetches the head of a pull request and has secrets. Tools that run on that code take commands from it, and so can take the secrets and the identity of the build.",
			Remediation: "Build pull requests under a service account of their own and without secrets.",
			Example:     "- name: gcr.io/cloud-builders/git\n  args: ['clone', '--branch', '$_HEAD_BRANCH', '$_HEAD_REPO_URL']\navailableSecrets: …",
			Fixed:       "- name: gcr.io/cloud-builders/git\n  args: ['clone', '--branch', 'main', 'https://git.example.com/app.git']\navailableSecrets: …",
		},
		Step: func(r *audit.Run, job *ci.Job, step *ci.Step) {
			rate := audit.Level(scan.SeverityMedium, scan.ConfidenceLow, scan.PersonaPedantic)
			if r.File.Root.Get("availableSecrets") != nil || r.File.Root.Get("secrets") != nil {
				rate = audit.Level(scan.SeverityHigh, scan.ConfidenceMedium, scan.PersonaRegular)
			}
			if arg, u := checkedOut(step.Node); arg != nil {
				r.Find(job, step, r.Within(arg, u.Start, u.End), "args", fmt.Sprintf("%s is checked out, which outsiders propose", u.name), rate,
					func(w *ci.Weakness) { w.Privilege = ci.PrivilegeExposed }, r.Ends(job, step, attackBy(outsider, requestCode)))
			}
		},
	}
}

// checkedOut returns the argument of a step by which Git fetches what a pull
// request brings, and the substitution there that names it; nil for none.
func checkedOut(step *document.Node) (*document.Node, use) {
	git := strings.HasSuffix(step.Get("name").Value(), "/git")
	for arg := range step.Get("args").List() {
		text := arg.Value()
		if !git && !strings.Contains(text, "git clone") && !strings.Contains(text, "git fetch") && !strings.Contains(text, "git checkout") && !strings.Contains(text, "git pull") {
			continue
		}
		for _, u := range substitutions(text) {
			if u.name == "_HEAD_BRANCH" || u.name == "_HEAD_REPO_URL" {
				return arg, u
			}
		}
	}
	return nil, use{}
}

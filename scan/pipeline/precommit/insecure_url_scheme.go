package precommit

import (
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

func insecureURLScheme() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Hooks fetched over an unencrypted connection",
			Class:       "insecure-url-scheme",
			Severity:    scan.SeverityMedium,
			Confidence:  scan.ConfidenceHigh,
			Description: "Whoever is on the way between the machine and the server can put other code in place of the hooks, which then runs with every commit.",
			Remediation: "Use `https://`, or `ssh://`.",
			Example:     "- repo: http://git.example.com/hooks",
			Fixed:       "- repo: https://git.example.com/hooks",
			Tags:        []string{"zizmor:insecure-url-scheme"},
		},
		Job: func(r *audit.Run, job *ci.Job) {
			if remote(job) && audit.Plaintext(job.ID) {
				r.Find(job, nil, ci.SpanOf(job.Key), "repo", job.ID+" is fetched over an unencrypted connection", func(w *ci.Weakness) { w.Component = job.ID })
			}
		},
		Step: func(r *audit.Run, job *ci.Job, step *ci.Step) {
			for d := range step.Node.Get("additional_dependencies").List() {
				text := d.Value()
				i := max(strings.Index(text, "http://"), strings.Index(text, "git://"))
				if i >= 0 && audit.Plaintext(text[i:]) {
					r.Find(job, step, ci.SpanOf(d), "additional_dependencies", text+" is fetched over an unencrypted connection")
				}
			}
		},
	}
}

package cloudbuild

import (
	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

func insecureURLScheme() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Code fetched over an unencrypted connection",
			Class:       "insecure-url-scheme",
			Severity:    scan.SeverityMedium,
			Confidence:  scan.ConfidenceHigh,
			Description: "Whoever is on the way between the worker and the server can put other content in place of what is fetched.",
			Remediation: "Use `https://`, or `ssh://` for repositories.",
			Example:     "- name: gcr.io/cloud-builders/git\n  args: ['clone', 'http://git.example.com/app.git']",
			Fixed:       "- name: gcr.io/cloud-builders/git\n  args: ['clone', 'https://git.example.com/app.git']",
		},
		Step: func(r *audit.Run, job *ci.Job, step *ci.Step) {
			if step.Run != nil {
				return // the rules for scripts look at those
			}
			fetches := map[string]bool{"clone": true, "fetch": true, "pull": true, "curl": true, "wget": true, "install": true, "gcr.io/cloud-builders/curl": true, "gcr.io/cloud-builders/wget": true, "gcr.io/cloud-builders/git": true}
			active := fetches[step.Node.Get("name").Value()] || fetches[step.Node.Get("entrypoint").Value()]
			for arg := range step.Node.Get("args").List() {
				active = active || fetches[arg.Value()]
				if active && audit.Plaintext(arg.Value()) {
					r.Find(job, step, ci.SpanOf(arg), "args", arg.Value()+" is fetched over an unencrypted connection")
				}
			}
			if uri := r.File.Root.At("source", "gitSource", "url"); step.Index == 0 && audit.Plaintext(uri.Value()) {
				r.Find(job, step, ci.SpanOf(uri), "source", "the sources are fetched over an unencrypted connection")
			}
		},
	}
}

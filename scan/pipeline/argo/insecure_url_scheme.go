package argo

import (
	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

func insecureURLScheme() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Artifact fetched over an unencrypted connection",
			Class:       "insecure-url-scheme",
			Severity:    scan.SeverityMedium,
			Confidence:  scan.ConfidenceHigh,
			Description: "Whoever is on the way between the cluster and the server can put other content in place of what is fetched, and read the credentials that are sent.",
			Remediation: "Use `https://`, or `ssh://` for repositories.",
			Example:     "artifacts:\n  - name: tool\n    path: /tool\n    http:\n      url: http://files.example.com/tool",
			Fixed:       "artifacts:\n  - name: tool\n    path: /tool\n    http:\n      url: https://files.example.com/tool",
		},
		File: func(r *audit.Run) {
			plain := func(at *document.Node, part string) {
				if audit.Plaintext(at.Value()) {
					r.Find(nil, nil, ci.SpanOf(at), part, at.Value()+" is fetched over an unencrypted connection")
				}
			}
			eachArtifact(r, func(a *document.Node) {
				plain(a.At("git", "repo"), "git.repo")
				plain(a.At("http", "url"), "http.url")
				plain(a.At("artifactory", "url"), "artifactory.url")
			})
			for _, job := range r.File.Jobs {
				plain(job.Node.At("http", "url"), "http.url")
			}
			for _, root := range events(r.File.Source.Roots) {
				for _, t := range root.At("spec", "triggers").Items() {
					plain(t.At("template", "http", "url"), "http.url")
				}
			}
		},
	}
}

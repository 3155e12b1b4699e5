package argo

import (
	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

func tlsVerificationDisabled() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Connection that takes every certificate or host key",
			Class:       "tls-verification-disabled",
			Severity:    scan.SeverityMedium,
			Confidence:  scan.ConfidenceHigh,
			Description: "Without the check any server on the way can answer in place of the real one, and hand out other content or take the credentials that are sent.",
			Remediation: "Drop the setting, and give the connection the authority or the host key of the server.",
			Example:     "git:\n  repo: ssh://git@git.example.com/app.git\n  insecureIgnoreHostKey: true",
			Fixed:       "git:\n  repo: ssh://git@git.example.com/app.git",
		},
		File: func(r *audit.Run) {
			off := func(n *document.Node, keys ...string) {
				for _, k := range keys {
					key, at := n.Pair(k)
					if on, _ := at.Bool(); on {
						r.Find(nil, nil, ci.Between(key, at), k, k+" lets any server answer")
					}
				}
			}
			eachArtifact(r, func(a *document.Node) {
				off(a.Get("git"), "insecureIgnoreHostKey", "insecureSkipTLS")
				off(a.Get("s3"), "insecure")
			})
			for _, job := range r.File.Jobs {
				off(job.Node.Get("http"), "insecureSkipVerify")
			}
			for _, root := range events(r.File.Source.Roots) {
				for _, kind := range root.Get("spec").Pairs() {
					for _, source := range kind.Pairs() {
						off(source, "insecureSkipVerify", "insecure")
						off(source.Get("tls"), "insecureSkipVerify")
					}
				}
				for _, t := range root.At("spec", "triggers").Items() {
					for _, template := range t.Get("template").Pairs() {
						off(template, "insecure", "insecureSkipVerify")
						off(template.Get("tls"), "insecureSkipVerify")
					}
				}
			}
		},
	}
}

package tekton

import (
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

func insecureURLScheme() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Code fetched over an unencrypted connection",
			Class:       "insecure-url-scheme",
			Severity:    scan.SeverityMedium,
			Confidence:  scan.ConfidenceHigh,
			Description: "Whoever is on the way between the cluster and the server can put other content in place of what is fetched.",
			Remediation: "Use `https://`, or `ssh://` for repositories.",
			Example:     "params:\n  - name: url\n    value: http://git.example.com/app.git",
			Fixed:       "params:\n  - name: url\n    value: https://git.example.com/app.git",
		},
		File: func(r *audit.Run) {
			eachParam(r, func(name string, value *document.Node) {
				lower := strings.ToLower(name)
				if (strings.HasSuffix(lower, "url") || strings.HasSuffix(lower, "repo") || strings.HasSuffix(lower, "repository")) && audit.Plaintext(value.Value()) {
					r.Find(nil, nil, ci.SpanOf(value), "params."+name, value.Value()+" is fetched over an unencrypted connection")
				}
			})
			for _, o := range objects(r.File.Source.Roots) {
				for key, value := range o.node.At("metadata", "annotations").Pairs() {
					if strings.HasPrefix(key.Value(), annotation+"task") && strings.Contains(value.Value(), "http://") {
						r.Find(nil, nil, ci.SpanOf(value), key.Value(), "a task is fetched over an unencrypted connection")
					}
				}
			}
		},
	}
}

package argo

import (
	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

func defaultServiceAccount() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Workflow under the default service account",
			Class:       "default-service-account",
			Severity:    scan.SeverityMedium,
			Confidence:  scan.ConfidenceHigh,
			Description: "The default account is shared by everything in the namespace that names none: what one of them needs, every workflow may do, with a token in its reach.",
			Remediation: "Name an account of the workflow's own in `serviceAccountName`, with the rights that it needs.",
			Example:     "kind: Workflow\nspec:\n  entrypoint: main",
			Fixed:       "kind: Workflow\nspec:\n  entrypoint: main\n  serviceAccountName: build",
			Tags:        []string{"checkov:CKV_ARGO_1"},
		},
		File: func(r *audit.Run) {
			for _, w := range workflows(r.File.Source.Roots) {
				named := w.spec.Get("serviceAccountName")
				runs := w.kind == "Workflow" || w.kind == "CronWorkflow"
				switch {
				case named.Value() == "default":
					r.Find(nil, nil, ci.SpanOf(named), "spec.serviceAccountName", "the workflow has the namespace's default service account")
				case named.Null() && w.key != nil && runs && w.spec.Get("workflowTemplateRef") == nil:
					r.Find(nil, nil, ci.SpanOf(w.key), "spec.serviceAccountName", "the workflow names no service account, and so has the namespace's default one")
				}
			}
		},
	}
}

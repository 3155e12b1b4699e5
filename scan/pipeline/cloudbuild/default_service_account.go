package cloudbuild

import (
	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

func defaultServiceAccount() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Build under the default service account",
			Class:       "default-service-account",
			Severity:    scan.SeverityLow,
			Confidence:  scan.ConfidenceMedium,
			Persona:     scan.PersonaPedantic,
			Description: "Unless its trigger names one, the build runs under the project's default account, which may do far more than one build needs and is shared by all of them.",
			Remediation: "Name an account of the build's own in `serviceAccount`, with the rights that it needs.",
			Example:     "steps:\n  - name: node:24",
			Fixed:       "steps:\n  - name: node:24\nserviceAccount: projects/$PROJECT_ID/serviceAccounts/build@$PROJECT_ID.iam.gserviceaccount.com",
		},
		File: func(r *audit.Run) {
			if key, _ := r.File.Root.Pair("steps"); r.File.Root.Get("serviceAccount").Value() == "" {
				r.Find(nil, nil, ci.SpanOf(key), "serviceAccount", "the build names no service account")
			}
		},
	}
}

package tekton

import (
	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

func defaultServiceAccount() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Run under the default service account",
			Class:       "default-service-account",
			Severity:    scan.SeverityMedium,
			Confidence:  scan.ConfidenceHigh,
			Description: "The default account is shared by everything in the namespace that names none: what one of them needs, every run may do, with a token in its reach.",
			Remediation: "Name an account of the pipeline's own in `taskRunTemplate.serviceAccountName`, with the rights that it needs.",
			Example:     "kind: PipelineRun\nspec:\n  taskRunTemplate:\n    serviceAccountName: default",
			Fixed:       "kind: PipelineRun\nspec:\n  taskRunTemplate:\n    serviceAccountName: build",
		},
		File: func(r *audit.Run) {
			for _, o := range objects(r.File.Source.Roots) {
				if o.kind == "PipelineRun" || o.kind == "TaskRun" || o.kind == "EventListener" {
					account(r, o)
				}
			}
		},
	}
}

// account judges the account that a run names.
func account(r *audit.Run, o object) {
	spec := o.node.Get("spec")
	named := spec.Get("serviceAccountName")
	if named == nil {
		named = spec.At("taskRunTemplate", "serviceAccountName")
	}
	switch {
	case named.Value() == "default":
		r.Find(nil, nil, ci.SpanOf(named), "serviceAccountName", "the run has the namespace's default service account")
	case named.Null() && o.kind != "EventListener":
		key, kind := o.node.Pair("kind")
		r.Find(nil, nil, ci.Between(key, kind), "", "the run names no service account",
			audit.Level(scan.SeverityLow, scan.ConfidenceMedium, scan.PersonaPedantic))
	}
}

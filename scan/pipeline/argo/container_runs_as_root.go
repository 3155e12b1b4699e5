package argo

import (
	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

func containerRunsAsRoot() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Workflow that may run as root",
			Class:       "container-runs-as-root",
			Severity:    scan.SeverityLow,
			Confidence:  scan.ConfidenceMedium,
			Description: "Without `runAsNonRoot` the image decides the user, and most images are made for root. A process that breaks out of its container as root is root on the node.",
			Remediation: "Set `securityContext` with `runAsNonRoot: true` in the workflow's spec.",
			Example:     "kind: Workflow\nspec:\n  entrypoint: main",
			Fixed:       "kind: Workflow\nspec:\n  entrypoint: main\n  securityContext:\n    runAsNonRoot: true\n    runAsUser: 65532",
			Tags:        []string{"checkov:CKV_ARGO_2"},
		},
		File: func(r *audit.Run) {
			for _, w := range workflows(r.File.Source.Roots) {
				if w.key == nil || w.nonRoot() {
					continue
				}
				change := func(*ci.Weakness) {}
				if w.kind != "Workflow" && w.kind != "CronWorkflow" {
					// Who uses the template may set it.
					change = audit.Level(scan.SeverityLow, scan.ConfidenceLow, scan.PersonaPedantic)
				}
				r.Find(nil, nil, ci.SpanOf(w.key), "spec.securityContext", "nothing keeps the workflow's containers from running as root", change)
			}
		},
	}
}

// nonRoot reports whether all containers of a workflow are kept from running
// as root, by the workflow, their template or themselves.
func (w workflow) nonRoot() bool {
	if keeps(w.spec) {
		return true
	}
	count := 0
	for _, t := range w.templates() {
		for _, c := range containers(t) {
			if count++; !keeps(t) && !keeps(c) {
				return false
			}
		}
	}
	return count > 0 || w.spec.Get("workflowTemplateRef") != nil
}

func keeps(n *document.Node) bool {
	security := n.Get("securityContext")
	non, _ := security.Get("runAsNonRoot").Bool()
	user := security.Get("runAsUser").Value()
	return non || user != "" && user != "0"
}

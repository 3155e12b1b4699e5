package tekton

import (
	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

func improperAccessControl() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Trigger that takes events from anybody",
			Class:       "improper-access-control",
			Severity:    scan.SeverityMedium,
			Confidence:  scan.ConfidenceMedium,
			Description: "Nothing checks that an event is the platform's own. Whoever reaches the listener starts the pipeline with parameters of their choice.",
			Remediation: "Add the platform's interceptor with the secret of the webhook: `secretRef` among its params.",
			Example:     "triggers:\n  - name: push\n    interceptors:\n      - ref:\n          name: github\n    template:\n      ref: build",
			Fixed:       "triggers:\n  - name: push\n    interceptors:\n      - ref:\n          name: github\n        params:\n          - name: secretRef\n            value:\n              secretName: webhook\n              secretKey: token\n    template:\n      ref: build",
		},
		File: func(r *audit.Run) {
			for _, o := range objects(r.File.Source.Roots) {
				spec := o.node.Get("spec")
				if o.kind == "Trigger" {
					guarded(r, spec, o.node.At("metadata", "name"))
				}
				if o.kind != "EventListener" {
					continue
				}
				for _, t := range spec.Get("triggers").Items() {
					if t.Get("triggerRef") == nil {
						guarded(r, t, t.Get("name"))
					}
				}
			}
		},
	}
}

// guarded reports a trigger whose events nothing checks: for everybody where
// the interceptor of a platform has no secret, for pedants where there is no
// interceptor, which a gateway before it may make up for.
func guarded(r *audit.Run, t, at *document.Node) {
	list := t.Get("interceptors")
	if list.Len() == 0 {
		if at == nil {
			at = t.Get("template")
		}
		r.Find(nil, nil, ci.SpanOf(at), "triggers", "nothing checks where an event comes from", audit.Level(scan.SeverityMedium, scan.ConfidenceLow, scan.PersonaPedantic))
		return
	}
	for _, i := range list.Items() {
		for _, platform := range []string{"github", "gitlab", "bitbucket"} {
			old := i.Get(platform)
			if i.At("ref", "name").Value() != platform && old == nil {
				continue
			}
			if old.Get("secretRef") == nil && param(i, "secretRef") == nil {
				r.Find(nil, nil, ci.SpanOf(i), "interceptors", "the interceptor has no secret: it takes events from anybody")
			}
		}
	}
}

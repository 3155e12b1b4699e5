package circleci

import (
	"fmt"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

func cachePoisoning() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Cache under a key that any branch can write first",
			Class:       "cache-poisoning",
			Severity:    scan.SeverityLow,
			Confidence:  scan.ConfidenceLow,
			Persona:     scan.PersonaPedantic,
			Description: "All branches of a project share its caches, and a cache is written once and then stays. Under a key without a checksum or the branch, what some branch put there is what a release is built with.",
			Remediation: "Put the lock file's checksum and the branch into the key: `v1-{{ .Branch }}-{{ checksum \"package-lock.json\" }}`.",
			Example:     "- save_cache:\n    key: modules\n    paths: [node_modules]",
			Fixed:       "- save_cache:\n    key: modules-{{ .Branch }}-{{ checksum \"package-lock.json\" }}\n    paths: [node_modules]",
		},
		Step: func(r *audit.Run, job *ci.Job, step *ci.Step) {
			if step.Uses == nil || !step.Uses.Local || step.Uses.Repo != "save_cache" {
				return
			}
			key := step.Input("key")
			text := key.Value()
			for _, part := range []string{"checksum", ".Branch", ".Revision", ".BuildNum", ".CheckoutKey", "epoch", "<<"} {
				if strings.Contains(text, part) {
					return
				}
			}
			if text != "" {
				r.Find(job, step, ci.SpanOf(key), "save_cache.key", fmt.Sprintf("the key %s is the same for every branch and content", text))
			}
		},
	}
}

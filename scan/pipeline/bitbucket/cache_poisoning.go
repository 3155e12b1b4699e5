package bitbucket

import (
	"fmt"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

func cachePoisoning() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Cache that any branch can fill",
			Class:       "cache-poisoning",
			Severity:    scan.SeverityLow,
			Confidence:  scan.ConfidenceLow,
			Persona:     scan.PersonaAuditor,
			Description: "All branches of a repository share its caches. One without a key of files is filled once a week by whichever pipeline comes first, a pull request's among them, and releases are built with what it holds.",
			Remediation: "Give the cache `key: files:` with the lock file, and build releases without it.",
			Example:     "definitions:\n  caches:\n    modules: node_modules",
			Fixed:       "definitions:\n  caches:\n    modules:\n      key:\n        files: [package-lock.json]\n      path: node_modules",
		},
		File: func(r *audit.Run) {
			for name, c := range r.File.Root.At("definitions", "caches").Pairs() {
				if c.Kind() == document.Scalar && !c.Null() || c.Kind() == document.Mapping && c.At("key", "files") == nil {
					r.Find(nil, nil, ci.Between(name, c), "definitions.caches."+name.Value(), fmt.Sprintf("the cache %s is the same for every branch and content", name.Value()))
				}
			}
		},
	}
}

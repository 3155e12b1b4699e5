package gitlab

import (
	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

func cachePoisoning() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Cache shared between protected and other branches",
			Class:       "cache-poisoning",
			Severity:    scan.SeverityMedium,
			Confidence:  scan.ConfidenceHigh,
			Description: "The platform keeps the caches of protected branches apart, so that nobody who may push some branch can put files into what a release is made of. `unprotect: true` takes that wall away.",
			Remediation: "Leave `unprotect` out. Where branches shall profit from the main branch's cache, let them use `fallback_keys` with `policy: pull`.",
			Example:     "cache:\n  key: modules\n  unprotect: true\n  paths: [node_modules]",
			Fixed:       "cache:\n  key: modules\n  paths: [node_modules]",
		},
		File: func(r *audit.Run) {
			sharedCache(r, nil, r.File.Root.Get("cache"))
			sharedCache(r, nil, r.File.Root.At("default", "cache"))
			for _, job := range r.File.Jobs {
				if job.Key != nil {
					sharedCache(r, job, job.Node.Get("cache"))
				}
			}
		},
	}
}

func sharedCache(r *audit.Run, job *ci.Job, n *document.Node) {
	if n.Kind() == document.Sequence {
		for _, item := range n.Items() {
			sharedEntry(r, job, item)
		}
		return
	}
	sharedEntry(r, job, n)
}

func sharedEntry(r *audit.Run, job *ci.Job, n *document.Node) {
	key, v := n.Pair("unprotect")
	if on, _ := v.Bool(); on && n.Get("policy").Value() != "push" {
		r.Find(job, nil, ci.Between(key, v), "cache.unprotect", "jobs of branches that are not protected write this cache too")
	}
}

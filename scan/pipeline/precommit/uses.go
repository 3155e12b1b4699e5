package precommit

import (
	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

var _ audit.Cataloger = (*System)(nil)

// Uses implements [audit.Cataloger]: the repositories of hooks.
func (s *System) Uses(f *ci.File) []ci.Use {
	var list audit.Catalog
	for _, job := range f.Jobs {
		if !remote(job) {
			continue
		}
		at := job.Node.Get("rev")
		if at == nil {
			at = job.Node.Get("sha")
		}
		span := ci.SpanOf(job.Key)
		if at != nil {
			span = ci.Between(job.Key, at)
		}
		list.Add(&ci.Use{Kind: ci.UseHook, Text: job.ID, Span: span, Job: job, URL: job.ID, Git: true, Version: at.Value(), Scope: scan.ScopeDev})
	}
	return list
}

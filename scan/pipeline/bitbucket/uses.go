package bitbucket

import (
	"strings"

	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

var _ audit.Cataloger = (*System)(nil)

// Uses implements [audit.Cataloger]: pipes, imported pipelines and images.
func (s *System) Uses(f *ci.File) []ci.Use {
	var list audit.Catalog
	for _, t := range f.Triggers {
		list.Add(importUse(t.Config))
	}
	for _, job := range f.Jobs {
		list.Images(job)
		for _, step := range job.Steps {
			list.Add(pipeUse(job, step))
		}
	}
	return list
}

func pipeUse(job *ci.Job, step *ci.Step) *ci.Use {
	c := step.Uses
	switch {
	case c == nil:
		return nil
	case c.Image != "":
		return ci.ImageUse(ci.UsePipe, job, step, c.Ref)
	}
	text := c.Ref.Value()
	return &ci.Use{
		Kind: ci.UsePipe, Text: text, Span: ci.SpanOf(c.Ref), Job: job, Step: step,
		Host: "bitbucket.org", Repo: c.Owner + "/" + c.Repo, Version: c.Version, Computed: computed(text) || c.Repo == "",
	}
}

// importUse reads "import: repository:ref:pipeline". The repository is one of the
// same workspace.
func importUse(pipeline *node) *ci.Use {
	source := pipeline.Get("import")
	parts := strings.Split(source.Value(), ":")
	if len(parts) != 3 {
		return nil
	}
	return &ci.Use{
		Kind: ci.UseWorkflow, Text: source.Value(), Span: ci.SpanOf(source),
		Catalog: "bitbucket-workspace", Repo: parts[0], Version: parts[1], Path: parts[2], Computed: computed(source.Value()),
	}
}

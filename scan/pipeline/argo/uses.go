package argo

import (
	"strings"

	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
	"github.com/penstock-dev/penstock/scan/pipeline/internal/container"
)

var (
	_ audit.Cataloger = (*System)(nil)
	_ audit.Confidant = (*System)(nil)
)

// Uses implements [audit.Cataloger]: the images of containers, and the
// repositories that templates are given as artifacts. A parameter stands for the
// default that its template or workflow declares.
func (s *System) Uses(f *ci.File) []ci.Use {
	var list audit.Catalog
	eachArtifact(audit.NewRun(f, nil), func(a *document.Node) {
		git := a.Get("git")
		if repo := git.Get("repo"); repo.Value() != "" {
			list.Add(&ci.Use{
				Kind: ci.UseCode, Text: repo.Value(), Span: ci.SpanOf(repo), URL: repo.Value(), Git: true,
				Version: git.Get("revision").Value(), Computed: computed(repo.Value() + git.Get("revision").Value()),
			})
		}
	})
	for _, job := range f.Jobs {
		for _, step := range job.Steps {
			list.Add(ci.ImageUse(ci.UseImage, job, step, step.Node.Get("image")))
		}
	}
	list.Resolve(func(job *ci.Job, text string) string { return defaults(f, job, text) })
	return list
}

func defaults(f *ci.File, job *ci.Job, text string) string {
	put := func(prefix string, parameters *document.Node) {
		for _, p := range parameters.Items() {
			value := p.Get("value")
			if value == nil {
				value = p.Get("default")
			}
			if value.Kind() == document.Scalar && value.Value() != "" {
				text = strings.ReplaceAll(text, "{{"+prefix+p.Get("name").Value()+"}}", value.Value())
			}
		}
	}
	if job != nil {
		put("inputs.parameters.", job.Node.At("inputs", "parameters"))
	}
	for _, w := range workflows(f.Source.Roots) {
		put("workflow.parameters.", w.spec.At("arguments", "parameters"))
	}
	return text
}

// Secrets implements [audit.Confidant].
func (s *System) Secrets(f *ci.File) []ci.Secret { return container.Secrets(f) }

package compose

import (
	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

var (
	_ audit.Cataloger = (*System)(nil)
	_ audit.Confidant = (*System)(nil)
)

// Uses implements [audit.Cataloger]: the images of services that the file does
// not build itself. A variable stands for its default; what an .env file sets is
// not known.
func (s *System) Uses(f *ci.File) []ci.Use {
	var list audit.Catalog
	for _, job := range f.Jobs {
		if job.Container != nil && job.Node.Get("build") == nil {
			list.Add(ci.ImageUse(ci.UseService, job, nil, job.Container.Ref))
		}
	}
	for i := range list {
		list[i].Scope = scan.ScopeRuntime
	}
	list.Resolve(func(_ *ci.Job, text string) string {
		return audit.ShellVariables(text, func(string) (string, bool) { return "", false })
	})
	return list
}

// Secrets implements [audit.Confidant]: the secrets that services are given.
func (s *System) Secrets(f *ci.File) []ci.Secret {
	var list []ci.Secret
	for _, job := range f.Jobs {
		for item := range job.Node.Get("secrets").List() {
			if item.Kind() == document.Mapping {
				item = item.Get("source")
			}
			if item.Value() != "" {
				list = append(list, ci.Secret{Name: item.Value(), Span: ci.SpanOf(item), Job: job})
			}
		}
	}
	return list
}

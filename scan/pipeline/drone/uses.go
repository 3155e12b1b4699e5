package drone

import (
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

var (
	_ audit.Cataloger = (*System)(nil)
	_ audit.Confidant = (*System)(nil)
)

// Uses implements [audit.Cataloger]: the images of steps. A step with settings
// and no commands is a plugin.
func (s *System) Uses(f *ci.File) []ci.Use {
	list := audit.Catalog(audit.ImageUses(f))
	for i := range list {
		if job := list[i].Job; job != nil && job.With != nil && len(job.Steps) == 0 {
			list[i].Kind = ci.UsePlugin
		}
	}
	return list
}

// Secrets implements [audit.Confidant]: those that variables and settings are
// filled from, and those that steps list.
func (s *System) Secrets(f *ci.File) []ci.Secret {
	var list []ci.Secret
	for _, job := range f.Jobs {
		add := func(n *node) {
			if n.Value() != "" {
				list = append(list, ci.Secret{Name: n.Value(), Span: ci.SpanOf(n), Job: job})
			}
		}
		job.Node.Mappings(func(n *node) { add(n.Get("from_secret")) })
		for item := range job.Node.Get("secrets").List() {
			add(item)
			add(item.Get("source"))
		}
	}
	return list
}

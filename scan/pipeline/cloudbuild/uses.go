package cloudbuild

import (
	"strings"

	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

var (
	_ audit.Cataloger = (*System)(nil)
	_ audit.Confidant = (*System)(nil)
)

// Uses implements [audit.Cataloger]: the builders. What the build itself has made
// before is none. Substitutions stand for the values in the file.
func (s *System) Uses(f *ci.File) []ci.Use {
	var list audit.Catalog
	for _, job := range f.Jobs {
		for _, step := range job.Steps {
			ref := step.Node.Get("name")
			if !made(job, step, ref.Value()) {
				list.Add(ci.ImageUse(ci.UseImage, job, step, ref))
			}
		}
	}
	list.Resolve(func(_ *ci.Job, text string) string {
		return audit.ShellVariables(text, func(name string) (string, bool) {
			n := f.Env.Get(name)
			return n.Value(), n != nil
		})
	})
	return list
}

// Secrets implements [audit.Confidant]: those of the secret manager and of a key
// ring, by the variables that steps get them in.
func (s *System) Secrets(f *ci.File) []ci.Secret {
	var list []ci.Secret
	for _, job := range f.Jobs {
		for _, step := range job.Steps {
			for name := range step.Node.Get("secretEnv").List() {
				list = append(list, ci.Secret{Name: name.Value(), Span: ci.SpanOf(name), Job: job, Step: step})
			}
		}
	}
	for _, item := range f.Root.At("availableSecrets", "secretManager").Items() {
		name := item.Get("versionName")
		if text := name.Value(); text != "" {
			if _, after, ok := strings.Cut(text, "/secrets/"); ok {
				text, _, _ = strings.Cut(after, "/")
			}
			list = append(list, ci.Secret{Name: "manager/" + text, Span: ci.SpanOf(name)})
		}
	}
	return list
}

package buildkite

import (
	"strings"

	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

var (
	_ audit.Cataloger = (*System)(nil)
	_ audit.Confidant = (*System)(nil)
)

// Uses implements [audit.Cataloger]: plugins, and the images of steps and of the
// plugin that runs them in one.
func (s *System) Uses(f *ci.File) []ci.Use {
	var list audit.Catalog
	list.Add(ci.ImageUse(ci.UseImage, nil, nil, f.Root.Get("image")))
	for _, job := range f.Jobs {
		list.Images(job)
		given := plugins(job.Node)
		for _, step := range job.Steps {
			if step.Uses == nil || step.Index >= len(given) {
				continue
			}
			list.Add(pluginUse(job, step))
			if step.Uses.Repo == "docker" {
				list.Add(ci.ImageUse(ci.UseImage, job, step, given[step.Index].config.Get("image")))
			}
		}
	}
	list.Resolve(func(job *ci.Job, text string) string {
		return audit.ShellVariables(text, func(name string) (string, bool) {
			n := job.Variable(name)
			if n == nil {
				n = f.Env.Get(name)
			}
			return n.Value(), n != nil
		})
	})
	return list
}

// pluginUse returns what a plugin's name stands for: one of the platform's own
// organisation, owner/name, or the address of a repository. The first two lie in
// repositories named name-buildkite-plugin.
func pluginUse(job *ci.Job, step *ci.Step) *ci.Use {
	c := step.Uses
	text := c.Ref.Value()
	name, _, _ := strings.Cut(text, "#")
	u := &ci.Use{Kind: ci.UsePlugin, Text: text, Span: ci.SpanOf(c.Ref), Job: job, Step: step, Local: c.Local, Version: c.Version, Computed: strings.Contains(text, "$")}
	switch {
	case c.Local:
		u.Path = strings.TrimPrefix(name, "./")
	case strings.Contains(name, ":"):
		u.URL, u.Git = name, true
	case strings.Count(name, "/") > 1: // a host in front
		u.URL, u.Git = "https://"+name, true
	default:
		u.Host, u.Repo = "github.com", c.Owner+"/"+strings.TrimSuffix(c.Repo, "-buildkite-plugin")+"-buildkite-plugin"
	}
	return u
}

// Secrets implements [audit.Confidant]: those that the file and its steps ask
// the platform for.
func (s *System) Secrets(f *ci.File) []ci.Secret {
	var list []ci.Secret
	add := func(job *ci.Job, n *node) {
		for key := range n.Pairs() {
			list = append(list, ci.Secret{Name: key.Value(), Span: ci.SpanOf(key), Job: job})
		}
		for item := range n.List() {
			if item.Kind() == document.Scalar && item.Value() != "" {
				list = append(list, ci.Secret{Name: item.Value(), Span: ci.SpanOf(item), Job: job})
			}
		}
	}
	add(nil, f.Root.Get("secrets"))
	for _, job := range f.Jobs {
		add(job, job.Node.Get("secrets"))
	}
	return list
}

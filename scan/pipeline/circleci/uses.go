package circleci

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

// Uses implements [audit.Cataloger]: orbs, those of orbs that are written in the
// file included, and images. A parameter stands for its default.
func (s *System) Uses(f *ci.File) []ci.Use {
	var list audit.Catalog
	orbUses(&list, f.Root.Get("orbs"), 0)
	for _, job := range f.Jobs {
		list.Images(job)
	}
	list.Resolve(func(job *ci.Job, text string) string { return defaults(f, job, text) })
	return list
}

func orbUses(list *audit.Catalog, n *document.Node, depth int) {
	for _, orb := range n.Pairs() {
		if orb.Kind() == document.Mapping && depth < maxNest {
			orbUses(list, orb.Get("orbs"), depth+1)
			continue
		}
		text := orb.Value()
		if text == "" {
			continue
		}
		u := &ci.Use{Kind: ci.UseOrb, Text: text, Span: ci.SpanOf(orb), Computed: strings.Contains(text, "<<")}
		if strings.Contains(text, "://") {
			u.URL = text
		} else {
			u.Catalog = "circleci-orbs"
			u.Repo, u.Version, _ = strings.Cut(text, "@")
		}
		list.Add(u)
	}
}

// defaults puts the defaults of parameters into a text: of those that the part
// of the file itself declares, and of the pipeline's.
func defaults(f *ci.File, job *ci.Job, text string) string {
	var out strings.Builder
	at := 0
	for _, span := range templates(text) {
		name := strings.Trim(text[span.Start:span.End], "<> ")
		declared := f.Root.Get("parameters")
		key, ok := strings.CutPrefix(name, "pipeline.parameters.")
		if own, isOwn := strings.CutPrefix(name, "parameters."); isOwn && job != nil {
			key, ok, declared = own, true, job.Node.Get("parameters")
		}
		value := declared.Get(key).Get("default")
		if !ok || value.Kind() != document.Scalar || value.Value() == "" {
			continue
		}
		out.WriteString(text[at:span.Start] + value.Value())
		at = span.End
	}
	return out.String() + text[at:]
}

// Secrets implements [audit.Confidant]: the contexts that workflows give to
// jobs. Their variables are not in the file.
func (s *System) Secrets(f *ci.File) []ci.Secret {
	var list []ci.Secret
	eachCall(f, func(c call) {
		for context := range c.config.Get("context").List() {
			list = append(list, ci.Secret{Name: "context/" + context.Value(), Span: ci.SpanOf(context), Job: jobOf(f, c.job)})
		}
	})
	return list
}

func jobOf(f *ci.File, id string) *ci.Job {
	for _, job := range f.Jobs {
		if called(job.ID) == id {
			return job
		}
	}
	return nil
}

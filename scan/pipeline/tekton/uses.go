package tekton

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

// Uses implements [audit.Cataloger]: tasks and pipelines that resolvers and
// annotations fetch, and the images of steps. A parameter stands for the default
// that its task declares.
func (s *System) Uses(f *ci.File) []ci.Use {
	var list audit.Catalog
	for _, o := range objects(f.Source.Roots) {
		annotatedUses(&list, o.node)
		eachReference(o, func(ref *document.Node) { list.Add(remoteUse(ref)) })
	}
	for _, job := range f.Jobs {
		list.Add(ci.ImageUse(ci.UseImage, job, nil, job.Node.At("stepTemplate", "image")))
		for _, step := range job.Steps {
			kind := ci.UseImage
			if step.Group == "sidecars" {
				kind = ci.UseService
			}
			list.Add(ci.ImageUse(kind, job, step, step.Node.Get("image")))
		}
	}
	list.Resolve(defaults)
	return list
}

// defaults puts the defaults of a task's parameters into a text.
func defaults(job *ci.Job, text string) string {
	if job == nil {
		return text
	}
	for _, p := range job.Node.Get("params").Items() {
		if value := p.Get("default"); value.Kind() == document.Scalar && value.Value() != "" {
			name := p.Get("name").Value()
			text = strings.ReplaceAll(text, "$(params."+name+")", value.Value())
			text = strings.ReplaceAll(text, "$(inputs.params."+name+")", value.Value())
		}
	}
	return text
}

// remoteUse returns what a reference has fetched, nil for one in the cluster.
func remoteUse(ref *document.Node) *ci.Use {
	if b := ref.Get("bundle"); b != nil {
		return ci.ImageUse(ci.UseTask, nil, nil, b)
	}
	value := func(name string) *document.Node { return param(ref, name) }
	u := &ci.Use{Kind: ci.UseTask}
	at := value("url")
	switch ref.Get("resolver").Value() {
	case "bundles":
		return ci.ImageUse(ci.UseTask, nil, nil, value("bundle"))
	case "git":
		u.Git, u.Path, u.Version = true, value("pathInRepo").Value(), value("revision").Value()
		if at == nil { // by the platform's interface
			at = value("repo")
			u.Git, u.Repo, u.Catalog = false, value("org").Value()+"/"+at.Value(), "git"
		} else {
			u.URL = at.Value()
		}
	case "hub":
		at = value("name")
		u.Catalog, u.Repo, u.Version = "tekton-hub", at.Value(), value("version").Value()
		if catalog := value("catalog").Value(); catalog != "" {
			u.Repo = catalog + "/" + u.Repo
		}
	case "http":
		u.URL = at.Value()
	default:
		return nil
	}
	if at == nil {
		return nil
	}
	u.Text, u.Span = at.Value(), ci.SpanOf(at)
	u.Computed = computed(u.URL + u.Repo + u.Version + u.Path)
	return u
}

// annotatedUses notes what annotations have Pipelines-as-Code fetch.
func annotatedUses(list *audit.Catalog, run *document.Node) {
	eachAnnotated(run, func(ref string, span ci.Span) {
		u := &ci.Use{Kind: ci.UseTask, Text: ref, Span: span, Computed: computed(ref)}
		switch {
		case strings.Contains(ref, "://") && !strings.HasPrefix(ref, "hub://") && !strings.HasPrefix(ref, "artifact://"):
			u.URL = ref
		case strings.HasSuffix(ref, ".yaml"), strings.HasSuffix(ref, ".yml"):
			u.Local, u.Path = true, ref
		default:
			u.Catalog = "tekton-hub"
			_, after, found := strings.Cut(ref, "://")
			if !found {
				after = ref
			}
			u.Repo, u.Version, _ = strings.Cut(after, ":")
		}
		list.Add(u)
	})
}

// Secrets implements [audit.Confidant].
func (s *System) Secrets(f *ci.File) []ci.Secret { return container.Secrets(f) }

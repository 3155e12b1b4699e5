package azure

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

// Uses implements [audit.Cataloger]: repositories and containers of the
// resources, templates, tasks and images. A parameter stands for its default.
func (s *System) Uses(f *ci.File) []ci.Use {
	var list audit.Catalog
	entries(f.Root.At("resources", "repositories"), 0, func(n *node) { list.Add(repositoryUse(n)) })
	entries(f.Root.At("resources", "containers"), 0, func(n *node) {
		u := ci.ImageUse(ci.UseImage, nil, nil, n.Get("image"))
		if u == nil {
			u = registryUse(n)
		}
		list.Add(u)
	})
	templateUses(&list, f)
	for _, job := range f.Jobs {
		list.Images(job)
		list.Add(computedUse(f, job))
	}
	taskUses(&list, f)
	list.Resolve(func(_ *ci.Job, text string) string { return fill(f, text) })
	return list
}

// taskUses notes the tasks, those too that are given to a template as a
// parameter, which are steps of no job of the file.
func taskUses(list *audit.Catalog, f *ci.File) {
	type place struct {
		job  *ci.Job
		step *ci.Step
	}
	places := map[int]place{}
	for _, job := range f.Jobs {
		for _, step := range job.Steps {
			if step.Uses != nil {
				places[step.Uses.Ref.Start()] = place{job, step}
			}
		}
	}
	f.Root.Mappings(func(n *node) {
		ref := n.Get("task")
		name, version, ok := strings.Cut(ref.Value(), "@")
		if ref.Kind() != document.Scalar || !ok || strings.ContainsAny(name, " \n") {
			return
		}
		at := places[ref.Start()]
		list.Add(&ci.Use{
			Kind: ci.UseTask, Text: ref.Value(), Span: ci.SpanOf(ref), Job: at.job, Step: at.step,
			Catalog: "azure-pipelines-tasks", Repo: name, Version: version, Computed: strings.Contains(ref.Value(), "$"),
		})
	})
}

// repositoryUse returns what a repository resource names.
func repositoryUse(n *node) *ci.Use {
	name, ref := n.Get("name"), n.Get("ref").Value()
	if n.Get("repository") == nil || name.Value() == "" {
		return nil
	}
	u := &ci.Use{Kind: ci.UseTemplate, Text: name.Value(), Span: ci.SpanOf(name), Repo: name.Value(), Version: ref, Computed: strings.Contains(name.Value()+ref, "$")}
	switch strings.ToLower(n.Get("type").Value()) {
	case "github":
		u.Host = "github.com"
	case "bitbucket":
		u.Host = "bitbucket.org"
	case "githubenterprise":
		u.Catalog = "github-enterprise"
	default:
		u.Catalog = "azure-repos"
	}
	return u
}

// registryUse returns the image of a container in a registry of Azure, which is
// named in two parts.
func registryUse(n *node) *ci.Use {
	registry, repository := n.Get("registry").Value(), n.Get("repository")
	if registry == "" || repository.Value() == "" {
		return nil
	}
	image := registry + ".azurecr.io/" + repository.Value()
	if tag := n.Get("tag").Value(); tag != "" {
		image += ":" + tag
	}
	return &ci.Use{Kind: ci.UseImage, Text: image, Span: ci.SpanOf(repository), Image: image, Computed: !ci.IsImage(image)}
}

// computedUse returns the image that a job names by a template expression, nil
// for none and for the name of a container among the resources.
func computedUse(f *ci.File, job *ci.Job) *ci.Use {
	ref := job.Node.Get("container")
	if ref.Kind() == document.Mapping {
		ref = ref.Get("image")
	}
	if job.Container != nil || !strings.Contains(ref.Value(), "$") {
		return nil
	}
	text := fill(f, ref.Value())
	for _, c := range f.Root.At("resources", "containers").Items() {
		if c.Get("container").Value() == text {
			return nil
		}
	}
	return ci.ImageUse(ci.UseImage, job, nil, ref)
}

// templateUses notes the templates of this repository. Those of others are told by
// the resources, or, where these are in the file that calls this one, by that.
func templateUses(list *audit.Catalog, f *ci.File) {
	declared := map[string]bool{}
	entries(f.Root.At("resources", "repositories"), 0, func(n *node) { declared[n.Get("repository").Value()] = true })
	f.Root.Mappings(func(n *node) {
		ref := n.Get("template")
		if text := ref.Value(); ref.Kind() == document.Scalar && text != "" {
			name, alias, elsewhere := strings.Cut(text, "@")
			switch {
			case elsewhere && alias != "self" && !declared[alias]:
				list.Add(&ci.Use{Kind: ci.UseTemplate, Text: text, Span: ci.SpanOf(ref), Catalog: "azure-repos", Repo: alias, Path: strings.TrimPrefix(name, "/"), Computed: true})
			case !elsewhere || alias == "self":
				list.Add(&ci.Use{Kind: ci.UseTemplate, Text: text, Span: ci.SpanOf(ref), Local: true, Path: strings.TrimPrefix(name, "/"), Computed: strings.Contains(name, "$")})
			}
		}
	})
}

// fill puts what the file says about parameters and variables into a text.
func fill(f *ci.File, text string) string {
	for _, form := range []struct{ open, shut, prefix string }{{"${{", "}}", "parameters."}, {"${{", "}}", "variables."}, {"$(", ")", ""}, {"$[", "]", "variables."}} {
		var out strings.Builder
		rest := text
		for {
			before, after, ok := strings.Cut(rest, form.open)
			inner, behind, closed := strings.Cut(after, form.shut)
			if !ok || !closed {
				break
			}
			name, ours := strings.CutPrefix(strings.TrimSpace(inner), form.prefix)
			value := ""
			if ours {
				value = written(f, form.prefix, name)
			}
			if value == "" {
				value = form.open + inner + form.shut
			}
			out.WriteString(before + value)
			rest = behind
		}
		text = out.String() + rest
	}
	return text
}

// written returns what the file writes for a variable or a parameter.
func written(f *ci.File, prefix, name string) string {
	if prefix != "parameters." {
		return f.Env.Get(name).Value()
	}
	for _, in := range f.Inputs {
		if strings.EqualFold(in.Name, name) {
			if in.Config.Kind() == document.Mapping {
				return in.Config.Get("default").Value()
			}
			return in.Config.Value()
		}
	}
	return ""
}

// Secrets implements [audit.Confidant]: groups of variables, service
// connections, secure files and key vaults. Secret variables of the settings
// cannot be told from others.
func (s *System) Secrets(f *ci.File) []ci.Secret {
	var list []ci.Secret
	group := func(job *ci.Job, n *node) {
		entries(n.Get("variables"), 0, func(item *node) {
			if g := item.Get("group"); g.Value() != "" {
				list = append(list, ci.Secret{Name: "group/" + g.Value(), Span: ci.SpanOf(g), Job: job})
			}
		})
	}
	group(nil, f.Root)
	entries(f.Root.Get("stages"), 0, func(stage *node) { group(nil, stage) })
	for _, job := range f.Jobs {
		if job.Node != f.Root {
			group(job, job.Node)
		}
		for _, step := range job.Steps {
			list = append(list, connections(job, step)...)
		}
	}
	return list
}

// connections returns the service connections and files that a task's inputs
// name.
func connections(job *ci.Job, step *ci.Step) []ci.Secret {
	if step.With == nil {
		return nil
	}
	var list []ci.Secret
	for _, v := range step.With.Vars {
		kind := ""
		switch strings.ToLower(v.Key.Value()) {
		case "azuresubscription", "connectedservicename", "connectedservicenamearm", "containerregistry", "dockerregistryendpoint", "kubernetesserviceconnection",
			"kubernetesserviceendpoint", "serviceconnection", "awscredentials", "githubconnection", "sshendpoint", "sonarqube", "publishfeedcredentials", "customendpoint":
			kind = "connection/"
		case "securefile", "sshkeysecurefile":
			kind = "file/"
		case "keyvaultname":
			kind = "vault/"
		}
		if kind != "" && v.Value.Value() != "" {
			list = append(list, ci.Secret{Name: kind + v.Value.Value(), Span: ci.SpanOf(v.Value), Job: job, Step: step})
		}
	}
	return list
}

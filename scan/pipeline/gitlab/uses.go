package gitlab

import (
	"path"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

var (
	_ audit.Cataloger = (*System)(nil)
	_ audit.Confidant = (*System)(nil)
)

// Uses implements [audit.Cataloger]: includes of the file and of what jobs
// trigger, triggered projects, images and services.
func (s *System) Uses(f *ci.File) []ci.Use {
	list := audit.Catalog(nil)
	eachInclude(f, func(i *include) { includes(&list, f, i) })
	for _, job := range f.Jobs {
		if job.Key != nil {
			list.Add(triggered(f, job))
		}
		list.Images(job)
	}
	list.Resolve(func(job *ci.Job, text string) string { return expand(f, job, text) })
	return list
}

// expand puts the file's own variables into a text; those of the job count
// first.
func expand(f *ci.File, job *ci.Job, text string) string {
	for range maxNest {
		next := audit.ShellVariables(text, func(name string) (string, bool) {
			n := job.Variable(name)
			if n == nil {
				n = f.Env.Get(name)
			}
			return n.Value(), n != nil
		})
		if next == text || len(next) > 1000 {
			return next
		}
		text = next
	}
	return text
}

// includes notes one entry of an include list.
func includes(list *audit.Catalog, f *ci.File, i *include) {
	use := func(n *document.Node, kind ci.UseKind) *ci.Use {
		return &ci.Use{Kind: kind, Text: n.Value(), Span: ci.SpanOf(n), Job: i.job}
	}
	resolve := func(text string) string { return expand(f, i.job, text) }
	if remote, ok := i.remote(); ok {
		u := use(remote, ci.UseTemplate)
		u.URL = resolve(remote.Value())
		u.Computed = computed(u.URL)
		if algorithm, digest, ok := strings.Cut(i.node.Get("integrity").Value(), "-"); ok {
			u.Hash = scan.Hash{Algorithm: algorithm, Value: digest}
		}
		list.Add(u)
		return
	}
	switch n := i.node; {
	case i.text != "", n.Get("local") != nil:
		if n.Kind() == document.Mapping {
			n = n.Get("local")
		}
		u := use(n, ci.UseTemplate)
		u.Local, u.Path = true, strings.TrimPrefix(n.Value(), "/")
		list.Add(u)
	case n.Get("component") != nil:
		list.Add(component(use(n.Get("component"), ci.UseComponent), resolve(n.Get("component").Value())))
	case n.Get("template") != nil:
		u := use(n.Get("template"), ci.UseTemplate)
		u.Catalog, u.Repo = "gitlab-templates", resolve(u.Text)
		u.Computed = computed(u.Repo)
		list.Add(u)
	case n.Get("project") != nil:
		for file := range n.Get("file").List() {
			u := use(n.Get("project"), ci.UseTemplate)
			u.Repo, u.Version, u.Path = resolve(u.Text), resolve(n.Get("ref").Value()), strings.TrimPrefix(resolve(file.Value()), "/")
			u.Local = u.Text == "$CI_PROJECT_PATH"
			u.Computed = computed(u.Repo) || computed(u.Version) || computed(u.Path)
			list.Add(u)
		}
	}
}

// component reads host/group/project/name@version.
func component(u *ci.Use, text string) *ci.Use {
	name, version, _ := strings.Cut(text, "@")
	u.Version = version
	if rest, ok := strings.CutPrefix(name, "$CI_SERVER_FQDN/"); ok {
		name = "/" + rest // the server of the file itself
	} else if rest, ok := strings.CutPrefix(name, "$CI_SERVER_HOST/"); ok {
		name = "/" + rest
	}
	u.Local = strings.HasPrefix(name, "/$CI_PROJECT_PATH/")
	host, rest, _ := strings.Cut(name, "/")
	u.Host, u.Repo, u.Path = host, path.Dir(rest), path.Base(rest)
	u.Computed = computed(text[len(text)-len(rest)-len(version):]) || computed(host) || u.Repo == "."
	if u.Local {
		u.Computed = false
	}
	return u
}

// triggered returns the project whose pipeline a job starts.
func triggered(f *ci.File, job *ci.Job) *ci.Use {
	trigger := job.Node.Get("trigger")
	project, branch := trigger.Get("project"), trigger.Get("branch")
	if trigger.Kind() == document.Scalar {
		project = trigger
	}
	if project == nil || project.Value() == "" {
		return nil
	}
	u := &ci.Use{Kind: ci.UseWorkflow, Text: project.Value(), Span: ci.SpanOf(project), Job: job}
	u.Repo, u.Version = expand(f, job, u.Text), expand(f, job, branch.Value())
	u.Computed = computed(u.Repo) || computed(u.Version)
	return u
}

// Secrets implements [audit.Confidant]: secrets that jobs fetch from a vault and
// the tokens that they are issued. Variables of the project's settings cannot be
// told from others.
func (s *System) Secrets(f *ci.File) []ci.Secret {
	var list []ci.Secret
	for _, job := range f.Jobs {
		for _, block := range []string{"secrets", "id_tokens"} {
			for key := range job.Node.Get(block).Pairs() {
				list = append(list, ci.Secret{Name: key.Value(), Span: ci.SpanOf(key), Job: job})
			}
		}
	}
	return list
}

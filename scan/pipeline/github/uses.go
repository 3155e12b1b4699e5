package github

import (
	"strings"

	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
	"github.com/penstock-dev/penstock/scan/pipeline/expr"
)

var (
	_ audit.Cataloger = (*System)(nil)
	_ audit.Confidant = (*System)(nil)
)

// maxVariants bounds the images that one reference with a matrix stands for.
const maxVariants = 64

// Uses implements [audit.Cataloger]. An image that a matrix names is one use for
// each of the literals that it can be.
func (s *System) Uses(f *ci.File) []ci.Use {
	var list audit.Catalog
	image := func(kind ci.UseKind, job *ci.Job, step *ci.Step, ref *document.Node) {
		u := ci.ImageUse(kind, job, step, ref)
		if u == nil {
			return
		}
		for _, text := range variants(u.Image, job) {
			one := *u
			one.Image, one.Computed = strings.TrimPrefix(text, "docker://"), !ci.IsImage(strings.TrimPrefix(text, "docker://"))
			list.Add(&one)
		}
	}
	if f.Image != nil {
		image(ci.UseImage, nil, nil, f.Image.Ref)
	}
	for _, job := range f.Jobs {
		if job.Calls != nil {
			list.Add(componentUse(ci.UseWorkflow, job, nil, job.Calls))
		}
		if job.Container != nil {
			image(ci.UseImage, job, nil, job.Container.Ref)
		}
		for _, service := range job.Services {
			image(ci.UseService, job, nil, service.Ref)
		}
		for _, step := range job.Steps {
			switch {
			case step.Uses == nil:
			case step.Uses.Image != "":
				image(ci.UseAction, job, step, step.Uses.Ref)
			default:
				list.Add(componentUse(ci.UseAction, job, step, step.Uses))
			}
		}
	}
	return list
}

func componentUse(kind ci.UseKind, job *ci.Job, step *ci.Step, c *ci.Component) *ci.Use {
	text := strings.TrimSpace(c.Ref.Value())
	u := &ci.Use{Kind: kind, Text: text, Span: ci.SpanOf(c.Ref), Job: job, Step: step, Local: c.Local}
	u.Computed = strings.Contains(text, "${{")
	switch {
	case c.Local:
		u.Path = strings.TrimPrefix(strings.TrimPrefix(text, "./"), "$/")
	case c.Repo != "":
		u.Host, u.Repo, u.Path, u.Version = "github.com", c.Owner+"/"+c.Repo, c.Path, c.Version
	default:
		u.Computed = true // no owner: the platform refuses it
	}
	return u
}

// variants returns the texts that an image reference can be, with the literals
// of the job's matrix put in. What the file does not tell stays.
func variants(text string, job *ci.Job) []string {
	list := []string{text}
	for range expr.Fences(text) {
		var next []string
		for _, t := range list {
			next = append(next, variantsOfFirst(t, job)...)
		}
		if len(next) > maxVariants {
			return []string{text}
		}
		list = next
	}
	return list
}

func variantsOfFirst(text string, job *ci.Job) []string {
	for _, fence := range expr.Fences(text) {
		var out []string
		for _, value := range constants(text[fence.Inner:fence.InnerEnd], job) {
			out = append(out, text[:fence.Start]+value+text[fence.End:])
		}
		if len(out) > 0 {
			return out
		}
	}
	return []string{text}
}

// constants returns the literals that an expression can be; none where a run
// decides.
func constants(inner string, job *ci.Job) []string {
	e, err := expr.Parse(inner)
	if err != nil || e == nil {
		return nil
	}
	if v, ok := expr.Fold(e); ok {
		return []string{v.String()}
	}
	parts := strings.Split(strings.ToLower(strings.TrimSpace(inner)), ".")
	if parts[0] != "matrix" || len(parts) < 2 || job == nil || job.Matrix.Kind() != document.Mapping {
		return nil
	}
	var out []string
	seen := map[string]bool{}
	for _, n := range matrixValues(job.Matrix, parts[1]) {
		for item := range n.List() {
			value := item.At(parts[2:]...)
			if item.Kind() == document.Scalar && len(parts) == 2 {
				value = item
			}
			text := value.Value()
			if value.Kind() != document.Scalar || strings.Contains(text, "${{") {
				return nil
			}
			if text != "" && !seen[text] {
				seen[text] = true
				out = append(out, text)
			}
		}
	}
	return out
}

// Secrets implements [audit.Confidant]: the names behind the context secrets in
// expressions, the token among them, and what a called workflow is handed.
func (s *System) Secrets(f *ci.File) []ci.Secret {
	var list []ci.Secret
	add := func(job *ci.Job, step *ci.Step, n *document.Node) {
		n.Walk(func(scalar *document.Node) {
			for _, name := range secretsIn(scalar.Value()) {
				list = append(list, ci.Secret{Name: name, Span: ci.SpanOf(scalar), Job: job, Step: step})
			}
		})
	}
	if f.Env != nil {
		add(nil, nil, f.Env.Value)
	}
	for _, job := range f.Jobs {
		for key, value := range job.Node.Pairs() {
			if key.Value() != "steps" {
				add(job, nil, value)
			}
		}
		if job.Secrets.Value.Value() == "inherit" {
			list = append(list, ci.Secret{Name: "*", Span: ci.SpanOf(job.Secrets.Value), Job: job})
		}
		for _, step := range job.Steps {
			add(job, step, step.Node)
		}
	}
	return list
}

// secretsIn returns the names of secrets in the expressions of a text.
func secretsIn(text string) []string {
	if !strings.Contains(text, "secrets") && !strings.Contains(text, "github.token") {
		return nil
	}
	var names []string
	for _, fence := range expr.Fences(text) {
		e, err := expr.Parse(text[fence.Inner:fence.InnerEnd])
		if err != nil || e == nil {
			continue
		}
		for _, ref := range e.References() {
			path := ref.Path()
			switch parts := strings.Split(path, "."); {
			case path == "github.token":
				names = append(names, "GITHUB_TOKEN")
			case parts[0] == "secrets" && len(parts) > 1:
				names = append(names, strings.ToUpper(parts[1]))
			case parts[0] == "secrets":
				names = append(names, "*")
			}
		}
	}
	return names
}

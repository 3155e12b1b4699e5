package argo

import (
	"strconv"
	"strings"

	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
	"github.com/penstock-dev/penstock/scan/pipeline/internal/container"
)

// The bounds on what one file may hold, aliases counted each time.
const (
	maxTemplates = 2000
	maxSteps     = 10000
)

// Read implements [audit.System]. The templates of all workflows are the jobs,
// their containers the steps.
func (s *System) Read(src *ci.Source) *ci.File {
	f := &ci.File{Source: src, Root: src.Root(), System: s.Name(), Kind: ci.KindPipeline, Section: "templates", Steps: "containers"}
	ours := len(events(src.Roots)) > 0
	steps := 0
	for _, w := range workflows(src.Roots) {
		ours = true
		for _, t := range w.templates() {
			if len(f.Jobs) >= maxTemplates {
				break
			}
			job := &ci.Job{ID: t.Get("name").Value(), Key: t.Get("name"), Node: t}
			if job.ID == "" {
				job.ID = "inline"
			}
			for _, n := range containers(t) {
				if steps++; steps <= maxSteps {
					job.Steps = append(job.Steps, step(len(job.Steps), n))
				}
			}
			f.Jobs = append(f.Jobs, job)
		}
	}
	if !ours {
		return nil
	}
	return f
}

func step(i int, n *document.Node) *ci.Step {
	s := &ci.Step{Index: i, Node: n, Name: n.Get("name"), Env: container.Env(n.Get("env"))}
	if key, text := n.Pair("source"); text != nil {
		shell := container.Interpreter(text.Value())
		for w := range n.Get("command").List() {
			shell = w.Value()
			break
		}
		s.Run = &ci.Script{Key: key, Text: text, Default: shell, Templates: fences(text.Value())}
	} else if text, shell := container.Command(n.Get("command"), n.Get("args")); text != nil {
		s.Run = &ci.Script{Text: text, Default: shell, Templates: fences(text.Value())}
	}
	return s
}

// workflow is what a manifest says about workflows.
type workflow struct {
	kind string
	name string
	key  *document.Node // the key of spec
	spec *document.Node
	// brought are the names of the parameters that a sensor fills with free
	// text of an event.
	brought map[string]string
}

func ours(n *document.Node) bool {
	return strings.HasPrefix(n.Get("apiVersion").Value(), "argoproj.io/v")
}

// workflows returns those of the documents, and those that sensors start.
func workflows(roots []*document.Node) []workflow {
	var list []workflow
	for _, root := range roots {
		if !ours(root) {
			continue
		}
		if root.Get("kind").Value() != "Sensor" {
			list = appendWorkflow(list, root, nil)
			continue
		}
		for _, t := range root.At("spec", "triggers").Items() {
			for _, kind := range []string{"k8s", "argoWorkflow"} {
				trigger := t.At("template", kind)
				resource := trigger.At("source", "resource")
				if ours(resource) {
					list = appendWorkflow(list, resource, brought(trigger, resource))
				}
			}
		}
	}
	return list
}

func appendWorkflow(list []workflow, n *document.Node, brought map[string]string) []workflow {
	key, spec := n.Pair("spec")
	kind := n.Get("kind").Value()
	switch kind {
	case "Workflow", "WorkflowTemplate", "ClusterWorkflowTemplate":
		return append(list, workflow{kind, n.At("metadata", "name").Value(), key, spec, brought})
	case "CronWorkflow":
		key, inner := spec.Pair("workflowSpec")
		return append(list, workflow{kind, "", key, inner, brought})
	}
	return list
}

// events returns the manifests of Argo Events among the documents.
func events(roots []*document.Node) []*document.Node {
	var list []*document.Node
	for _, root := range roots {
		if kind := root.Get("kind").Value(); ours(root) && (kind == "Sensor" || kind == "EventSource") {
			list = append(list, root)
		}
	}
	return list
}

// brought returns the workflow's parameters that a trigger fills with free
// text of an event, with where it is from.
func brought(trigger, resource *document.Node) map[string]string {
	found := map[string]string{}
	for _, p := range trigger.Get("parameters").Items() {
		from := p.At("src", "dataKey").Value()
		if from == "" {
			from = p.At("src", "dataTemplate").Value()
		}
		index, ok := strings.CutPrefix(p.Get("dest").Value(), "spec.arguments.parameters.")
		if !ok || !container.FreeText(from) {
			continue
		}
		index = strings.TrimSuffix(index, ".value")
		for i, parameter := range resource.At("spec", "arguments", "parameters").Items() {
			if index == strconv.Itoa(i) {
				found[parameter.Get("name").Value()] = from
			}
		}
	}
	return found
}

// parameter returns the name of a template's parameter in the repository, or of a
// parameter of the workflow; empty for one that nothing refers to.
func (w workflow) parameter(template, name string) string {
	if w.name == "" || w.kind == "Workflow" {
		return ""
	}
	return w.name + "/" + template + "#" + name
}

// templates returns the templates of a workflow, those in its steps and tasks
// included.
func (w workflow) templates() []*document.Node {
	var list []*document.Node
	for _, t := range w.spec.Get("templates").Items() {
		list = append(list, t)
		eachCall(t, func(call *document.Node) {
			if inline := call.Get("inline"); inline != nil {
				list = append(list, inline)
			}
		})
	}
	return list
}

// eachCall visits the steps and tasks of a template, and what they start when they
// have ended.
func eachCall(t *document.Node, visit func(*document.Node)) {
	eachStep(t, func(s *document.Node) {
		visit(s)
		for _, hook := range s.Get("hooks").Pairs() {
			visit(hook)
		}
	})
}

// eachStep visits the steps and tasks of a template.
func eachStep(t *document.Node, visit func(*document.Node)) {
	for _, group := range t.Get("steps").Items() {
		if group.Kind() == document.Mapping {
			for _, s := range group.Get("steps").Items() {
				visit(s)
			}
		}
		for _, s := range group.Items() {
			visit(s)
		}
	}
	for _, task := range t.At("dag", "tasks").Items() {
		visit(task)
	}
}

// containers returns the containers that a template runs.
func containers(t *document.Node) []*document.Node {
	var list []*document.Node
	for _, key := range []string{"container", "script"} {
		if n := t.Get(key); n != nil {
			list = append(list, n)
		}
	}
	for _, group := range []*document.Node{t.At("containerSet", "containers"), t.Get("initContainers"), t.Get("sidecars")} {
		for _, n := range group.Items() {
			list = append(list, n)
		}
	}
	return list
}

// maxFence bounds the length of a reference, so that open ones do not have the
// whole text searched each time.
const maxFence = 1000

// fences returns the places in a text that Argo replaces.
func fences(text string) []ci.Span {
	var list []ci.Span
	for at := 0; ; {
		i := strings.Index(text[at:], "{{")
		if i < 0 {
			return list
		}
		start := at + i
		at = start + 2
		if n := strings.Index(text[start:min(len(text), start+maxFence)], "}}"); n > 0 {
			at = start + n + 2
			list = append(list, ci.Span{Start: start, End: at})
		}
	}
}

// computed reports whether a part of a text is put in later.
func computed(text string) bool { return strings.Contains(text, "{{") }

package tekton

import (
	"strings"

	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
	"github.com/penstock-dev/penstock/scan/pipeline/internal/container"
)

// The bounds on what one file may hold, aliases counted each time.
const (
	maxTasks = 2000
	maxSteps = 10000
)

// Read implements [audit.System]. The tasks of all documents are the jobs.
func (s *System) Read(src *ci.Source) *ci.File {
	f := &ci.File{Source: src, Root: src.Root(), System: s.Name(), Kind: ci.KindComponent, Section: "tasks", Steps: "steps"}
	all := objects(src.Roots)
	if len(all) == 0 {
		return nil
	}
	for _, o := range all {
		if o.kind == "PipelineRun" || o.kind == "TaskRun" {
			f.Kind = ci.KindPipeline
			f.Triggers = append(f.Triggers, triggers(o.node)...)
		}
	}
	steps := 0
	eachTask(f, nil, func(t task) {
		if len(f.Jobs) >= maxTasks {
			return
		}
		job := &ci.Job{ID: t.name, Key: t.key, Node: t.spec, Env: container.Env(t.spec.At("stepTemplate", "env"))}
		for _, list := range []string{"steps", "sidecars"} {
			for i, n := range t.spec.Get(list).Items() {
				if steps++; steps <= maxSteps {
					job.Steps = append(job.Steps, step(list, i, n))
				}
			}
		}
		if t.action {
			job.Steps = append(job.Steps, step("steps", 0, t.spec))
		}
		f.Jobs = append(f.Jobs, job)
	})
	return f
}

func step(list string, i int, n *document.Node) *ci.Step {
	s := &ci.Step{Index: i, Group: list, Node: n, Name: n.Get("name"), Env: container.Env(n.Get("env"))}
	if key, text := n.Pair("script"); text != nil {
		s.Run = &ci.Script{Key: key, Text: text, Default: container.Interpreter(text.Value()), Templates: fences(text.Value())}
	} else if text, shell := container.Command(n.Get("command"), n.Get("args")); text != nil {
		s.Run = &ci.Script{Text: text, Default: shell, Templates: fences(text.Value())}
	}
	return s
}

// object is a manifest.
type object struct {
	kind string
	node *document.Node
	// template is the name of the trigger template around, empty for none.
	template string
}

// name returns the object's name, empty where it is made up at run time.
func (o object) name() string { return o.node.At("metadata", "name").Value() }

// objects returns Tekton's manifests among the documents, and those in lists
// and in templates of triggers.
func objects(roots []*document.Node) []object {
	var list []object
	for _, root := range roots {
		list = collect(list, root, "", 0)
	}
	return list
}

func collect(list []object, n *document.Node, template string, depth int) []object {
	kind, version := n.Get("kind").Value(), n.Get("apiVersion").Value()
	inside := n.Get("items")
	switch ours := strings.HasPrefix(version, "tekton.dev/") || strings.HasPrefix(version, "triggers.tekton.dev/"); {
	case ours:
		list = append(list, object{kind, n, template})
		inside = n.At("spec", "resourcetemplates")
		if kind == "TriggerTemplate" {
			template = n.At("metadata", "name").Value()
		}
	case kind != "List":
		return list
	}
	if depth > 2 {
		return list
	}
	for _, item := range inside.Items() {
		list = collect(list, item, template, depth+1)
	}
	return list
}

// task is a task with what the names in it stand for.
type task struct {
	name   string
	key    *document.Node
	spec   *document.Node
	action bool // a step of its own
	scope  *scope
}

// eachTask visits every task: on its own, in a pipeline and in a run.
func eachTask(f *ci.File, flows *audit.Flows, visit func(task)) {
	all := objects(f.Source.Roots)
	bound := bindings(all)
	for _, o := range all {
		key := o.node.At("metadata", "name")
		if key == nil {
			key = o.node.At("metadata", "generateName")
		}
		spec := o.node.Get("spec")
		top := &scope{bound: bound, events: triggers(o.node), template: o.template, flows: flows, file: f}
		switch o.kind {
		case "Task", "ClusterTask", "StepAction":
			visit(task{key.Value(), key, spec, o.kind == "StepAction", top.enter(spec, nil, o.parameters())})
		case "TaskRun":
			if embedded := spec.Get("taskSpec"); embedded != nil {
				visit(task{key.Value(), key, embedded, false, top.enter(embedded, spec.Get("params"), "")})
			}
		case "Pipeline":
			eachTaskOf(spec, top.enter(spec, nil, o.parameters()), visit)
		case "PipelineRun":
			if embedded := spec.Get("pipelineSpec"); embedded != nil {
				eachTaskOf(embedded, top.enter(embedded, spec.Get("params"), ""), visit)
			}
		}
	}
}

func eachTaskOf(pipeline *document.Node, s *scope, visit func(task)) {
	s = s.within(pipeline)
	for _, list := range []string{"tasks", "finally"} {
		for _, t := range pipeline.Get(list).Items() {
			if embedded := t.Get("taskSpec"); embedded != nil {
				visit(task{t.Get("name").Value(), t.Get("name"), embedded, false, s.enter(embedded, t.Get("params"), "")})
			}
		}
	}
}

const pullRequest = "pull_request"

// annotation is what stands before the names of Pipelines-as-Code's.
const annotation = "pipelinesascode.tekton.dev/"

// triggers returns the events that the annotations of a run name for
// Pipelines-as-Code.
func triggers(run *document.Node) []ci.Trigger {
	var list []ci.Trigger
	for key, value := range run.At("metadata", "annotations").Pairs() {
		name, ok := strings.CutPrefix(key.Value(), annotation)
		if !ok {
			continue
		}
		text := value.Value()
		switch name {
		case "on-event":
			for event := range strings.SplitSeq(strings.Trim(text, "[] "), ",") {
				list = append(list, ci.Trigger{Name: strings.Trim(event, ` "'`), Key: key, Config: value})
			}
		case "on-cel-expression":
			for _, event := range []string{pullRequest, "push"} {
				if strings.Contains(text, `"`+event+`"`) || strings.Contains(text, "'"+event+"'") {
					list = append(list, ci.Trigger{Name: event, Key: key, Config: value})
				}
			}
		case "on-comment":
			list = append(list, ci.Trigger{Name: pullRequest, Key: key, Config: value})
		}
	}
	return list
}

// fences returns the places in a text that Tekton and Pipelines-as-Code
// replace.
func fences(text string) []ci.Span {
	var list []ci.Span
	for at := 0; at < len(text); {
		i := strings.IndexAny(text[at:], "${")
		if i < 0 {
			break
		}
		start := at + i
		at = start + 1
		if end := fenceEnd(text, start); end > start {
			list = append(list, ci.Span{Start: start, End: end})
			at = end
		}
	}
	return list
}

// maxFence bounds the length of a reference, so that open ones do not have the
// whole text searched each time.
const maxFence = 400

// fenceEnd returns the offset behind the reference that starts at an offset, 0
// where none does. Other $(…) are the shell's.
func fenceEnd(text string, start int) int {
	rest := text[start:min(len(text), start+maxFence)]
	if strings.HasPrefix(rest, "{{") {
		if n := strings.Index(rest, "}}"); n > 0 && !strings.ContainsRune(rest[:n], '\n') {
			return start + n + 2
		}
		return 0
	}
	n := strings.IndexByte(rest, ')')
	if n < 0 || !strings.HasPrefix(rest, "$(") {
		return 0
	}
	for _, prefix := range []string{"params", "inputs.", "outputs.", "tasks.", "steps.", "step.", "tt.params", "context.", "workspaces.", "results.", "resources.", "finally."} {
		if strings.HasPrefix(rest[2:], prefix) {
			return start + n + 1
		}
	}
	return 0
}

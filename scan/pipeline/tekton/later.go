package tekton

import (
	"strings"

	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

// entry is a task in a pipeline.
type entry struct {
	pipeline, node *document.Node
	final          bool // one that runs at the end, whatever happened
	// tasks are those of the pipeline, by their names.
	tasks map[string]*document.Node
}

// entries returns the places of each task in the pipelines of a file: by its
// specification.
func entries(f *ci.File) map[*document.Node][]entry {
	named := map[string]*document.Node{}
	for _, job := range f.Jobs {
		named[job.ID] = job.Node
	}
	found := map[*document.Node][]entry{}
	for _, o := range objects(f.Source.Roots) {
		pipeline := o.node.Get("spec")
		if o.kind == "PipelineRun" {
			pipeline = pipeline.Get("pipelineSpec")
		}
		tasks := map[string]*document.Node{}
		for _, t := range pipeline.Get("tasks").Items() {
			tasks[t.Get("name").Value()] = t
		}
		for _, list := range []string{"tasks", "finally"} {
			for _, t := range pipeline.Get(list).Items() {
				spec := t.Get("taskSpec")
				if spec == nil {
					spec = named[t.At("taskRef", "name").Value()]
				}
				if spec != nil {
					found[spec] = append(found[spec], entry{pipeline, t, list == "finally", tasks})
				}
			}
		}
	}
	return found
}

// takes says what a later task takes over from one: its results, or a workspace
// that both write to.
func takes(known map[*document.Node][]entry, later, from *ci.Job) string {
	for _, a := range known[from.Node] {
		for _, b := range known[later.Node] {
			switch {
			case a.pipeline != b.pipeline || a.node == b.node || a.final:
			case b.mentions("$(tasks." + a.node.Get("name").Value() + ".results"):
				return "results"
			case a.shares(b) && (b.final || b.after(a.node.Get("name").Value())):
				return "workspace"
			}
		}
	}
	return ""
}

// mentions reports whether a text stands anywhere in the task.
func (e entry) mentions(text string) bool {
	found := false
	e.node.Walk(func(n *document.Node) { found = found || strings.Contains(n.Value(), text) })
	return found
}

// shares reports whether two tasks are given one workspace.
func (e entry) shares(other entry) bool {
	for _, w := range e.node.Get("workspaces").Items() {
		for _, o := range other.node.Get("workspaces").Items() {
			if space(w) == space(o) {
				return true
			}
		}
	}
	return false
}

// space returns the pipeline's name of a workspace, by default the task's.
func space(w *document.Node) string {
	if name := w.Get("workspace").Value(); name != "" {
		return name
	}
	return w.Get("name").Value()
}

// after reports whether a task waits for another one, directly or through others.
func (e entry) after(name string) bool {
	queue, seen := []*document.Node{e.node}, map[string]bool{}
	for at := 0; at < len(queue); at++ {
		for _, before := range queue[at].Get("runAfter").Items() {
			if before.Value() == name {
				return true
			}
			if t := e.tasks[before.Value()]; t != nil && !seen[before.Value()] {
				seen[before.Value()] = true
				queue = append(queue, t)
			}
		}
	}
	return false
}

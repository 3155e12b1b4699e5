package tekton

import (
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
	"github.com/penstock-dev/penstock/scan/pipeline/internal/container"
)

// results are what the tasks of a pipeline hand to later ones, judged when they
// are asked for.
type results struct {
	scope *scope
	tasks map[string]*document.Node
	known map[string]origin
	depth int
}

// maxHandedOn bounds through how many tasks a result is followed.
const maxHandedOn = 20

// within returns the scope of a pipeline whose tasks hand results to each other.
func (s *scope) within(pipeline *document.Node) *scope {
	in := *s
	in.results = &results{scope: &in, tasks: map[string]*document.Node{}, known: map[string]origin{}}
	for _, list := range []string{"tasks", "finally"} {
		for _, t := range pipeline.Get(list).Items() {
			in.results.tasks[t.Get("name").Value()] = t
		}
	}
	return &in
}

// of judges a result of a task, by what the task writes as it.
func (r *results) of(task, name string) origin {
	unknown := result(task, name)
	if r == nil {
		return unknown
	}
	key := task + "#" + name
	if o, ok := r.known[key]; ok {
		return o
	}
	r.known[key] = unknown // tasks that wait for each other never run
	if r.depth++; r.depth > maxHandedOn {
		r.depth--
		return unknown
	}
	o := unknown
	t := r.tasks[task]
	if embedded := t.Get("taskSpec"); embedded != nil {
		if in := r.scope.enter(embedded, t.Get("params"), ""); in.declares(name) {
			o = in.written(embedded, name, unknown)
			if o.rank > caller {
				o.path = append(slices.Clone(o.path), r.scope.file.Location(ci.SpanOf(embedded.Get("results")), "tasks."+task+".results."+name))
			}
		}
	} else if ref := t.Get("taskRef"); ref.Get("name").Value() != "" && ref.Get("resolver") == nil && ref.Get("bundle") == nil {
		o.parameter = resultSlot(ref.Get("name").Value(), name)
		o = r.scope.resolve(o)
	}
	r.depth--
	r.known[key] = o
	return o
}

// result is one of which nothing more is known. The names of some say that they
// hold a number or the like.
func result(task, name string) origin {
	if isFixed(strings.ToLower(name)) {
		return origin{}
	}
	return origin{rank: caller, what: "a result of " + task}
}

// resultSlot names a result of a task in the repository.
func resultSlot(task, name string) string { return "task/" + task + "/results#" + name }

// declares reports whether the task has a result.
func (s *scope) declares(name string) bool {
	for _, r := range s.task.Get("results").Items() {
		if r.Get("name").Value() == name {
			return true
		}
	}
	return false
}

// written judges a result of the task by the scripts that write it, or by the
// result of a step that it is; where none is seen to, it is not known.
func (s *scope) written(task *document.Node, name string, unknown origin) origin {
	for _, r := range task.Get("results").Items() {
		if value := r.Get("value"); r.Get("name").Value() == name && value != nil {
			return s.of(value.Value())
		}
	}
	worst, seen := origin{}, false
	for i, n := range task.Get("steps").Items() {
		if o, ok := s.writtenBy(i, n, task, "results", name); ok {
			worst, seen = worse(worst, o), true
		}
	}
	if !seen {
		return unknown
	}
	if worst.rank > clean {
		worst.what = "a result of the task with " + worst.what
	}
	return worst
}

// stepResult judges a result of a step of the task.
func (s *scope) stepResult(name, result string) origin {
	for i, n := range s.task.Get("steps").Items() {
		if n.Get("name").Value() != name {
			continue
		}
		if o, ok := s.writtenBy(i, n, s.task, "step.results", result); ok {
			return o
		}
	}
	if isFixed(strings.ToLower(result)) {
		return origin{}
	}
	return origin{rank: caller, what: "a result of " + name}
}

// writtenBy judges what a step writes as a result; ok is false where it does not.
func (s *scope) writtenBy(i int, n, task *document.Node, kind, name string) (worst origin, ok bool) {
	eachWritten(i, n, task, kind, name, func(text string, computed bool) {
		ok = true
		worst = worse(worst, s.of(text))
		if computed {
			worst = worse(worst, result(n.Get("name").Value(), name))
		}
	})
	return worst, ok
}

// eachWritten visits the texts that a step writes as a result.
func eachWritten(i int, n, task *document.Node, kind, name string, visit func(text string, computed bool)) {
	st := step("steps", i, n)
	shared := container.Env(task.At("stepTemplate", "env"))
	container.EachWritten(st.Run, func(target string) bool { return isResult(target, kind, name) }, func(w container.Written) {
		visit(w.Text, w.Computed)
		for _, v := range w.Vars {
			value := st.Env.Get(v)
			if value == nil {
				value = shared.Get(v)
			}
			visit(value.Value(), false)
		}
	})
}

// isResult reports whether a file that a script writes to is that of a result.
func isResult(target, kind, name string) bool {
	target = strings.Trim(target, `"'`)
	path := strings.NewReplacer(`["`, ".", `['`, ".", `"]`, "", `']`, "").Replace(target)
	return path == "$("+kind+"."+name+".path)" || kind == "results" && target == "/tekton/results/"+name
}

// worse returns the one of two that is more dangerous.
func worse(a, b origin) origin {
	if b.rank > a.rank {
		return b
	}
	return a
}

// results notes what a task that others refer to by its name writes as its
// results.
func (g giver) results(name string, task *document.Node) {
	for _, r := range task.Get("results").Items() {
		own := r.Get("name").Value()
		hand := func(text string, computed bool) {
			a := audit.Argument{Open: computed, Path: []scan.Location{g.run.File.Location(ci.SpanOf(r), "results."+own)}}
			g.judge(&a, text)
			g.flows.Hand(resultSlot(name, own), a)
		}
		if value := r.Get("value"); value != nil {
			hand(value.Value(), false)
			continue
		}
		for i, n := range task.Get("steps").Items() {
			eachWritten(i, n, task, "results", own, hand)
		}
	}
}

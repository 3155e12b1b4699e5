package tekton

import (
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

var _ audit.Linker = (*System)(nil)

// Linked implements [audit.Linker]: objects refer to each other by name, whatever
// files they stand in.
func (s *System) Linked(*scan.File) bool { return true }

// Link implements [audit.Linker].
func (s *System) Link(list []audit.LinkedFile) func(int, func(*ci.Weakness)) *audit.Run {
	bound := map[string][]string{}
	return audit.Link(s, list,
		func(run *audit.Run, _ *audit.Files, _ *audit.Flows) { bindingsOf(run, bound) },
		func(run *audit.Run, _ *audit.Files, flows *audit.Flows) { survey(run, flows, bound) })
}

// parameters returns what the names of an object's parameters begin with in the
// repository, empty for one that nothing refers to.
func (o object) parameters() string {
	if name := o.name(); name != "" && (o.kind == "Task" || o.kind == "Pipeline" || o.kind == "StepAction") {
		return strings.ToLower(o.kind) + "/" + name
	}
	return ""
}

// bindingsOf adds the names of the parameters that each trigger binding of a file
// fills.
func bindingsOf(run *audit.Run, bound map[string][]string) map[string][]string {
	if bound == nil {
		bound = map[string][]string{}
	}
	for _, o := range objects(run.File.Source.Roots) {
		for _, p := range o.node.At("spec", "params").Items() {
			if strings.HasSuffix(o.kind, "TriggerBinding") {
				bound[o.name()] = append(bound[o.name()], strings.Clone(p.Get("name").Value()))
			}
		}
	}
	return bound
}

// giver is an object that hands parameters to others.
type giver struct {
	run   *audit.Run
	flows *audit.Flows
	scope *scope
}

// survey notes what the objects of a file hand to tasks, pipelines, steps and
// templates that they refer to by name.
func survey(run *audit.Run, flows *audit.Flows, bound map[string][]string) {
	for _, o := range objects(run.File.Source.Roots) {
		spec := o.node.Get("spec")
		top := &scope{bound: map[string]origin{}, events: triggers(o.node), template: o.template, file: run.File}
		g := giver{run, flows, top}
		switch o.kind {
		case "TriggerBinding", "ClusterTriggerBinding":
			g.binding(o.name(), spec.Get("params"))
		case "EventListener":
			for _, t := range spec.Get("triggers").Items() {
				g.trigger(t, bound)
			}
		case "Trigger":
			g.trigger(spec, bound)
		case "Task":
			inner := g.in(top.enter(spec, nil, o.parameters()))
			inner.steps(spec)
			inner.results(o.name(), spec)
		case "TaskRun":
			g.refer("task/", spec.Get("taskRef"), spec.Get("params"))
		case "Pipeline":
			g.in(top.enter(spec, nil, o.parameters())).tasks(spec)
		case "PipelineRun":
			g.refer("pipeline/", spec.Get("pipelineRef"), spec.Get("params"))
			if embedded := spec.Get("pipelineSpec"); embedded != nil {
				g.in(top.enter(embedded, spec.Get("params"), "")).tasks(embedded)
				g.code(o.node, embedded)
			}
		}
	}
}

func (g giver) in(s *scope) giver {
	g.scope = s
	return g
}

// tasks notes what a pipeline hands to its tasks.
func (g giver) tasks(pipeline *document.Node) {
	g.scope = g.scope.within(pipeline)
	for _, list := range []string{"tasks", "finally"} {
		for _, t := range pipeline.Get(list).Items() {
			g.refer("task/", t.Get("taskRef"), t.Get("params"))
			if embedded := t.Get("taskSpec"); embedded != nil {
				g.in(g.scope.enter(embedded, t.Get("params"), "")).steps(embedded)
			}
		}
	}
}

// steps notes what a task hands to the step actions that it uses.
func (g giver) steps(task *document.Node) {
	for _, s := range task.Get("steps").Items() {
		g.refer("stepaction/", s.Get("ref"), s.Get("params"))
	}
}

// refer notes what is handed to an object that a reference names.
func (g giver) refer(kind string, ref, given *document.Node) {
	name := ref.Get("name").Value()
	if name == "" || ref.Get("resolver") != nil || ref.Get("bundle") != nil {
		return
	}
	for _, p := range given.Items() {
		g.flows.Hand(kind+name+"#"+p.Get("name").Value(), g.argument(p))
	}
}

// argument judges a parameter that is given.
func (g giver) argument(p *document.Node) audit.Argument {
	a := audit.Argument{Path: []scan.Location{g.run.File.Location(ci.SpanOf(p), "params."+p.Get("name").Value())}}
	p.Get("value").Walk(func(n *document.Node) { g.judge(&a, n.Value()) })
	return a
}

// judge adds what a text is made of.
func (g giver) judge(a *audit.Argument, text string) {
	for _, f := range fences(text) {
		switch o := g.scope.reference(text[f.Start:f.End]); {
		case o.rank >= pusher && a.Severity < scan.SeverityHigh:
			a.Source, a.Severity = o.what, scan.SeverityMedium
			if o.rank == outsider {
				a.Severity = scan.SeverityHigh
			}
		case o.parameter != "":
			a.From = append(a.From, o.parameter)
		case o.rank == caller:
			a.Open = true
		}
	}
}

// binding notes what the parameters of a trigger binding are filled with.
func (g giver) binding(name string, list *document.Node) {
	for _, p := range list.Items() {
		a := audit.Argument{Path: []scan.Location{g.run.File.Location(ci.SpanOf(p), "params."+p.Get("name").Value())}}
		if from := freeText(p.Get("value").Value()); from != "" {
			a.Source, a.Severity = from, scan.SeverityHigh
		}
		g.flows.Hand("binding/"+name+"#"+p.Get("name").Value(), a)
	}
}

// trigger notes which bindings fill the parameters of a template.
func (g giver) trigger(t *document.Node, bound map[string][]string) {
	template := t.At("template", "ref").Value()
	if template == "" {
		return
	}
	for _, b := range t.Get("bindings").Items() {
		if p := b.Get("name"); p != nil {
			a := audit.Argument{Path: []scan.Location{g.run.File.Location(ci.SpanOf(b), "bindings."+p.Value())}}
			if from := freeText(b.Get("value").Value()); from != "" {
				a.Source, a.Severity = from, scan.SeverityHigh
			}
			g.flows.Hand("template/"+template+"#"+p.Value(), a)
		}
		ref := b.Get("ref").Value()
		for _, name := range bound[ref] {
			g.flows.Hand("template/"+template+"#"+name, audit.Argument{From: []string{"binding/" + ref + "#" + name}})
		}
	}
}

// code notes the tasks that a run with a pull request's code in its work tree
// starts.
func (g giver) code(run, pipeline *document.Node) {
	if !fetches(run) {
		return
	}
	for _, t := range pipeline.Get("tasks").Items() {
		if name := t.At("taskRef", "name"); name != nil {
			at := g.run.File.Location(ci.SpanOf(name), "tasks."+t.Get("name").Value())
			g.flows.Hand("task/"+name.Value()+"/code", audit.Argument{Source: requestCode, Path: []scan.Location{at}})
		}
	}
}

package argo

import (
	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

var _ audit.Linker = (*System)(nil)

// Linked implements [audit.Linker]: workflows use templates by name, whatever
// files they stand in.
func (s *System) Linked(*scan.File) bool { return true }

// Link implements [audit.Linker].
func (s *System) Link(list []audit.LinkedFile) func(int, func(*ci.Weakness)) *audit.Run {
	return audit.Link(s, list, survey)
}

// survey notes what the workflows of a file hand to the templates that they refer
// to by name.
func survey(run *audit.Run, _ *audit.Files, flows *audit.Flows) {
	before := run.Flows
	run.Flows = nil // what others hand over is looked up later
	known := scopes(run)
	run.Flows = before
	for _, w := range workflows(run.File.Source.Roots) {
		g := giver{run, flows, &scope{flow: w, name: w.spec.Get("entrypoint").Value(), file: run.File, outs: newOutputs(w)}}
		if name := w.spec.At("workflowTemplateRef", "name").Value(); name != "" {
			g.hand(workflow{name: name}, "", w.spec.Get("arguments"))
		}
		for _, t := range w.spec.Get("templates").Items() {
			g.scope = known[t]
			g.outputs(w, t)
			eachCall(t, func(call *document.Node) {
				ref := call.Get("templateRef")
				if name := ref.Get("name").Value(); name != "" {
					g.hand(workflow{name: name}, ref.Get("template").Value(), call.Get("arguments"))
				}
			})
		}
	}
}

// giver is a template or workflow that hands parameters to others.
type giver struct {
	run   *audit.Run
	flows *audit.Flows
	scope *scope
}

// hand notes what is handed to a template of another workflow, or to the workflow
// as a whole.
func (g giver) hand(to workflow, template string, arguments *document.Node) {
	for _, p := range arguments.Get("parameters").Items() {
		name := p.Get("name").Value()
		a := audit.Argument{Path: []scan.Location{g.run.File.Location(ci.SpanOf(p), "arguments."+name)}}
		from, brought := g.scope.flow.brought[name]
		switch value := p.Get("value"); {
		case brought && template == "":
			a.Source, a.Severity = from+" of the event", scan.SeverityHigh
		case value == nil && p.Get("valueFrom") == nil:
			a.Open = true // who submits the workflow gives it
		default:
			g.judge(&a, value.Value())
		}
		g.flows.Hand(to.parameter(template, name), a)
	}
}

// judge adds what a value is made of.
func (g giver) judge(a *audit.Argument, text string) {
	for _, f := range fences(text) {
		switch o := g.scope.reference(text[f.Start:f.End], 0); {
		case o.rank == outsider:
			a.Source, a.Severity = o.what, scan.SeverityHigh
		case o.parameter != "":
			a.From = append(a.From, o.parameter)
		case o.rank != clean:
			a.Open = true
		}
	}
}

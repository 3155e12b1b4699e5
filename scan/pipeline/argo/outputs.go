package argo

import (
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
	"github.com/penstock-dev/penstock/scan/pipeline/internal/container"
)

// outputs are what the templates of a workflow hand to later steps, and what they
// are given themselves, judged when they are asked for.
type outputs struct {
	templates map[string]*document.Node
	// global are the templates that put a parameter out for the whole workflow,
	// with its name there.
	global map[string]put
	known  map[string]origin
	depth  int
	// inputs are by the template and the parameter. Those that are asked for on the
	// way to one are only known on that way: templates can use each other.
	inputs, asked map[string]origin
}

// put is a parameter that a template puts out.
type put struct{ template, name string }

func newOutputs(w workflow) *outputs {
	o := &outputs{templates: map[string]*document.Node{}, global: map[string]put{}, known: map[string]origin{}, inputs: map[string]origin{}}
	for _, t := range w.spec.Get("templates").Items() {
		name := t.Get("name").Value()
		o.templates[name] = t
		for _, p := range t.At("outputs", "parameters").Items() {
			if global := p.Get("globalName").Value(); global != "" {
				o.global[global] = put{name, p.Get("name").Value()}
			}
		}
	}
	return o
}

// maxHandedOn bounds through how many steps an output is followed.
const maxHandedOn = 20

// output judges a reference to what an earlier step or task puts out: a
// parameter, what it prints, or a parameter of the whole workflow.
func (s *scope) output(reference string, hops int) origin {
	parts := strings.Split(reference, ".")
	switch {
	case len(parts) == 4 && parts[0] == "workflow" && parts[1] == "outputs" && parts[2] == "parameters":
		if p, ok := s.outs.global[parts[3]]; ok {
			return s.puts(p.template, p.name, reference, hops)
		}
		return origin{rank: output, what: reference}
	case len(parts) < 4 || parts[0] != "steps" && parts[0] != "tasks" || parts[2] != "outputs":
		return origin{}
	}
	name := strings.Join(parts[3:], ".")
	if p, ok := strings.CutPrefix(name, "parameters."); ok {
		name = p
	} else if name != "result" {
		return origin{rank: output, what: reference}
	}
	call := s.step(parts[1])
	if ref := call.Get("templateRef"); ref.Get("name").Value() != "" {
		return s.resolve(origin{rank: output, what: reference, parameter: outputSlot(ref.Get("name").Value(), ref.Get("template").Value(), name)})
	}
	return s.puts(call.Get("template").Value(), name, reference, hops)
}

// step returns a step or task of the template by its name.
func (s *scope) step(name string) *document.Node {
	var found *document.Node
	eachStep(s.node, func(call *document.Node) {
		if call.Get("name").Value() == name {
			found = call
		}
	})
	return found
}

// outputSlot names what a template of a workflow puts out, in the repository.
func outputSlot(workflow, template, name string) string {
	return workflow + "/" + template + "/outputs#" + name
}

// puts judges what a template of the workflow puts out.
func (s *scope) puts(template, name, reference string, hops int) origin {
	unknown := origin{rank: output, what: reference}
	t := s.outs.templates[template]
	key := template + "#" + name
	if o, ok := s.outs.known[key]; ok || t == nil {
		if !ok {
			return unknown
		}
		return o
	}
	s.outs.known[key] = unknown // steps that wait for each other never run
	if s.outs.depth++; s.outs.depth > maxHandedOn {
		s.outs.depth--
		return unknown
	}
	in := *s
	in.name, in.node = template, t
	worst, seen := origin{}, false
	eachPut(t, name, func(text string, computed bool) {
		seen = true
		if o := in.of(text, hops+1); o.rank > worst.rank {
			worst = o
		}
		if computed && worst.rank < output {
			worst = unknown
		}
	})
	if !seen {
		worst = unknown
	}
	if worst.rank > output {
		if _, source, ok := strings.Cut(worst.what, " with "); ok {
			worst.what = source
		}
		worst.what = reference + " with " + worst.what
		worst.path = append(slices.Clone(worst.path), s.file.Location(ci.SpanOf(t.Get("name")), "templates."+template+".outputs."+name))
	}
	s.outs.depth--
	s.outs.known[key] = worst
	return worst
}

// eachPut visits the texts that make what a template puts out under a name, or,
// as "result", prints.
func eachPut(t *document.Node, name string, visit func(text string, computed bool)) {
	if name == "result" {
		printed(t, nil, visit)
		return
	}
	for _, p := range t.At("outputs", "parameters").Items() {
		if p.Get("name").Value() != name {
			continue
		}
		from := p.Get("valueFrom")
		for _, text := range []*document.Node{p.Get("value"), from.Get("parameter")} {
			if text != nil {
				visit(text.Value(), false)
			}
		}
		if e := from.Get("expression"); e != nil {
			visit("{{="+e.Value()+"}}", false)
		}
		if file := from.Get("path").Value(); file != "" {
			printed(t, func(target string) bool { return strings.Trim(target, `"'`) == file }, visit)
		}
	}
}

// printed visits what the script of a template writes to some files, or prints.
func printed(t *document.Node, to func(string) bool, visit func(text string, computed bool)) {
	for i, n := range containers(t) {
		st := step(i, n)
		container.EachWritten(st.Run, to, func(w container.Written) {
			visit(w.Text, w.Computed)
			for _, v := range w.Vars {
				visit(st.Env.Get(v).Value(), false)
			}
		})
	}
}

// outputs notes what the templates of a workflow that others refer to put out.
func (g giver) outputs(w workflow, t *document.Node) {
	if w.name == "" || w.kind == "Workflow" {
		return
	}
	hand := func(name string, at *document.Node) {
		eachPut(t, name, func(text string, computed bool) {
			a := audit.Argument{Open: computed, Path: []scan.Location{g.run.File.Location(ci.SpanOf(at), "outputs."+name)}}
			g.judge(&a, text)
			g.flows.Hand(outputSlot(w.name, t.Get("name").Value(), name), a)
		})
	}
	for _, p := range t.At("outputs", "parameters").Items() {
		hand(p.Get("name").Value(), p)
	}
	if t.Get("script") != nil {
		hand("result", t.Get("name"))
	}
}

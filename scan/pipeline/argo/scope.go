package argo

import (
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

// rank says who decides a text, in rising order of danger.
type rank uint8

const (
	clean    rank = iota
	output        // what another step printed
	caller        // whoever submits the workflow or uses the template
	outsider      // whoever sends the event
)

// origin is what a value is made of at worst.
type origin struct {
	rank rank
	what string
	// parameter names a parameter that other files can hand over, empty for any
	// other value; path leads from where it is handed over.
	parameter string
	path      []scan.Location
}

// tells returns a change that gives a finding the value's way.
func (o origin) tells() func(*ci.Weakness) {
	return audit.Origin{Argument: audit.Argument{Source: o.what, Path: o.path}}.Tells()
}

// scope is what the names in a template stand for.
type scope struct {
	flow  workflow
	calls map[string][]use // the uses of templates in the workflow, by name
	name  string           // the template's
	node  *document.Node   // the template, nil for the workflow as a whole
	flows *audit.Flows     // what the files of the repository hand each other
	file  *ci.File
	outs  *outputs // what the workflow's templates put out
}

// maxHops bounds how far a value is followed from template to template.
const maxHops = 50

// use is a use of a template, in another.
type use struct {
	call *document.Node
	in   string
}

// scopes returns the scope of every template.
func scopes(r *audit.Run) map[*document.Node]*scope {
	list := map[*document.Node]*scope{}
	for _, w := range workflows(r.File.Source.Roots) {
		calls, outs := map[string][]use{}, newOutputs(w)
		for _, t := range w.spec.Get("templates").Items() {
			eachCall(t, func(call *document.Node) {
				name := call.Get("template").Value()
				calls[name] = append(calls[name], use{call, t.Get("name").Value()})
			})
		}
		for _, hook := range w.spec.Get("hooks").Pairs() {
			name := hook.Get("template").Value()
			calls[name] = append(calls[name], use{hook, ""})
		}
		for _, t := range w.templates() {
			list[t] = &scope{flow: w, calls: calls, name: t.Get("name").Value(), node: t, flows: r.Flows, file: r.File, outs: outs}
		}
	}
	return list
}

// of returns the worst origin of the references in a text.
func (s *scope) of(text string, hops int) origin {
	var worst origin
	for _, f := range fences(text) {
		if o := s.reference(text[f.Start:f.End], hops); o.rank > worst.rank {
			worst = o
		}
	}
	return worst
}

// reference judges one reference with its braces. Expressions ({{=…}}) are
// judged by the first parameter in them.
func (s *scope) reference(text string, hops int) origin {
	inner := strings.TrimSpace(strings.TrimSuffix(strings.TrimPrefix(text, "{{"), "}}"))
	if rest, ok := strings.CutPrefix(inner, "="); ok {
		if inner = firstPath(rest); inner == "" {
			return origin{}
		}
	}
	if name, ok := strings.CutPrefix(inner, "inputs.parameters."); ok {
		return s.input(name, hops)
	}
	if name, ok := strings.CutPrefix(inner, "workflow.parameters."); ok {
		return s.global(name)
	}
	return s.output(inner, hops)
}

// firstPath returns the first parameter that an expression names; what is
// made a number is none.
func firstPath(expr string) string {
	for _, word := range []string{"asInt(", "asFloat(", "len(", "toJson(", "sprig.sha256sum("} {
		if strings.HasPrefix(strings.TrimSpace(expr), word) {
			return ""
		}
	}
	for _, prefix := range []string{"inputs.parameters", "workflow.parameters", "steps.", "tasks."} {
		i := strings.Index(expr, prefix)
		if i < 0 {
			continue
		}
		rest := strings.NewReplacer(`['`, ".", `["`, ".", `']`, " ", `"]`, " ").Replace(expr[i:])
		if end := strings.IndexFunc(rest, func(c rune) bool { return strings.ContainsRune(" )+,?:|", c) }); end >= 0 {
			rest = rest[:end]
		}
		return rest
	}
	return ""
}

// global judges a parameter of the workflow. Those of a schedule stand in the
// file.
func (s *scope) global(name string) origin {
	if from, ok := s.flow.brought[name]; ok {
		return origin{rank: outsider, what: from + " of the event"}
	}
	for _, p := range s.flow.spec.At("arguments", "parameters").Items() {
		if p.Get("name").Value() == name && p.Get("enum") != nil {
			return origin{}
		}
	}
	if s.flow.kind == "CronWorkflow" {
		return origin{}
	}
	return s.resolve(origin{rank: caller, what: "the workflow's parameter " + name, parameter: s.flow.parameter("", name)})
}

// input judges a parameter of the template by what the file's own uses of the
// template give it; without any it is the callers' own.
func (s *scope) input(name string, hops int) origin {
	if entry := s.flow.spec; s.name != "" && (s.name == entry.Get("entrypoint").Value() || s.name == entry.Get("onExit").Value()) {
		if o := s.global(name); o.rank > clean {
			return o
		}
	}
	unknown := s.resolve(origin{rank: caller, what: "the parameter " + name, parameter: s.flow.parameter(s.name, name)})
	uses := s.calls[s.name]
	if len(uses) == 0 || hops > maxHops {
		return unknown
	}
	key, outs := s.name+"#"+name, s.outs
	for _, known := range []map[string]origin{outs.inputs, outs.asked} {
		if o, ok := known[key]; ok {
			return o
		}
	}
	first := outs.asked == nil
	if first {
		outs.asked = map[string]origin{}
	}
	outs.asked[key] = unknown // for a template that uses itself
	worst := s.used(uses, name, hops)
	if s.flows.Origin(s.flow.parameter(s.name, name)).Known && unknown.rank >= worst.rank {
		worst = unknown
	}
	outs.asked[key] = worst
	if first {
		outs.inputs[key], outs.asked = worst, nil
	}
	return worst
}

// used judges a parameter of the template by what some uses of it give.
func (s *scope) used(uses []use, name string, hops int) origin {
	var worst origin
	for _, u := range uses {
		around := *s
		around.name, around.node = u.in, s.outs.templates[u.in]
		if o := around.given(u.call, parameter(u.call.Get("arguments"), name), hops); o.rank > worst.rank {
			worst = o
		}
	}
	return worst
}

// resolve judges a parameter by what the files of the repository hand over.
func (s *scope) resolve(o origin) origin {
	if o.parameter == "" {
		return o
	}
	switch from := s.flows.Origin(o.parameter); {
	case from.Fixed():
		return origin{}
	case from.Source != "":
		o.rank, o.path = outsider, from.Path
		o.what += " with " + from.Source
	default:
		o.path = from.Path
	}
	return o
}

// given judges what a use of a template gives to a parameter.
func (s *scope) given(call, value *document.Node, hops int) origin {
	if strings.Contains(value.Value(), "{{item") && call.Get("withItems") == nil && call.Get("withSequence") == nil {
		return s.of(call.Get("withParam").Value(), hops+1)
	}
	return s.of(value.Value(), hops+1)
}

// parameter returns the value of a parameter in arguments.
func parameter(arguments *document.Node, name string) *document.Node {
	for _, p := range arguments.Get("parameters").Items() {
		if p.Get("name").Value() == name {
			return p.Get("value")
		}
	}
	return nil
}

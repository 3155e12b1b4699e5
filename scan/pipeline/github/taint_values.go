package github

import (
	"strings"

	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
	"github.com/penstock-dev/penstock/scan/pipeline/expr"
)

// env judges an environment variable: the innermost definition counts, and
// before that what earlier steps wrote to $GITHUB_ENV.
func (p place) env(parts []string, depth int) verdict {
	if len(parts) < 2 {
		return verdict{who: unknown, source: "env"}
	}
	name := parts[1]
	source := "env." + name
	if n := p.envNode(name); n != nil {
		v := p.scalar(n, depth+1)
		if w, ok := p.handedOver("GITHUB_ENV", name, depth+1); ok && (p.step == nil || p.step.Env.Get(name) == nil) {
			v = v.worse(w)
		}
		if v.who > fixed {
			v.direct = true
		}
		return v
	}
	if w, ok := p.handedOver("GITHUB_ENV", name, depth+1); ok {
		w.direct = w.who > fixed
		return w
	}
	if v, ok := p.callersEnv(parts, depth); ok {
		return v
	}
	return verdict{who: unknown, source: source, direct: true}
}

// callersEnv judges an environment variable that an action has from the steps
// that use it; false when none of them is known to set it.
func (p place) callersEnv(parts []string, depth int) (verdict, bool) {
	if p.c.file.Kind != ci.KindComponent || depth >= maxFlow || p.c.exhausted() {
		return verdict{}, false
	}
	var v verdict
	found := false
	look := func(from place) {
		if got := from.env(parts, depth+1); got.who != unknown || len(got.trace) > 0 {
			v, found = v.worse(got), true
		}
	}
	if p.via != nil {
		look(*p.via)
		return v, found
	}
	for from := range p.c.callers() {
		look(from)
	}
	return v, found
}

func (p place) envNode(name string) *document.Node {
	var scopes []*ci.Env
	if p.step != nil {
		scopes = append(scopes, p.step.Env)
	}
	if p.job != nil {
		scopes = append(scopes, p.job.Env)
	}
	for _, e := range append(scopes, p.c.file.Env) {
		if n := e.Get(name); n != nil {
			return n
		}
	}
	return nil
}

// input judges a parameter by its declared type, and by what is handed over
// where the callers are known.
func (p place) input(parts []string, path string, depth int) verdict {
	v := p.declared(parts, path)
	if v.who != caller && v.who != unknown || len(parts) == 0 {
		return v
	}
	switch {
	case p.via != nil:
		return p.c.handedBy(*p.via, parts[0], depth)
	case p.c.called():
		got := p.c.handed(parts[0])
		if public(p.c.file) || p.c.startedBy("workflow_dispatch") {
			return v.worse(got) // others hand over what they like
		}
		if got.who == fixed {
			return verdict{who: unknown, source: path}
		}
		return got
	}
	return v
}

// declared judges a parameter by its declared type.
func (p place) declared(parts []string, path string) verdict {
	v := verdict{who: unknown, source: path, direct: p.c.file.Kind == ci.KindComponent}
	if len(parts) == 0 {
		return v
	}
	for _, in := range p.c.file.Inputs {
		if !strings.EqualFold(in.Name, parts[0]) {
			continue
		}
		got := verdict{who: caller, source: path, direct: true}
		switch in.Type {
		case "boolean", "number", "choice", "environment":
			got.who = fixed
		}
		if got.who > fixed || v.who == unknown {
			v = got
		}
	}
	return v
}

// matrix judges a value of the job's matrix by all values that it can have.
func (p place) matrix(parts []string, depth int) verdict {
	v := verdict{who: unknown, source: "matrix"}
	if p.job == nil || p.job.Matrix == nil {
		return v
	}
	m := p.job.Matrix
	if m.Kind() == document.Scalar {
		got := p.scalar(m, depth+1).worse(v)
		got.direct = true
		return got
	}
	if len(parts) == 0 {
		return p.anyScalar(m, depth)
	}
	nodes := matrixValues(m, parts[0])
	if len(nodes) == 0 {
		return v
	}
	v = verdict{source: "matrix." + parts[0]}
	for _, n := range nodes {
		v = v.worse(p.anyScalar(n, depth))
	}
	return v
}

// matrixValues returns what a matrix and its includes have under a key.
func matrixValues(m *document.Node, key string) []*document.Node {
	var nodes []*document.Node
	for k, v := range m.Pairs() {
		switch name := strings.ToLower(k.Value()); {
		case name == key:
			nodes = append(nodes, v)
		case name == "include" && v.Kind() == document.Scalar:
			nodes = append(nodes, v)
		case name == "include":
			for _, item := range v.Items() {
				for k, v := range item.Pairs() {
					if strings.EqualFold(k.Value(), key) {
						nodes = append(nodes, v)
					}
				}
			}
		}
	}
	return nodes
}

// anyScalar judges all scalars at or below a node; one that is computed counts
// as unknown at least.
func (p place) anyScalar(n *document.Node, depth int) verdict {
	var v verdict
	n.Resolve().Walk(func(s *document.Node) {
		text := s.Value()
		if !strings.Contains(text, "${{") {
			return
		}
		got := p.scalar(s, depth+1)
		for _, f := range expr.Fences(text) {
			if e := p.c.expression(text[f.Inner:f.InnerEnd]); e != nil && len(e.Flows()) > 0 {
				got = got.worse(verdict{who: unknown, source: "matrix"})
			}
		}
		got.direct = got.who > fixed
		v = v.worse(got)
	})
	return v
}

// stepValue judges steps.ID.outputs.NAME.
func (p place) stepValue(parts []string, path string, depth int) verdict {
	v := verdict{who: unknown, source: path}
	if len(parts) == 3 && (parts[2] == "outcome" || parts[2] == "conclusion") {
		v.who = fixed
	}
	if len(parts) < 4 || p.job == nil || parts[2] != "outputs" {
		return v
	}
	for _, s := range p.job.Steps {
		if strings.EqualFold(s.ID, parts[1]) && s != p.step {
			got := p.at(s).output(parts[3], depth+1)
			if got.source == "" {
				got.source = path
			}
			return got
		}
	}
	return v
}

// needValue judges needs.JOB.outputs.NAME.
func (p place) needValue(parts []string, path string, depth int) verdict {
	v := verdict{who: unknown, source: path}
	if len(parts) == 3 && parts[2] == "result" {
		v.who = fixed
	}
	if len(parts) < 4 || parts[2] != "outputs" {
		return v
	}
	job := p.c.jobByID(parts[1])
	if job == nil {
		return v
	}
	if job.Calls != nil {
		return p.in(job).resultOfCall(parts[3], v, depth)
	}
	for _, o := range job.Outputs {
		if strings.EqualFold(o.Key.Value(), parts[3]) {
			return p.in(job).scalar(o.Value, depth+1)
		}
	}
	return v
}

// resultOfCall judges an output of the workflow that the place's job calls, or
// of the action that its step uses.
func (p place) resultOfCall(name string, otherwise verdict, depth int) verdict {
	uses := p.job.Calls
	if p.step != nil {
		uses = p.step.Uses
	}
	callee := p.c.callee(p.job, uses)
	if callee == nil || depth >= maxFlow || p.c.exhausted() {
		return otherwise
	}
	inside := place{c: callee, via: &p}
	value := callee.file.Root.Get("outputs").Get(name).Get("value")
	if callee.file.Kind == ci.KindPipeline {
		value = onKey(callee.file.Root).At("workflow_call", "outputs", name, "value")
	} else if len(callee.file.Jobs) > 0 {
		inside.job = callee.file.Jobs[0]
	}
	if value == nil {
		return otherwise
	}
	v := inside.scalar(value, depth+1)
	if v.who > fixed {
		v = v.via(hop{span: p.span(), place: p, part: "outputs." + name})
	}
	return v
}

// span returns the bytes of the place's step, or of its job.
func (p place) span() ci.Span {
	if p.step != nil {
		return ci.SpanOf(p.step.Node)
	}
	return ci.SpanOf(p.job.Node)
}

// output judges an output of the place's step.
func (p place) output(name string, depth int) verdict {
	here := hop{ci.SpanOf(p.step.Node), p, "outputs." + name}
	if p.step.Run != nil {
		script := p.c.script(p.step)
		if v, ok := p.written(script, "GITHUB_OUTPUT", name, depth); ok {
			return v
		}
		return verdict{who: unknown}
	}
	if p.step.Uses == nil {
		return verdict{who: unknown}
	}
	if p.step.Uses.Local {
		return p.resultOfCall(name, verdict{who: unknown}, depth)
	}
	action := p.step.Uses.Name()
	if outs, ok := sourceOutputs[action]; ok {
		if matchesWord(outs, name) {
			return verdict{who: outsider, source: action + " " + name}.via(here)
		}
		if strings.HasPrefix(outs, "*") {
			return verdict{}
		}
	}
	v := verdict{who: unknown}
	if inputs, ok := passThrough[action]; ok {
		v = verdict{}
		for _, in := range strings.Fields(inputs) {
			v = v.worse(p.scalar(p.step.Input(in), depth+1))
		}
		if v.who > fixed {
			v = v.via(here)
		}
		return v
	}
	if p.step.Uses.Is("actions/github-script") {
		return p.scriptPayload(p.step.Input("script"), name, here).worse(v)
	}
	return v
}

package github

import (
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
	"github.com/penstock-dev/penstock/scan/pipeline/expr"
	"github.com/penstock-dev/penstock/scan/pipeline/shell"
)

// verdict says who controls the text of a value.
type verdict struct {
	who control
	// source is the context value that decides, such as
	// "github.event.issue.title".
	source string
	// direct says that the value is one that a reader can see to be computed:
	// an environment variable, a matrix value or an input, in place of which a
	// shell variable could stand.
	direct bool
	// trace leads from the source towards the expression, source first.
	trace []hop
}

// hop is one place on the way of a value.
type hop struct {
	span ci.Span
	place
	part string
}

func (h hop) location() scan.Location {
	return h.c.file.Location(h.span, logical(h.c.file, h.job, h.step, h.part))
}

// worse returns the verdict of the more dangerous of two.
func (v verdict) worse(o verdict) verdict {
	if o.who > v.who || o.who == v.who && o.direct && !v.direct {
		return o
	}
	return v
}

// via returns the verdict with one more place on the way.
func (v verdict) via(h hop) verdict {
	v.trace = append(v.trace[:len(v.trace):len(v.trace)], h)
	return v
}

// place is where an expression stands; the step may be nil.
type place struct {
	c    *check
	job  *ci.Job
	step *ci.Step
}

// maxFlow bounds how many definitions a value is followed through.
const maxFlow = 12

// expression judges the text that an expression expands to.
func (p place) expression(e *expr.Node, depth int) verdict {
	var v verdict
	for _, f := range e.Flows() {
		v = v.worse(p.value(f, depth))
	}
	return v
}

// scalar judges a setting's text with its expressions. Each adds its place to
// the trace.
func (p place) scalar(n *document.Node, depth int) verdict {
	var v verdict
	text := n.Value()
	if !strings.Contains(text, "${{") {
		return v
	}
	for _, f := range expr.Fences(text) {
		e := p.c.expression(text[f.Inner:f.InnerEnd])
		if e == nil {
			v = v.worse(verdict{who: unknown})
			continue
		}
		got := p.expression(e, depth)
		if got.who > fixed {
			got = got.via(hop{p.c.within(n, f.Start, f.End), p, ""})
		}
		v = v.worse(got)
	}
	return v
}

// value judges a single context value or call.
func (p place) value(n *expr.Node, depth int) verdict {
	path := n.Path()
	if path == "" || depth > maxFlow || p.c.exhausted() {
		return verdict{who: unknown, source: n.Text}
	}
	parts := strings.Split(path, ".")
	switch parts[0] {
	case "env":
		return p.env(parts, depth)
	case "inputs":
		return p.input(parts[1:], path)
	case "matrix":
		return p.matrix(parts[1:], depth)
	case "steps":
		return p.stepValue(parts, path, depth)
	case "needs":
		return p.needValue(parts, path, depth)
	case "github":
		if len(parts) > 3 && parts[1] == "event" && parts[2] == "inputs" {
			return p.input(parts[3:], path)
		}
	}
	return verdict{who: controlOf(path), source: path}
}

// controlOf judges a context value by the tables.
func controlOf(path string) control {
	for prefix := path; ; {
		who, ok := contexts[prefix]
		isPayload := strings.HasPrefix(path, "github.event.")
		if ok && (prefix == path || !isPayload || prefix != "github.event") {
			// What is below a value of many parts may still be harmless.
			if prefix != path && isPayload && who > caller {
				return min(who, leafControl(path, who))
			}
			return who
		}
		i := strings.LastIndexByte(prefix, '.')
		if i < 0 {
			return unknown
		}
		if prefix = prefix[:i]; prefix == "github.event" && isPayload {
			return leafControl(path, unknown)
		}
		if prefix == "github" {
			return unknown
		}
	}
}

// leafControl judges a value of the payload by its name.
func leafControl(path string, otherwise control) control {
	leaf := path[strings.LastIndexByte(path, '.')+1:]
	if leaf == "*" {
		return leafControl(strings.TrimSuffix(path, ".*"), otherwise)
	}
	if who, ok := payloadLeaves[leaf]; ok {
		return who
	}
	for _, e := range payloadEndings {
		if strings.HasSuffix(leaf, e.suffix) {
			return e.who
		}
	}
	return otherwise
}

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
	return verdict{who: unknown, source: source, direct: true}
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

// input judges a parameter by its declared type.
func (p place) input(parts []string, path string) verdict {
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
			got := place{p.c, p.job, s}.output(parts[3], depth+1)
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
	for _, o := range job.Outputs {
		if strings.EqualFold(o.Key.Value(), parts[3]) {
			return place{c: p.c, job: job}.scalar(o.Value, depth+1)
		}
	}
	return v
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
	action := p.step.Uses.Name()
	if outs, ok := sourceOutputs[action]; ok && (outs == "*" || containsWord(outs, name)) {
		return verdict{who: outsider, source: action + " " + name}.via(here)
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
		return p.scriptPayload(p.step.Input("script"), here).worse(v)
	}
	return v
}

// scriptPayload judges what a github-script reads from the payload by name.
func (p place) scriptPayload(n *document.Node, here hop) verdict {
	var v verdict
	text := n.Value()
	for {
		i := strings.Index(text, "context.payload.")
		if i < 0 {
			return v
		}
		text = text[i+len("context.payload."):]
		end := strings.IndexFunc(text, func(r rune) bool {
			return r != '_' && r != '.' && r != '?' && (r < 'a' || r > 'z')
		})
		if end < 0 {
			end = len(text)
		}
		path := "github.event." + strings.Trim(strings.ReplaceAll(text[:end], "?", ""), ".")
		if who := controlOf(path); who == outsider && strings.Count(path, ".") > 2 {
			v = v.worse(verdict{who: who, source: path}.via(here))
		}
	}
}

// handedOver judges what the steps before the place wrote under a name; false
// when none did.
func (p place) handedOver(file, name string, depth int) (verdict, bool) {
	if p.job == nil || depth > maxFlow {
		return verdict{}, false
	}
	var v verdict
	found := false
	for _, s := range p.job.Steps {
		if s == p.step {
			break
		}
		if s.Run == nil {
			continue
		}
		if got, ok := (place{p.c, p.job, s}).written(p.c.script(s), file, name, depth); ok {
			v, found = v.worse(got), true
		}
	}
	return v, found
}

// written judges what a script writes under a name to a hand-over file; false
// when it does not.
func (p place) written(script *shell.Script, file, name string, depth int) (verdict, bool) {
	var v verdict
	found := false
	if script == nil {
		return v, false
	}
	for _, w := range script.Writes {
		if w.File != file || !strings.EqualFold(w.Name, name) && w.Name != "" {
			continue
		}
		got := p.data(script, w.Data, depth, nil)
		if w.Name == "" && got.who <= unknown {
			continue
		}
		if got.who > fixed {
			got = got.via(hop{p.c.within(p.step.Run.Text, w.Start, w.End), p, "run"})
		}
		v, found = v.worse(got), true
	}
	return v, found
}

// data judges a piece of a script's data: the expressions in it, and the
// variables, which the script or the environment sets.
func (p place) data(script *shell.Script, d shell.Data, depth int, seen []string) verdict {
	var v verdict
	if d.Computed {
		v.who = unknown
	}
	if depth > maxFlow || p.c.exhausted() {
		return v.worse(verdict{who: unknown})
	}
	for _, f := range script.FencesIn(d.Range) {
		if e := p.c.expression(script.Text[f.Inner:f.InnerEnd]); e != nil {
			v = v.worse(p.expression(e, depth+1))
		}
	}
	for _, name := range d.Vars {
		v = v.worse(p.variable(script, name, depth+1, seen))
	}
	for i := range script.Commands {
		if cmd := &script.Commands[i]; cmd.Within(d.Range) {
			v = v.worse(p.commandOutput(cmd))
		}
	}
	return v
}

// variable judges a shell variable.
func (p place) variable(script *shell.Script, name string, depth int, seen []string) verdict {
	if slices.Contains(seen, name) || p.c.exhausted() {
		return verdict{}
	}
	seen = append(seen[:len(seen):len(seen)], name)
	var v verdict
	found := false
	for _, a := range script.Assigns {
		if a.Name == name {
			v, found = v.worse(p.data(script, a.Data, depth+1, seen)), true
		}
	}
	if who, ok := runnerVariables[name]; ok && !found {
		return verdict{who: who, source: name}
	}
	if n := p.envNode(name); n != nil {
		return v.worse(p.scalar(n, depth+1))
	}
	if w, ok := p.handedOver("GITHUB_ENV", name, depth+1); ok {
		return v.worse(w)
	}
	if !found {
		v = verdict{who: unknown, source: name}
	}
	return v
}

// containsWord reports whether word is one of the words of list.
func containsWord(list, word string) bool {
	for _, w := range strings.Fields(list) {
		if strings.EqualFold(w, word) {
			return true
		}
	}
	return false
}

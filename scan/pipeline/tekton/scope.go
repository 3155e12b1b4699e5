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

// rank says who decides a text, in rising order of danger.
type rank uint8

const (
	clean    rank = iota
	caller        // whoever uses the task or starts the run
	pusher        // whoever may push a branch or a tag
	outsider      // whoever opens a pull request, or sends the event
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

// scope is what the names in a task or pipeline stand for.
type scope struct {
	params map[string]origin
	bound  map[string]origin // the parameters of triggers
	events []ci.Trigger
	// template is the name of the trigger template around, flows what the files
	// of the repository hand each other; both may be absent.
	template string
	flows    *audit.Flows
	file     *ci.File
	// results are those of the tasks of the pipeline around, nil outside of any;
	// task is the task itself, for the results of its steps.
	results *results
	task    *document.Node
}

// enter returns the scope of a task or pipeline that is given parameters. What
// it is not given is its callers' own.
func (s *scope) enter(spec, given *document.Node, object string) *scope {
	in := &scope{params: map[string]origin{}, bound: s.bound, events: s.events, template: s.template, flows: s.flows, results: s.results, task: spec, file: s.file}
	for name, o := range s.params {
		in.params[name] = o // embedded tasks see the parameters around them
	}
	for _, p := range spec.Get("params").Items() {
		name := p.Get("name").Value()
		in.params[name] = origin{rank: caller, what: "the parameter " + name}
		if object != "" {
			in.params[name] = origin{rank: caller, what: "the parameter " + name, parameter: object + "#" + name}
		}
		if p.Get("enum") != nil {
			in.params[name] = origin{}
		}
	}
	for _, p := range given.Items() {
		var worst origin
		p.Get("value").Walk(func(n *document.Node) {
			if o := s.of(n.Value()); o.rank > worst.rank {
				worst = o
			}
		})
		if len(worst.path) > 0 {
			worst.path = append(slices.Clone(worst.path), s.file.Location(ci.SpanOf(p), "params."+p.Get("name").Value()))
		}
		in.params[p.Get("name").Value()] = worst
	}
	return in
}

// of returns the worst origin of the references in a text.
func (s *scope) of(text string) origin {
	var worst origin
	for _, f := range fences(text) {
		if o := s.reference(text[f.Start:f.End]); o.rank > worst.rank {
			worst = o
		}
	}
	return worst
}

// reference judges one reference with its brackets.
func (s *scope) reference(text string) origin {
	if inner, ok := strings.CutPrefix(text, "{{"); ok {
		return s.event(strings.TrimSpace(strings.TrimSuffix(inner, "}}")))
	}
	inner := strings.TrimSuffix(strings.TrimPrefix(text, "$("), ")")
	path := strings.NewReplacer(`["`, ".", `['`, ".", `"]`, "", `']`, "", "[*]", "").Replace(inner)
	parts := strings.Split(strings.TrimPrefix(path, "inputs."), ".")
	switch {
	case parts[0] == "params" && len(parts) > 1:
		if o, ok := s.params[strings.Join(parts[1:], ".")]; ok {
			return s.resolve(o)
		}
		return s.resolve(s.params[parts[1]])
	case parts[0] == "tt" && len(parts) > 2:
		name := strings.Join(parts[2:], ".")
		if o, ok := s.bound[name]; ok {
			return o
		}
		o := origin{rank: caller, what: "the trigger's parameter " + name}
		if s.template != "" {
			o.parameter = "template/" + s.template + "#" + name
		}
		return s.resolve(o)
	case len(parts) > 3 && parts[2] == "results" && parts[0] == "tasks":
		return s.results.of(parts[1], parts[3])
	case len(parts) > 3 && parts[2] == "results" && parts[0] == "steps":
		return s.stepResult(parts[1], parts[3])
	}
	return origin{}
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
		o.rank, o.path = pusher, from.Path
		if from.Severity >= scan.SeverityHigh {
			o.rank = outsider
		}
		o.what += " with " + from.Source
	default:
		o.path = from.Path
	}
	return o
}

// event judges a variable of Pipelines-as-Code.
func (s *scope) event(name string) origin {
	name = strings.TrimSpace(strings.TrimPrefix(name, "cel:"))
	what := "{{ " + name + " }}"
	switch name {
	case "source_branch":
		if s.onPullRequest() {
			return origin{rank: outsider, what: what}
		}
		return origin{rank: pusher, what: what}
	case "git_tag":
		return origin{rank: pusher, what: what}
	case "trigger_comment":
		return origin{rank: outsider, what: what}
	}
	if i := strings.Index(name, "body."); i >= 0 {
		if container.FreeText(name[i:]) {
			return origin{rank: outsider, what: what}
		}
		return origin{}
	}
	if isFixed(name) || name == "target_branch" || strings.HasPrefix(name, "headers") {
		return origin{}
	}
	return origin{rank: caller, what: what} // the sender's name, or a parameter of the repository's own
}

func (s *scope) onPullRequest() bool {
	for _, t := range s.events {
		if t.Name == pullRequest {
			return true
		}
	}
	return false
}

// isFixed reports whether a variable holds a number, a hash or an address of
// the platform's, as its name says.
func isFixed(name string) bool {
	for part := range strings.FieldsFuncSeq(name, func(c rune) bool { return c == '_' || c == '-' }) {
		switch part {
		case "revision", "commit", "sha", "digest", "url", "number", "namespace", "owner", "event", "secret", "timestamp", "epoch", "id", "image":
			return true
		}
	}
	return name == "repo_name"
}

// bindings returns what the parameters of triggers are filled with, as far as
// the file says.
func bindings(all []object) map[string]origin {
	bound := map[string]origin{}
	add := func(list *document.Node) {
		for _, p := range list.Items() {
			name, text := p.Get("name").Value(), p.Get("value").Value()
			if name == "" || text == "" {
				continue
			}
			o := bound[name]
			if from := freeText(text); from != "" {
				o = origin{rank: outsider, what: from}
			}
			bound[name] = o
		}
	}
	for _, o := range all {
		if strings.HasSuffix(o.kind, "TriggerBinding") {
			add(o.node.At("spec", "params"))
		}
		for _, t := range o.node.At("spec", "triggers").Items() {
			add(t.Get("bindings"))
		}
	}
	return bound
}

// freeText returns a binding's value when it is a text of the event that its
// sender writes.
func freeText(value string) string {
	if strings.HasPrefix(value, "$(body.") && container.FreeText(value[len("$("):]) {
		return value
	}
	return ""
}

// scopes returns the scope of every task, by its specification.
func scopes(r *audit.Run) map[*document.Node]*scope {
	list := map[*document.Node]*scope{}
	eachTask(r.File, r.Flows, func(t task) { list[t.spec] = t.scope })
	return list
}

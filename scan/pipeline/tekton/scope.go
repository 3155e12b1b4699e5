package tekton

import (
	"strings"

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
}

// scope is what the names in a task or pipeline stand for.
type scope struct {
	params map[string]origin
	bound  map[string]origin // the parameters of triggers
	events []ci.Trigger
}

// enter returns the scope of a task or pipeline that is given parameters. What
// it is not given is its callers' own.
func (s *scope) enter(spec, given *document.Node) *scope {
	in := &scope{params: map[string]origin{}, bound: s.bound, events: s.events}
	for name, o := range s.params {
		in.params[name] = o // embedded tasks see the parameters around them
	}
	for _, p := range spec.Get("params").Items() {
		name := p.Get("name").Value()
		in.params[name] = origin{caller, "the parameter " + name}
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
			return o
		}
		return s.params[parts[1]]
	case parts[0] == "tt" && len(parts) > 2:
		name := strings.Join(parts[2:], ".")
		if o, ok := s.bound[name]; ok {
			return o
		}
		return origin{caller, "the trigger's parameter " + name}
	case (parts[0] == "tasks" || parts[0] == "steps") && len(parts) > 3 && parts[2] == "results" && !isFixed(strings.ToLower(parts[3])):
		return origin{caller, "a result of " + parts[1]}
	}
	return origin{}
}

// event judges a variable of Pipelines-as-Code.
func (s *scope) event(name string) origin {
	name = strings.TrimSpace(strings.TrimPrefix(name, "cel:"))
	what := "{{ " + name + " }}"
	switch name {
	case "source_branch":
		if s.onPullRequest() {
			return origin{outsider, what}
		}
		return origin{pusher, what}
	case "git_tag":
		return origin{pusher, what}
	case "trigger_comment":
		return origin{outsider, what}
	}
	if i := strings.Index(name, "body."); i >= 0 {
		if container.FreeText(name[i:]) {
			return origin{outsider, what}
		}
		return origin{}
	}
	if isFixed(name) || name == "target_branch" || strings.HasPrefix(name, "headers") {
		return origin{}
	}
	return origin{caller, what} // the sender's name, or a parameter of the repository's own
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
			if strings.HasPrefix(text, "$(body.") && container.FreeText(text[len("$("):]) {
				o = origin{outsider, text}
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

// scopes returns the scope of every task, by its specification.
func scopes(f *ci.File) map[*document.Node]*scope {
	list := map[*document.Node]*scope{}
	eachTask(f.Source.Roots, func(t task) { list[t.spec] = t.scope })
	return list
}

package azure

import (
	"strings"

	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

// The bounds on what one file may hold, far above what the platform accepts.
const (
	maxJobs  = 2000
	maxSteps = 10000
	maxNest  = 20 // of inserted lists in each other
)

// Read implements [audit.System].
func (s *System) Read(src *ci.Source) *ci.File {
	root := src.Root()
	if root.Kind() != document.Mapping || !configures(root) {
		return nil
	}
	f := &ci.File{Source: src, Root: root, System: s.Name(), Kind: ci.KindPipeline, Section: "jobs", Steps: "steps"}
	f.Name = root.Get("name")
	f.Env = variables(root)
	r := reader{file: f}
	r.parameters(root.Get("parameters"))
	r.triggers(root)
	if f.Triggers == nil && root.Get("parameters") != nil && (root.Get("extends") == nil || strings.Contains(src.Path, "templates/")) {
		f.Kind = ci.KindComponent
	}
	r.jobs(root, root, 0)
	return f
}

// configures reports whether a document is of this system: what it lists are
// stages, jobs or steps.
func configures(root *document.Node) bool {
	for _, key := range []string{"stages", "jobs", "steps"} {
		if n := root.Get(key); n.Kind() == document.Sequence {
			for _, item := range n.Items() {
				if item.Kind() == document.Mapping {
					return true
				}
			}
		}
	}
	return root.At("extends", "template") != nil || setsVariables(root)
}

// setsVariables reports whether a document is a template of variables: a list of
// names with values, of groups and of other templates, and nothing else.
func setsVariables(root *document.Node) bool {
	for key := range root.Pairs() {
		if key.Value() != "variables" && key.Value() != "parameters" {
			return false
		}
	}
	list := root.Get("variables")
	for _, item := range list.Items() {
		if item.Get("name") == nil && item.Get("group") == nil && item.Get("template") == nil {
			return false
		}
	}
	return list.Len() > 0 && list.Kind() == document.Sequence
}

// reader fills the model of one file.
type reader struct {
	file  *ci.File
	steps int
}

func (r *reader) triggers(root *document.Node) {
	for _, name := range []string{"trigger", "pr", "schedules"} {
		if key, config := root.Pair(name); key != nil && config.Value() != "none" {
			r.file.Triggers = append(r.file.Triggers, ci.Trigger{Name: name, Key: key, Config: config})
		} else if key != nil {
			r.file.Triggers = append(r.file.Triggers, ci.Trigger{Name: "manual", Key: key, Config: config})
		}
	}
}

// parameters reads both forms: a list of declarations, and names with defaults.
func (r *reader) parameters(n *document.Node) {
	for _, p := range n.Items() {
		if key, name := p.Pair("name"); key != nil {
			r.file.Inputs = append(r.file.Inputs, ci.Input{Name: name.Value(), Type: strings.ToLower(p.Get("type").Value()), Key: name, Config: p})
		}
	}
	for key, value := range n.Pairs() {
		in := ci.Input{Name: key.Value(), Key: key, Config: value}
		if value.Kind() != document.Scalar {
			in.Type = "object"
		} else if _, ok := value.Bool(); ok {
			in.Type = "boolean"
		}
		r.file.Inputs = append(r.file.Inputs, in)
	}
}

// entries visits the mappings of a list, with those that template expressions
// insert: "- ${{ if … }}:" and its like hold a list of their own.
func entries(list *document.Node, depth int, visit func(*document.Node)) {
	if depth > maxNest {
		return
	}
	for _, item := range list.Items() {
		inserted := false
		for key, value := range item.Pairs() {
			if strings.HasPrefix(key.Value(), "${{") {
				inserted = true
				entries(value, depth+1, visit)
			}
		}
		if !inserted && item.Kind() == document.Mapping {
			visit(item)
		}
	}
}

// jobs reads the stages, jobs or steps under a node. scope is the innermost
// part of the file that has settings of its own.
func (r *reader) jobs(n, scope *document.Node, depth int) {
	if depth > maxNest || len(r.file.Jobs) >= maxJobs {
		return
	}
	entries(n.Get("stages"), 0, func(stage *document.Node) { r.jobs(stage, stage, depth+1) })
	entries(n.Get("jobs"), 0, func(job *document.Node) {
		if len(r.file.Jobs) < maxJobs {
			r.job(job, scope)
		}
	})
	if n.Get("steps") != nil {
		job := &ci.Job{Node: n, Runner: n.Get("pool")}
		r.fill(job, n)
		r.file.Jobs = append(r.file.Jobs, job)
	}
	// A template that is extended can take stages, jobs or steps as parameters.
	if p := n.At("extends", "parameters"); p != nil {
		r.jobs(p, scope, depth+1)
	}
}

func (r *reader) job(n, scope *document.Node) {
	job := &ci.Job{Node: n, If: n.Get("condition"), Environment: n.Get("environment"), Name: n.Get("displayName"), Runner: n.Get("pool")}
	for _, kind := range []string{"job", "deployment", "template"} {
		if key, id := n.Pair(kind); key != nil {
			job.Key, job.ID = key, id.Value()
			break
		}
	}
	if job.Runner == nil {
		job.Runner = scope.Get("pool")
	}
	if job.Runner == nil {
		job.Runner = r.file.Root.Get("pool")
	}
	for need := range n.Get("dependsOn").List() {
		job.Needs = append(job.Needs, need.Value())
	}
	job.Env = variables(n)
	r.fill(job, n)
	r.file.Jobs = append(r.file.Jobs, job)
}

// fill reads the container and the steps of a job; a deployment has several
// lists of steps.
func (r *reader) fill(job *ci.Job, n *document.Node) {
	if c := n.Get("container"); c != nil && !r.isAlias(c.Value()) {
		job.Container = &ci.Image{Ref: c, Node: c}
		if c.Kind() == document.Mapping {
			job.Container.Ref = c.Get("image")
		}
	}
	r.list(job, "", n.Get("steps"))
	for _, strategy := range []string{"runOnce", "rolling", "canary"} {
		s := n.At("strategy", strategy)
		for _, phase := range []string{"preDeploy", "deploy", "routeTraffic", "postRouteTraffic"} {
			r.list(job, phase+".steps", s.At(phase, "steps"))
		}
		r.list(job, "on.failure.steps", s.At("on", "failure", "steps"))
		r.list(job, "on.success.steps", s.At("on", "success", "steps"))
	}
}

// isAlias reports whether a name is that of a container among the resources.
func (r *reader) isAlias(name string) bool {
	for _, c := range r.file.Root.At("resources", "containers").Items() {
		if c.Get("container").Value() == name {
			return true
		}
	}
	// A template names containers of the pipeline that calls it; the names of
	// images have no capital letters.
	word := !strings.ContainsAny(name, "/:@")
	return strings.Contains(name, "${{") || strings.Contains(name, "$[") || word && (r.file.Kind == ci.KindComponent || name != strings.ToLower(name))
}

func (r *reader) list(job *ci.Job, group string, list *document.Node) {
	index := 0
	entries(list, 0, func(n *document.Node) {
		if r.steps++; r.steps > maxSteps {
			return
		}
		step := &ci.Step{Index: index, Group: group, Node: n, Name: n.Get("displayName"), If: n.Get("condition"), Env: environment(n, "env")}
		index++
		r.action(job, step)
		job.Steps = append(job.Steps, step)
	})
}

// environment reads a block of names and values.
func environment(n *document.Node, name string) *ci.Env {
	if n.Get(name).Kind() != document.Mapping {
		return nil
	}
	return ci.EnvOf(n, name)
}

// variables reads the variables of the file or a job: a block, or a list of
// names and values.
func variables(n *document.Node) *ci.Env {
	if e := environment(n, "variables"); e != nil {
		return e
	}
	key, value := n.Pair("variables")
	if key == nil {
		return nil
	}
	e := &ci.Env{Key: key, Value: value}
	entries(value, 0, func(item *document.Node) {
		if name := item.Get("name"); name != nil {
			e.Vars = append(e.Vars, ci.Setting{Key: name, Value: item.Get("value")})
		}
	})
	return e
}

// node is short for what files are made of.
type node = document.Node

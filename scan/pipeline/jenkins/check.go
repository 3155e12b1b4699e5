package jenkins

import (
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

// check is the state of checking one file.
type check struct {
	*audit.Run
	*tree

	values  map[string][]assignment // by the variable's name, without "env."
	inputs  map[string]ci.Input
	payload map[string]bool // variables filled from the body of a webhook
	steps   map[int]place   // by the start of the call
	jobs    map[int]*ci.Job // by the start of the stage's name
	guards  guards
	origins map[string]origin
	// pinned are the variables that hold what the file allows at the call that is
	// looked at.
	pinned names
	// at is the call or block in which names are looked up, nil for anywhere, and
	// offset the place in the file.
	at     *call
	offset int
	// methods are the calls by their names, for what they give to those that the
	// file defines.
	methods map[string][]*call
}

// place is a step with its job.
type place struct {
	job  *ci.Job
	step *ci.Step
}

func newCheck(run *audit.Run, t *tree) *check {
	c := &check{
		Run: run, tree: t,
		values:  map[string][]assignment{},
		inputs:  map[string]ci.Input{},
		payload: map[string]bool{},
		steps:   map[int]place{},
		jobs:    map[int]*ci.Job{},
		origins: map[string]origin{},
		methods: map[string][]*call{},
	}
	for _, a := range t.assigns {
		c.values[plain(a.name)] = append(c.values[plain(a.name)], a)
	}
	for _, in := range run.File.Inputs {
		c.inputs[in.Name] = in
	}
	for _, job := range run.File.Jobs {
		if job.Key != nil {
			c.jobs[job.Key.Start()] = job
		}
		for _, step := range job.Steps {
			c.steps[step.Node.Start()] = place{job, step}
		}
	}
	for _, cl := range t.calls {
		if !cl.defines {
			c.methods[cl.name] = append(c.methods[cl.name], cl)
		}
		if cl.name == "GenericTrigger" {
			c.webhook(cl)
		}
	}
	c.learn()
	return c
}

// with returns the function of a rule that needs the tree of calls.
func with(f func(*check)) func(*audit.Run) {
	return func(r *audit.Run) { f(r.Front.(*check)) }
}

// webhook notes the variables that a trigger fills with free text from the body
// of a request.
func (c *check) webhook(trigger *call) {
	key := ""
	for _, e := range trigger.entries {
		switch e.name {
		case "key":
			key = c.constant(e.value)
		case "value":
			path := c.constant(e.value)
			switch path[strings.LastIndexByte(path, '.')+1:] {
			case "title", "body", "description", "message", "ref", "branch", "label", "subject", "text", "content", "email", "comment":
				c.payload[key] = true
			}
		}
	}
}

// find reports a finding of the current rule in a call.
func (c *check) find(at *call, span ci.Span, message string, change ...func(*ci.Weakness)) {
	p := c.steps[at.start]
	if p.job == nil {
		p.job = c.stage(at)
	}
	part := at.method()
	if p.step != nil {
		part = ""
	}
	c.Find(p.job, p.step, span, part, message, change...)
}

// ends returns a change that makes a finding in a call the end of a path.
func (c *check) ends(at *call, a audit.Attack) func(*ci.Weakness) {
	p := c.steps[at.start]
	if p.job == nil {
		p.job = c.stage(at)
	}
	if p.job == nil {
		p.job = &ci.Job{} // outside of any stage: what the pipeline as a whole has
	}
	return c.Ends(p.job, p.step, a)
}

// stage returns the job of the stage around a call, nil outside of any.
func (c *check) stage(at *call) *ci.Job {
	stage := at.within("stage")
	if stage == nil {
		return nil
	}
	for _, name := range stringsOf(stage.first("name")) {
		return c.jobs[name.inner]
	}
	return nil
}

// level is short for [audit.Level].
func level(s scan.Severity, confidence scan.Confidence, p scan.Persona) func(*ci.Weakness) {
	return audit.Level(s, confidence, p)
}

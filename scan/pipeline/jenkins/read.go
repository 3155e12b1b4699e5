package jenkins

import (
	"fmt"
	"strings"

	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

// ReadText implements [audit.TextSystem]. Stages are the jobs; steps outside of
// any stage belong to a job without a name.
func (s *System) ReadText(src *ci.Source) (*ci.File, error) {
	t, err := parse(src.Bytes())
	f := &ci.File{Source: src, System: s.Name(), Kind: ci.KindPipeline, Section: "stages", Steps: "steps"}
	if strings.HasSuffix(src.Path, ".groovy") {
		f.Kind = ci.KindComponent
	}
	r := reader{tree: t, file: f, jobs: map[*call]*ci.Job{}}
	for _, c := range t.calls {
		r.call(c)
	}
	for _, a := range t.assigns {
		r.variable(a)
	}
	for _, job := range f.Jobs {
		if job.Runner == nil {
			job.Runner = r.runner
		}
	}
	return f, err
}

// reader fills the model.
type reader struct {
	*tree
	file *ci.File
	jobs map[*call]*ci.Job // by the call of the stage, nil for outside of any
	// runner is the label of the agent that stages without one run on.
	runner *document.Node
}

func (r *reader) call(c *call) {
	switch c.name {
	case "stage":
		r.job(c)
	case "withEnv":
		r.withEnv(c)
	case "label", "node":
		r.label(c)
	case "parameters":
	case "triggers", "upstream", "cron", "pollSCM", "githubPush", "GenericTrigger", "gitlab", "issueCommentTrigger", "ghprbTrigger":
		if c.name != "triggers" && c.within("triggers", "pipelineTriggers", "properties") != nil {
			key := document.NewText(r.text, document.Piece{Start: c.start, End: c.start + len(c.name)})
			r.file.Triggers = append(r.file.Triggers, ci.Trigger{Name: strings.ToLower(c.name), Key: key})
		}
	case "string", "text", "choice", "booleanParam", "password", "file", "run":
		r.parameter(c)
	}
	if value := scriptOf(c); value != nil {
		r.step(c, value)
	}
}

// scriptOf returns the script that a step runs, nil for another call.
func scriptOf(c *call) []token {
	switch c.method() {
	case "sh", "bat", "powershell", "pwsh":
		return c.first("script")
	case "sshCommand":
		return c.argument("command")
	}
	return nil
}

// job returns the job of the stage around a call, making it where it is new.
func (r *reader) job(c *call) *ci.Job {
	stage := c.within("stage")
	if job := r.jobs[stage]; job != nil {
		return job
	}
	job := &ci.Job{ID: "pipeline"}
	if stage != nil {
		job.ID = fmt.Sprintf("stage %d", len(r.jobs)+1)
		if name := stringsOf(stage.first("name")); len(name) > 0 {
			job.ID = r.raw(name[0])
			job.Name = r.string(name[0])
			job.Key = job.Name
		}
	}
	r.jobs[stage] = job
	r.file.Jobs = append(r.file.Jobs, job)
	return job
}

func (r *reader) step(c *call, value []token) {
	job := r.job(c)
	script, templates := r.script(value)
	job.Steps = append(job.Steps, &ci.Step{
		Index: len(job.Steps),
		Node:  document.NewText(r.text, document.Piece{Start: c.start, End: c.end, As: c.method()}),
		Run:   &ci.Script{Text: script, Templates: templates, Default: interpreter(c, script.Value())},
	})
}

// interpreter names what reads a script: the first line of one for sh may say.
func interpreter(c *call, script string) string {
	switch c.method() {
	case "bat":
		return "cmd"
	case "powershell", "pwsh":
		return c.method()
	}
	line, _, _ := strings.Cut(strings.TrimLeft(script, " \t\n"), "\n")
	if program, ok := strings.CutPrefix(line, "#!"); ok {
		return strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(program), "/usr/bin/env "))
	}
	return ""
}

// variable notes what the environment is given: an entry of environment {}, or
// env.NAME.
func (r *reader) variable(a assignment) {
	name, global := strings.CutPrefix(a.name, "env.")
	if _, ok := r.literal(a.value); !ok || a.adds || !global && (a.parent == nil || a.parent.name != "environment") {
		return
	}
	key := document.NewText(r.text, document.Piece{Start: a.target.start, End: a.target.end, As: name})
	r.set(a.parent, ci.Setting{Key: key, Value: r.string(a.value[0])})
}

// withEnv notes the literals NAME=value of the step's list.
func (r *reader) withEnv(c *call) {
	for _, tok := range stringsOf(c.first("overrides")) {
		name, _, ok := strings.Cut(r.raw(tok), "=")
		if !ok || len(tok.holes) > 0 || name == "" {
			continue
		}
		middle := tok.inner + len(name)
		r.set(c, ci.Setting{
			Key:   document.NewText(r.text, document.Piece{Start: tok.inner, End: middle}),
			Value: document.NewText(r.text, document.Piece{Start: middle + 1, End: tok.innerEnd}),
		})
	}
}

func (r *reader) set(at *call, v ci.Setting) {
	env := &r.file.Env
	if at.within("stage") != nil {
		env = &r.job(at).Env
	}
	if *env == nil {
		*env = &ci.Env{}
	}
	(*env).Vars = append((*env).Vars, v)
}

// label notes the label of an agent: of the stage around it, or else of all that
// have none.
func (r *reader) label(c *call) {
	if c.name == "label" && c.within("agent") == nil {
		return
	}
	labels := stringsOf(c.first("label"))
	switch {
	case len(labels) == 0:
	case c.within("stage") != nil:
		r.job(c).Runner = r.string(labels[0])
	case r.runner == nil:
		r.runner = r.string(labels[0])
	}
}

// parameter notes what whoever starts the build decides.
func (r *reader) parameter(c *call) {
	if c.within("parameters", "properties") == nil {
		return
	}
	if name := stringsOf(c.argument("name")); len(name) > 0 {
		r.file.Inputs = append(r.file.Inputs, ci.Input{Name: r.raw(name[0]), Type: c.name, Key: r.string(name[0])})
	}
}

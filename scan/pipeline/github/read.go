package github

import (
	"strings"

	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

// The bounds on what one file may hold, far above what the platform accepts.
const (
	maxJobs  = 1000
	maxSteps = 5000 // in all jobs together, aliases counted each time
)

// Read implements [audit.System]. GitHub reads the first document of a file only.
func (s *System) Read(src *ci.Source) *ci.File {
	root := src.Root()
	if root.Kind() != document.Mapping {
		return nil
	}
	f := &ci.File{Source: src, Root: root, System: s.Name(), Section: "jobs", Steps: "steps"}
	r := reader{file: f}
	switch {
	case isDependabot(src.Path) && root.Get("updates") != nil:
		f.Kind = ci.KindUpdates
	case root.Get("jobs").Kind() == document.Mapping && (onKey(root) != nil || strings.Contains(src.Path, ".github/workflows/")):
		f.Kind = ci.KindPipeline
		r.workflow(root)
	case strings.Contains(src.Path, ".github/workflows/") && onKey(root) != nil && root.Get("jobs") != nil:
		f.Kind = ci.KindPipeline // of a wrong form, which is told elsewhere
		r.workflow(root)
	case root.Get("runs").Kind() == document.Mapping && root.At("runs", "using") != nil:
		f.Kind = ci.KindComponent
		r.action(root)
	default:
		return nil
	}
	return f
}

// onKey returns the value of "on", which other YAML tools write as true.
func onKey(root *document.Node) *document.Node {
	if n := root.Get("on"); n != nil {
		return n
	}
	return root.Get("true")
}

// reader fills the model of one file.
type reader struct {
	file  *ci.File
	steps int
}

func (r *reader) workflow(root *document.Node) {
	f := r.file
	f.Name = root.Get("name")
	r.triggers(root)
	f.Permissions = permissions(root)
	f.Env = ci.EnvOf(root, "env")
	shell := root.At("defaults", "run", "shell")
	for key, value := range root.Get("jobs").Pairs() {
		if len(f.Jobs) == maxJobs {
			return
		}
		if value.Kind() == document.Mapping {
			f.Jobs = append(f.Jobs, r.job(key, value, shell))
		}
	}
}

func (r *reader) triggers(root *document.Node) {
	on := onKey(root)
	f := r.file
	if on.Kind() == document.Mapping {
		for key, config := range on.Pairs() {
			f.Triggers = append(f.Triggers, ci.Trigger{Name: strings.ToLower(key.Value()), Key: key, Config: config})
			if name := key.Value(); name == "workflow_call" || name == "workflow_dispatch" {
				r.inputs(config.Get("inputs"), name)
			}
		}
		return
	}
	for name := range on.List() {
		f.Triggers = append(f.Triggers, ci.Trigger{Name: strings.ToLower(name.Value()), Key: name})
	}
}

func (r *reader) inputs(n *document.Node, trigger string) {
	for key, config := range n.Pairs() {
		r.file.Inputs = append(r.file.Inputs, ci.Input{
			Name: key.Value(), Type: strings.ToLower(config.Get("type").Value()), Trigger: trigger, Key: key, Config: config,
		})
	}
}

// action reads an action's metadata; a composite action becomes a job without
// an id, so that rules see its steps as they see a workflow's.
func (r *reader) action(root *document.Node) {
	f := r.file
	f.Name = root.Get("name")
	r.inputs(root.Get("inputs"), "")
	runs := root.Get("runs")
	switch using := strings.ToLower(runs.Get("using").Value()); using {
	case "composite":
		job := &ci.Job{Node: runs}
		r.stepList(job, runs.Get("steps"), nil)
		for key, value := range root.Get("outputs").Pairs() {
			job.Outputs = append(job.Outputs, ci.Setting{Key: key, Value: value.Get("value")})
		}
		f.Jobs = []*ci.Job{job}
	case "docker":
		if ref := runs.Get("image"); strings.HasPrefix(ref.Value(), "docker://") {
			f.Image = &ci.Image{Ref: ref, Node: runs}
		}
	}
}

func (r *reader) job(key, n *document.Node, shell *document.Node) *ci.Job {
	job := &ci.Job{
		ID: key.Value(), Key: key, Node: n,
		Name: n.Get("name"), If: n.Get("if"),
		Runner:      n.Get("runs-on"),
		Permissions: permissions(n),
		Env:         ci.EnvOf(n, "env"),
		Matrix:      n.At("strategy", "matrix"),
		Environment: n.Get("environment"),
		Shell:       n.At("defaults", "run", "shell"),
		Container:   image("", n.Get("container")),
	}
	for need := range n.Get("needs").List() {
		job.Needs = append(job.Needs, need.Value())
	}
	for name, service := range n.Get("services").Pairs() {
		if img := image(name.Value(), service); img != nil {
			job.Services = append(job.Services, img)
		}
	}
	for k, v := range n.Get("outputs").Pairs() {
		job.Outputs = append(job.Outputs, ci.Setting{Key: k, Value: v})
	}
	if job.Shell == nil {
		job.Shell = shell
	}
	job.Calls = component(n)
	job.With = ci.EnvOf(n, "with")
	job.Secrets.Key, job.Secrets.Value = n.Pair("secrets")
	r.stepList(job, n.Get("steps"), job.Shell)
	return job
}

func (r *reader) stepList(job *ci.Job, n, shell *document.Node) {
	for i, s := range n.Items() {
		if r.steps++; r.steps > maxSteps {
			return
		}
		if s.Kind() != document.Mapping {
			continue
		}
		step := &ci.Step{
			Index: i, Node: s, ID: s.Get("id").Value(), Name: s.Get("name"), If: s.Get("if"),
			Uses: component(s), With: ci.EnvOf(s, "with"), Env: ci.EnvOf(s, "env"),
		}
		if key, text := s.Pair("run"); key != nil && text.Kind() == document.Scalar {
			step.Run = &ci.Script{Key: key, Text: text, Shell: s.Get("shell")}
			if step.Run.Shell == nil {
				step.Run.Shell = shell
			}
			if strings.HasPrefix(strings.ToLower(job.Runner.Value()), "windows") {
				step.Run.Default = "pwsh"
			}
		}
		job.Steps = append(job.Steps, step)
	}
}

// component reads a uses key; nil where there is none.
func component(n *document.Node) *ci.Component {
	key, ref := n.Pair("uses")
	if key == nil || ref.Kind() != document.Scalar || ref.Value() == "" {
		return nil
	}
	c := &ci.Component{Key: key, Ref: ref}
	text := strings.TrimSpace(ref.Value())
	if image, ok := strings.CutPrefix(text, "docker://"); ok {
		c.Image = image
		return c
	}
	// "./" is relative to the checkout, "$/" to the repository of the workflow.
	if strings.HasPrefix(text, "./") || strings.HasPrefix(text, "../") || strings.HasPrefix(text, "$/") {
		c.Local = true
		return c
	}
	name, version, _ := strings.Cut(text, "@")
	c.Version = version
	parts := strings.SplitN(name, "/", 3)
	if len(parts) < 2 {
		return c
	}
	c.Owner, c.Repo = parts[0], parts[1]
	if len(parts) == 3 {
		c.Path = parts[2]
	}
	return c
}

func permissions(n *document.Node) *ci.Permissions {
	key, value := n.Pair("permissions")
	if key == nil {
		return nil
	}
	p := &ci.Permissions{Key: key, Value: value}
	if value.Kind() == document.Scalar {
		p.All = strings.ToLower(strings.TrimSpace(value.Value()))
	}
	for k, v := range value.Pairs() {
		p.Scopes = append(p.Scopes, ci.Setting{Key: k, Value: v})
	}
	return p
}

func image(name string, n *document.Node) *ci.Image {
	if n.Null() {
		return nil
	}
	if n.Kind() == document.Scalar {
		return &ci.Image{Name: name, Ref: n, Node: n}
	}
	return &ci.Image{Name: name, Ref: n.Get("image"), Node: n, Credentials: n.Get("credentials"), Env: ci.EnvOf(n, "env")}
}

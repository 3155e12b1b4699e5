package bitbucket

import (
	"fmt"
	"strings"

	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

// The bounds on what one file may hold, far above what the platform accepts.
const (
	maxJobs  = 2000
	maxSteps = 10000
	maxNest  = 5 // of stages and parallel steps
)

// Read implements [audit.System]. What the platform calls a step is a job: it
// has a container of its own. Its place is named by the pipeline and its number
// in it, such as "branches.main[2]".
func (s *System) Read(src *ci.Source) *ci.File {
	root := src.Root()
	if root.Get("pipelines").Kind() != document.Mapping && root.Get("definitions").Kind() != document.Mapping {
		return nil
	}
	f := &ci.File{Source: src, Root: root, System: s.Name(), Kind: ci.KindPipeline}
	r := reader{file: f}
	if ref := root.Get("image"); ref != nil {
		f.Jobs = append(f.Jobs, &ci.Job{Node: root, Container: image(ref)})
	}
	r.services(root.At("definitions", "services"))
	r.list("definitions.steps", root.At("definitions", "steps"), 0)
	r.pipelines("definitions.", root.At("definitions", "pipelines"))
	r.pipelines("", root.Get("pipelines"))
	return f
}

// reader fills the model of one file.
type reader struct {
	file  *ci.File
	steps int
	count int // of the steps of one pipeline
}

// services reads the containers that steps can ask for into a job that is none
// of its own.
func (r *reader) services(n *document.Node) {
	job := &ci.Job{ID: "definitions.services", Node: n}
	for key, s := range n.Pairs() {
		if ref := s.Get("image"); ref != nil {
			img := image(ref)
			img.Name, img.Env = key.Value(), ci.EnvOf(s, "variables")
			job.Services = append(job.Services, img)
		}
	}
	if len(job.Services) > 0 {
		r.file.Jobs = append(r.file.Jobs, job)
	}
}

func (r *reader) pipelines(prefix string, n *document.Node) {
	for key, p := range n.Pairs() {
		if key.Value() == "default" || prefix != "" && p.Kind() == document.Sequence {
			r.pipeline(prefix+key.Value(), key, p)
			continue
		}
		for name, list := range p.Pairs() {
			r.pipeline(prefix+key.Value()+"."+name.Value(), name, list)
		}
	}
}

func (r *reader) pipeline(id string, key, list *document.Node) {
	kind, _, _ := strings.Cut(id, ".")
	r.file.Triggers = append(r.file.Triggers, ci.Trigger{Name: kind, Key: key, Config: list})
	r.count = 0
	r.list(id, list, 0)
}

// list reads the steps of a pipeline, with those that run side by side or in a
// stage.
func (r *reader) list(id string, list *document.Node, depth int) {
	if depth > maxNest {
		return
	}
	for _, item := range list.Items() {
		if n := item.Get("step"); n != nil {
			r.job(id, n)
		}
		for _, group := range []string{"parallel", "stage"} {
			g := item.Get(group)
			if g.Kind() == document.Mapping {
				g = g.Get("steps")
			}
			r.list(id, g, depth+1)
		}
	}
}

func (r *reader) job(id string, n *document.Node) {
	if len(r.file.Jobs) >= maxJobs || n.Kind() != document.Mapping {
		return
	}
	job := &ci.Job{
		ID: fmt.Sprintf("%s[%d]", id, r.count), Key: n, Node: n,
		Name: n.Get("name"), If: n.Get("condition"), Runner: n.Get("runs-on"), Environment: n.Get("deployment"),
	}
	r.count++
	if ref := n.Get("image"); ref != nil {
		job.Container = image(ref)
	}
	for _, group := range []string{"script", "after-script"} {
		key, list := n.Pair(group)
		index := 0
		for line := range list.List() {
			if r.steps++; r.steps > maxSteps {
				return
			}
			job.Steps = append(job.Steps, step(key, line, index))
			index++
		}
	}
	r.file.Jobs = append(r.file.Jobs, job)
}

// step reads one line of a script: a command, or a pipe with its variables.
func step(key, n *document.Node, index int) *ci.Step {
	s := &ci.Step{Index: index, Group: key.Value(), Node: n}
	if n.Kind() == document.Scalar {
		s.Run = &ci.Script{Key: key, Text: n}
		return s
	}
	pipeKey, ref := n.Pair("pipe")
	if ref == nil {
		return s
	}
	s.Uses = &ci.Component{Key: pipeKey, Ref: ref}
	if image, ok := strings.CutPrefix(ref.Value(), "docker://"); ok {
		s.Uses.Image = image
	} else {
		name, version, _ := strings.Cut(ref.Value(), ":")
		s.Uses.Owner, s.Uses.Repo, _ = strings.Cut(name, "/")
		s.Uses.Version = version
	}
	s.With = ci.EnvOf(n, "variables")
	s.Env = s.With // the variables are the environment of the pipe's container
	return s
}

func image(n *document.Node) *ci.Image {
	img := &ci.Image{Ref: n, Node: n}
	if n.Kind() == document.Mapping {
		img.Ref, img.Credentials = n.Get("name"), n
	}
	return img
}

// onRequests reports whether a job is of a pipeline for pull requests.
func onRequests(job *ci.Job) bool { return strings.HasPrefix(job.ID, "pull-requests.") }

// computed reports whether a text has variables in it.
func computed(text string) bool { return strings.Contains(text, "$") }

// node is short for what files are made of.
type node = document.Node

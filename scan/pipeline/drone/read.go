package drone

import (
	"fmt"
	"strings"

	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

// The bounds on what one file may hold, far above what the platforms accept.
const (
	maxJobs  = 2000
	maxSteps = 10000
)

// node is short for what files are made of.
type node = document.Node

// Read implements [audit.System]. What the platforms call a step is a job: it
// has a container of its own. It is named by its pipeline and its own name.
func (s *System) Read(src *ci.Source) *ci.File {
	f := &ci.File{Source: src, Root: src.Root(), System: s.Name(), Kind: ci.KindPipeline}
	r := reader{file: f}
	for _, root := range src.Roots {
		if kind := root.Get("kind").Value(); kind == "" || kind == "pipeline" || kind == "template" {
			r.pipeline(root)
		}
	}
	if len(f.Jobs) == 0 {
		return nil
	}
	return f
}

// reader fills the model of one file.
type reader struct {
	file  *ci.File
	steps int
}

// pipeline reads one document. Older forms have the steps under the name
// pipeline, and as a mapping of names.
func (r *reader) pipeline(root *node) {
	name := root.Get("name").Value()
	for event := range events(root, nil) {
		r.file.Triggers = append(r.file.Triggers, ci.Trigger{Name: event, Key: root, Config: root})
	}
	for _, part := range []string{"clone", "pipeline", "steps", "services"} {
		prefix := part
		if name != "" {
			prefix = name + "." + part
		}
		n := root.Get(part)
		for i, step := range n.Items() {
			r.job(root, prefix, i, step.Get("name"), step)
		}
		i := 0
		for key, step := range n.Pairs() {
			if step.Kind() == document.Mapping {
				r.job(root, prefix, i, key, step)
				i++
			}
		}
	}
}

func (r *reader) job(root *node, prefix string, index int, name, n *node) {
	if len(r.file.Jobs) >= maxJobs || n.Kind() != document.Mapping {
		return
	}
	id := name.Value()
	if id == "" {
		id = fmt.Sprint(index)
	}
	job := &ci.Job{
		ID: prefix + "." + id, Key: name, Node: n, Name: name, If: n.Get("when"),
		Env: ci.EnvOf(n, "environment"), With: settings(n),
	}
	if ref := n.Get("image"); ref != nil {
		job.Container = &ci.Image{Ref: ref, Node: n}
	}
	key, commands := n.Pair("commands")
	index = 0
	for line := range commands.List() {
		if r.steps++; r.steps > maxSteps {
			break
		}
		job.Steps = append(job.Steps, &ci.Step{
			Index: index, Group: "commands", Node: line,
			Run: &ci.Script{Key: key, Text: line, Templates: templates(line.Value())},
		})
		index++
	}
	r.file.Jobs = append(r.file.Jobs, job)
}

// settings reads what a plugin is given: under settings, or, as it was once
// written, beside the image. A value that comes from a secret stays a mapping.
func settings(n *node) *ci.Env {
	if e := ci.EnvOf(n, "settings"); e != nil {
		return e
	}
	return ci.EnvOf(n, "params")
}

// templates returns the places of ${name} in a text. A second dollar sign makes
// them plain text.
func templates(text string) []ci.Span {
	var list []ci.Span
	for at := 0; ; {
		start := strings.Index(text[at:], "${")
		if start < 0 {
			return list
		}
		start += at
		at = start + 2
		end := strings.IndexByte(text[at:], '}')
		if end < 0 {
			return list
		}
		if start > 0 && text[start-1] == '$' || !known(text[at:at+end]) {
			continue
		}
		at += end + 1
		list = append(list, ci.Span{Start: start, End: at})
	}
}

// known reports whether an expression is about a variable of the platforms,
// perhaps with an operation on it.
func known(inner string) bool {
	return strings.HasPrefix(inner, "DRONE_") || strings.HasPrefix(inner, "CI_")
}

// nameOf returns the variable of an expression such as DRONE_TAG##v.
func nameOf(inner string) string {
	end := strings.IndexFunc(inner, func(c rune) bool { return c != '_' && (c < 'A' || c > 'Z') && (c < '0' || c > '9') })
	if end < 0 {
		return inner
	}
	return inner[:end]
}

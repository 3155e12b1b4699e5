package buildkite

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
	maxNest  = 5 // of groups
)

// node is short for what files are made of.
type node = document.Node

// Read implements [audit.System]. What the platform calls a step is a job: it
// runs on an agent of its own. It is named by its number.
func (s *System) Read(src *ci.Source) *ci.File {
	root := src.Root()
	f := &ci.File{Source: src, Root: root, System: s.Name(), Kind: ci.KindPipeline, Env: ci.EnvOf(root, "env")}
	r := reader{file: f}
	steps := root.Get("steps")
	if root.Kind() == document.Sequence {
		steps = root
	}
	r.list(steps, 0)
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

// list reads steps, with those of groups.
func (r *reader) list(list *node, depth int) {
	for _, n := range list.Items() {
		if n.Get("group") != nil && depth < maxNest {
			r.list(n.Get("steps"), depth+1)
			continue
		}
		if n.Kind() == document.Mapping && len(r.file.Jobs) < maxJobs {
			r.job(n)
		}
	}
}

func (r *reader) job(n *node) {
	job := &ci.Job{
		ID: fmt.Sprintf("steps[%d]", len(r.file.Jobs)), Key: n, Node: n,
		Name: n.Get("label"), If: n.Get("if"), Runner: n.Get("agents"), Env: ci.EnvOf(n, "env"), Matrix: n.Get("matrix"),
	}
	if ref := n.Get("image"); ref != nil {
		job.Container = &ci.Image{Ref: ref, Node: n}
	}
	for _, group := range []string{"command", "commands"} {
		key, list := n.Pair(group)
		index := 0
		for line := range list.List() {
			if r.steps++; r.steps > maxSteps {
				break
			}
			job.Steps = append(job.Steps, &ci.Step{
				Index: index, Group: group, Node: line,
				Run: &ci.Script{Key: key, Text: line, Templates: templates(line.Value())},
			})
			index++
		}
	}
	for i, p := range plugins(n) {
		p.step.Index = i
		job.Steps = append(job.Steps, p.step)
	}
	r.file.Jobs = append(r.file.Jobs, job)
}

// plugin is a plugin of a step with what it is given.
type plugin struct {
	step   *ci.Step
	config *node
}

// plugins returns those of a step: names, or names with what they are given.
func plugins(n *node) []plugin {
	var list []plugin
	add := func(whole, key, config *node) {
		name, version, _ := strings.Cut(key.Value(), "#")
		c := &ci.Component{Key: key, Ref: key, Local: strings.HasPrefix(name, "./") || strings.HasPrefix(name, "/"), Version: version}
		c.Owner, c.Repo = "buildkite-plugins", name
		if i := strings.LastIndexByte(name, '/'); i >= 0 {
			c.Owner, c.Repo = name[:i], name[i+1:]
		}
		list = append(list, plugin{&ci.Step{Group: "plugins", Node: whole, Uses: c}, config})
	}
	all := n.Get("plugins")
	for key, config := range all.Pairs() {
		add(key, key, config)
	}
	for item := range all.List() {
		if item.Kind() == document.Scalar {
			add(item, item, nil)
		}
		for key, config := range item.Pairs() {
			add(item, key, config)
		}
	}
	return list
}

// templates returns the places of $name and ${name} in a text. Of those that are
// left to the shell, the mark in front is a place of its own, since it is gone
// when the shell sees the text.
func templates(text string) []ci.Span {
	var list []ci.Span
	for i := 0; i+1 < len(text); i++ {
		c, next := text[i], text[i+1]
		switch {
		case (c == '$' || c == '\\') && next == '$':
			list = append(list, ci.Span{Start: i, End: i + 1})
			i++
		case c == '$' && next == '{':
			end := strings.IndexByte(text[i:], '}')
			if end < 0 {
				return list
			}
			list = append(list, ci.Span{Start: i, End: i + end + 1})
			i += end
		case c == '$' && isLetter(next):
			end := i + 1
			for end < len(text) && (isLetter(text[end]) || '0' <= text[end] && text[end] <= '9') {
				end++
			}
			list = append(list, ci.Span{Start: i, End: end})
			i = end - 1
		}
	}
	return list
}

func isLetter(c byte) bool { return c == '_' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' }

// nameOf returns the variable of an expression such as ${NAME:-x}.
func nameOf(template string) string {
	name := strings.Trim(template, "${}")
	for i := range len(name) {
		if !isLetter(name[i]) && (name[i] < '0' || name[i] > '9') {
			return name[:i]
		}
	}
	return name
}

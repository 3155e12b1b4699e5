package travis

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
)

// node is short for what files are made of.
type node = document.Node

// Read implements [audit.System]. The phases at the top become a job without an
// id; jobs that the file lists are named by their number.
func (s *System) Read(src *ci.Source) *ci.File {
	root := src.Root()
	if root.Kind() != document.Mapping {
		return nil
	}
	f := &ci.File{Source: src, Root: root, System: s.Name(), Kind: ci.KindPipeline}
	r := reader{file: f}
	r.job("", root)
	for _, list := range []string{"jobs", "matrix"} {
		for i, n := range root.At(list, "include").Items() {
			if n.Kind() == document.Mapping && len(f.Jobs) < maxJobs {
				r.job(fmt.Sprintf("%s.include[%d]", list, i), n)
			}
		}
	}
	return f
}

// reader fills the model of one file.
type reader struct {
	file  *ci.File
	steps int
}

// phases are the parts of a job that are scripts, in their order.
const phases = "before_install install before_script script before_cache after_success after_failure before_deploy after_deploy after_script"

func (r *reader) job(id string, n *node) {
	job := &ci.Job{ID: id, Node: n, Name: n.Get("name"), If: n.Get("if")}
	if id != "" {
		job.Key = n
	}
	for phase := range strings.FieldsSeq(phases) {
		key, list := n.Pair(phase)
		r.script(job, key, list)
	}
	for i, d := range deployments(n) {
		key, text := d.Pair("script")
		if d.Get("provider").Value() == "script" && text.Kind() == document.Scalar && text != nil {
			job.Steps = append(job.Steps, &ci.Step{Index: i, Group: "deploy", Node: text, Run: &ci.Script{Key: key, Text: text}})
		}
	}
	r.file.Jobs = append(r.file.Jobs, job)
}

func (r *reader) script(job *ci.Job, key, list *node) {
	index := 0
	for line := range list.List() {
		if line.Kind() != document.Scalar {
			continue
		}
		if r.steps++; r.steps > maxSteps {
			return
		}
		job.Steps = append(job.Steps, &ci.Step{Index: index, Group: key.Value(), Node: line, Run: &ci.Script{Key: key, Text: line}})
		index++
	}
}

// deployments returns what a job deploys: one, or a list.
func deployments(n *node) []*node {
	d := n.Get("deploy")
	if d.Kind() == document.Mapping {
		return []*node{d}
	}
	var list []*node
	for _, item := range d.Items() {
		if item.Kind() == document.Mapping {
			list = append(list, item)
		}
	}
	return list
}

// variable is one of the environment. The value's node is that of the whole
// assignment where both stand in one text.
type variable struct {
	name, value string
	node        *node
}

// eachVariable visits the variables of the file and of the jobs that it lists.
// They are written as mappings, or as texts with assignments; encrypted ones
// have no name.
func eachVariable(f *ci.File, visit func(*ci.Job, variable)) {
	for _, job := range f.Jobs {
		env := job.Node.Get("env")
		for _, part := range []*node{env, env.Get("global"), env.Get("jobs"), env.Get("matrix")} {
			for item := range part.List() {
				assignments(item, func(v variable) { visit(job, v) })
			}
			if part.Kind() == document.Mapping {
				assignments(part, func(v variable) { visit(job, v) })
			}
		}
	}
}

func assignments(n *node, visit func(variable)) {
	for key, value := range n.Pairs() {
		if value.Kind() == document.Scalar && key.Value() != "secure" {
			visit(variable{key.Value(), value.Value(), value})
		}
	}
	if n.Kind() != document.Scalar {
		return
	}
	for word := range strings.FieldsSeq(n.Value()) {
		if name, value, ok := strings.Cut(word, "="); ok {
			visit(variable{name, strings.Trim(value, `"'`), n})
		}
	}
}

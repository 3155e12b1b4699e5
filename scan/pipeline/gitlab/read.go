package gitlab

import (
	"bytes"
	"path"
	"strings"

	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

// The bounds on what one file may hold, far above what the platform accepts.
const (
	maxJobs  = 2000
	maxSteps = 10000 // in all jobs together, aliases counted each time
	maxNest  = 10    // of lists in a script, as the platform has it
)

// Read implements [audit.System]. A first document with a spec is the header of
// a component; the second one is the configuration.
func (s *System) Read(src *ci.Source) *ci.File {
	root := src.Root()
	f := &ci.File{Source: src, Root: root, System: s.Name(), Kind: ci.KindPipeline}
	if root.Get("spec").Kind() == document.Mapping {
		f.Kind = ci.KindComponent
		inputs(f, root.At("spec", "inputs"))
		if len(src.Roots) > 1 {
			root = src.Roots[1]
			f.Root = root
		}
	}
	if root.Kind() != document.Mapping || !configures(src.Path, root) {
		return nil
	}
	r := reader{file: f}
	f.Name = root.At("workflow", "name")
	f.Env = variables(root)
	r.globals(root)
	for key, value := range root.Pairs() {
		if len(f.Jobs) < maxJobs && value.Kind() == document.Mapping && !isGlobal(key.Value()) {
			f.Jobs = append(f.Jobs, r.job(key, value))
		}
	}
	return f
}

// configures reports whether a document is of this system: its file is named
// like one, or it has a job with a script and something that only GitLab's jobs
// have, or includes that only GitLab has.
func configures(name string, root *document.Node) bool {
	if strings.Contains(strings.ToLower(path.Base(name)), "gitlab-ci") {
		return true
	}
	for key, value := range root.Pairs() {
		if key.Value() == "include" {
			for item := range value.List() {
				if item.Get("component") != nil || item.Get("template") != nil || item.Get("local") != nil || item.Get("remote") != nil || item.Get("project") != nil && item.Get("file") != nil {
					return true
				}
			}
			continue
		}
		if t := value.Get("trigger"); t.Get("include") != nil || t.Get("project") != nil {
			return true
		}
		if value.Get("script") == nil && value.Get("before_script") == nil {
			continue
		}
		for _, own := range jobKeys {
			if value.Get(own) != nil {
				return true
			}
		}
	}
	return false
}

// isGlobal reports whether a key at the top names no job.
func isGlobal(key string) bool {
	switch key {
	case "default", "include", "stages", "variables", "workflow", "spec", "image", "services", "cache", "before_script", "after_script", "types":
		return true
	}
	return false
}

func inputs(f *ci.File, n *document.Node) {
	for key, config := range n.Pairs() {
		f.Inputs = append(f.Inputs, ci.Input{Name: key.Value(), Type: strings.ToLower(config.Get("type").Value()), Key: key, Config: config})
	}
}

// reader fills the model of one file.
type reader struct {
	file  *ci.File
	steps int
}

// globals reads what stands for every job: at the top, as it was once written,
// and under default. Both become jobs that are none of their own, so that rules
// see their scripts and images.
func (r *reader) globals(root *document.Node) {
	for _, g := range []struct {
		id   string
		node *document.Node
	}{{"", root}, {"default", root.Get("default")}} {
		if g.node.Kind() != document.Mapping {
			continue
		}
		job := &ci.Job{ID: g.id, Node: g.node}
		r.fill(job)
		if len(job.Steps) > 0 || job.Container != nil || len(job.Services) > 0 {
			r.file.Jobs = append(r.file.Jobs, job)
		}
	}
}

func (r *reader) job(key, n *document.Node) *ci.Job {
	job := &ci.Job{
		ID: key.Value(), Key: key, Node: n,
		Runner: n.Get("tags"), Environment: n.Get("environment"),
		Env: variables(n), Matrix: n.At("parallel", "matrix"),
	}
	for need := range n.Get("needs").List() {
		name := need.Value()
		if need.Kind() == document.Mapping {
			name = need.Get("job").Value()
		}
		job.Needs = append(job.Needs, name)
	}
	r.fill(job)
	return job
}

// fill reads the parts that jobs and defaults share.
func (r *reader) fill(job *ci.Job) {
	n := job.Node
	if ref := n.Get("image"); ref != nil {
		job.Container = image(ref)
	}
	for s := range n.Get("services").List() {
		img := image(s)
		img.Name = s.Get("alias").Value()
		job.Services = append(job.Services, img)
	}
	for _, group := range []string{"before_script", "script", "after_script"} {
		if key, list := n.Pair(group); list != nil {
			r.script(job, key, list, 0)
		}
	}
	if key, list := n.Get("hooks").Pair("pre_get_sources_script"); list != nil {
		r.script(job, key, list, 0)
	}
}

func image(n *document.Node) *ci.Image {
	img := &ci.Image{Ref: n, Node: n}
	if n.Kind() == document.Mapping {
		img.Ref = n.Get("name")
		if n.Get("variables") != nil {
			img.Env = variables(n)
		}
	}
	return img
}

// script appends the lines of a script as steps: the runner runs them one
// behind the other. Lists in it are taken as if they were written out.
func (r *reader) script(job *ci.Job, key, n *document.Node, depth int) {
	if depth > maxNest || r.isReference(n) {
		return
	}
	if n.Kind() == document.Sequence {
		for _, item := range n.Items() {
			r.script(job, key, item, depth+1)
		}
		return
	}
	if n.Kind() != document.Scalar || n.Null() || r.steps >= maxSteps {
		return
	}
	r.steps++
	index := 0
	if last := len(job.Steps) - 1; last >= 0 && job.Steps[last].Group == key.Value() {
		index = job.Steps[last].Index + 1
	}
	job.Steps = append(job.Steps, &ci.Step{
		Index: index, Group: key.Value(), Node: n,
		Run: &ci.Script{Key: key, Text: n, Templates: fences(n.Value())},
	})
}

// isReference reports whether a list is the path of a !reference.
func (r *reader) isReference(n *document.Node) bool {
	if n.Kind() != document.Sequence {
		return false
	}
	before := bytes.TrimRight(r.file.Source.Bytes()[:n.Start()], " \n\r")
	return bytes.HasSuffix(before, []byte("!reference"))
}

// fences returns the places of $[[ … ]] in a text.
func fences(text string) []ci.Span {
	var list []ci.Span
	for at := 0; ; {
		start := strings.Index(text[at:], "$[[")
		if start < 0 {
			return list
		}
		start += at
		end := strings.Index(text[start:], "]]")
		if end < 0 {
			return list
		}
		at = start + end + 2
		list = append(list, ci.Span{Start: start, End: at})
	}
}

// variables reads a block of variables. A value may stand in a mapping beside
// its description.
func variables(n *document.Node) *ci.Env {
	key, value := n.Pair("variables")
	if key == nil {
		return nil
	}
	e := &ci.Env{Key: key, Value: value}
	for k, v := range value.Pairs() {
		if v.Kind() == document.Mapping {
			v = v.Get("value")
		}
		e.Vars = append(e.Vars, ci.Setting{Key: k, Value: v})
	}
	return e
}

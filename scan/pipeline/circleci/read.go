package circleci

import (
	"strings"

	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

// The bounds on what one file may hold, far above what the platform accepts.
const (
	maxJobs  = 2000
	maxSteps = 10000
	maxNest  = 20 // of conditional steps
)

// Read implements [audit.System]. Commands and executors become jobs of their
// own, so that rules see their scripts and images.
func (s *System) Read(src *ci.Source) *ci.File {
	root := src.Root()
	if root.Kind() != document.Mapping {
		return nil
	}
	f := &ci.File{Source: src, Root: root, System: s.Name(), Kind: ci.KindPipeline, Steps: "steps"}
	r := reader{file: f}
	if p, ok := partOf(src.Path); ok && p.fits(src.Bytes()) {
		if !p.configures() {
			f.Kind = ci.KindComponent
		}
		r.define(p)
		return f
	}
	for key, p := range root.Get("parameters").Pairs() {
		f.Inputs = append(f.Inputs, ci.Input{Name: key.Value(), Type: strings.ToLower(p.Get("type").Value()), Key: key, Config: p})
	}
	r.definitions("", root)
	for name, orb := range root.Get("orbs").Pairs() {
		if orb.Kind() == document.Mapping {
			r.definitions("orbs."+name.Value()+".", orb)
		}
	}
	if len(f.Jobs) == 0 && root.Get("workflows") == nil && root.Get("orbs") == nil {
		return nil
	}
	if root.Get("workflows") == nil {
		f.Kind = ci.KindComponent
	}
	for _, w := range root.Get("workflows").Pairs() {
		r.around(w)
	}
	return f
}

// reader fills the model of one file.
type reader struct {
	file  *ci.File
	steps int
}

// definitions reads the jobs, commands and executors of a configuration or of
// an orb written in one.
func (r *reader) definitions(prefix string, n *document.Node) {
	for _, part := range []struct{ key, prefix string }{{"executors", "executors."}, {"commands", "commands."}, {"jobs", ""}} {
		for key, value := range n.Get(part.key).Pairs() {
			if len(r.file.Jobs) >= maxJobs || value.Kind() != document.Mapping {
				continue
			}
			r.file.Jobs = append(r.file.Jobs, r.job(prefix+part.prefix+key.Value(), key, value))
		}
	}
}

func (r *reader) job(id string, key, n *document.Node) *ci.Job {
	job := &ci.Job{ID: id, Key: key, Node: n, Runner: n.Get("resource_class"), Shell: n.Get("shell"), Env: environment(n)}
	first := true
	for c := range n.Get("docker").List() {
		img := &ci.Image{Ref: c.Get("image"), Node: c, Credentials: c.Get("auth"), Env: environment(c), Name: c.Get("name").Value()}
		if img.Ref == nil {
			continue
		}
		if first {
			job.Container, first = img, false
		} else {
			job.Services = append(job.Services, img)
		}
	}
	r.list(job, n.Get("steps"), 0)
	return job
}

// around reads the steps that a workflow puts around a job of its own or of an
// orb.
func (r *reader) around(w *document.Node) {
	for _, item := range w.Get("jobs").Items() {
		for key, call := range item.Pairs() {
			if call.Get("pre-steps") == nil && call.Get("post-steps") == nil || len(r.file.Jobs) >= maxJobs {
				continue
			}
			job := &ci.Job{ID: key.Value(), Key: key, Node: call}
			r.list(job, call.Get("pre-steps"), 0)
			r.list(job, call.Get("post-steps"), 0)
			r.file.Jobs = append(r.file.Jobs, job)
		}
	}
}

func (r *reader) list(job *ci.Job, list *document.Node, depth int) {
	if depth > maxNest {
		return
	}
	for _, n := range list.Items() {
		if r.steps++; r.steps > maxSteps {
			return
		}
		if inner := conditional(n); inner != nil {
			r.list(job, inner, depth+1)
			continue
		}
		step := &ci.Step{Index: len(job.Steps), Node: n}
		r.action(job, step)
		job.Steps = append(job.Steps, step)
	}
}

// conditional returns the steps of when and unless.
func conditional(n *document.Node) *document.Node {
	for _, key := range []string{"when", "unless"} {
		if c := n.Get(key); c.Get("steps") != nil {
			return c.Get("steps")
		}
	}
	return nil
}

// action reads what a step does. An orb's command is a component; its name is
// the orb's and the command's.
func (r *reader) action(job *ci.Job, step *ci.Step) {
	if step.Node.Kind() == document.Scalar {
		step.Uses = component(step.Node)
		return
	}
	for key, value := range step.Node.Pairs() {
		if key.Value() != "run" {
			step.Uses = component(key)
			step.With = &ci.Env{Key: key, Value: value}
			step.With.Add(value)
			return
		}
		text := value
		if value.Kind() == document.Mapping {
			step.Name, step.Env = value.Get("name"), environment(value)
			key, text = value.Pair("command")
		}
		if text == nil {
			return
		}
		step.Run = &ci.Script{Key: key, Text: text, Shell: value.Get("shell"), Templates: templates(text.Value())}
		if step.Run.Shell == nil {
			step.Run.Shell = job.Shell
		}
		return
	}
}

func component(n *document.Node) *ci.Component {
	c := &ci.Component{Key: n, Ref: n, Repo: n.Value()}
	if orb, command, ok := strings.Cut(n.Value(), "/"); ok {
		c.Owner, c.Repo = orb, command
	} else {
		c.Local = true
	}
	return c
}

// environment reads a block of names and values, or a list of such blocks.
func environment(n *document.Node) *ci.Env {
	e := ci.EnvOf(n, "environment")
	if e == nil {
		return nil
	}
	for _, item := range e.Value.Items() {
		e.Add(item)
	}
	return e
}

// templates returns the places of << name >> in a text. A backslash in front
// makes them plain text, as here documents need.
func templates(text string) []ci.Span {
	var list []ci.Span
	for at := 0; ; {
		start := strings.Index(text[at:], "<<")
		if start < 0 {
			return list
		}
		start += at
		at = start + 2
		end := strings.Index(text[at:], ">>")
		if end < 0 || start > 0 && text[start-1] == '\\' {
			continue
		}
		name := strings.Trim(text[at:at+end], " #/^")
		if file, ok := strings.CutPrefix(name, "include("); ok { // a file that "circleci orb pack" puts in
			name = strings.ReplaceAll(strings.TrimSuffix(file, ")"), "/", ".")
		}
		if name == "" || strings.ContainsFunc(name, func(c rune) bool { return !isNameRune(c) }) {
			continue
		}
		at += end + 2
		list = append(list, ci.Span{Start: start, End: at})
	}
}

func isNameRune(c rune) bool {
	return c == '_' || c == '.' || c == '-' || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}

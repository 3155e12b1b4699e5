package inventory

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

// Read describes a file that a system has read. Nothing of the file is kept but
// texts that are copied. It is safe for concurrent use, as the system is.
func Read(system audit.System, file *ci.File) *Pipeline {
	r := newReader(file)
	for _, job := range file.Jobs {
		r.known[owner{job, nil}] = true
		for _, step := range job.Steps {
			r.known[owner{job, step}] = true
		}
	}
	for _, u := range audit.Uses(system, file) {
		at := r.owner(u.Job, u.Step)
		r.used[at] = append(r.used[at], r.component(&u))
	}
	if c, ok := system.(audit.Confidant); ok {
		for _, s := range c.Secrets(file) {
			r.secret(s)
		}
	}
	return r.pipeline()
}

// Components describes no more of a file than what it uses: the components of
// all its parts are those of the whole. It is several times faster than [Read].
func Components(system audit.System, file *ci.File) *Pipeline {
	r := newReader(file)
	p := &Pipeline{System: file.System, Kind: file.Kind, Location: r.at(nil)}
	for _, u := range audit.Uses(system, file) {
		p.Components = append(p.Components, r.component(&u))
	}
	return p
}

// owner is what uses something: a step, a job, or with neither the file.
type owner struct {
	job  *ci.Job
	step *ci.Step
}

// reader describes one file.
type reader struct {
	file    *ci.File
	run     *audit.Run
	used    map[owner][]*Component
	secrets map[owner]map[string]bool
	known   map[owner]bool // those of the model
	path    string
}

func newReader(file *ci.File) *reader {
	return &reader{
		file: file, run: audit.NewRun(file, nil), path: strings.Clone(file.Source.Path),
		used: map[owner][]*Component{}, secrets: map[owner]map[string]bool{}, known: map[owner]bool{},
	}
}

// owner returns the innermost part of the model that a use is in.
func (r *reader) owner(job *ci.Job, step *ci.Step) owner {
	for _, at := range []owner{{job, step}, {job, nil}} {
		if r.known[at] {
			return at
		}
	}
	return owner{}
}

// secret notes a secret's name for the step, its job and the file.
func (r *reader) secret(s ci.Secret) {
	for _, at := range []owner{{s.Job, s.Step}, {s.Job, nil}, {}} {
		if r.secrets[at] == nil {
			r.secrets[at] = map[string]bool{}
		}
		r.secrets[at][strings.Clone(s.Name)] = true
	}
}

func (r *reader) secretsOf(at owner) []string { return slices.Sorted(maps.Keys(r.secrets[at])) }

// place returns a location without the text.
func (r *reader) place(span ci.Span) scan.Location {
	return scan.Location{Path: r.path, Origin: r.file.Source.Origin, Region: r.file.Source.Region(span.Start, span.End)}
}

// at returns the place of a node, that of the file for none.
func (r *reader) at(n *document.Node) scan.Location {
	if n == nil {
		return scan.Location{Path: r.path, Origin: r.file.Source.Origin}
	}
	return r.place(ci.SpanOf(n))
}

func (r *reader) logical(job *ci.Job, step *ci.Step) string { return r.run.Logical(job, step, "") }

func (r *reader) pipeline() *Pipeline {
	f := r.file
	p := &Pipeline{
		System: f.System, Kind: f.Kind, Location: r.at(nil), Name: text(f.Name), Triggers: r.triggers(),
		Variables: r.variables(f.Env), Secrets: r.secretsOf(owner{}), Permissions: permissions(f.Permissions), Components: r.used[owner{}],
	}
	for _, in := range f.Inputs {
		required, _ := in.Config.Get("required").Bool()
		p.Inputs = append(p.Inputs, Input{
			Name: strings.Clone(in.Name), Type: strings.Clone(in.Type), Trigger: strings.Clone(in.Trigger), Required: required, Location: r.at(in.Key),
		})
	}
	for _, job := range f.Jobs {
		p.Jobs = append(p.Jobs, r.job(job))
	}
	return p
}

func (r *reader) job(j *ci.Job) *Job {
	at := owner{j, nil}
	job := &Job{
		ID: strings.Clone(j.ID), Name: text(j.Name), Place: r.logical(j, nil), Location: r.at(cmp.Or(j.Key, j.Node)), Runner: runner(j.Runner),
		Environment: environment(j.Environment), Conditional: !j.If.Null(), Permissions: permissions(j.Permissions),
		Variables: r.variables(j.Env), Secrets: r.secretsOf(at), Inputs: r.variables(j.With), Components: r.used[at],
	}
	for _, need := range j.Needs {
		job.Needs = append(job.Needs, strings.Clone(need))
	}
	images := j.Services
	if j.Container != nil {
		images = append([]*ci.Image{j.Container}, images...)
	}
	for _, image := range images {
		job.Variables = append(job.Variables, r.variables(image.Env)...)
	}
	for _, out := range j.Outputs {
		job.Outputs = append(job.Outputs, Output{Name: text(out.Key), Location: r.at(out.Key)})
	}
	for _, s := range j.Steps {
		job.Steps = append(job.Steps, r.step(j, s))
	}
	return job
}

func (r *reader) step(j *ci.Job, s *ci.Step) *Step {
	at := owner{j, s}
	step := &Step{
		ID: strings.Clone(s.ID), Name: text(s.Name), Place: r.logical(j, s), Location: r.at(s.Node), Conditional: !s.If.Null(),
		Variables: r.variables(s.Env), Secrets: r.secretsOf(at), Inputs: r.variables(s.With), Components: r.used[at],
	}
	if s.Run != nil {
		step.Script = r.script(s.Run)
	}
	return step
}

func (r *reader) script(s *ci.Script) *Script {
	body := s.Text.Value()
	sum := sha256.Sum256([]byte(body))
	lines := strings.Count(strings.TrimSuffix(body, "\n"), "\n") + 1
	if body == "" {
		lines = 0
	}
	return &Script{Interpreter: strings.Clone(s.Interpreter()), SHA256: hex.EncodeToString(sum[:]), Lines: lines, Location: r.at(s.Text)}
}

// variables returns the names in a block.
func (r *reader) variables(env *ci.Env) []Variable {
	if env == nil {
		return nil
	}
	var list []Variable
	for _, v := range env.Vars {
		if name := text(v.Key); name != "" {
			list = append(list, Variable{Name: name, Location: r.at(v.Key)})
		}
	}
	return list
}

func permissions(p *ci.Permissions) []Permission {
	if p == nil {
		return nil
	}
	var list []Permission
	if p.All != "" {
		list = append(list, Permission{Scope: "*", Access: strings.Clone(p.All)})
	}
	for _, s := range p.Scopes {
		list = append(list, Permission{Scope: text(s.Key), Access: text(s.Value)})
	}
	if list == nil {
		list = append(list, Permission{Scope: "*", Access: "none"}) // written as {}
	}
	return list
}

// runner returns what selects a machine: words, or settings as name=value.
func runner(n *document.Node) []string {
	var list []string
	for item := range n.List() {
		if item.Kind() == document.Scalar && item.Value() != "" {
			list = append(list, text(item))
		}
	}
	for key, value := range n.Pairs() {
		for item := range value.List() {
			if item.Kind() == document.Scalar && item.Value() != "" {
				list = append(list, text(key)+"="+text(item))
			}
		}
	}
	return list
}

// environment returns the name of what a job deploys to.
func environment(n *document.Node) string {
	if n.Kind() == document.Mapping {
		n = n.Get("name")
	}
	return text(n)
}

// text returns a copy of a scalar's value, on one line.
func text(n *document.Node) string {
	return strings.Clone(strings.Join(strings.Fields(n.Value()), " "))
}

package github

import (
	"bytes"
	"iter"
	"path"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

var _ audit.Noter = (*System)(nil)

// repository is what the files of one repository know of each other: who calls
// whom, and which workflow starts after which. Models are read when they are
// asked for, and only some are kept.
type repository struct {
	list   []audit.LinkedFile
	files  *audit.Files
	system *System
	calls  map[int][]*callSite // by the called file, in the order of the callers
	named  map[string][]int    // workflows by the name that workflow_run knows them by
	start  []note              // of workflows, how they start
	nested int                 // calls followed back at the moment
	// readers are the workflows that publish what they build with the cache of
	// the default branch, by their paths.
	readers []string
	work    int // values judged for the file at hand
	total   int // values judged for all files
}

// note is what others want to know about a workflow.
type note struct {
	name   string
	events []string
	// cached says that it builds what it publishes with a cache.
	cached bool
}

// callSite is a use of a local action or workflow: a step, or a job where step
// is negative. Both are indices. What can be told of it once and for all is
// kept, so that the caller need not be read again.
type callSite struct {
	file, job, step int
	// with holds the inputs that are handed over; computed ones are "${{".
	with map[string]string
	// env says that a variable of the environment there is computed.
	env bool
	// events are those under which outsiders get to it, nil for not known yet.
	events []string
}

// computesEnv reports whether a variable of the environment at the place is
// computed.
func (p place) computesEnv() bool {
	scopes := []*ci.Env{p.c.file.Env, p.job.Env}
	if p.step != nil {
		scopes = append(scopes, p.step.Env)
	}
	return slices.ContainsFunc(scopes, func(e *ci.Env) bool {
		return e != nil && (len(e.Vars) == 0 || slices.ContainsFunc(e.Vars, func(v ci.Setting) bool { return strings.Contains(v.Value.Value(), "${{") }))
	})
}

// computedInput stands for the value of an input with an expression in it.
const computedInput = "${{"

// site returns the call of a place.
func (p place) site(file, job, step int) *callSite {
	s := &callSite{file: file, job: job, step: step, with: map[string]string{}, env: p.computesEnv()}
	given := p.job.With
	if p.step != nil {
		given = p.step.With
	}
	if given != nil {
		for _, v := range given.Vars {
			text := computedInput
			if !strings.Contains(v.Value.Value(), "${{") {
				text = strings.Clone(v.Value.Value())
			}
			s.with[strings.Clone(strings.ToLower(v.Key.Value()))] = text
		}
	}
	if n := p.c.repo.start[file].events; len(n) > 0 && !slices.Contains(n, "workflow_call") && !slices.Contains(n, "workflow_run") {
		s.events = p.c.reachable(p.job, p.step)
	}
	return s
}

// linkedWords are what a file holds that others can matter to: it calls, is
// called, or starts after another.
var linkedWords = [][]byte{
	[]byte("uses: ./"), []byte(`uses: "./`), []byte("uses: './"), []byte("uses: $/"), []byte(`uses: "$/`), []byte("uses: '$/"),
	[]byte("workflow_call"), []byte("workflow_run"), []byte("composite"),
}

// Linked implements [audit.Linker].
func (s *System) Linked(f *scan.File) bool {
	if isDependabot(f.Path) {
		return false
	}
	return slices.ContainsFunc(linkedWords, func(w []byte) bool { return bytes.Contains(f.Bytes(), w) })
}

// Note implements [audit.Noter]: a workflow's name and events.
func (s *System) Note(f *ci.File) any {
	if f.Kind != ci.KindPipeline || !strings.Contains(f.Source.Path, ".github/workflows/") {
		return nil
	}
	return newCheck(s, audit.NewRun(f, nil)).note()
}

// note returns what others want to know of a workflow, without its text.
func (c *check) note() note {
	f := c.file
	n := note{name: strings.Clone(f.Name.Value()), cached: c.publishesFromCache()}
	for _, e := range eventNames(f) {
		n.events = append(n.events, strings.Clone(e))
	}
	if n.name == "" {
		_, base, _ := strings.Cut("/"+f.Source.Path, "/.github/workflows/")
		n.name = ".github/workflows/" + base
	}
	return n
}

// Link implements [audit.Linker].
func (s *System) Link(list []audit.LinkedFile) func(int, func(*ci.Weakness)) *audit.Run {
	r := &repository{
		list: list, files: audit.NewFiles(list), system: s, calls: map[int][]*callSite{}, named: map[string][]int{},
		start: make([]note, len(list)),
	}
	for i, f := range list {
		if r.survey(i); r.start[i].cached {
			r.readers = append(r.readers, f.Path)
		}
	}
	return func(i int, report func(*ci.Weakness)) *audit.Run {
		r.work = 0
		c := r.check(i)
		if c == nil {
			return nil
		}
		c.ReportTo(report)
		s.Rulebook.Check(c.Run)
		return c.Run
	}
}

// survey notes whom a file calls and how it starts.
func (r *repository) survey(i int) {
	if n, ok := r.list[i].Note.(note); ok {
		r.start[i] = n
		r.named[n.name] = append(r.named[n.name], i)
		return
	}
	c := r.check(i)
	if c == nil {
		return
	}
	if c.file.Kind == ci.KindPipeline {
		r.start[i] = c.note()
		r.named[r.start[i].name] = append(r.named[r.start[i].name], i)
	}
	for j, job := range c.file.Jobs {
		if to, ok := r.target(c, nil, job.Calls); ok && to != i {
			r.calls[to] = append(r.calls[to], c.place(job, nil).site(i, j, -1))
		}
		for k, step := range job.Steps {
			if to, ok := r.target(c, job, step.Uses); ok && to != i {
				r.calls[to] = append(r.calls[to], c.place(job, step).site(i, j, k))
			}
		}
	}
}

// check returns the state of checking a file, nil when it holds no model.
func (r *repository) check(i int) *check {
	run := r.files.Open(i)
	if run == nil {
		return nil
	}
	if c, ok := run.Front.(*check); ok {
		return c
	}
	c := newCheck(r.system, run)
	c.repo, c.self = r, i
	return c
}

// target returns the file that a local reference in a file names. A step may
// name it below the folder that its job checked the repository out into.
func (r *repository) target(c *check, job *ci.Job, uses *ci.Component) (int, bool) {
	if uses == nil || !uses.Local {
		return 0, false
	}
	ref := strings.TrimPrefix(strings.TrimPrefix(strings.TrimSpace(uses.Ref.Value()), "$/"), "./")
	if i, ok := r.find(c.file.Source.Path, ref); ok || job == nil {
		return i, ok
	}
	for _, s := range job.Steps {
		if folder := folderOf(s); folder != "" && s.Uses.Is("actions/checkout") && s.Input("repository") == nil {
			if below, ok := strings.CutPrefix(ref, folder+"/"); ok {
				return r.find(c.file.Source.Path, below)
			}
		}
	}
	return 0, false
}

// find looks a reference up from the root of the repository that holds a file:
// the folder above .github, or else any folder above the file, highest first.
func (r *repository) find(from, ref string) (int, bool) {
	roots := audit.Roots(from)
	if before, _, ok := strings.Cut("/"+from, "/.github/"); ok {
		roots = []string{strings.TrimPrefix(before, "/")}
	}
	for _, root := range roots {
		name := path.Join(root, ref)
		for _, p := range []string{name, path.Join(name, "action.yml"), path.Join(name, "action.yaml")} {
			if i, ok := r.files.Index(p); ok {
				return i, true
			}
		}
	}
	return 0, false
}

// callee returns the check of the local action or workflow that is used, nil
// when it is not known.
func (c *check) callee(job *ci.Job, uses *ci.Component) *check {
	if c.repo == nil {
		return nil
	}
	i, ok := c.repo.target(c, job, uses)
	if !ok || i == c.self {
		return nil
	}
	return c.repo.check(i)
}

// called reports whether files of the repository use this one.
func (c *check) called() bool { return c.repo != nil && len(c.repo.calls[c.self]) > 0 }

// callers yields the places that use the file.
func (c *check) callers() iter.Seq[place] {
	return func(yield func(place) bool) {
		for _, site := range c.sites() {
			if p, ok := c.repo.open(site); ok && !yield(p) {
				return
			}
		}
	}
}

// sites returns the uses of the file by others.
func (c *check) sites() []*callSite {
	if c.repo == nil {
		return nil
	}
	return c.repo.calls[c.self]
}

// open returns the place of a use.
func (r *repository) open(site *callSite) (place, bool) {
	from := r.check(site.file)
	if from == nil {
		return place{}, false
	}
	p := place{c: from, job: from.file.Jobs[site.job]}
	if site.step >= 0 {
		p.step = p.job.Steps[site.step]
	}
	return p, true
}

// with returns what the place hands over under the name of an input; nil when it
// leaves it out.
func (p place) with(name string) *document.Node {
	if p.step != nil {
		return p.step.With.Get(name)
	}
	return p.job.With.Get(name)
}

// public reports whether others than the repository's own files are meant to
// use an action.
func public(f *ci.File) bool {
	return f.Kind == ci.KindComponent && !strings.Contains("/"+f.Source.Path, "/.github/")
}

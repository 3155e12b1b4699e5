package circleci

import (
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

// split returns the orb of a job, command or executor, empty for one that is in
// none that the file writes out, and its name there.
func split(id string) (orb, name string) {
	if rest, ok := strings.CutPrefix(id, "orbs."); ok {
		orb, _, _ = strings.Cut(rest, ".")
	}
	return orb, id[strings.LastIndexByte(id, '.')+1:]
}

// called returns the name by which the workflows of the file use a job: that of
// an orb goes by the orb's name and its own.
func called(id string) string {
	orb, name := split(id)
	if orb != "" {
		return orb + "/" + name
	}
	return name
}

// use is a step of a job or command that uses another.
type use struct {
	file *ci.File
	job  *ci.Job
	step *ci.Step
}

// tracer follows parameters to what they are given, in a file and those that are
// packed with it.
type tracer struct {
	run   *audit.Run
	calls map[string][]call // by the job's name
	uses  map[string][]use  // by the command's name
	known map[parameter]decision
}

// parameter is one of a job or command.
type parameter struct {
	job  *ci.Job
	name string
}

func newTracer(r *audit.Run) *tracer {
	t := &tracer{run: r, calls: map[string][]call{}, uses: map[string][]use{}, known: map[parameter]decision{}}
	eachCallOf(r.File, func(c call) { t.calls[c.job] = append(t.calls[c.job], c) })
	for _, f := range append([]*ci.File{r.File}, r.File.Linked...) {
		for _, job := range f.Jobs {
			for _, step := range job.Steps {
				if step.Uses == nil || step.With == nil {
					continue
				}
				name := step.Uses.Ref.Value()
				t.uses[name] = append(t.uses[name], use{f, job, step})
				if orb, _ := split(job.ID); orb != "" { // inside of an orb its commands go by their own names
					t.uses[orb+"/"+name] = append(t.uses[orb+"/"+name], use{f, job, step})
				}
			}
		}
	}
	return t
}

// handing is a value that a parameter is given, and where: in a job or command,
// or, without one, in a workflow.
type handing struct {
	file  *ci.File
	job   *ci.Job
	place string
	value *document.Node
}

// maxUses bounds how many uses of a job or command are looked at.
const maxUses = 500

// handings returns what a job or command is called with for a parameter, and what
// it has by default.
func (t *tracer) handings(f *ci.File, p parameter) []handing {
	var list []handing
	if value := p.job.Node.At("parameters", p.name, "default"); value != nil {
		list = append(list, handing{f, p.job, p.job.ID + ".parameters." + p.name, value})
	}
	for _, c := range t.calls[called(p.job.ID)] {
		if v := c.config.Get(p.name); v != nil && len(list) < maxUses {
			list = append(list, handing{c.file, nil, "workflows." + c.workflow + ".jobs." + c.job, v})
		}
	}
	for _, u := range t.uses[called(p.job.ID)] {
		if v := u.step.Input(p.name); v != nil && len(list) < maxUses {
			list = append(list, handing{u.file, u.job, u.job.ID + "." + u.step.Uses.Ref.Value(), v})
		}
	}
	return list
}

// decision is what is known of who decides on a text.
type decision struct {
	// source says what outsiders write into it, empty for nothing; value is the
	// pipeline value that it is, empty where a setup configuration hands it over.
	source, value string
	origin        audit.Origin
	// path leads from the source to the parameter.
	path []scan.Location
}

// told returns the source for a message.
func (d decision) told() string {
	if d.value != "" {
		return d.source + " (by way of " + d.value + ")"
	}
	return d.source + d.origin.Way()
}

// level rates a finding after the source and tells the way.
func (d decision) level() func(*ci.Weakness) {
	if d.value == "" {
		d.origin.Path = d.path
		return d.origin.Tells()
	}
	return func(w *ci.Weakness) {
		ofSource(d.value)(w)
		audit.Origin{Argument: audit.Argument{Source: d.source, Path: d.path}}.Tells()(w)
	}
}

// maxHanded bounds through how many jobs and commands a value is followed.
const maxHanded = 20

// given judges a parameter by all that it is called with.
func (t *tracer) given(f *ci.File, p parameter, depth int) decision {
	if d, ok := t.known[p]; ok || depth > maxHanded {
		return d
	}
	t.known[p] = decision{} // commands that call each other add nothing
	var found decision
	for _, h := range t.handings(f, p) {
		text := h.value.Value()
		for _, span := range templates(text) {
			if found.source == "" {
				found = t.put(h, strings.TrimSpace(text[span.Start+2:span.End-2]), depth)
			}
		}
	}
	t.known[p] = found
	return found
}

// put judges one template in a value that is handed over.
func (t *tracer) put(h handing, name string, depth int) decision {
	at := h.file.Location(ci.SpanOf(h.value), h.place)
	if source := pipelineValue(name); source != "" {
		return decision{source: source, value: name, path: []scan.Location{at}}
	}
	if p, ok := strings.CutPrefix(name, "pipeline.parameters."); ok {
		if o := t.run.Flows.Origin(slot(h.file.Source.Path, p)); o.Source != "" {
			return decision{source: o.Source, origin: o, path: append(slices.Clone(o.Path), at)}
		}
	}
	if p, ok := strings.CutPrefix(name, "parameters."); ok && h.job != nil && textual(h.job, p) {
		if d := t.given(h.file, parameter{h.job, p}, depth+1); d.source != "" {
			d.path = append(slices.Clone(d.path), at)
			return d
		}
	}
	return decision{}
}

// textual reports whether a parameter of a job or command can be any text.
func textual(job *ci.Job, parameter string) bool {
	return job.Node.At("parameters", parameter, "type").Value() == "string"
}

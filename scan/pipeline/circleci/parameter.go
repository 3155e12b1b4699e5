package circleci

import (
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

// runs reports whether a step of a job or command is the use of another. Inside
// of an orb its commands go by their own names.
func runs(step *ci.Step, in, id string) bool {
	if step.Uses == nil {
		return false
	}
	orb, name := split(id)
	around, _ := split(in)
	used := step.Uses.Ref.Value()
	return used == called(id) || orb != "" && orb == around && used == name
}

// handing is a value that a parameter is given, and where: in a job or command,
// or, without one, in a workflow.
type handing struct {
	file  *ci.File
	job   *ci.Job
	place string
	value *document.Node
}

// handings returns what a job or command is called with for a parameter, by the
// file itself and those that are packed with it, and what it has by default.
func handings(r *audit.Run, f *ci.File, job *ci.Job, parameter string) []handing {
	var list []handing
	if value := job.Node.At("parameters", parameter, "default"); value != nil {
		list = append(list, handing{f, job, job.ID + ".parameters." + parameter, value})
	}
	eachCallOf(r.File, func(c call) {
		if v := c.config.Get(parameter); v != nil && c.job == called(job.ID) {
			list = append(list, handing{c.file, nil, "workflows." + c.workflow + ".jobs." + c.job, v})
		}
	})
	for _, f := range append([]*ci.File{r.File}, r.File.Linked...) {
		for _, user := range f.Jobs {
			for _, step := range user.Steps {
				if v := step.Input(parameter); v != nil && runs(step, user.ID, job.ID) {
					list = append(list, handing{f, user, user.ID + "." + step.Uses.Ref.Value(), v})
				}
			}
		}
	}
	return list
}

// decision is what is known of who decides on a text.
type decision struct {
	// source says what outsiders write into it, empty for nothing.
	source string
	level  func(*ci.Weakness)
}

// maxHanded bounds through how many commands a value is followed, maxUses how
// many of its uses are looked at.
const (
	maxHanded = 6
	maxUses   = 500
)

// tracer follows a parameter to what it is given.
type tracer struct {
	run  *audit.Run
	uses int
}

// given judges a parameter of a job or command by all that it is called with.
func (t *tracer) given(f *ci.File, job *ci.Job, parameter string, beyond []scan.Location, depth int) decision {
	for _, h := range handings(t.run, f, job, parameter) {
		if t.uses++; t.uses > maxUses || depth > maxHanded {
			return decision{}
		}
		text := h.value.Value()
		for _, span := range templates(text) {
			name := strings.TrimSpace(text[span.Start+2 : span.End-2])
			way := append([]scan.Location{h.file.Location(ci.SpanOf(h.value), h.place)}, beyond...)
			if d := t.put(h, name, way, depth); d.source != "" {
				return d
			}
		}
	}
	return decision{}
}

// put judges one template in a value that is handed over.
func (t *tracer) put(h handing, name string, way []scan.Location, depth int) decision {
	if source := pipelineValue(name); source != "" {
		return decision{source + " (by way of " + name + ")", along(name, source, way)}
	}
	if p, ok := strings.CutPrefix(name, "pipeline.parameters."); ok {
		if o := t.run.Flows.Origin(slot(h.file.Source.Path, p)); o.Source != "" {
			return decision{o.Source + o.Way(), o.Tells()}
		}
	}
	if p, ok := strings.CutPrefix(name, "parameters."); ok && h.job != nil && textual(h.job, p) {
		return t.given(h.file, h.job, p, way, depth+1)
	}
	return decision{}
}

// along rates a finding after the pipeline value that comes in, and tells the way
// that it takes.
func along(name, source string, way []scan.Location) func(*ci.Weakness) {
	return func(w *ci.Weakness) {
		ofSource(name)(w)
		audit.Origin{Argument: audit.Argument{Source: source, Path: way}}.Tells()(w)
	}
}

// textual reports whether a parameter of a job or command can be any text.
func textual(job *ci.Job, parameter string) bool {
	return job.Node.At("parameters", parameter, "type").Value() == "string"
}

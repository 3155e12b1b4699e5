package azure

import (
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/expr"
)

// value is what is known of a variable's text: who writes it, empty for nobody
// outside, the predefined variable that brings it, and where it is set on its
// way, the source first.
type value struct {
	source, name string
	path         []scan.Location
	// rate is that of a value that another file hands over, which knows better
	// who starts the pipeline; nil for one of the file's own.
	rate func(*ci.Weakness)
}

// level rates what can be done with the value in a script.
func (v value) level(f *ci.File) func(*ci.Weakness) {
	if v.rate != nil {
		return v.rate
	}
	return macroLevel(f, v.name, v.source)
}

// tells returns a change that gives a finding the value's way.
func (v value) tells() func(*ci.Weakness) {
	return audit.Origin{Argument: audit.Argument{Source: v.source, Path: v.path}}.Tells()
}

// at returns the value with one more place on the way.
func (v value) at(loc scan.Location) value {
	v.path = append(slices.Clone(v.path), loc)
	return v
}

// maxSet bounds through how many variables a value is followed.
const maxSet = 5

// lookup is a place at which variables are asked for. Without a step what steps
// set does not count.
type lookup struct {
	run  *audit.Run
	file *ci.File
	job  *ci.Job
	step *ci.Step
}

// valueOf judges a variable at a step by the name that a macro gives it.
func valueOf(r *audit.Run, job *ci.Job, step *ci.Step, name string) value {
	return lookup{r, r.File, job, step}.variable(name, 0)
}

// environmentOf judges a variable of a step's environment: one that the step
// sets, or one of the pipeline, which are there in capital letters.
func environmentOf(r *audit.Run, job *ci.Job, step *ci.Step, name string) value {
	l := lookup{r, r.File, job, step}
	if step.Env != nil {
		for _, v := range step.Env.Vars {
			if strings.EqualFold(v.Key.Value(), name) {
				return l.set(r.File, v, "env."+name, 0)
			}
		}
	}
	if s := predefined(name); s != "" {
		return value{source: s, name: name}
	}
	return l.variable(name, 0)
}

func (l lookup) variable(name string, depth int) value {
	if s := predefined(name); s != "" || depth > maxSet {
		return value{source: s, name: name}
	}
	if v := l.setBySteps(name, depth); v.source != "" {
		return v
	}
	for _, env := range []*ci.Env{l.job.Env, l.file.Env} {
		if v, ok := variable(env, name); ok {
			return l.set(l.file, v, "variables."+v.Key.Value(), depth)
		}
	}
	for _, part := range l.file.Linked {
		if v, ok := variable(part.Env, name); ok {
			return lookup{l.run, part, &ci.Job{}, nil}.set(part, v, "variables."+v.Key.Value(), depth)
		}
	}
	return value{}
}

// variable finds a variable in a block; names are the same in any case, and with
// an underscore in place of a dot.
func variable(e *ci.Env, name string) (ci.Setting, bool) {
	if e != nil {
		for _, v := range e.Vars {
			if strings.EqualFold(strings.ReplaceAll(v.Key.Value(), ".", "_"), strings.ReplaceAll(name, ".", "_")) {
				return v, true
			}
		}
	}
	return ci.Setting{}, false
}

// set judges what a variable is set to: macros, template expressions, and the
// outputs of other jobs.
func (l lookup) set(f *ci.File, v ci.Setting, logical string, depth int) value {
	found := l.text(v.Value.Value(), depth)
	if found.source == "" {
		return found
	}
	return found.at(f.Location(ci.Between(v.Key, v.Value), logical))
}

// text judges a text that the platform expands.
func (l lookup) text(text string, depth int) value {
	for _, m := range macros(text) {
		if v := l.variable(text[m.Start+2:m.End-1], depth+1); v.source != "" {
			return v
		}
	}
	for _, fence := range expr.Fences(text) {
		e, err := expr.Parse(strings.TrimSpace(text[fence.Inner:fence.InnerEnd]))
		if err != nil {
			continue
		}
		for _, flow := range e.Flows() {
			switch kind, name, _ := strings.Cut(flow.Path(), "."); kind {
			case "variables":
				if v := l.variable(name, depth+1); v.source != "" {
					return v
				}
			case "parameters":
				if o := l.run.Flows.Origin(slot(l.file.Source.Path, name)); o.Source != "" {
					return value{source: o.Source, path: o.Path, rate: audit.Level(o.Severity, o.Confidence, scan.PersonaRegular)}
				}
			}
		}
	}
	if job, output := outputOf(text); output != "" {
		return l.output(job, output, depth)
	}
	return value{}
}

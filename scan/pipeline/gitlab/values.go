package gitlab

import (
	"bytes"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
	"github.com/penstock-dev/penstock/scan/pipeline/shell"
)

// value is what is known of a variable's text: who writes it, empty for nobody
// outside, and where it is set on its way, the source first.
type value struct {
	source string
	path   []scan.Location
}

// tells returns a change that gives a finding the value's way.
func (v value) tells() func(*ci.Weakness) {
	return audit.Origin{Argument: audit.Argument{Source: v.source, Path: v.path}}.Tells()
}

// maxSet bounds through how many variables a value is followed.
const maxSet = 5

// valueOf judges a variable in a job: one of the platform's, one that the
// pipeline was started with by another, one out of an earlier job's report, or
// one that is set for the job or the pipeline.
func valueOf(r *audit.Run, job *ci.Job, name string) value {
	return lookup{r, job}.variable(name, 0)
}

// lookup is a place at which variables are asked for.
type lookup struct {
	run *audit.Run
	job *ci.Job
}

func (l lookup) variable(name string, depth int) value {
	if s := predefined(name); s != "" || depth > maxSet {
		return value{source: s}
	}
	for part := range parts(l.run.File) {
		if o := l.run.Flows.Origin(variableSlot(part.Source.Path, name)); o.Source != "" {
			return value{o.Source, o.Path}
		}
	}
	if v := l.reported(name, depth); v.source != "" {
		return v
	}
	if v := l.setBefore(name, depth); v.source != "" {
		return v
	}
	if p, v := l.definition(name); v.Value != nil {
		return l.set(p, v, depth)
	}
	for _, u := range l.users() {
		if v, ok := setVariable(u.node, name); ok {
			if found := l.set(u, v, depth); found.source != "" {
				return found
			}
		}
	}
	return value{}
}

// definition returns where a variable is set: by the job, what it extends, or
// the pipeline.
func (l lookup) definition(name string) (place, ci.Setting) {
	for _, p := range chain(l.run.File, l.job) {
		if v, ok := setVariable(p.node, name); ok {
			return p, v
		}
	}
	for part := range parts(l.run.File) {
		if v, ok := setVariable(part.Root, name); ok {
			return place{part, part.Root}, v
		}
	}
	return place{}, ci.Setting{}
}

func setVariable(n *document.Node, name string) (ci.Setting, bool) {
	key, v := n.Get("variables").Pair(name)
	if v.Kind() == document.Mapping {
		v = v.Get("value")
	}
	return ci.Setting{Key: key, Value: v}, v != nil
}

// set judges the value that a variable is set to.
func (l lookup) set(p place, v ci.Setting, depth int) value {
	for _, inner := range references(v.Value.Value()) {
		if found := l.variable(inner, depth+1); found.source != "" {
			at := p.file.Location(ci.Between(v.Key, v.Value), "variables."+v.Key.Value())
			return value{found.source, append(slices.Clone(found.path), at)}
		}
	}
	return value{}
}

// setBefore judges a variable as one that the job's before_script sets, which is
// the same shell's.
func (l lookup) setBefore(name string, depth int) value {
	before := placeOf(l.run.File, l.job, "before_script")
	var found value
	before.node.Walk(func(line *document.Node) {
		if found.source != "" || !strings.Contains(line.Value(), name+"=") {
			return
		}
		for _, a := range shell.Parse(line.Value(), shell.DialectOf("")).Assigns {
			if a.Name != name || a.Computed {
				continue
			}
			for _, v := range a.Vars {
				if got := l.variable(v, depth+1); got.source != "" && v != name {
					found = value{got.source, append(slices.Clone(got.path), before.file.Location(ci.SpanOf(line), "before_script"))}
				}
			}
		}
	})
	return found
}

// users returns the jobs that extend a hidden job or put parts of it into their
// own.
func (l lookup) users() []place {
	var list []place
	if !strings.HasPrefix(l.job.ID, ".") {
		return nil
	}
	reference := []byte("!reference [" + l.job.ID + ",")
	for part := range parts(l.run.File) {
		for key, n := range part.Root.Pairs() {
			if n.Kind() != document.Mapping || isGlobal(key.Value()) || len(list) >= maxExtended {
				continue
			}
			start, end := n.Span()
			uses := bytes.Contains(part.Source.Bytes()[start:end], reference) ||
				slices.ContainsFunc(extended(l.run.File, nil, n, 0), func(p place) bool { return p.node == l.job.Node })
			if uses {
				list = append(list, place{part, n})
			}
		}
	}
	return list
}

// reported judges a variable as one out of a dotenv report that an earlier job
// writes.
func (l lookup) reported(name string, depth int) value {
	has := false
	for part := range parts(l.run.File) {
		has = has || bytes.Contains(part.Source.Bytes(), []byte("dotenv"))
	}
	if !has {
		return value{}
	}
	for part := range parts(l.run.File) {
		for _, from := range part.Jobs {
			if from == l.job || from.Key == nil {
				continue
			}
			report := setting(l.run.File, from, "artifacts").At("reports", "dotenv")
			if report == nil || !l.gets(from) {
				continue
			}
			if v := l.written(part, from, report, name, depth); v.source != "" {
				return v
			}
		}
	}
	return value{}
}

// written judges what a job writes for a variable into its report.
func (l lookup) written(part *ci.File, from *ci.Job, report *document.Node, name string, depth int) value {
	var found value
	for _, step := range from.Steps {
		var from2 value
		source := func(v string) string {
			if got := (lookup{l.run, from}).variable(v, depth+1); got.source != "" {
				from2 = got
				return got.source
			}
			return ""
		}
		l.run.EachPrinted(step, source, func(cmd *shell.Command, _, rest string) {
			sets := slices.ContainsFunc(cmd.Args(), func(w shell.Word) bool { return strings.HasPrefix(w.Text, name+"=") })
			if found.source == "" && sets && writesTo(report, rest) {
				at := part.Location(l.run.Within(step.Run.Text, cmd.Start, cmd.End), from.ID+".script")
				found = value{from2.source, append(slices.Clone(from2.path), at)}
			}
		})
	}
	return found
}

// gets reports whether the job gets the artifacts of another: that of an earlier
// stage, unless it says of which jobs.
func (l lookup) gets(from *ci.Job) bool {
	names := func(list *document.Node) bool {
		for n := range list.List() {
			artifacts, ok := n.Get("artifacts").Bool()
			if (n.Value() == from.ID || n.Get("job").Value() == from.ID) && (artifacts || !ok) {
				return true
			}
		}
		return false
	}
	for _, key := range []string{"dependencies", "needs"} {
		if list := setting(l.run.File, l.job, key); list != nil {
			return names(list)
		}
	}
	return stage(l.run.File, from) < stage(l.run.File, l.job)
}

// stage returns the number of a job's stage.
func stage(f *ci.File, job *ci.Job) int {
	name := setting(f, job, "stage").Value()
	if name == "" {
		name = "test"
	}
	order := []string{".pre", "build", "test", "deploy", ".post"}
	for part := range parts(f) {
		if list := part.Root.Get("stages"); list.Len() > 0 {
			order = order[:1:1]
			for n := range list.List() {
				order = append(order, n.Value())
			}
			order = append(order, ".post")
			break
		}
	}
	return slices.Index(order, name)
}

package gitlab

import (
	"bytes"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

var _ audit.Linker = (*System)(nil)

// Linked implements [audit.Linker]: a file includes others, or others may
// include it.
func (s *System) Linked(f *scan.File) bool {
	return f.Path != ".gitlab-ci.yml" || bytes.Contains(f.Bytes(), []byte("include"))
}

// maxRounds bounds how often what files hand each other is looked at again, since
// a pipeline hands on what it was handed itself. The platform has child
// pipelines two deep.
const maxRounds = 4

// Link implements [audit.Linker].
func (s *System) Link(list []audit.LinkedFile) func(int, func(*ci.Weakness)) *audit.Run {
	c := audit.Compose(list, survey)
	c.Hand(maxRounds, hand)
	return c.Check(s)
}

// survey notes which files a file takes into its pipeline, and that it starts child
// pipelines of others.
func survey(c *audit.Composition, i int, run *audit.Run) {
	eachInclude(run.File, func(inc *include) {
		for _, j := range targets(c.Files, run.File.Source.Path, inc) {
			if inc.job != nil {
				c.Give(i)
			} else {
				c.Take(i, j)
			}
		}
	})
}

// targets returns the files of the repository that an include names.
func targets(files *audit.Files, from string, inc *include) []int {
	if _, remote := inc.remote(); remote {
		return nil
	}
	if inc.text != "" {
		return files.Find(from, inc.text)
	}
	if local := inc.node.Get("local").Value(); local != "" {
		return files.Find(from, local)
	}
	// A project uses its own components under its own name.
	own, ok := strings.CutPrefix(inc.node.Get("component").Value(), "$CI_SERVER_FQDN/$CI_PROJECT_PATH/")
	if name, _, found := strings.Cut(own, "@"); ok && found {
		return append(files.Find(from, "templates/"+name+".yml"), files.Find(from, "templates/"+name+"/template.yml")...)
	}
	return nil
}

// hand notes what a file hands to those that it includes or starts as child
// pipelines.
func hand(run *audit.Run, files *audit.Files, next *audit.Flows) {
	eachInclude(run.File, func(inc *include) {
		targets := targets(files, run.File.Source.Path, inc)
		if len(targets) == 0 {
			return
		}
		job := inc.job
		if job == nil {
			job = &ci.Job{}
		}
		at := lookup{run, job}
		for _, given := range []*document.Node{inc.node.Get("inputs"), job.Node.At("trigger", "inputs")} {
			for key, v := range given.Pairs() {
				arg := at.argument(ci.Setting{Key: key, Value: v}, inc.part+".inputs."+key.Value())
				for _, j := range targets {
					next.Hand(files.Path(j)+"#"+key.Value(), arg)
				}
			}
		}
		if inc.job != nil {
			forward(at, files, targets, next)
		}
	})
}

// forward hands the variables that are set for a trigger job to the pipeline that
// it starts.
func forward(at lookup, files *audit.Files, targets []int, next *audit.Flows) {
	if on, ok := at.job.Node.At("trigger", "forward", "yaml_variables").Bool(); ok && !on {
		return
	}
	sets := []*document.Node{}
	for _, p := range chain(at.run.File, at.job) {
		sets = append(sets, p.node)
	}
	for part := range parts(at.run.File) {
		sets = append(sets, part.Root)
	}
	for _, n := range sets {
		for key := range n.Get("variables").Pairs() {
			v := at.variable(key.Value(), 0)
			if v.source == "" {
				continue
			}
			for _, j := range targets {
				next.Hand(variableSlot(files.Path(j), key.Value()), audit.Argument{Source: v.source, Path: v.path})
			}
		}
	}
}

// argument judges what is handed over as an input: variables, which stay what
// they are until the shell expands them, and inputs of the file itself.
func (l lookup) argument(v ci.Setting, logical string) audit.Argument {
	at := l.run.File.Location(ci.Between(v.Key, v.Value), logical)
	a := audit.Argument{Path: []scan.Location{at}}
	v.Value.Walk(func(n *document.Node) {
		text := n.Value()
		for _, f := range fences(text) {
			if name, ok := inputOf(text[f.Start+3 : f.End-2]); ok {
				a.From = append(a.From, inputSlot(l.run.File, name))
			}
		}
		for _, name := range references(text) {
			if found := l.variable(name, 0); found.source != "" && a.Source == "" {
				a.Source, a.Path = found.source, append(slices.Clone(found.path), at)
			}
		}
	})
	return a
}

// inputSlot and variableSlot name the inputs and variables of a file in the
// repository.
func inputSlot(f *ci.File, name string) string { return f.Source.Path + "#" + name }

func variableSlot(path, name string) string { return path + "$" + name }

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

// Note implements [audit.Linker].
func (s *System) Note(*ci.File) any { return nil }

// links are what the files of one repository include: which files make one
// pipeline, and what they hand each other.
type links struct {
	system *System
	files  *audit.Files
	flows  *audit.Flows
	to     [][]int // by the file, those that it includes
	from   [][]int // by the file, those that include it
	giving []int   // the files that include others or start child pipelines
	next   *audit.Flows
}

// maxRounds bounds how often what files hand each other is looked at again, since
// a pipeline hands on what it was handed itself. The platform has child
// pipelines two deep.
const maxRounds = 4

// Link implements [audit.Linker].
func (s *System) Link(list []audit.LinkedFile) func(int, func(*ci.Weakness)) *audit.Run {
	l := &links{system: s, files: audit.NewFiles(list), flows: audit.NewFlows(), to: make([][]int, len(list)), from: make([][]int, len(list))}
	for i := range list {
		l.survey(i)
	}
	for round, count := 0, -1; round < maxRounds && len(l.giving) > 0 && l.flows.Len() != count; round++ {
		count = l.flows.Len()
		l.next = audit.NewFlows()
		for _, i := range l.giving {
			l.hand(i)
		}
		l.flows = l.next
	}
	return func(i int, report func(*ci.Weakness)) *audit.Run {
		run, done := l.open(i)
		if run == nil {
			return nil
		}
		defer done()
		run.ReportTo(report)
		run.Doubt(l.files.Circle(i, l.to))
		s.Check(run)
		return run
	}
}

// survey notes which files a file takes into its pipeline.
func (l *links) survey(i int) {
	run := l.files.Open(i)
	if run == nil {
		return
	}
	eachInclude(run.File, func(inc *include) {
		targets := l.targets(i, inc)
		if len(targets) > 0 && !slices.Contains(l.giving, i) {
			l.giving = append(l.giving, i)
		}
		if inc.job != nil {
			return // a pipeline of its own
		}
		for _, j := range targets {
			if !slices.Contains(l.to[i], j) {
				l.to[i], l.from[j] = append(l.to[i], j), append(l.from[j], i)
			}
		}
	})
}

// targets returns the files of the repository that an include names.
func (l *links) targets(i int, inc *include) []int {
	from := l.files.Path(i)
	if _, remote := inc.remote(); remote {
		return nil
	}
	if inc.text != "" {
		return l.files.Find(from, inc.text)
	}
	if local := inc.node.Get("local").Value(); local != "" {
		return l.files.Find(from, local)
	}
	// A project uses its own components under its own name.
	own, ok := strings.CutPrefix(inc.node.Get("component").Value(), "$CI_SERVER_FQDN/$CI_PROJECT_PATH/")
	if name, _, found := strings.Cut(own, "@"); ok && found {
		return append(l.files.Find(from, "templates/"+name+".yml"), l.files.Find(from, "templates/"+name+"/template.yml")...)
	}
	return nil
}

// hand notes what a file hands to those that it includes or starts as child
// pipelines.
func (l *links) hand(i int) {
	run, done := l.open(i)
	if run == nil {
		return
	}
	defer done()
	eachInclude(run.File, func(inc *include) {
		targets := l.targets(i, inc)
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
					l.next.Hand(l.files.Path(j)+"#"+key.Value(), arg)
				}
			}
		}
		if inc.job != nil {
			l.forward(at, targets)
		}
	})
}

// forward hands the variables that are set for a trigger job to the pipeline that
// it starts.
func (l *links) forward(at lookup, targets []int) {
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
				l.next.Hand(variableSlot(l.files.Path(j), key.Value()), audit.Argument{Source: v.source, Path: v.path})
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

// open returns the run of a file with those that make one pipeline with it: those
// that include it, and all that they and it include.
func (l *links) open(i int) (*audit.Run, func()) {
	return l.files.OpenWith(i, audit.Around(i, l.from, l.to), l.flows)
}

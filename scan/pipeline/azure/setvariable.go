package azure

import (
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/shell"
)

// assignment is a command to the agent that sets a variable for what follows.
type assignment struct {
	name   string
	output bool // for other jobs too
}

// commandsIn returns the commands in a printed text that set variables, such as
// "##vso[task.setvariable variable=x;isOutput=true]value".
func commandsIn(text string) []assignment {
	var list []assignment
	for {
		_, rest, ok := strings.Cut(text, "##vso[task.setvariable")
		if !ok {
			return list
		}
		properties, after, ok := strings.Cut(rest, "]")
		if !ok {
			return list
		}
		var a assignment
		for p := range strings.SplitSeq(properties, ";") {
			key, v, _ := strings.Cut(strings.TrimSpace(p), "=")
			switch v = strings.Trim(strings.TrimSpace(v), `"'\`); strings.ToLower(strings.TrimSpace(key)) {
			case "variable":
				a.name = v
			case "isoutput":
				a.output = strings.EqualFold(v, "true")
			}
		}
		if a.name != "" {
			list = append(list, a)
		}
		text = after
	}
}

// setBySteps judges a variable as one that an earlier step of the job sets. Those
// set for other jobs too go by the step's name.
func (l lookup) setBySteps(name string, depth int) value {
	last := slices.Index(l.job.Steps, l.step)
	for i := last - 1; i >= 0; i-- {
		step := l.job.Steps[i]
		want := name
		if own, ok := strings.CutPrefix(strings.ToLower(name), strings.ToLower(step.Node.Get("name").Value())+"."); ok {
			want = own
		}
		if v, ok := l.prints(step, want, want != name, depth); ok {
			return v
		}
	}
	return value{}
}

// prints judges what a step sets a variable to, if it sets it.
func (l lookup) prints(step *ci.Step, name string, output bool, depth int) (found value, ok bool) {
	if step.Run == nil || !strings.Contains(step.Run.Text.Value(), "##vso[task.setvariable") {
		return value{}, false
	}
	text := step.Run.Text.Value()
	at := lookup{l.run, l.file, l.job, step}
	l.run.EachCommand(step, func(cmd *shell.Command) {
		printed := text[cmd.Start:cmd.End]
		for _, a := range commandsIn(printed) {
			if !strings.EqualFold(strings.ReplaceAll(a.name, ".", "_"), strings.ReplaceAll(name, ".", "_")) || a.output != output {
				continue
			}
			found, ok = at.printedText(cmd, printed, depth), true
			if found.source != "" {
				found = found.at(l.file.Location(l.run.Within(step.Run.Text, cmd.Start, cmd.End), l.run.Logical(l.job, step, step.Run.Key.Value())))
			}
		}
	})
	return found, ok
}

// printedText judges what a command prints: macros, and variables of the shell.
func (l lookup) printedText(cmd *shell.Command, text string, depth int) value {
	if v := l.text(text, depth+1); v.source != "" {
		return v
	}
	for _, w := range cmd.Args() {
		for _, name := range w.Vars {
			name = strings.TrimPrefix(name, "env:")
			if v, ok := variable(l.step.Env, name); ok {
				return l.set(l.file, v, "env."+name, depth+1)
			}
			if v := l.variable(name, depth+1); v.source != "" {
				return v
			}
		}
	}
	return value{}
}

// outputOf splits "$[ dependencies.job.outputs['step.name'] ]", and its form for
// other stages, into the job and the output.
func outputOf(text string) (job, output string) {
	inner, ok := strings.CutPrefix(strings.TrimSpace(text), "$[")
	if !ok {
		return "", ""
	}
	inner = strings.TrimSpace(strings.TrimSuffix(inner, "]"))
	before, rest, ok := strings.Cut(inner, ".outputs[")
	if !ok {
		return "", ""
	}
	path := strings.Split(before, ".")
	if kind := strings.ToLower(path[0]); kind != "dependencies" && kind != "stagedependencies" || len(path) < 2 {
		return "", ""
	}
	output, _, _ = strings.Cut(rest, "]")
	return path[len(path)-1], strings.Trim(output, `'" `)
}

// output judges an output of another job. Behind a deployment it goes by the
// job's name before that of the step.
func (l lookup) output(id, name string, depth int) value {
	if depth > maxSet {
		return value{}
	}
	for _, f := range append([]*ci.File{l.file}, l.file.Linked...) {
		for _, job := range f.Jobs {
			if !strings.EqualFold(job.ID, id) || job == l.job {
				continue
			}
			own := strings.TrimPrefix(name, job.ID+".")
			for _, step := range job.Steps {
				short, ok := strings.CutPrefix(own, step.Node.Get("name").Value()+".")
				if !ok {
					continue
				}
				if v, ok := (lookup{l.run, f, job, step}).prints(step, short, true, depth+1); ok {
					return v
				}
			}
		}
	}
	return value{}
}

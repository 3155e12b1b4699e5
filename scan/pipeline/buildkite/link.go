package buildkite

import (
	"bytes"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/shell"
)

var _ audit.Linker = (*System)(nil)

// Linked implements [audit.Linker]: steps upload other files of the repository,
// with their own environment put into them.
func (s *System) Linked(f *scan.File) bool {
	return bytes.Contains(f.Bytes(), []byte("$")) || bytes.Contains(f.Bytes(), []byte("pipeline upload"))
}

// Link implements [audit.Linker].
func (s *System) Link(list []audit.LinkedFile) func(int, func(*ci.Weakness)) *audit.Run {
	return audit.Link(s, list, survey)
}

// survey notes what the steps of a file hand to the pipelines that they upload.
func survey(run *audit.Run, files *audit.Files, flows *audit.Flows) {
	for _, job := range run.File.Jobs {
		for _, step := range job.Steps {
			for _, name := range uploads(run, step) {
				for _, j := range files.Find(run.File.Source.Path, name) {
					hand(run, job, flows, files.Path(j))
				}
			}
		}
	}
}

// uploads returns the files that a step's script uploads as pipelines, with the
// variables in them replaced.
func uploads(run *audit.Run, step *ci.Step) []string {
	var list []string
	run.EachCommand(step, func(cmd *shell.Command) {
		args := cmd.Args()
		if cmd.Name() != "buildkite-agent" || len(args) < 2 || args[0].Text != "pipeline" || args[1].Text != "upload" || cmd.Has("--no-interpolation") {
			return
		}
		for _, w := range args[2:] {
			if w.Static && !strings.HasPrefix(w.Text, "-") {
				list = append(list, w.Text)
				return
			}
		}
		list = append(list, ".buildkite/pipeline.yml") // what the agent takes by itself
	})
	return list
}

// hand hands the environment of a job to a file that it uploads: what the file
// and the job set, and what the job's scripts do.
func hand(run *audit.Run, job *ci.Job, flows *audit.Flows, to string) {
	for _, env := range []*ci.Env{run.File.Env, job.Env} {
		if env == nil {
			continue
		}
		for _, v := range env.Vars {
			flows.Hand(slot(to, v.Key.Value()), setTo(run, v))
		}
	}
	for _, step := range job.Steps {
		if step.Run == nil {
			continue
		}
		for _, a := range run.Script(step.Run).Assigns {
			for _, name := range a.Vars {
				if source := predefined(name); source != "" && !a.Computed {
					at := run.File.Location(ci.SpanOf(step.Run.Text), run.Logical(job, step, ""))
					flows.Hand(slot(to, a.Name), audit.Argument{Source: source, Path: []scan.Location{at}})
				}
			}
		}
	}
}

// slot names a variable that is put into a file of the repository.
func slot(path, name string) string { return path + "$" + name }

// setTo judges what a variable of the file is set to. Variables in it are
// replaced when the file itself is uploaded.
func setTo(run *audit.Run, v ci.Setting) audit.Argument {
	a := audit.Argument{Path: []scan.Location{run.File.Location(ci.Between(v.Key, v.Value), "env."+v.Key.Value())}}
	text := v.Value.Value()
	for _, t := range templates(text) {
		name := nameOf(text[t.Start:t.End])
		if a.Source = predefined(name); a.Source != "" {
			break
		}
		if name != v.Key.Value() {
			a.From = append(a.From, slot(run.File.Source.Path, name))
		}
	}
	return a
}

// uploaded says where the text of a variable comes from that is replaced when the
// file is uploaded: one of the platform's, or one of the step that uploads it.
func uploaded(r *audit.Run, name string) audit.Origin {
	if source := predefined(name); source != "" {
		return audit.Origin{Argument: audit.Argument{Source: source}}
	}
	return r.Flows.Origin(slot(r.File.Source.Path, name))
}

// running says where the text of a variable comes from that is left to the shell
// of the job.
func running(r *audit.Run, job *ci.Job, name string) audit.Origin {
	if source := predefined(name); source != "" {
		return audit.Origin{Argument: audit.Argument{Source: source}}
	}
	for _, env := range []*ci.Env{job.Env, r.File.Env} {
		if env == nil {
			continue
		}
		i := slices.IndexFunc(env.Vars, func(v ci.Setting) bool { return v.Key.Value() == name })
		if i < 0 {
			continue
		}
		o := audit.Origin{Argument: setTo(r, env.Vars[i]), Known: true}
		for _, from := range o.From {
			if up := r.Flows.Origin(from); up.Source != "" && o.Source == "" {
				o.Source, o.Path = up.Source, append(slices.Clone(up.Path), o.Path...)
			}
		}
		return o
	}
	return audit.Origin{}
}

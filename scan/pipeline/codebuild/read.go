package codebuild

import (
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

// maxSteps bounds the commands that are read.
const maxSteps = 5000

// Read implements [audit.System]. Phases are the jobs, their commands the
// steps; builds of a batch are jobs without steps.
func (s *System) Read(src *ci.Source) *ci.File {
	root := src.Root()
	phases := root.Get("phases")
	if phases.Kind() != document.Mapping && root.Get("batch") == nil {
		return nil
	}
	f := &ci.File{Source: src, Root: root, System: s.Name(), Kind: ci.KindPipeline, Section: "phases", Env: ci.ScalarsOf(root.At("env", "variables"))}
	steps := 0
	for key, phase := range phases.Pairs() {
		job := &ci.Job{ID: key.Value(), Key: key, Node: phase}
		for _, group := range []string{"commands", "finally"} {
			name, list := phase.Pair(group)
			index := 0
			for command := range list.List() {
				if steps++; steps > maxSteps || command.Kind() != document.Scalar {
					continue
				}
				job.Steps = append(job.Steps, &ci.Step{
					Index: index, Group: group, Node: command,
					Run: &ci.Script{Key: name, Text: command, Default: shellOf(root)},
				})
				index++
			}
		}
		f.Jobs = append(f.Jobs, job)
	}
	for _, list := range []string{"build-list", "build-graph"} {
		for _, b := range root.At("batch", list).Items() {
			f.Jobs = append(f.Jobs, build(b.Get("identifier"), b, b.Get("env")))
		}
	}
	for _, part := range []string{"static", "dynamic"} {
		if matrix := root.At("batch", "build-matrix", part); matrix != nil {
			f.Jobs = append(f.Jobs, build(nil, matrix, matrix.Get("env")))
		}
	}
	return f
}

// build returns the job of a build in a batch.
func build(name, node, env *document.Node) *ci.Job {
	job := &ci.Job{ID: name.Value(), Key: name, Node: node}
	if job.ID == "" {
		job.ID = "batch"
	}
	if vars := env.Get("variables"); vars != nil {
		job.Env = ci.ScalarsOf(vars)
	}
	if image := env.Get("image"); image.Kind() == document.Scalar && !image.Null() {
		job.Container = &ci.Image{Ref: image, Node: image}
	}
	return job
}

// shellOf returns the shell that runs the commands.
func shellOf(root *document.Node) string {
	switch name := root.At("env", "shell").Value(); name {
	case "powershell.exe", "cmd.exe", "bash", "sh", "/bin/sh":
		return name
	}
	return ""
}

// secrets returns the names of the variables that are filled with secrets.
func secrets(f *ci.File) map[string]bool {
	names := map[string]bool{}
	for key := range f.Root.At("env", "secrets-manager").Pairs() {
		names[key.Value()] = true
	}
	for key := range f.Root.At("env", "parameter-store").Pairs() {
		names[key.Value()] = true
	}
	return names
}

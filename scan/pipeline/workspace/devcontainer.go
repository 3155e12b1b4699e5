package workspace

import (
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

// onHost is the one command of a development container that runs on the machine
// outside of it.
const onHost = "initializeCommand"

// lifecycle are the commands of a development container, in the order in which
// they run (Development Container Specification, lifecycle scripts).
func lifecycle() []string {
	return []string{onHost, "onCreateCommand", "updateContentCommand", "postCreateCommand", "postStartCommand", "postAttachCommand"}
}

// readDevcontainer reads a development container: one job with its image and
// its commands. A command is a command line, a list of words, or a mapping of
// such, which run at once.
func readDevcontainer(f *ci.File) {
	root := f.Root
	job := &ci.Job{Node: root, Name: root.Get("name"), Env: ci.ScalarsOf(root.Get("containerEnv"))}
	if image := root.Get("image"); !image.Null() {
		job.Container = &ci.Image{Ref: image, Node: root}
	}
	for _, name := range lifecycle() {
		value := root.Get(name)
		addLifecycle(f, job, name, value)
		for _, each := range value.Pairs() {
			addLifecycle(f, job, name, each)
		}
	}
	f.Jobs = append(f.Jobs, job)
	if env := ci.ScalarsOf(root.Get("remoteEnv")); env != nil {
		f.Jobs = append(f.Jobs, &ci.Job{ID: "remoteEnv", Node: root.Get("remoteEnv"), Env: env})
	}
	code := root.At("customizations", "vscode")
	readServers(f, code.Get("mcp"), "customizations.vscode.mcp.")
	readSettings(f, code.Get("settings"), "customizations.vscode.settings.")
}

func addLifecycle(f *ci.File, job *ci.Job, name string, value *document.Node) {
	if value.Kind() == document.Mapping {
		return
	}
	if run := commandLine(f.Source, value, nil); run != nil {
		job.Steps = append(job.Steps, &ci.Step{Index: len(job.Steps), Group: name, Node: value, Run: run})
	}
}

// readGitpod reads the tasks of Gitpod, each a job with its commands in the
// order in which they run.
func readGitpod(f *ci.File) {
	for i, task := range f.Root.Get("tasks").Items() {
		job := &ci.Job{ID: name("tasks", i), Node: task, Name: task.Get("name"), Env: ci.ScalarsOf(task.Get("env"))}
		for _, key := range []string{"before", "init", "prebuild", "command"} {
			addLifecycle(f, job, key, task.Get(key))
		}
		f.Jobs = append(f.Jobs, job)
	}
	if image := f.Root.Get("image"); image.Kind() == document.Scalar && !image.Null() {
		f.Jobs = append(f.Jobs, &ci.Job{Node: f.Root, Container: &ci.Image{Ref: image, Node: f.Root}})
	}
}

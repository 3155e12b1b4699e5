package workspace

import (
	"strings"

	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

// platforms are the keys under which a task has other settings for one system.
func platforms() []string { return []string{"windows", "linux", "osx"} }

// readTasks reads the tasks of Visual Studio Code, each a job with one step for
// every platform that has a command of its own.
func readTasks(f *ci.File) {
	for i, task := range f.Root.Get("tasks").Items() {
		job := &ci.Job{ID: name("tasks", i), Node: task, Name: task.Get("label"), Env: ci.ScalarsOf(task.At("options", "env"))}
		addTask(f, job, task, task.Get("command"), task.Get("args"))
		for _, name := range platforms() {
			own := task.Get(name)
			if own.Get("command") == nil && own.Get("args") == nil {
				continue
			}
			command, args := own.Get("command"), own.Get("args")
			if command == nil {
				command = task.Get("command")
			}
			if args == nil {
				args = task.Get("args")
			}
			addTask(f, job, own, command, args)
		}
		f.Jobs = append(f.Jobs, job)
	}
}

func addTask(f *ci.File, job *ci.Job, node, command, args *document.Node) {
	// A command of another type than these, such as an npm script, is a name.
	if kind := job.Node.Get("type").Value(); kind != "" && kind != "shell" && kind != "process" {
		return
	}
	if run := commandLine(f.Source, command, args); run != nil {
		job.Steps = append(job.Steps, &ci.Step{Index: len(job.Steps), Group: "command", Node: node, Run: run})
	}
}

// readSettings reads settings of Visual Studio Code: the environment of
// terminals and the servers that may stand there.
func readSettings(f *ci.File, at *document.Node, prefix string) {
	for key, value := range at.Pairs() {
		if strings.HasPrefix(key.Value(), "terminal.integrated.env.") {
			f.Jobs = append(f.Jobs, &ci.Job{ID: prefix + key.Value(), Key: key, Node: value, Env: ci.ScalarsOf(value)})
		}
	}
	readServers(f, at.Get("mcp"), prefix+"mcp.")
}

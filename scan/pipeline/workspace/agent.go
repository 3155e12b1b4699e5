package workspace

import (
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

// helpers are the settings of agents that hold a command.
const helpers = "apiKeyHelper awsAuthRefresh awsCredentialExport otelHeadersHelper gcpAuthRefresh"

// readAgent reads the settings of a coding agent: hooks by their event, helpers,
// the status line, servers and the environment.
func readAgent(f *ci.File) {
	root := f.Root
	f.Env = ci.ScalarsOf(root.Get("env"))
	for event, list := range root.Get("hooks").Pairs() {
		job := &ci.Job{ID: "hooks." + event.Value(), Key: event, Node: list}
		for _, entry := range list.Items() {
			// One level of agents have matchers around the hooks, others do not.
			addHook(f, job, entry)
			for _, hook := range entry.Get("hooks").Items() {
				addHook(f, job, hook)
			}
		}
		f.Jobs = append(f.Jobs, job)
	}
	for key, value := range root.Pairs() {
		if hasWord(helpers, key.Value()) {
			addCommand(f, key.Value(), key, value)
		}
	}
	for _, name := range []string{"statusLine", "fileSuggestion"} {
		if n := root.At(name, "command"); n != nil {
			addCommand(f, name, n, n)
		}
	}
	for _, name := range []string{"discoveryCommand", "callCommand"} {
		if key, value := root.Get("tools").Pair(name); key != nil {
			addCommand(f, "tools."+name, key, value)
		}
	}
	readServers(f, root, "")
}

func addHook(f *ci.File, job *ci.Job, hook *document.Node) {
	if run := commandLine(f.Source, hook.Get("command"), hook.Get("args")); run != nil {
		job.Steps = append(job.Steps, &ci.Step{Index: len(job.Steps), Group: "hooks", Node: hook, Run: run, Env: ci.ScalarsOf(hook.Get("env"))})
	}
}

// addCommand adds a job of a single command line.
func addCommand(f *ci.File, id string, key, command *document.Node) {
	run := commandLine(f.Source, command, nil)
	if run == nil {
		return
	}
	f.Jobs = append(f.Jobs, &ci.Job{ID: id, Key: key, Node: command, Steps: []*ci.Step{{Group: "command", Node: command, Run: run}}})
}

// readCodex reads the settings of an agent that keeps them in TOML: servers, the
// program that is told of what happens, and the environment of commands.
func readCodex(f *ci.File) {
	f.Env = ci.ScalarsOf(f.Root.At("shell_environment_policy", "set"))
	if key, value := f.Root.Pair("notify"); key != nil {
		if run := commandLine(f.Source, nil, value); run != nil {
			f.Jobs = append(f.Jobs, &ci.Job{ID: "notify", Key: key, Node: value, Steps: []*ci.Step{{Group: "command", Node: value, Run: run}}})
		}
	}
	readServers(f, f.Root, "")
}

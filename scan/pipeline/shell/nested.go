package shell

import (
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// maxNested bounds the scripts inside words that are read of one script.
const maxNested = 64

// redirect notes where a redirection takes input from or sends output to.
func (w *walker) redirect(r *syntax.Redirect) {
	if r.Word == nil {
		return
	}
	switch r.Op {
	case syntax.RdrIn, syntax.WordHdoc:
		w.inputs = append(w.inputs[:len(w.inputs):len(w.inputs)], w.word(r.Word))
		w.substitutions(r.Word)
	case syntax.RdrOut, syntax.AppOut, syntax.RdrClob, syntax.RdrAll, syntax.AppAll:
		target := w.word(r.Word)
		if r.N != nil && r.N.Value != "1" {
			return
		}
		w.outputs = append(w.outputs[:len(w.outputs):len(w.outputs)], target)
		if target.Text != "/dev/stderr" && target.Text != "/dev/stdout" && target.Text != "/dev/tty" {
			w.captured = true
		}
	}
}

// inner reads the script that a command runs when it is a shell: the word
// behind -c, or a here document.
func (w *walker) inner(cmd *Command, stmt *syntax.Stmt) {
	bare := cmd.Bare()
	at, ok := bare.inline()
	if !ok && !bare.readsScript() {
		return
	}
	if ok {
		w.nest(at, bare.Interpreter())
		return
	}
	for _, r := range stmt.Redirs {
		if r.Hdoc != nil {
			w.nest(w.heredoc(r), bare.Interpreter())
		}
	}
}

// nest reads a range as a script of its own. What stands in front is blanked,
// so that offsets stay those of the whole.
func (w *walker) nest(at Range, d Dialect) {
	if w.script.nested++; w.script.nested > maxNested {
		return
	}
	if d == PowerShell || d == Cmd {
		w.script.lines(w.masked, at.Start, at.End)
		return
	}
	text := strings.Repeat(" ", at.Start) + w.masked[at.Start:at.End]
	file, err := w.script.parser.parse(text)
	if err != nil {
		return
	}
	for _, stmt := range file.Stmts {
		w.stmt(stmt, "", false)
	}
}

// Interpreter returns the dialect that a command runs when it is a shell, and
// Other for any other command.
func (c *Command) Interpreter() Dialect {
	switch strings.TrimPrefix(c.Name(), "@") {
	case "bash", "sh", "dash", "ash", "ksh", "zsh", "su":
		return Bash
	case "pwsh", "powershell":
		return PowerShell
	case "cmd":
		return Cmd
	}
	return Other
}

// inline returns the range of the script that a shell is given as a word,
// without its quotes.
func (c *Command) inline() (Range, bool) {
	d := c.Interpreter()
	if d == Other {
		return Range{}, false
	}
	for i, a := range c.Args() {
		if !runsWord(d, a.Text) || i+2 >= len(c.Words) {
			continue
		}
		word := c.Words[i+2]
		if d != Bash {
			// The rest of the line is the script.
			word.End = c.Words[len(c.Words)-1].End
		}
		if n := word.End - word.Start; n < 2 || len(word.Text) > n {
			return Range{}, false
		}
		if len(word.Text) < word.End-word.Start {
			return Range{word.Start + 1, word.End - 1}, true
		}
		return word.Range, true
	}
	return Range{}, false
}

// runsWord reports whether an option says that a script follows.
func runsWord(d Dialect, option string) bool {
	switch d {
	case PowerShell:
		return strings.EqualFold(option, "-command") || strings.EqualFold(option, "-c")
	case Cmd:
		return strings.EqualFold(option, "/c") || strings.EqualFold(option, "/s")
	}
	return option == "--command" || len(option) > 1 && option[0] == '-' && option[1] != '-' && strings.HasSuffix(option, "c")
}

// readsScript reports whether a shell takes its script from its input.
func (c *Command) readsScript() bool {
	if c.Interpreter() == Other {
		return false
	}
	for _, a := range c.Args() {
		if !strings.HasPrefix(a.Text, "-") || strings.HasSuffix(a.Text, "c") {
			return false
		}
	}
	return true
}

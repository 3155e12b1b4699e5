package github

import (
	"fmt"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/shell"
)

// options reports arguments that begin with outsiders' text, of a program that has
// options which run commands or write files: a text with a dash in front is one of
// them.
func (c *check) options(job *ci.Job, step *ci.Step, script *shell.Script, cmd *shell.Command) {
	if !runsOptions(cmd.Name()) {
		return
	}
	args := cmd.Args()
	for i, w := range args {
		if w.Text == "--" {
			return
		}
		variable := leading(script.Text[w.Start:w.End])
		if variable == "" || i > 0 && valueFollows(args[i-1].Text) {
			continue
		}
		v := c.place(job, step).dataBeyondFences(script, shell.Data{Range: w.Range, Vars: []string{variable}})
		if v.who != outsider || !isProse(v.source) {
			continue
		}
		a := by(v, "adds options to a command")
		a.most = scan.SeverityMedium
		c.find(job, step, c.Within(step.Run.Text, w.Start, w.End), "run", fmt.Sprintf("%s can be an option of %s, which has some that run commands or write files", v.source, cmd.Name()), c.ends(job, step, a))
	}
}

// runsOptions reports whether a program has options that run commands, load code
// or write files of any name (their manuals).
func runsOptions(name string) bool {
	return containsWord("git curl wget tar rsync ssh scp sftp find zip sort perl python python3 ruby node php make docker podman", name)
}

// leading returns the variable that a word in double quotes begins with, empty for
// none. Outside of quotes it can become several words, which is told as that.
func leading(word string) string {
	word, quoted := strings.CutPrefix(word, `"`)
	if !quoted {
		return ""
	}
	rest, ok := strings.CutPrefix(word, "${")
	if !ok {
		if rest, ok = strings.CutPrefix(word, "$"); !ok {
			return ""
		}
	}
	end := strings.IndexFunc(rest, func(r rune) bool { return r != '_' && !letterOrDigit(r) })
	if end < 0 {
		end = len(rest)
	}
	return rest[:end]
}

// valueFollows reports whether the argument behind one may be its value: it is an
// option, and none of those that are known to stand alone.
func valueFollows(before string) bool {
	if !strings.HasPrefix(before, "-") || strings.Contains(before, "=") {
		return false
	}
	switch before {
	case "-s", "-S", "-f", "-L", "-sL", "-sS", "-fL", "-fsS", "-sSL", "-sSf", "-sSfL", "-fsSL", "-q", "-v", "-n", "-r", "-p", "--quiet", "--silent", "--verbose", "--fail", "--location", "--recursive", "--bare", "--mirror", "--tags", "--prune", "--force", "--all", "--rm", "-i", "-it":
		return false
	}
	return true
}

// isProse reports whether a source is a text that its author is free to write.
// Names of branches, tags and users cannot begin with a dash, and hashes do not.
func isProse(source string) bool {
	for _, end := range []string{"title", "body", "message", "description", "text"} {
		if strings.HasSuffix(strings.ToLower(source), end) {
			return true
		}
	}
	return false
}

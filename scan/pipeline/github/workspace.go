package github

import (
	"cmp"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/shell"
)

// workTree says what outsiders brought into a job up to a step.
type workTree struct {
	// head: the code of a pull request.
	head bool
	// artifact: files that another run made.
	artifact bool
}

// workTreeAt returns what is in the work tree when the place's step ends.
func (p place) workTreeAt() workTree {
	if p.job == nil {
		return workTree{}
	}
	if t, ok := p.c.trees[p.step]; ok {
		return t
	}
	t := p.treeOfCallers()
	for _, s := range p.job.Steps {
		p.c.trees[s] = t // for scripts that are read on the way
		if p.c.keepsOut(p.job, s) {
			continue
		}
		t.head = t.head || p.at(s).checksOutHead()
		t.artifact = t.artifact || p.c.fetchesArtifact(s)
		if callee := p.c.callee(p.job, s.Uses); callee != nil && s.Uses.Local {
			brought := callee.brings()
			t.head, t.artifact = t.head || brought.head, t.artifact || brought.artifact
		}
		p.c.trees[s] = t
	}
	return p.c.trees[p.step]
}

// brought returns what outsiders brought into the work tree that the place's step
// runs in: nothing where a condition keeps their runs from it.
func (p place) brought() workTree {
	if p.c.keepsOut(p.job, p.step) {
		return workTree{}
	}
	return p.workTreeAt()
}

// keepsOut reports whether outsiders can start the file and conditions keep all
// of these runs from the step. Who calls it for other files is not known.
func (c *check) keepsOut(job *ci.Job, step *ci.Step) bool {
	if job == nil || c.file.Kind == ci.KindComponent {
		return false
	}
	outsiders := func(event string) bool { return events[event].outsiders || event == "workflow_call" }
	return slices.ContainsFunc(c.events(), outsiders) && !slices.ContainsFunc(c.reachable(job, step), outsiders)
}

// treeOfCallers returns what the steps that use an action brought before it.
func (p place) treeOfCallers() workTree {
	var t workTree
	if p.c.brought != nil {
		return *p.c.brought
	}
	if p.c.file.Kind != ci.KindComponent || p.c.entered {
		return t
	}
	p.c.entered = true // actions that use each other
	for from := range p.c.callers() {
		before := from.workTreeAt()
		t.head, t.artifact = t.head || before.head, t.artifact || before.artifact
	}
	p.c.entered = false
	p.c.brought = &t
	return t
}

// brings returns what the steps of an action bring into the work tree of a job
// that uses it, with those of the actions that it uses.
func (c *check) brings() workTree {
	if c.own != nil || c.file.Kind != ci.KindComponent {
		return *cmp.Or(c.own, &workTree{})
	}
	c.own = &workTree{} // for actions that use each other
	var t workTree
	for _, job := range c.file.Jobs {
		for _, s := range job.Steps {
			t.head = t.head || c.place(job, s).checksOutHead()
			t.artifact = t.artifact || c.fetchesArtifact(s)
			if callee := c.callee(job, s.Uses); callee != nil {
				below := callee.brings()
				t.head, t.artifact = t.head || below.head, t.artifact || below.artifact
			}
		}
	}
	c.own = &t
	return t
}

// fetchesArtifact reports whether a step gets an artifact that another run
// made.
func (c *check) fetchesArtifact(step *ci.Step) bool {
	switch {
	case step.Uses.Is("dawidd6/action-download-artifact", "redhat-plumbers-in-action/download-artifact", "aochmann/actions-download-artifact", "levonet/action-download-last-artifact", "marcofaggian/action-download-multiple-artifacts", "ishworkh/docker-image-artifact-download"):
		return true
	case step.Uses.Is("actions/download-artifact"):
		return step.Input("run-id") != nil
	case step.Uses.Is("actions/github-script"):
		return strings.Contains(step.Input("script").Value(), "downloadArtifact")
	}
	script := c.script(step)
	if script == nil {
		return false
	}
	for i := range script.Commands {
		cmd := &script.Commands[i]
		text := script.Text[cmd.Start:cmd.End]
		if cmd.Name() == "gh" && (strings.Contains(text, "run download") || strings.Contains(text, "artifact")) {
			return true
		}
	}
	return false
}

// readers are commands that print what a file holds.
const readers = "cat head tail jq yq grep egrep sed awk sort uniq cut tac nl xargs source strings"

// commandOutput judges what a command prints: outsiders' text when it reads
// what they brought, or asks the platform for it.
func (p place) commandOutput(cmd *shell.Command) verdict {
	name := cmd.Name()
	switch {
	case name == "gh":
		return ghOutput(cmd)
	case name == "jq" && readsPayload(cmd):
		return payloadOutput(cmd)
	case name == "git" && cmd.Has("log", "diff", "diff-tree", "show", "ls-files", "ls-tree", "rev-list", "diff-index", "whatchanged"):
		if cmd.Has("rev-list") && cmd.Has("--count") {
			return verdict{}
		}
		if p.brought().head {
			return verdict{who: outsider, source: "git " + cmd.Words[1].Text, trace: p.broughtBy()}
		}
	case containsWord(readers, name) && readsFile(cmd):
		if t := p.brought(); t.head || t.artifact {
			return verdict{who: outsider, source: "a file that outsiders bring", trace: p.broughtBy()}
		}
	case name == "ls" || name == "find":
		if t := p.brought(); t.head || t.artifact {
			return verdict{who: outsider, source: "names of files that outsiders bring", trace: p.broughtBy()}
		}
	}
	return verdict{}
}

// broughtBy returns the last step before the place that brings outsiders' files
// in, nil where an earlier job or a caller does.
func (p place) broughtBy() []hop {
	var from *ci.Step
	for _, s := range p.job.Steps {
		if s == p.step {
			break
		}
		if p.c.fetchesArtifact(s) || p.at(s).checksOutHead() {
			from = s
		}
	}
	if from == nil {
		return nil
	}
	return []hop{{ci.SpanOf(from.Node), p.at(from), ""}}
}

// ghOutput judges what GitHub's own command prints by what it asks for.
func ghOutput(cmd *shell.Command) verdict {
	asks := ""
	for _, w := range cmd.Args() {
		asks += " " + w.Text
	}
	subject := cmd.Has("pr", "issue") || strings.Contains(asks, "/pulls/") || strings.Contains(asks, "/issues/")
	if !subject || !cmd.Has("view", "list", "api", "diff") {
		return verdict{}
	}
	for _, field := range []string{"title", "body", "headRefName", "head.ref", "comments", "files", "commits", "message"} {
		if strings.Contains(asks, field) {
			return verdict{who: outsider, source: "gh " + cmd.Words[1].Text + " " + field}
		}
	}
	if cmd.Has("diff") {
		return verdict{who: outsider, source: "gh pr diff"}
	}
	return verdict{}
}

func readsPayload(cmd *shell.Command) bool {
	for _, w := range cmd.Args() {
		if strings.Contains(w.Text, "GITHUB_EVENT_PATH") {
			return true
		}
	}
	return false
}

// payloadOutput judges a jq program over the event's payload.
func payloadOutput(cmd *shell.Command) verdict {
	var v verdict
	for _, w := range cmd.Args() {
		if !strings.HasPrefix(w.Text, ".") {
			continue
		}
		path := strings.FieldsFunc(w.Text, func(r rune) bool { return r == ' ' || r == '|' || r == '"' || r == '[' })
		if len(path) == 0 {
			continue
		}
		source := "github.event" + strings.ToLower(path[0])
		v = v.worse(verdict{who: controlOf(source), source: source})
	}
	return v
}

// readsFile reports whether one of the command's words names a file that may be
// in the work tree or a folder for artifacts.
func readsFile(cmd *shell.Command) bool {
	words := 0
	for _, w := range cmd.Args() {
		if !strings.HasPrefix(w.Text, "-") {
			words++
		}
	}
	// The first word of these is a program or a pattern.
	if containsWord("jq yq grep egrep sed awk cut", cmd.Name()) {
		return words > 1
	}
	return words > 0 && !cmd.Piped
}

// printsDigits reports whether a grep prints nothing but numbers and hashes,
// which set no variable whatever else the text holds.
func printsDigits(cmd *shell.Command) bool {
	only, digits := false, false
	for _, w := range cmd.Args() {
		if strings.HasPrefix(w.Text, "-") {
			only = only || strings.Contains(w.Text, "o")
			continue
		}
		switch strings.Trim(w.Text, "^$") {
		case "[0-9]+", "[0-9]*", `\d+`, "[0-9.]+", `[0-9]+\.[0-9]+`, `[0-9]+\.[0-9]+\.[0-9]+`, "[0-9a-f]+", "[a-f0-9]+", "[0-9a-f]{40}", "[a-f0-9]{40}":
			digits = true
		}
	}
	return only && digits
}

// singleLine reports whether a pipeline in a range leaves no line feed in what
// it prints, or nothing in which one does harm.
func singleLine(script *shell.Script, r shell.Range) bool {
	for i := range script.Commands {
		cmd := &script.Commands[i]
		if !cmd.Within(r) {
			continue
		}
		text := script.Text[cmd.Start:cmd.End]
		switch cmd.Name() {
		case "grep":
			if printsDigits(cmd) {
				return true
			}
		case "tr":
			if strings.Contains(text, `'\n' ' '`) || cmd.Has("-d") && strings.Contains(text, `\n`) || cmd.Has("-cd", "-dc") {
				return true
			}
		case "head", "tail":
			if cmd.Has("-1", "-n1") || cmd.Has("-n") && cmd.Has("1") {
				return true
			}
		case "wc", "basename", "jq":
			if cmd.Name() == "jq" && !cmd.Has("-c") {
				continue
			}
			return true
		}
	}
	return false
}

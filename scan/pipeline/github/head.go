package github

import (
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/scan/pipeline/document"
	"github.com/penstock-dev/penstock/scan/pipeline/expr"
	"github.com/penstock-dev/penstock/scan/pipeline/shell"
)

// checksOutHead reports whether the place's step checks out what a pull request
// brings.
func (p place) checksOutHead() bool {
	if p.via != nil {
		return p.fetchesHead()
	}
	brings, known := p.c.heads[p.step]
	if !known {
		brings = p.fetchesHead()
		p.c.heads[p.step] = brings
	}
	return brings
}

// fetchesHead works out what [place.checksOutHead] says.
func (p place) fetchesHead() bool {
	if p.step.Uses.Is("actions/checkout") || p.step.Uses != nil && strings.HasSuffix(p.step.Uses.Name(), "/checkout") {
		return p.isHead(p.step.Input("ref"), 0) || p.isHead(p.step.Input("repository"), 0)
	}
	script := p.c.script(p.step)
	if script == nil {
		return false
	}
	for i := range script.Commands {
		if p.commandChecksOut(script, &script.Commands[i]) {
			return true
		}
	}
	return false
}

func (p place) commandChecksOut(script *shell.Script, cmd *shell.Command) bool {
	text := script.Text[cmd.Start:cmd.End]
	switch name := cmd.Name(); {
	case (name == "gh" || name == "hub") && len(cmd.Words) > 2 && cmd.Words[1].Text == "pr" && cmd.Words[2].Text == "checkout":
		return true
	case name == "git" && cmd.Has("fetch", "pull", "checkout", "switch", "merge", "clone"):
		if strings.Contains(text, "pull/") {
			return true
		}
		data := shell.Data{Range: cmd.Range}
		for _, w := range cmd.Words {
			data.Vars = append(data.Vars, w.Vars...)
		}
		return cmd.Has("checkout", "switch", "merge", "pull", "clone") && p.dataIsHead(script, data)
	}
	return false
}

func (p place) dataIsHead(script *shell.Script, d shell.Data) bool {
	for _, f := range script.FencesIn(d.Range) {
		if e := p.c.expression(script.Text[f.Inner:f.InnerEnd]); e != nil && p.headFlows(e, 0) {
			return true
		}
	}
	for _, name := range d.Vars {
		if name == "GITHUB_HEAD_REF" || p.isHead(p.envNode(name), 1) {
			return true
		}
	}
	return false
}

// isHead reports whether a setting names the head of a pull request or the
// repository that it comes from.
func (p place) isHead(n *document.Node, depth int) bool {
	text := n.Value()
	if n == nil || depth > maxFlow || p.c.exhausted() || !strings.Contains(text, "${{") {
		return false
	}
	if strings.Contains(text, "refs/pull/") || strings.Contains(text, "pull/${{") {
		return true
	}
	for _, f := range expr.Fences(text) {
		if e := p.c.expression(text[f.Inner:f.InnerEnd]); e != nil && p.headFlows(e, depth) {
			return true
		}
	}
	return false
}

func (p place) headFlows(e *expr.Node, depth int) bool {
	for _, part := range resultTexts(e) {
		if strings.Contains(part, "refs/pull/") {
			return true
		}
	}
	if e.IsCall("format") && len(e.Args) > 0 && strings.Contains(e.Args[0].Text, "refs/pull/") {
		return true
	}
	for _, f := range e.Flows() {
		if p.pathIsHead(f.Path(), depth) {
			return true
		}
	}
	return false
}

func (p place) pathIsHead(path string, depth int) bool {
	if p.c.absent(path) {
		return false
	}
	if headPaths[path] {
		return true
	}
	if strings.HasPrefix(path, "github.event.pull_request.head.") || strings.HasPrefix(path, "github.event.workflow_run.head_") ||
		strings.HasPrefix(path, "github.event.workflow_run.pull_requests.*.head.") {
		return true
	}
	parts := strings.Split(path, ".")
	switch {
	case parts[0] == "env" && len(parts) == 2:
		return p.isHead(p.envNode(parts[1]), depth+1)
	case parts[0] == "inputs" && len(parts) == 2:
		return p.inputIsHead(parts[1], depth)
	case parts[0] == "steps" && len(parts) == 4 && p.job != nil:
		for _, s := range p.job.Steps {
			if strings.EqualFold(s.ID, parts[1]) && s != p.step {
				return p.at(s).outputIsHead(parts[3], depth+1)
			}
		}
	case parts[0] == "needs" && len(parts) == 4:
		if job := p.c.jobByID(parts[1]); job != nil {
			for _, o := range job.Outputs {
				if strings.EqualFold(o.Key.Value(), parts[3]) {
					return p.in(job).isHead(o.Value, depth+1)
				}
			}
		}
	}
	return false
}

// inputIsHead reports whether an input is the head of a pull request with any
// caller that is known.
func (p place) inputIsHead(name string, depth int) bool {
	if p.via != nil {
		return p.via.isHead(p.via.with(name), depth+1)
	}
	for from := range p.c.callers() {
		if from.isHead(from.with(name), depth+1) {
			return true
		}
	}
	return false
}

// outputIsHead reports whether an output of the place's step is the head of a
// pull request: of a known action by its name, of a script by what it asks for.
func (p place) outputIsHead(name string, depth int) bool {
	if depth > maxFlow {
		return false
	}
	headName := false
	for _, word := range []string{"head", "sha", "ref", "branch", "commit", "repo"} {
		headName = headName || strings.Contains(strings.ToLower(name), word)
	}
	switch {
	case p.step.Uses.Is("actions/github-script"):
		text := p.step.Input("script").Value()
		return strings.Contains(text, "pulls.get") || strings.Contains(text, "head.sha") || strings.Contains(text, "head.ref") || strings.Contains(text, "pull_request.head")
	case p.step.Uses.Is("octokit/request-action", "octokit/graphql-action"):
		return strings.Contains(p.step.Input("route").Value()+p.step.Input("query").Value(), "pull")
	case p.step.Uses != nil:
		_, known := sourceOutputs[p.step.Uses.Name()]
		// Under issue_comment the payload names no commit, so an action that
		// hands one out has asked for the pull request's.
		asked := p.c.startedBy("issue_comment")
		return headName && (known || asked || strings.Contains(p.step.Uses.Name(), "pull-request") || strings.Contains(p.step.Uses.Name(), "pr-"))
	}
	script := p.c.script(p.step)
	if script == nil {
		return false
	}
	for _, w := range script.Writes {
		if w.File != "GITHUB_OUTPUT" || w.Name != "" && !strings.EqualFold(w.Name, name) {
			continue
		}
		if p.dataIsHead(script, w.Data) || strings.Contains(script.Text[w.Start:w.End], "refs/pull/") {
			return true
		}
	}
	return headName && (strings.Contains(script.Text, "gh pr view") || strings.Contains(script.Text, "/pulls/") || strings.Contains(script.Text, "head.sha"))
}

// startedBy reports whether an event starts the workflow.
func (c *check) startedBy(event string) bool { return slices.Contains(eventNames(c.file), event) }

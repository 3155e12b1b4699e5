package github

import (
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
	"github.com/penstock-dev/penstock/scan/pipeline/expr"
	"github.com/penstock-dev/penstock/scan/pipeline/shell"
)

// untrustedCheckout looks for pull requests' code in runs with secrets or a
// token that can write.
//
// Since July 2026 actions/checkout refuses a fork's code under
// pull_request_target and workflow_run unless allow-unsafe-pr-checkout is true
// (version 7, and the moving tags v4 to v6). The finding stays without that
// input: a commit hash of before, git in a script and other platforms do not
// refuse, pull requests from branches of the repository pass, and issue_comment
// is not covered. It then has a lower confidence.
func untrustedCheckout() *rule {
	return &rule{
		meta: scan.Rule{
			ID:         "untrusted-checkout",
			Name:       "Pull request's code in a privileged run",
			Class:      "untrusted-checkout",
			Severity:   scan.SeverityCritical,
			Confidence: scan.ConfidenceHigh,
			Description: "Events such as `pull_request_target`, `workflow_run` and `issue_comment` run with the repository's secrets and a token that can write, whoever caused them. " +
				"When such a run checks out the pull request, whatever it then builds, installs or calls is the outsider's code.",
			Remediation: "Build pull requests under `pull_request`, and do what needs the token in a second workflow that treats the results as data. " +
				"Where the code has to be there, run nothing of it.",
			Example: "on: pull_request_target\njobs:\n  build:\n    steps:\n      - uses: actions/checkout@v6\n        with:\n          ref: ${{ github.event.pull_request.head.sha }}\n      - run: make",
			Fixed:   "on: pull_request\njobs:\n  build:\n    steps:\n      - uses: actions/checkout@v6\n      - run: make",
		},
		job: checkCheckouts,
	}
}

// checkout is a step that brings a pull request's code in, with the steps that
// run it.
type checkout struct {
	step  *ci.Step
	place scan.Location
	sinks []scan.Location
}

func checkCheckouts(c *check, job *ci.Job) {
	var list []*checkout
	for _, step := range job.Steps {
		if !c.exposed(job, step) {
			continue
		}
		brings := (place{c, job, step}).checksOutHead()
		if brings {
			list = append(list, &checkout{step: step, place: c.file.Location(ci.SpanOf(step.Node), logical(c.file, job, step, ""))})
		}
		if len(list) == 0 {
			continue
		}
		if part, ok := c.executes(step, brings); ok {
			c.runsCheckout(job, step, list[len(list)-1], part)
		}
	}
	for _, co := range list {
		severity := scan.SeverityHigh
		if len(co.sinks) > 0 {
			severity = scan.SeverityCritical
		}
		c.find(job, co.step, ci.SpanOf(co.step.Node), "", "a pull request's code is checked out where the repository's secrets or token are at hand",
			co.rate(severity), func(w *ci.Weakness) { w.Related = co.sinks })
	}
}

// runsCheckout notes a step that runs what a checkout brought, and reports it
// unless it is the checkout itself.
func (c *check) runsCheckout(job *ci.Job, step *ci.Step, co *checkout, part string) {
	sink := c.file.Location(ci.SpanOf(step.Node), logical(c.file, job, step, part))
	sink.Role = "sink"
	co.sinks = append(co.sinks, sink)
	if step == co.step {
		return
	}
	c.find(job, step, ci.SpanOf(step.Node), part, "this step runs code of a pull request with the repository's secrets or token at hand",
		co.rate(scan.SeverityCritical), func(w *ci.Weakness) {
			source := co.place
			source.Role = "source"
			w.Related = []scan.Location{source}
		})
}

// rate returns a change that rates a finding about the checkout. All of them
// have one correlation, since one change mends them.
func (co *checkout) rate(s scan.Severity) func(*ci.Weakness) {
	confidence := scan.ConfidenceMedium
	if unsafe, _ := co.step.Input("allow-unsafe-pr-checkout").Bool(); unsafe || co.step.Run != nil {
		confidence = scan.ConfidenceHigh
	}
	return func(w *ci.Weakness) {
		w.Severity, w.Confidence = s, confidence
		w.Correlation = co.place.Path + "#" + co.place.Logical
		if w.Privilege == ci.PrivilegeUnknown {
			w.Severity = scan.SeverityMedium
		}
	}
}

// exposed reports whether an outsider's pull request can bring a privileged run
// as far as the step. A workflow that is only called may be called by such a
// run.
func (c *check) exposed(job *ci.Job, step *ci.Step) bool {
	if job.Environment != nil {
		return false // deployments to it can be made to wait for approval
	}
	for _, name := range c.reachable(job, step) {
		if e := events[name]; e.outsiders && e.privileged && e.code || onlyCalled(c.file) {
			return !c.checkedBefore(job, step)
		}
	}
	return false
}

// checkedBefore reports whether a step before asks for the permission of the
// one who caused the run.
func (c *check) checkedBefore(job *ci.Job, step *ci.Step) bool {
	first, ok := c.guarded[job]
	if !ok {
		first = slices.IndexFunc(job.Steps, func(s *ci.Step) bool { return s.Uses.Is(permissionChecks...) })
		if first >= 0 {
			first = job.Steps[first].Index
		}
		c.guarded[job] = first
	}
	return first >= 0 && first < step.Index
}

// checksOutHead reports whether the place's step checks out what a pull request
// brings.
func (p place) checksOutHead() bool {
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
	case parts[0] == "steps" && len(parts) == 4 && p.job != nil:
		for _, s := range p.job.Steps {
			if strings.EqualFold(s.ID, parts[1]) && s != p.step {
				return (place{p.c, p.job, s}).outputIsHead(parts[3], depth+1)
			}
		}
	case parts[0] == "needs" && len(parts) == 4:
		if job := p.c.jobByID(parts[1]); job != nil {
			for _, o := range job.Outputs {
				if strings.EqualFold(o.Key.Value(), parts[3]) {
					return (place{c: p.c, job: job}).isHead(o.Value, depth+1)
				}
			}
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
		if w.File == "GITHUB_OUTPUT" && (w.Name == "" || strings.EqualFold(w.Name, name)) && p.dataIsHead(script, w.Data) {
			return true
		}
	}
	return headName && (strings.Contains(script.Text, "gh pr view") || strings.Contains(script.Text, "/pulls/") || strings.Contains(script.Text, "head.sha"))
}

// startedBy reports whether an event starts the workflow.
func (c *check) startedBy(event string) bool { return slices.Contains(eventNames(c.file), event) }

// executes reports whether a step runs what lies in the work tree, and which
// part of it does. A step that checks code out itself counts for what it does
// after that.
func (c *check) executes(step *ci.Step, itself bool) (part string, ok bool) {
	if step.Uses != nil && !itself {
		if strings.HasPrefix(step.Uses.Ref.Value(), "./") {
			return "uses", true
		}
		_, runs := buildActions[step.Uses.Name()]
		return "uses", runs
	}
	script := c.script(step)
	if script == nil {
		return "", false
	}
	for i := range script.Commands {
		if runsWorkTree(&script.Commands[i]) {
			return "run", true
		}
	}
	return "", false
}

// runsWorkTree reports whether a command runs code or configuration of the
// current folder.
func runsWorkTree(cmd *shell.Command) bool {
	first := cmd.Words[0].Text
	if strings.HasPrefix(first, "./") || strings.HasPrefix(first, "../") || strings.HasPrefix(first, ".github/") || strings.HasPrefix(first, ".\\") {
		return true
	}
	if name := cmd.Name(); (name == "sed" || name == "awk") && (cmd.Has("-f") || cmd.Has("--file")) {
		return true
	}
	subcommands, ok := buildTools[cmd.Name()]
	if !ok {
		return strings.Contains(first, "/") && !strings.HasPrefix(first, "/") && !strings.Contains(first, "$") && strings.HasSuffix(first, ".sh")
	}
	if subcommands == "" {
		return true
	}
	if subcommands == "file" {
		for _, w := range cmd.Args() {
			if !strings.HasPrefix(w.Text, "-") {
				return w.Static && !strings.HasPrefix(w.Text, "/") && strings.Contains(w.Text, ".")
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

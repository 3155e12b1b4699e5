package github

import (
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
	"github.com/penstock-dev/penstock/scan/pipeline/expr"
)

func eventNames(f *ci.File) []string {
	var names []string
	for _, t := range f.Triggers {
		names = append(names, t.Name)
	}
	return names
}

// privilegeOf returns the privilege of the most dangerous of some events.
// Without any that is known, a component or a called workflow runs with its
// caller's, which the file does not tell.
func (c *check) privilegeOf(names []string) ci.Privilege {
	if c.file.Kind != ci.KindPipeline && !c.called() {
		return ci.PrivilegeUnknown
	}
	p, called := ci.PrivilegeInternal, len(names) > 0
	for _, n := range names {
		switch e := events[n]; {
		case e.outsiders && e.privileged:
			return ci.PrivilegeExposed
		case e.outsiders:
			p = ci.PrivilegeRestricted
		}
		called = called && n == "workflow_call"
	}
	if called {
		return ci.PrivilegeUnknown
	}
	return p
}

// privilege returns what a run gives to outsiders where the step stands, with
// the conditions on the way there taken into account. The step may be nil.
func (c *check) privilege(job *ci.Job, step *ci.Step) ci.Privilege {
	return c.privilegeOf(c.reachable(job, step))
}

// reachable returns the file's events under which somebody without write access
// can get a run as far as the step: those that outsiders cannot cause at all
// stay in the list, those that a condition keeps outsiders from leave it.
func (c *check) reachable(job *ci.Job, step *ci.Step) []string {
	var names []string
	for _, name := range c.events() {
		if c.passes(job, step, name) {
			names = append(names, name)
		}
	}
	return names
}

// passes reports whether a run caused by an outsider's event gets to the step:
// no condition of the step, its job or the jobs before it must rule it out.
func (c *check) passes(job *ci.Job, step *ci.Step, name string) bool {
	if job == nil {
		return true
	}
	if step != nil && !c.canPass(step.If, name, 0) {
		return false
	}
	return c.jobPasses(job, name, 0)
}

// maxNeeds bounds how far the jobs that a job waits for are followed.
const maxNeeds = 8

// jobEvent is a job in a run that an event caused.
type jobEvent struct {
	job   *ci.Job
	event string
}

// jobPasses reports whether an outsider's run gets to the job. A job that waits
// for itself counts as passed while it is looked at.
func (c *check) jobPasses(job *ci.Job, name string, depth int) bool {
	key := jobEvent{job, name}
	if v, ok := c.passed[key]; ok {
		return v
	}
	c.passed[key] = true
	c.passed[key] = c.judgeJob(job, name, depth)
	return c.passed[key]
}

func (c *check) judgeJob(job *ci.Job, name string, depth int) bool {
	if !c.canPass(job.If, name, depth) {
		return false
	}
	if depth == maxNeeds || runsAlways(job) {
		return true
	}
	for _, id := range job.Needs {
		if need := c.jobByID(id); need != nil && need != job && !c.jobPasses(need, name, depth+1) {
			return false
		}
	}
	return true
}

// runsAlways reports whether the job runs even when a job that it needs was
// skipped.
func runsAlways(job *ci.Job) bool {
	text := strings.ToLower(job.If.Value())
	return strings.Contains(text, "always()") || strings.Contains(text, "cancelled()") || strings.Contains(text, "failure()")
}

func (c *check) jobByID(id string) *ci.Job {
	for _, j := range c.file.Jobs {
		if strings.EqualFold(j.ID, id) {
			return j
		}
	}
	return nil
}

// canPass reports whether a condition can be true in a run that an outsider
// caused by an event. A condition that cannot be read holds nobody up.
func (c *check) canPass(cond *document.Node, event string, depth int) bool {
	e, _ := c.condition(cond)
	return e == nil || guard{c: c, event: event, depth: depth}.judge(e).canTrue
}

// guard judges a condition for a run that an outsider caused by an event: the
// truth values that it can have. depth counts the jobs followed so far.
type guard struct {
	c     *check
	event string
	depth int
	// via is the use of the file that is asked for, nil for any known.
	via *place
}

// outcome is a set of truth values.
type outcome struct{ canTrue, canFalse bool }

var anyOutcome = outcome{true, true}

func only(v bool) outcome { return outcome{v, !v} }

func (o outcome) not() outcome { return outcome{o.canFalse, o.canTrue} }

func (g guard) judge(n *expr.Node) outcome {
	if v, ok := expr.Fold(n); ok {
		return only(v.Truthy())
	}
	switch n.Kind {
	case expr.Group:
		return g.judge(n.Args[0])
	case expr.Not:
		return g.judge(n.Args[0]).not()
	case expr.Binary:
		return g.binary(n)
	case expr.Call:
		return g.call(n)
	}
	if name, ok := strings.CutPrefix(n.Path(), "inputs."); ok && g.via != nil {
		if text, ok := g.c.handedText(*g.via, name); ok {
			return only(text != "")
		}
	}
	if path := n.Path(); strings.HasSuffix(path, ".head.repo.fork") || strings.HasSuffix(path, "head_repository.fork") {
		return only(true)
	}
	return anyOutcome
}

func (g guard) binary(n *expr.Node) outcome {
	switch n.Text {
	case "&&":
		a, b := g.judge(n.Args[0]), g.judge(n.Args[1])
		return outcome{a.canTrue && b.canTrue, a.canFalse || b.canFalse}
	case "||":
		a, b := g.judge(n.Args[0]), g.judge(n.Args[1])
		return outcome{a.canTrue || b.canTrue, a.canFalse && b.canFalse}
	case "==":
		return g.equality(n.Args[0].Unwrap(), n.Args[1].Unwrap())
	case "!=":
		return g.equality(n.Args[0].Unwrap(), n.Args[1].Unwrap()).not()
	}
	return anyOutcome
}

// equality judges a == b.
func (g guard) equality(a, b *expr.Node) outcome {
	if a.Path() == "" {
		a, b = b, a
	}
	left, right := a.Path(), b.Path()
	value, constant := expr.Fold(b)
	switch {
	case left == "github.event_name" && constant:
		return only(strings.EqualFold(value.String(), g.event))
	case left == "github.event.workflow_run.event" && constant && g.event == "workflow_run":
		// The run before was not started by an outsider's pull request.
		if e := events[strings.ToLower(value.String())]; !e.outsiders {
			return only(false)
		}
	case strings.HasSuffix(left, ".head.repo.fork") && constant:
		return only(value.Truthy() || value.Kind == expr.String && value.Text == "true")
	case isForeignRepo(left) && isOwnRepo(right), isOwnRepo(left) && isForeignRepo(right):
		return only(false)
	case isForeignRepo(left) && constant, isActor(left) && constant && !isBot(value.String()) && !botIDs[value.String()]:
		return only(false)
	case isActor(left) && isOwnRepo(right), isActor(right) && isOwnRepo(left):
		return only(false)
	case strings.HasSuffix(left, ".author_association") && constant:
		return only(!trustedAssociation(value.String()))
	case strings.HasPrefix(left, "needs.") && strings.HasSuffix(left, ".result") && constant && value.String() == "success":
		// A job that did not run has not succeeded.
		job := g.c.jobByID(strings.TrimSuffix(strings.TrimPrefix(left, "needs."), ".result"))
		if job != nil && g.depth < maxNeeds && !g.c.jobPasses(job, g.event, g.depth+1) {
			return only(false)
		}
	case strings.HasPrefix(left, "inputs.") && constant && g.via != nil:
		if text, ok := g.c.handedText(*g.via, strings.TrimPrefix(left, "inputs.")); ok {
			return only(strings.EqualFold(text, value.String()))
		}
	case strings.HasPrefix(left, "inputs.") && constant:
		// What the callers hand over is all that it can be.
		if values, ok := g.c.constants(strings.TrimPrefix(left, "inputs.")); ok && !public(g.c.file) {
			var o outcome
			for _, v := range values {
				same := strings.EqualFold(v, value.String())
				o.canTrue, o.canFalse = o.canTrue || same, o.canFalse || !same
			}
			return o
		}
	case left == "github.event.label.name" && constant:
		return only(false) // given by people who may triage
	}
	return anyOutcome
}

func (g guard) call(n *expr.Node) outcome {
	switch {
	case n.IsCall("contains") && len(n.Args) == 2:
		list, item := n.Args[0].Unwrap(), n.Args[1].Unwrap()
		if strings.HasSuffix(item.Path(), ".author_association") {
			if v, ok := expr.Fold(list); ok {
				return only(!onlyTrusted(v))
			}
			return anyOutcome
		}
		if isActor(item.Path()) {
			return only(false) // a list of people
		}
		// Labels are given by people who may triage.
		if _, ok := expr.Fold(item); ok && strings.HasSuffix(list.Path(), ".labels.*.name") {
			return only(false)
		}
	case n.IsCall("startswith") && len(n.Args) == 2:
		if n.Args[0].Unwrap().Path() == "github.event_name" {
			if v, ok := expr.Fold(n.Args[1]); ok {
				return only(strings.HasPrefix(g.event, strings.ToLower(v.String())))
			}
		}
	}
	return anyOutcome
}

// onlyTrusted reports whether a list of author associations, or a text that
// holds some, names none that an outsider has.
func onlyTrusted(v expr.Value) bool {
	list, ok := v.JSON.([]any)
	if !ok {
		for _, word := range []string{"NONE", "CONTRIBUTOR", "FIRST_TIME"} {
			if strings.Contains(strings.ToUpper(v.String()), word) {
				return false
			}
		}
		return true
	}
	return !slices.ContainsFunc(list, func(x any) bool {
		s, _ := x.(string)
		return !trustedAssociation(s)
	})
}

func trustedAssociation(s string) bool {
	switch strings.ToUpper(s) {
	case "OWNER", "MEMBER", "COLLABORATOR":
		return true
	}
	return false
}

// isForeignRepo reports whether a path names the repository, or its owner, that
// a pull request comes from.
func isForeignRepo(path string) bool {
	return strings.HasSuffix(path, ".head.repo.full_name") || strings.HasSuffix(path, ".head.repo.owner.login") ||
		strings.HasSuffix(path, ".head.repo.id") || strings.HasSuffix(path, ".head.user.login") ||
		strings.HasSuffix(path, "head_repository.full_name") || strings.HasSuffix(path, "head_repository.owner.login") ||
		strings.HasSuffix(path, "head_repository.id") || strings.HasSuffix(path, ".head.repo.name")
}

func isOwnRepo(path string) bool {
	switch path {
	case "github.repository", "github.repository_owner", "github.repository_id",
		"github.event.repository.full_name", "github.event.repository.owner.login", "github.event.repository.id":
		return true
	}
	return strings.HasSuffix(path, ".base.repo.full_name") || strings.HasSuffix(path, ".base.repo.id") || strings.HasSuffix(path, ".base.repo.owner.login")
}

// isActor reports whether a path names who caused the run or wrote what it is
// about.
func isActor(path string) bool {
	switch path {
	case "github.actor", "github.triggering_actor", "github.actor_id",
		"github.event.sender.login", "github.event.sender.id",
		"github.event.pull_request.user.login", "github.event.pull_request.user.id",
		"github.event.comment.user.login", "github.event.comment.user.id",
		"github.event.issue.user.login", "github.event.workflow_run.actor.login", "github.event.workflow_run.triggering_actor.login",
		"github.event.review.user.login", "github.event.discussion.user.login":
		return true
	}
	return false
}

func isBot(login string) bool { return strings.HasSuffix(login, "[bot]") }

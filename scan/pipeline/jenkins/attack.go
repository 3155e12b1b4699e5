package jenkins

import (
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

const (
	requestCode  = "the code of a change request"
	branchName   = "the name of a branch or tag"
	outsiderText = "what outsiders write"
)

// stageOf returns what is known of who starts a pipeline and what its stages
// have.
func stageOf(c *check) audit.Stage {
	return audit.Stage{
		Entries: func(_ *ci.Job, _ *ci.Step, a *audit.Attack) []ci.Entry {
			switch a.Source {
			case branchName:
				return c.starts(branch, a.Source)
			case outsiderText, requestCode:
				return c.starts(outsider, a.Source)
			}
			return nil
		},
		Reach:   c.reaches,
		Depends: depends,
	}
}

// by returns the attack by a text that is put into a script.
func (c *check) by(o origin) audit.Attack {
	a := audit.Attack{Source: o.what, Effect: audit.EffectRuns, Entries: c.starts(o.rank, o.what)}
	if o.rank == worktree || c.File.Kind == ci.KindComponent && o.rank == parameter {
		a.Source = "" // nobody outside, as far as is known
	}
	return a
}

// The events by which builds start.
const (
	changeRequest = "change request"
	webhook       = "webhook"
	commit        = "commit"
)

// starts returns the ways to start a build such that a source of a rank comes in.
// Of a step of a library nobody knows.
func (c *check) starts(r rank, source string) []ci.Entry {
	if c.File.Kind == ci.KindComponent {
		return nil
	}
	switch r {
	case parameter:
		return []ci.Entry{{Event: "parameters", Who: "whoever may start the build", Members: true, Location: c.firstInput()}}
	case branch:
		return []ci.Entry{{Event: "push", Who: "whoever may push a branch or tag", Members: true}}
	case outsider:
	default:
		return nil
	}
	switch {
	case strings.HasSuffix(source, "of a webhook"):
		return []ci.Entry{{Event: webhook, Who: "whoever writes what the webhook tells of", Location: c.trigger("genericTrigger")}}
	case source == "a commit's message", source == "the names of changed files":
		return []ci.Entry{{Event: commit, Who: "whoever makes a commit that is built"}}
	case strings.Contains(source, "omment"):
		return []ci.Entry{{Event: changeRequest, Who: "whoever comments on a change request", Location: c.trigger("issueCommentTrigger")}}
	}
	return []ci.Entry{{Event: changeRequest, Who: "whoever opens a change request"}}
}

// trigger returns the place of a trigger that the file declares, none for one
// that it does not.
func (c *check) trigger(name string) scan.Location {
	for _, t := range c.File.Triggers {
		if strings.EqualFold(t.Name, name) {
			return c.File.Location(ci.SpanOf(t.Key), "triggers")
		}
	}
	return scan.Location{}
}

// firstInput returns the place of the first parameter.
func (c *check) firstInput() scan.Location {
	if len(c.File.Inputs) == 0 {
		return scan.Location{}
	}
	return c.File.Location(ci.SpanOf(c.File.Inputs[0].Key), "parameters")
}

// reaches notes what a stage has: the credentials that are bound in it or for all
// of the pipeline, and the agent, which is always one of the installation's own.
func (c *check) reaches(job *ci.Job, reach *ci.Reach) {
	for _, cl := range c.calls {
		id := cl.argument("credentialsId")
		if cl.name == "credentials" {
			id = cl.first("id")
		}
		stage := cl.within("stage")
		if id == nil || stage != nil && c.stage(cl) != job || cl.within("checkout", "git", "library", "lib", "agent") != nil || cl.name == "git" {
			continue
		}
		for _, tok := range stringsOf(id) {
			if len(tok.holes) == 0 && c.raw(tok) != "" {
				reach.Secrets = append(reach.Secrets, c.raw(tok))
			}
		}
	}
	if c.File.Kind == ci.KindComponent {
		return
	}
	reach.Runner = "an agent of the installation"
	for name := range strings.FieldsFuncSeq(job.Runner.Value(), func(r rune) bool { return strings.ContainsRune(" |&()", r) }) {
		if isController(name) {
			reach.Runner = "the controller, with the configuration and all credentials of the installation"
		}
	}
}

// depends tells which settings decide on a path.
func depends(p *ci.Path) []string {
	starts := func(event string) bool {
		return slices.ContainsFunc(p.Entries, func(e ci.Entry) bool { return e.Event == event })
	}
	switch {
	case starts(changeRequest), starts(commit):
		return []string{"whether the job builds the change requests of outsiders"}
	case starts(webhook):
		return []string{"who can send the webhook or cause its event"}
	}
	return nil
}

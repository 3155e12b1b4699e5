package circleci

import (
	"fmt"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

// stageOf returns what is known of who starts the jobs of a file and what they
// have.
func stageOf(r *audit.Run) audit.Stage {
	return audit.Stage{
		Entries: func(job *ci.Job, _ *ci.Step, a *audit.Attack) []ci.Entry { return entries(r.File, job, a.Source) },
		Reach:   func(job *ci.Job, reach *ci.Reach) { reaches(r, job, reach) },
		Takes:   func(later, from *ci.Job) string { return takes(r.File, later, from) },
		Depends: depends,
	}
}

// The events by which pipelines start.
const (
	push        = "push"
	pullRequest = "pull_request"
	webhook     = "webhook"
)

// entries returns the ways to have a source come into a job.
func entries(f *ci.File, job *ci.Job, source string) []ci.Entry {
	var e ci.Entry
	switch source {
	case branchName:
		e = ci.Entry{Event: push, Who: "whoever may push a branch", Members: true}
	case tagName:
		e = ci.Entry{Event: push, Who: "whoever may push a tag", Members: true}
	case commitText:
		e = ci.Entry{Event: push, Who: "whoever makes a commit that is pushed", Members: true}
	case webhookBody:
		e = ci.Entry{Event: webhook, Who: "whoever writes what the webhook tells of"}
	case eventText:
		e = ci.Entry{Event: pullRequest, Who: "whoever writes what the event tells of, such as a pull request's title"}
	case filledIn:
		e = ci.Entry{Event: "parameters", Who: "whoever may start a pipeline with parameters of theirs", Members: true}
		if key := f.Root.Get("parameters"); key != nil {
			e.Location = f.Location(ci.SpanOf(key), "parameters")
		}
	default:
		return nil
	}
	at, guards := around(f, job)
	if e.Location.Path == "" {
		e.Location = at
	}
	e.Guards = guards
	return []ci.Entry{e}
}

// around returns the place at which a workflow runs a job, and the filters and
// approvals before it.
func around(f *ci.File, job *ci.Job) (scan.Location, []string) {
	var at scan.Location
	var guards []string
	eachCallOf(f, func(c call) {
		if c.job != called(job.ID) {
			return
		}
		if at.Path == "" {
			at = c.file.Location(ci.SpanOf(c.node), "workflows."+c.workflow)
		}
		if c.config.Get("filters") != nil {
			guards = append(guards, "filters in "+c.workflow)
		}
		for need := range c.config.Get("requires").List() {
			if isApproval(f, c.workflow, need.Value()) {
				guards = append(guards, "approval in "+need.Value())
			}
		}
	})
	slices.Sort(guards)
	return at, slices.Compact(guards)
}

// isApproval reports whether a job of a workflow waits for somebody.
func isApproval(f *ci.File, workflow, name string) bool {
	found := false
	eachCallOf(f, func(c call) {
		found = found || c.workflow == workflow && c.job == name && c.config.Get("type").Value() == "approval"
	})
	return found
}

// reaches notes what a job has: the contexts that workflows give it, with which
// comes a token for other systems, the variables of the project that its scripts
// name, its keys, and where it runs.
func reaches(r *audit.Run, job *ci.Job, reach *ci.Reach) {
	f := r.File
	eachCallOf(f, func(c call) {
		if c.job != called(job.ID) {
			return
		}
		for context := range c.config.Get("context").List() {
			if name := context.Value(); strings.Contains(name, "<<") {
				reach.Groups = append(reach.Groups, "context that is computed")
			} else {
				reach.Groups = append(reach.Groups, "context "+name)
			}
		}
	})
	reach.Secrets = r.NamedCredentials(job, func(name string) bool { return strings.HasPrefix(name, "CIRCLE_") || strings.Contains(name, ".") })
	for _, step := range job.Steps {
		if step.Uses != nil && step.Uses.Local && step.Uses.Repo == "add_ssh_keys" {
			reach.Accounts = append(reach.Accounts, "SSH keys of the project")
		}
	}
	reach.Unlisted = "the environment variables of the project"
	if class := ownRunner(job); class != "" {
		reach.Runner = fmt.Sprintf("a runner of the class %s", class)
	}
}

// takes says what a later job takes over from one: the workspace.
func takes(f *ci.File, later, from *ci.Job) string {
	if !uses(from, "persist_to_workspace") || !uses(later, "attach_workspace") {
		return ""
	}
	type name struct{ workflow, name string }
	names := map[name]bool{}
	eachCallOf(f, func(c call) {
		if c.job == called(from.ID) {
			names[name{c.workflow, c.job}], names[name{c.workflow, c.config.Get("name").Value()}] = true, true
		}
	})
	found := ""
	eachCallOf(f, func(c call) {
		if c.job == called(later.ID) {
			for need := range c.config.Get("requires").List() {
				if names[name{c.workflow, need.Value()}] {
					found = "workspace"
				}
			}
		}
	})
	return found
}

func uses(job *ci.Job, command string) bool {
	return slices.ContainsFunc(job.Steps, func(s *ci.Step) bool { return s.Uses != nil && s.Uses.Local && s.Uses.Repo == command })
}

// depends tells which settings decide on a path.
func depends(p *ci.Path) []string {
	for _, e := range p.Entries {
		switch e.Event {
		case webhook:
			return []string{"who can send the webhook or cause its event"}
		case pullRequest:
			return []string{"whether builds of forks are on and get secrets"}
		}
	}
	return nil
}

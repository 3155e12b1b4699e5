package tekton

import (
	"slices"
	"strings"
	"sync"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
	"github.com/penstock-dev/penstock/scan/pipeline/internal/container"
)

const (
	requestCode = "the code of a pull request"
	listener    = "EventListener"
	comment     = "comment"
)

// stageOf returns what is known of who starts the tasks of a file and what they
// have.
func stageOf(r *audit.Run) audit.Stage {
	var known map[*document.Node][]entry
	secrets := sync.OnceValue(func() []ci.Secret { return container.Secrets(r.File) })
	return audit.Stage{
		Takes: func(later, from *ci.Job) string {
			if known == nil {
				known = entries(r.File)
			}
			return takes(known, later, from)
		},
		Entries: func(_ *ci.Job, _ *ci.Step, a *audit.Attack) []ci.Entry {
			if a.Source == requestCode {
				return []ci.Entry{opens(r.File)}
			}
			return nil
		},
		Reach:   func(job *ci.Job, reach *ci.Reach) { reaches(r.File, secrets(), job, reach) },
		Depends: depends,
	}
}

// ends returns a change that makes a finding the end of the path of a value,
// unless nobody outside is known to decide on it.
func ends(r *audit.Run, job *ci.Job, step *ci.Step, o origin) func(*ci.Weakness) {
	a := audit.RunsCode(o.what)
	if _, source, ok := strings.Cut(o.what, " with "); ok {
		a.Source = source
	}
	switch {
	case o.rank <= caller:
		a.Source = ""
	case strings.Contains(a.Source, "$(body"):
		a.Entries = []ci.Entry{{Event: listener, Who: "whoever writes what the event tells of", Location: listens(r.File)}}
	case strings.Contains(a.Source, "trigger_comment"):
		a.Entries = []ci.Entry{{Event: comment, Who: "whoever comments on a pull request", Location: triggered(r.File, pullRequest)}}
	case o.rank == pusher:
		a.Entries = []ci.Entry{{Event: "push", Who: "whoever may push a branch or tag", Members: true, Location: triggered(r.File, "push")}}
	default:
		a.Entries = []ci.Entry{opens(r.File)}
	}
	return r.Ends(job, step, a)
}

// opens is the way of whoever opens a pull request.
func opens(f *ci.File) ci.Entry {
	return ci.Entry{Event: pullRequest, Who: "whoever opens a pull request", Location: triggered(f, pullRequest)}
}

// triggered returns the place that names an event, none where it is in another
// file.
func triggered(f *ci.File, event string) scan.Location {
	for _, t := range f.Triggers {
		if t.Name == event {
			return f.Location(ci.SpanOf(t.Key), "metadata.annotations")
		}
	}
	return scan.Location{}
}

// listens returns the place of the file's event listener, none where it is in
// another file.
func listens(f *ci.File) scan.Location {
	for _, o := range objects(f.Source.Roots) {
		if o.kind == listener {
			key, kind := o.node.Pair("kind")
			return f.Location(ci.Between(key, kind), "")
		}
	}
	return scan.Location{}
}

// reaches notes what a task has: the secrets that it names and those in the
// workspaces of its run, the run's service account, and the node where a
// container has powers over it.
func reaches(f *ci.File, secrets []ci.Secret, job *ci.Job, reach *ci.Reach) {
	var pods []*document.Node
	for _, o := range runsOf(f, job) {
		spec := o.node.Get("spec")
		for _, w := range spec.Get("workspaces").Items() {
			if name := w.At("secret", "secretName").Value(); name != "" {
				reach.Secrets = append(reach.Secrets, strings.Trim(name, "{} "))
			}
		}
		template := spec.Get("taskRunTemplate")
		for _, n := range []*document.Node{spec, template} {
			if name := n.Get("serviceAccountName").Value(); name != "" && !strings.Contains(name, "$(") {
				reach.Accounts = append(reach.Accounts, "service account "+name)
			}
			pods = append(pods, n.Get("podTemplate"))
		}
	}
	if len(reach.Accounts) == 0 {
		reach.Unlisted = "the service account of the run"
	}
	container.Reach(secrets, job, pods, reach)
}

// runsOf returns the runs of the file that a task belongs to: the one that it
// stands in, or those that refer to the object that it stands in.
func runsOf(f *ci.File, job *ci.Job) []object {
	all := objects(f.Source.Roots)
	var name string
	for _, o := range all {
		start, end := o.node.Span()
		if at := job.Node.Start(); start > at || at >= end || strings.HasPrefix(o.kind, "Trigger") {
			continue
		}
		if isRun(o) {
			return []object{o}
		}
		name = o.name()
	}
	return slices.DeleteFunc(all, func(o object) bool {
		spec := o.node.Get("spec")
		return !isRun(o) || name == "" || spec.At("pipelineRef", "name").Value() != name && spec.At("taskRef", "name").Value() != name
	})
}

func isRun(o object) bool { return o.kind == "PipelineRun" || o.kind == "TaskRun" }

// depends tells which settings decide on a path.
func depends(p *ci.Path) []string {
	for _, e := range p.Entries {
		switch e.Event {
		case listener:
			return []string{"whose events reach the listener"}
		case pullRequest, comment:
			return []string{"whose pull requests the repository's policy lets start runs"}
		}
	}
	return nil
}

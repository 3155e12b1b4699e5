package argo

import (
	"strings"
	"sync"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
	"github.com/penstock-dev/penstock/scan/pipeline/internal/container"
)

// stageOf returns what is known of what the templates of a file have.
func stageOf(r *audit.Run) audit.Stage {
	var later map[pair]string
	secrets := sync.OnceValue(func() []ci.Secret { return container.Secrets(r.File) })
	return audit.Stage{
		Reach: func(job *ci.Job, reach *ci.Reach) { reaches(r.File, secrets(), job, reach) },
		Takes: func(to, from *ci.Job) string {
			if later == nil {
				later = takers(r.File)
			}
			return later[pair{from.ID, to.ID}]
		},
		Depends: func(p *ci.Path) []string {
			for _, e := range p.Entries {
				if !e.Members {
					return []string{"whose events reach the sensor"}
				}
			}
			return nil
		},
	}
}

// ends returns a change that makes a finding the end of the path of a value,
// unless it is another step's.
func ends(r *audit.Run, job *ci.Job, step *ci.Step, o origin) func(*ci.Weakness) {
	a := audit.RunsCode(o.what)
	switch o.rank {
	case outsider:
		a.Entries = []ci.Entry{{Event: "sensor", Who: "whoever writes what the event tells of", Location: senses(r.File)}}
	case caller:
		a.Entries = []ci.Entry{{Event: "submit", Who: "whoever may submit the workflow", Members: true}}
	default:
		a.Source = ""
	}
	return r.Ends(job, step, a)
}

// senses returns the place of the file's sensor, none where it is in another
// file.
func senses(f *ci.File) scan.Location {
	for _, root := range f.Source.Roots {
		if key, kind := root.Pair("kind"); kind.Value() == "Sensor" && ours(root) {
			return f.Location(ci.Between(key, kind), "")
		}
	}
	return scan.Location{}
}

// reaches notes what a template has: the secrets that it names, the service
// account of its workflow, and the node where a container has powers over it.
func reaches(f *ci.File, secrets []ci.Secret, job *ci.Job, reach *ci.Reach) {
	var pods []*document.Node
	for _, w := range workflows(f.Source.Roots) {
		start, end := w.spec.Span()
		if at := job.Node.Start(); start > at || at >= end {
			continue
		}
		pods = append(pods, w.spec)
		for _, n := range []*document.Node{w.spec, job.Node} {
			if name := n.Get("serviceAccountName").Value(); name != "" && !strings.Contains(name, "{{") {
				reach.Accounts = append(reach.Accounts, "service account "+name)
			}
		}
	}
	if len(reach.Accounts) == 0 {
		reach.Unlisted = "the service account of the workflow"
	}
	container.Reach(secrets, job, pods, reach)
}

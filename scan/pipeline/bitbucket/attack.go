package bitbucket

import (
	"strings"

	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

const (
	requestCode = "the code of a pull request"
	filledIn    = "what whoever starts the pipeline fills in"
)

// stageOf returns what is known of who starts the steps of a file and what they
// have.
func stageOf(r *audit.Run, _ *System) audit.Stage {
	return audit.Stage{
		Entries: entries,
		Reach:   func(job *ci.Job, reach *ci.Reach) { reaches(r, job, reach) },
	}
}

// entries returns the ways to have a source come into a step. Pull requests of
// forks start none.
func entries(_ *ci.Job, _ *ci.Step, a *audit.Attack) []ci.Entry {
	if a.Source == filledIn {
		return []ci.Entry{{Event: "custom", Who: "whoever may start the pipeline", Members: true}}
	}
	return []ci.Entry{{Event: "push", Who: "whoever may push a branch or tag", Members: true}}
}

// reaches notes what a step has.
func reaches(r *audit.Run, job *ci.Job, reach *ci.Reach) {
	reach.Secrets = r.NamedCredentials(job, func(name string) bool { return strings.HasPrefix(name, "BITBUCKET_") })
	reach.Unlisted = "the variables of the repository and the workspace"
	if on, _ := job.Node.Get("oidc").Bool(); on {
		reach.Token.Write = []string{"id-token"}
	}
	if name := job.Environment.Value(); name != "" {
		reach.Environments = []string{name}
	}
	for label := range job.Runner.List() {
		if strings.HasPrefix(label.Value(), "self.hosted") {
			reach.Runner = "a runner of the user's own (" + label.Value() + ")"
		}
	}
}

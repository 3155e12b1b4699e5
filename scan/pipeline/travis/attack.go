package travis

import (
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

const pullRequest = "pull_request"

// stageOf returns what is known of who starts the builds of a file and what they
// have. Pull requests of forks get nothing that is encrypted.
func stageOf(r *audit.Run, _ *System) audit.Stage {
	return audit.Stage{
		Entries: entries,
		Reach: func(job *ci.Job, reach *ci.Reach) {
			reach.Secrets = r.NamedCredentials(job, func(name string) bool { return strings.HasPrefix(name, "TRAVIS_") })
			reach.Unlisted = "the variables of the repository's settings"
		},
		Depends: func(p *ci.Path) []string {
			if slices.ContainsFunc(p.Entries, func(e ci.Entry) bool { return e.Event == pullRequest }) {
				return []string{"whether the pull request comes out of a fork, whose builds get no secrets"}
			}
			return nil
		},
	}
}

// entries returns the ways to have a source come into a build.
func entries(_ *ci.Job, _ *ci.Step, a *audit.Attack) []ci.Entry {
	requests := ci.Entry{Event: pullRequest, Who: "whoever opens a pull request"}
	pushes := ci.Entry{Event: "push", Who: "whoever may push a branch or tag", Members: true}
	if a.Source == commitText || a.Source == branchName {
		return []ci.Entry{pushes, requests}
	}
	return []ci.Entry{pushes}
}

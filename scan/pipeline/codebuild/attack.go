package codebuild

import (
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

const (
	pullRequest = "pull_request"
	requestCode = "the code of a pull request"
	branchName  = "the name of a branch or tag"
	filledIn    = "the version that whoever starts the build names"
)

// stageOf returns what is known of who starts the builds of a file and what they
// have.
func stageOf(r *audit.Run, s *System) audit.Stage {
	return audit.Stage{
		Entries: entries,
		Reach: func(job *ci.Job, reach *ci.Reach) {
			reach.Secrets = audit.Confided(s, r.File, job)
			reach.Unlisted = "the role of the build"
		},
		Depends: func(p *ci.Path) []string {
			if p.Entries[0].Event == pullRequest {
				return []string{"which events and whose pull requests start the build"}
			}
			return nil
		},
	}
}

// entries returns the ways to have a source come into a build.
func entries(_ *ci.Job, _ *ci.Step, a *audit.Attack) []ci.Entry {
	if a.Source == filledIn {
		return []ci.Entry{{Event: "manual", Who: "whoever may start the build", Members: true}}
	}
	return []ci.Entry{{Event: pullRequest, Who: "whoever opens a pull request"}}
}

package buildkite

import (
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

// stageOf returns what is known of who starts the steps of a file and what they
// have.
func stageOf(r *audit.Run, s *System) audit.Stage {
	return audit.Stage{
		Entries: entries,
		Reach: func(job *ci.Job, reach *ci.Reach) {
			reach.Secrets = append(audit.Confided(s, r.File, job), r.NamedCredentials(job, func(string) bool { return false })...)
			reach.Unlisted = "what the environment and the hooks of the agent hold"
		},
		Depends: func(p *ci.Path) []string {
			if p.Entries[0].Event == pullRequest {
				return []string{"whether builds of forks are on"}
			}
			return nil
		},
	}
}

const pullRequest = "pull_request"

// entries returns the ways to have a source come into a step.
func entries(_ *ci.Job, _ *ci.Step, a *audit.Attack) []ci.Entry {
	switch a.Source {
	case labels:
		return []ci.Entry{{Event: pullRequest, Who: "whoever opens a pull request or labels it"}}
	case tagName:
		return []ci.Entry{{Event: "push", Who: "whoever may push a tag", Members: true}}
	}
	return []ci.Entry{{Event: "push", Who: "whoever may push a branch or start a build", Members: true}}
}

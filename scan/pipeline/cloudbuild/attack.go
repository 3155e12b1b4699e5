package cloudbuild

import (
	"strings"

	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

const (
	pullRequest = "pull_request"
	requestCode = "the code of a pull request"
)

// stageOf returns what is known of what the builds of a file have.
func stageOf(r *audit.Run, s *System) audit.Stage {
	return audit.Stage{
		Reach: func(job *ci.Job, reach *ci.Reach) {
			for _, name := range audit.Confided(s, r.File, job) {
				if !strings.HasPrefix(name, "manager/") {
					reach.Secrets = append(reach.Secrets, name)
				}
			}
			reach.Unlisted = "the build's default service account"
			if account := r.File.Root.Get("serviceAccount").Value(); account != "" {
				reach.Accounts = []string{"service account " + account[strings.LastIndexByte(account, '/')+1:]}
				reach.Unlisted = ""
			}
		},
		Depends: func(p *ci.Path) []string {
			if p.Entries[0].Event == pullRequest {
				return []string{"whether the trigger builds the pull requests of outsiders without a member's comment"}
			}
			return nil
		},
	}
}

// attackBy returns the attack by a source of a rank.
func attackBy(r rank, source string) audit.Attack {
	a := audit.RunsCode(source)
	switch r {
	case outsider:
		a.Entries = []ci.Entry{{Event: pullRequest, Who: "whoever opens a pull request"}}
	case pusher:
		a.Entries = []ci.Entry{{Event: "push", Who: "whoever may push a branch or tag", Members: true}}
	case caller:
		a.Entries = []ci.Entry{{Event: "manual", Who: "whoever may start the build", Members: true}}
	default:
		a.Source = ""
	}
	return a
}

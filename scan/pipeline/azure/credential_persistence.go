package azure

import (
	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/shell"
)

func credentialPersistence() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Checkout leaves its token in the work tree",
			Class:       "credential-persistence",
			Severity:    scan.SeverityMedium,
			Confidence:  scan.ConfidenceMedium,
			Description: "`persistCredentials: true` keeps the token in `.git/config` after the checkout, where everything that the job runs, and whoever gets an artifact with it, can read it.",
			Remediation: "Leave it out. A step that pushes can have the token for itself: `env: SYSTEM_ACCESSTOKEN: $(System.AccessToken)`.",
			Example:     "- checkout: self\n  persistCredentials: true\n- script: make",
			Fixed:       "- checkout: self\n- script: make",
			Fix:         "Unsafe: sets `persistCredentials: false`.",
			Tags:        []string{"zizmor:artipacked"},
		},
		Job: func(r *audit.Run, job *ci.Job) {
			for _, step := range job.Steps {
				if step.Node.Get("checkout") == nil {
					continue
				}
				key, v := step.Node.Pair("persistCredentials")
				on, _ := v.Bool()
				if !on {
					continue
				}
				level := audit.Level(scan.SeverityMedium, scan.ConfidenceMedium, scan.PersonaRegular)
				caveat := "a step may use git with the token in a way that the file does not show"
				message := "the token stays in the work tree, and no script of the job pushes with it"
				if pushes(r, job) {
					caveat = "a script of the job uses git with the token, which it then has to be handed"
					message = "the token stays in the work tree for every step, not only for the one that pushes"
					level = audit.Level(scan.SeverityLow, scan.ConfidenceMedium, scan.PersonaPedantic)
				}
				r.Find(job, step, ci.Between(key, v), "persistCredentials", message, level, audit.Piece,
					audit.Mend("Do not keep the token", caveat, r.Edit(ci.SpanOf(v).Start, ci.SpanOf(v).End, "false")))
			}
		},
	}
}

// pushes reports whether a job may use git's credentials: one of its scripts
// talks to the server, or it calls something that may.
func pushes(r *audit.Run, job *ci.Job) bool {
	found := false
	for _, step := range job.Steps {
		found = found || step.Node.Get("template") != nil
		r.EachCommand(step, func(cmd *shell.Command) {
			found = found || cmd.Name() == "git" && cmd.Has("push", "fetch", "pull", "clone", "submodule", "lfs", "ls-remote")
		})
	}
	return found
}

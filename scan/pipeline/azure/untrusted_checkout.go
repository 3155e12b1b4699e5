package azure

import (
	"fmt"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/shell"
)

func untrustedCheckout() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Pull request's code checked out and run",
			Class:       "untrusted-checkout",
			Severity:    scan.SeverityMedium,
			Confidence:  scan.ConfidenceLow,
			Description: "Pull requests start the pipeline, because the file says so or because it says nothing and the repository is on GitHub or Bitbucket. The job then runs files of the pull request, with the job's token, and with secrets where the settings give them to builds of forks.",
			Remediation: "Write `pr: none` in pipelines that hold secrets, and keep \"Make secrets available to builds of forks\" off in the others.",
			Example:     "steps:\n- checkout: self\n- script: npm install",
			Fixed:       "pr: none\nsteps:\n- checkout: self\n- script: npm install",
			Tags:        []string{"poutine:untrusted_checkout_exec"},
		},
		File: func(r *audit.Run) {
			if pullRequests(r.File) == requestsNever {
				return
			}
			for _, job := range r.File.Jobs {
				if !onlyTrusted(job, &ci.Step{}) && runsCheckout(r, job) {
					return // one a file tells enough
				}
			}
		},
		Step: func(r *audit.Run, job *ci.Job, step *ci.Step) { r.Fetches(job, step, requestCode) },
	}
}

// runsCheckout reports the first step of a job that runs what it has checked
// out.
func runsCheckout(r *audit.Run, job *ci.Job) bool {
	fetched := false
	for _, step := range job.Steps {
		if onlyTrusted(job, step) {
			continue
		}
		if step.Node.Get("checkout").Value() == "self" {
			fetched = true
		} else if run := runsTree(r, step); fetched && run != "" {
			r.Find(job, step, ci.SpanOf(step.Run.Key), step.Run.Key.Value(), fmt.Sprintf("%s runs code of a pull request", run),
				audit.Level(scan.SeverityLow, scan.ConfidenceLow, scan.PersonaRegular), r.Ends(job, step, audit.RunsCode(requestCode)), func(w *ci.Weakness) { rateCheckout(r.File, w) })
			return true
		}
	}
	return false
}

// rateCheckout raises a finding where the file itself says that pull requests
// start it, and gives the job something of value.
func rateCheckout(f *ci.File, w *ci.Weakness) {
	reach := &w.Path.Reach
	if pullRequests(f) == requestsNamed && (reach.Runner != "" || reach.Severity() == scan.SeverityCritical) {
		w.Severity = scan.SeverityMedium
	}
}

// runsTree returns the program of a step that runs code of the work tree:
// installers that run its scripts, builders, and its own scripts.
func runsTree(r *audit.Run, step *ci.Step) string {
	found := ""
	r.EachCommand(step, func(cmd *shell.Command) {
		if found != "" {
			return
		}
		name := cmd.Name()
		switch name {
		case "npm", "yarn", "pnpm", "make", "mvn", "mvnw", "gradle", "gradlew", "cargo", "tox", "rake", "bundle", "composer", "msbuild", "pytest":
			found = name
		case "pip", "pip3":
			if cmd.Has("install") && cmd.Has("-r", "-e", ".") {
				found = name
			}
		case "bash", "sh":
			if args := cmd.Args(); len(args) > 0 && args[0].Static && strings.HasSuffix(args[0].Text, ".sh") {
				found = args[0].Text
			}
		}
		if strings.HasPrefix(cmd.Words[0].Text, "./") {
			found = cmd.Words[0].Text
		}
	})
	return found
}

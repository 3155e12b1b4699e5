package tekton

import (
	"fmt"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
	"github.com/penstock-dev/penstock/scan/pipeline/shell"
)

func untrustedCheckout() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Code of a pull request run with the pipeline's powers",
			Class:       "untrusted-checkout",
			Severity:    scan.SeverityHigh,
			Confidence:  scan.ConfidenceMedium,
			Description: "The run is started by pull requests, fetches their code and runs a tool that takes commands or plugins from it. What somebody proposes runs with the service account, workspaces and secrets of the namespace.",
			Remediation: "Run checks of pull requests under a service account without rights in a namespace without secrets, and let members alone start them (`/ok-to-test`).",
			Example:     "metadata:\n  annotations:\n    pipelinesascode.tekton.dev/on-event: \"[pull_request]\"\n# in a task, behind git-clone of {{ revision }}\nscript: make test",
			Fixed:       "metadata:\n  annotations:\n    pipelinesascode.tekton.dev/on-event: \"[push]\"\n# in a task, behind git-clone of {{ revision }}\nscript: make test",
			Tags:        []string{"poutine:untrusted_checkout_exec"},
		},
		File: func(r *audit.Run) {
			for _, o := range objects(r.File.Source.Roots) {
				if o.kind != "PipelineRun" || !fetches(o.node) {
					continue
				}
				start, end := o.node.Span()
				for _, job := range r.File.Jobs {
					if from, to := job.Node.Span(); from >= start && to <= end {
						execution(r, job, audit.Origin{})
					}
				}
			}
			for _, job := range r.File.Jobs {
				if o := r.Flows.Origin("task/" + job.ID + "/code"); o.Source != "" {
					execution(r, job, o)
				}
			}
		},
	}
}

// fetches reports whether a run is started by pull requests and fetches the
// code of the event.
func fetches(run *document.Node) bool {
	if s := (&scope{events: triggers(run)}); !s.onPullRequest() {
		return false
	}
	fetched, clones := false, false
	run.Walk(func(n *document.Node) {
		v := strings.ReplaceAll(n.Value(), " ", "")
		fetched = fetched || strings.Contains(v, "{{revision}}") || strings.Contains(v, "{{source_branch}}") || strings.Contains(v, "{{source_url}}")
		clones = clones || strings.Contains(v, "git-clone") || strings.Contains(v, "gitclone") || strings.Contains(v, "gitfetch") || strings.Contains(v, "gitcheckout")
	})
	return fetched && clones
}

// execution reports the first command of a task that executes what is in the
// work tree.
func execution(r *audit.Run, job *ci.Job, o audit.Origin) {
	for _, step := range job.Steps {
		script := r.Script(step.Run)
		if script == nil {
			continue
		}
		for i := range script.Commands {
			if cmd := script.Commands[i].Unwrap(); executes(&cmd) {
				r.Find(job, step, r.Within(step.Run.Text, cmd.Start, cmd.End), "script", fmt.Sprintf("%s runs what the pull request's code tells it to", cmd.Name()), o.Tells(), r.Ends(job, step, audit.RunsCode(requestCode)))
				return
			}
		}
	}
}

// executes reports whether a command runs commands or plugins out of the work
// tree.
func executes(cmd *shell.Command) bool {
	if strings.HasPrefix(cmd.Words[0].Text, "./") {
		return true
	}
	args := cmd.Args()
	first := ""
	if len(args) > 0 {
		first = args[0].Text
	}
	verb := func(list string) bool { return first != "" && strings.Contains(" "+list+" ", " "+first+" ") }
	switch cmd.Name() {
	case "make", "gmake", "just", "task", "rake", "ant", "mvn", "mvnw", "gradle", "gradlew", "sbt", "bazel", "cmake", "ninja", "tox", "nox", "pytest", "pre-commit", "vale", "eslint", "prettier", "stylelint",
		"jest", "mocha", "vitest", "phpunit", "rspec", "terraform", "tofu", "ansible-playbook", "goreleaser", "ko", "skaffold", "golangci-lint", "pylint", "mypy", "rubocop", "hatch", "checkov":
		return first != "--version" && first != "version"
	case "npm", "yarn", "pnpm", "bun":
		return first == "" || verb("ci i install run test start exec build publish pack")
	case "go":
		return verb("generate test run")
	case "cargo":
		return verb("build test run check clippy bench doc install")
	case "pip", "pip3":
		return first == "install" && cmd.Has(".", "-e", "-r", "--editable", "--requirement")
	case "python", "python3", "node", "ruby", "perl", "php", "bash", "sh", "source":
		return strings.Contains(first, ".") && !strings.HasPrefix(first, "-") && !strings.HasPrefix(first, "/usr")
	case "bundle", "composer", "poetry", "pdm", "uv":
		return verb("install exec run build sync")
	case "docker", "podman", "buildah":
		return verb("build bud")
	}
	return false
}

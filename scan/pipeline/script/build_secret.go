package script

import (
	"fmt"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/shell"
)

func secretInBuildLayer() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			ID:          "script/secret-in-build-layer",
			Name:        "Secret given to an image build as an argument",
			Class:       "secret-in-build-layer",
			Severity:    scan.SeverityHigh,
			Confidence:  scan.ConfidenceMedium,
			Description: "The arguments of a build are written into the history of the image: whoever can pull it can read them.",
			Remediation: "Mount it for the step that needs it: `docker build --secret id=token,env=TOKEN`, with `RUN --mount=type=secret,id=token` in the Dockerfile.",
			Example:     "- run: docker build --build-arg NPM_TOKEN=${{ secrets.NPM_TOKEN }} .",
			Fixed:       "- run: docker build --secret id=npm_token,env=NPM_TOKEN .\n  env:\n    NPM_TOKEN: ${{ secrets.NPM_TOKEN }}",
			Tags:        []string{"semgrep:secret-in-build-arg"},
		},
		Job: func(r *audit.Run, job *ci.Job) {
			eachSecrets(r, job, func(step *ci.Step, known *secrets) {
				eachBare(r, step, func(cmd *shell.Command) {
					if !containsWord("docker podman buildah nerdctl buildctl", cmd.Name()) || !cmd.Has("build", "bud", "bake") {
						return
					}
					for _, w := range buildArguments(cmd) {
						if name, _, _ := strings.Cut(w.Text, "="); known.word(w) || known.variable(w.Text) {
							r.Find(job, step, within(r, step, w.Range), "run", fmt.Sprintf("the secret in %s stays in the history of the image", name), known.flow())
						}
					}
				})
			})
		},
	}
}

// buildArguments returns the words that set arguments of an image build:
// NAME=value, or NAME for the variable of that name.
func buildArguments(cmd *shell.Command) []shell.Word {
	var list []shell.Word
	args := cmd.Args()
	for i, a := range args {
		if a.Text == "--build-arg" && i+1 < len(args) {
			list = append(list, args[i+1])
		}
		if value, ok := strings.CutPrefix(a.Text, "--build-arg="); ok {
			a.Text = value
			list = append(list, a)
		}
	}
	return list
}

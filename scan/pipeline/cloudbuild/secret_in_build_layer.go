package cloudbuild

import (
	"fmt"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/internal/container"
	"github.com/penstock-dev/penstock/scan/pipeline/shell"
)

func secretInBuildLayer() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Secret given to an image's build as an argument",
			Class:       "secret-in-build-layer",
			Severity:    scan.SeverityHigh,
			Confidence:  scan.ConfidenceMedium,
			Description: "Arguments of a build stand in the history of the image: whoever can pull it can read the secret.",
			Remediation: "Use a secret mount: `docker build --secret id=token,env=TOKEN` with `RUN --mount=type=secret,id=token` in the Dockerfile.",
			Example:     "- name: gcr.io/cloud-builders/docker\n  entrypoint: bash\n  args: ['-c', 'docker build --build-arg TOKEN=$$TOKEN .']\n  secretEnv: ['TOKEN']",
			Fixed:       "- name: gcr.io/cloud-builders/docker\n  entrypoint: bash\n  args: ['-c', 'docker build --secret id=token,env=TOKEN .']\n  secretEnv: ['TOKEN']",
		},
		Step: func(r *audit.Run, job *ci.Job, step *ci.Step) {
			secrets := map[string]bool{}
			for n := range step.Node.Get("secretEnv").List() {
				secrets[n.Value()] = true
			}
			container.EachBuildSecret(r.Script(step.Run), func(name string) bool { return secrets[name] }, func(w shell.Word, name string) {
				r.Find(job, step, r.Within(step.Run.Text, w.Start, w.End), "args", fmt.Sprintf("the secret %s stays in the history of the image", name))
			})
		},
	}
}

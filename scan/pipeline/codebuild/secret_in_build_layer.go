package codebuild

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
			Example:     "env:\n  secrets-manager:\n    TOKEN: app:token\nphases:\n  build:\n    commands:\n      - docker build --build-arg TOKEN=$TOKEN .",
			Fixed:       "env:\n  secrets-manager:\n    TOKEN: app:token\nphases:\n  build:\n    commands:\n      - docker build --secret id=token,env=TOKEN .",
		},
		Step: func(r *audit.Run, job *ci.Job, step *ci.Step) {
			known := secrets(r.File)
			container.EachBuildSecret(r.Script(step.Run), func(name string) bool { return known[name] }, func(w shell.Word, name string) {
				r.Find(job, step, r.Within(step.Run.Text, w.Start, w.End), "", fmt.Sprintf("the secret %s stays in the history of the image", name))
			})
		},
	}
}

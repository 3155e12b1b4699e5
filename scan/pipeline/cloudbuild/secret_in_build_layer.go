package cloudbuild

import (
	"fmt"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
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
			script := r.Script(step.Run)
			if script == nil {
				return
			}
			secrets := map[string]bool{}
			for n := range step.Node.Get("secretEnv").List() {
				secrets[n.Value()] = true
			}
			for i := range script.Commands {
				args := script.Commands[i].Args()
				for j, w := range args {
					text, ok := strings.CutPrefix(w.Text, "--build-arg=")
					if w.Text == "--build-arg" && j+1 < len(args) {
						text, ok = args[j+1].Text, true
						w = args[j+1]
					}
					name := secretOf(text)
					if ok && secrets[name] {
						r.Find(job, step, r.Within(step.Run.Text, w.Start, w.End), "args", fmt.Sprintf("the secret %s stays in the history of the image", name))
					}
				}
			}
		},
	}
}

// secretOf returns the variable of the shell that an argument NAME=$VARIABLE
// hands on; without a value it is that of the same name.
func secretOf(arg string) string {
	name, value, ok := strings.Cut(arg, "=")
	if !ok {
		return name
	}
	return strings.Trim(strings.TrimLeft(value, `$"'`), `{}"'`)
}

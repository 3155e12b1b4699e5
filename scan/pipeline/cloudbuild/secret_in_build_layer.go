package cloudbuild

import (
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/internal/container"
)

func secretInBuildLayer() *audit.Rule {
	return container.SecretInBuildLayer(
		"- name: gcr.io/cloud-builders/docker\n  entrypoint: bash\n  args: ['-c', 'docker build --build-arg TOKEN=$$TOKEN .']\n  secretEnv: ['TOKEN']",
		"- name: gcr.io/cloud-builders/docker\n  entrypoint: bash\n  args: ['-c', 'docker build --secret id=token,env=TOKEN .']\n  secretEnv: ['TOKEN']",
		"args",
		func(_ *audit.Run, step *ci.Step) map[string]bool {
			secrets := map[string]bool{}
			for n := range step.Node.Get("secretEnv").List() {
				secrets[n.Value()] = true
			}
			return secrets
		},
	)
}

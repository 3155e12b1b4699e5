package codebuild

import (
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/internal/container"
)

func secretInBuildLayer() *audit.Rule {
	return container.SecretInBuildLayer(
		"env:\n  secrets-manager:\n    TOKEN: app:token\nphases:\n  build:\n    commands:\n      - docker build --build-arg TOKEN=$TOKEN .",
		"env:\n  secrets-manager:\n    TOKEN: app:token\nphases:\n  build:\n    commands:\n      - docker build --secret id=token,env=TOKEN .",
		"",
		func(r *audit.Run, _ *ci.Step) map[string]bool { return secrets(r.File) },
	)
}

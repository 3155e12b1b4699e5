// Package cloudbuild is the front end for Google Cloud Build: cloudbuild.yaml
// and build configurations of other names.
//
// Cloud Build replaces substitutions ($BRANCH_NAME, ${_X}) in the arguments of
// steps as text; a doubled dollar sign stands for one of the shell's. In the
// field script nothing is replaced. What it knows about the platform is from
// its documentation ("Build configuration file schema", "Substituting variable
// values", "Using secrets"), as of 2026.
package cloudbuild

import (
	"bytes"
	"path"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/internal/container"
)

// System is the front end; it implements [audit.System]. It is immutable and
// safe for concurrent use.
type System struct{ audit.Rulebook }

// New returns the front end.
func New() *System {
	return &System{audit.NewRulebook("cloudbuild",
		expressionInjection(),
		commandInjection(),
		untrustedCheckout(),
		unpinnedImage(),
		secretInBuildLayer(),
		hardcodedCredentials(),
		privilegedContainer(),
		defaultServiceAccount(),
		insecureURLScheme(),
	)}
}

// Recognize implements [audit.System]. Files of other names are known by steps
// at the top together with the builders or substitutions of the platform.
func (s *System) Recognize(f *scan.File) bool {
	text := f.Bytes()
	if audit.Foreign(f.Path) {
		return false
	}
	named := strings.Contains(strings.ToLower(path.Base(f.Path)), "cloudbuild")
	if !named && !bytes.Contains(text, []byte("gcr.io/cloud-builders")) && !bytes.Contains(text, []byte("PROJECT_ID")) && !bytes.Contains(text, []byte("gcr.io/google.com/cloudsdktool")) {
		return false
	}
	steps := false
	for key := range audit.Keys(text) {
		switch key {
		case "steps":
			steps = true
		case "on", "jobs", "pool", "kind", "apiVersion", "pipelines", "pipeline", "trigger", "stages", "runs", "resources", "environment":
			return false
		}
	}
	return steps && !container.Templated(text)
}

// Check implements [audit.System].
func (s *System) Check(run *audit.Run) {
	run.Outsiders = func(job *ci.Job, step *ci.Step, name string) string { return written(run.File, job, step, name) }
	run.Stage = stageOf(run, s)
	s.Rulebook.Check(run)
}

// Package codebuild is the front end for AWS CodeBuild: buildspec.yml and build
// specifications of other names.
//
// CodeBuild hands everything to commands in environment variables: what
// outsiders write becomes code only where a script has a second interpreter
// read it. What it knows about the platform is from its documentation ("Build
// specification reference", "Batch build buildspec reference", "Environment
// variables in build environments"), as of 2026.
package codebuild

import (
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
	return &System{audit.NewRulebook("codebuild",
		commandInjection(),
		untrustedCheckout(),
		hardcodedCredentials(),
		secretInBuildLayer(),
		secretInLog(),
		credentialPersistence(),
		privilegedContainer(),
		unpinnedImage(),
	)}
}

// Recognize implements [audit.System]. Files of other names are known by the
// version and phases at their top.
func (s *System) Recognize(f *scan.File) bool {
	text := f.Bytes()
	if audit.Foreign(f.Path) {
		return false
	}
	named := strings.Contains(strings.ToLower(path.Base(f.Path)), "buildspec")
	phases, version := false, false
	for key := range audit.Keys(text) {
		switch key {
		case "phases", "batch":
			phases = true
		case "version":
			version = true
		case "on", "jobs", "apiVersion", "stages", "pipeline", "services", "Resources", "backend", "frontend":
			return false
		}
	}
	return phases && (version || named) && !container.Templated(text)
}

// Check implements [audit.System].
func (s *System) Check(run *audit.Run) {
	run.Outsiders = func(_ *ci.Job, _ *ci.Step, name string) string { return predefined(name) }
	run.Stage = stageOf(run, s)
	s.Rulebook.Check(run)
}

// Package argo is the front end for Argo Workflows and Argo Events: workflows,
// their templates and schedules, sensors and event sources.
//
// Argo puts parameters ({{inputs.parameters.x}}) into scripts and arguments as
// text. What sensors take from the body of an event is followed into the
// workflows that they start, as far as one file shows. What it knows about the
// platform is from the documentation of Argo Workflows ("Variables", "Fields",
// "Workflow Pod Security Context", "Service Accounts") and Argo Events
// ("Trigger Parameterization", the event sources), as of 2026.
package argo

import (
	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/internal/container"
)

// System is the front end; it implements [audit.System]. It is immutable and
// safe for concurrent use.
type System struct{ audit.Rulebook }

// New returns the front end.
func New() *System {
	return &System{audit.NewRulebook("argo",
		expressionInjection(),
		commandInjection(),
		unpinnedComponent(),
		unpinnedImage(),
		privilegedContainer(),
		containerRunsAsRoot(),
		defaultServiceAccount(),
		hardcodedCredentials(),
		improperAccessControl(),
		insecureURLScheme(),
		tlsVerificationDisabled(),
	)}
}

// Recognize implements [audit.System]: manifests of Argo's API group. Templates
// of which manifests are yet to be made are no YAML and not taken.
func (s *System) Recognize(f *scan.File) bool { return container.Manifest(f, "argoproj.io/v") }

// Check implements [audit.System].
func (s *System) Check(run *audit.Run) {
	if run.Flows == nil {
		run.Flows = audit.NewFlows()
		survey(run, nil, run.Flows)
	}
	run.Outsiders = outsiders(run)
	run.Stage = stageOf(run)
	s.Rulebook.Check(run)
}

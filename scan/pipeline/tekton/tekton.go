// Package tekton is the front end for Tekton: tasks, pipelines, their runs,
// triggers, and the files in .tekton/ that Pipelines-as-Code runs.
//
// Tekton puts parameters ($(params.x)) and results into scripts as text, and
// Pipelines-as-Code does so before with what it knows of the event ({{ x }}).
// What an event brings is followed through the parameters of runs, pipelines
// and tasks of one file. What it knows about the platform is from the
// documentation of Tekton Pipelines and Triggers ("Tasks", "Variable
// Substitutions", "Resolvers", "EventListeners") and of Pipelines-as-Code
// ("Creating pipeline runs"), as of 2026.
package tekton

import (
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
	return &System{audit.NewRulebook("tekton",
		expressionInjection(),
		commandInjection(),
		untrustedCheckout(),
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

// Recognize implements [audit.System]: manifests of Tekton's API groups.
// Templates of which manifests are yet to be made are no YAML and not taken.
func (s *System) Recognize(f *scan.File) bool { return container.Manifest(f, "tekton.dev/v") }

// Check implements [audit.System].
func (s *System) Check(run *audit.Run) {
	run.Privilege = func(*ci.Job, *ci.Step) ci.Privilege {
		for _, t := range run.File.Triggers {
			if t.Name == pullRequest {
				return ci.PrivilegeExposed
			}
		}
		return ci.PrivilegeUnknown
	}
	if run.Flows == nil {
		run.Flows = audit.NewFlows()
		survey(run, run.Flows, bindingsOf(run, nil))
	}
	run.Outsiders = outsiders(run)
	run.Stage = stageOf(run)
	s.Rulebook.Check(run)
}

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
	"bytes"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/internal/container"
)

// System is the front end; it implements [audit.System]. It is immutable and
// safe for concurrent use.
type System struct {
	rules []*audit.Rule
	metas []*scan.Rule
}

// New returns the front end.
func New() *System {
	s := &System{rules: []*audit.Rule{
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
	}}
	for _, r := range s.rules {
		r.Meta.ID = "argo/" + string(r.Meta.Class)
		r.Meta.Kind = scan.KindMisconfiguration
		s.metas = append(s.metas, &r.Meta)
	}
	return s
}

// Name implements [audit.System].
func (s *System) Name() string { return "argo" }

// Rules implements [audit.System].
func (s *System) Rules() []*scan.Rule { return append([]*scan.Rule(nil), s.metas...) }

// Recognize implements [audit.System]: manifests of Argo's API group. Templates
// of which manifests are yet to be made are no YAML and not taken.
func (s *System) Recognize(f *scan.File) bool {
	text := f.Bytes()
	if !bytes.Contains(text, []byte("argoproj.io/v")) || audit.Foreign(f.Path) || container.Templated(text) {
		return false
	}
	for key := range audit.Keys(text) {
		if key == "apiVersion" {
			return true
		}
	}
	return false
}

// Check implements [audit.System].
func (s *System) Check(run *audit.Run) {
	if run.Flows == nil {
		run.Flows = audit.NewFlows()
		survey(run, run.Flows)
	}
	run.Outsiders = outsiders(run)
	run.Stage = stageOf(run)
	run.Rules(s.rules)
}

// Package bitbucket is the front end for Bitbucket Pipelines:
// bitbucket-pipelines.yml, and the rules that check it.
//
// What it knows about the platform is from Atlassian's public documentation
// ("Configure bitbucket-pipelines.yml", "Variables and secrets", "Use pipes in
// Bitbucket Pipelines", "Share pipelines workflow configurations"), as of
// November 2026. Nothing is put into scripts as text: variables reach them in
// the environment and become code only where a second interpreter reads them.
// Pull requests out of forks start no pipeline.
package bitbucket

import (
	"bytes"
	"path"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

// System is the front end; it implements [audit.System]. It is immutable and
// safe for concurrent use.
type System struct{ audit.Rulebook }

// New returns the front end.
func New() *System {
	return &System{audit.NewRulebook("bitbucket",
		cachePoisoning(),
		commandInjection(),
		credentialPersistence(),
		hardcodedCredentials(),
		improperAccessControl(),
		oidcTrustTooBroad(),
		privilegedContainer(),
		selfHostedRunner(),
		tlsVerificationDisabled(),
		unpinnedComponent(),
		unpinnedImage(),
		untrustedCheckout(),
	)}
}

// Recognize implements [audit.System]. A file of another name is known by
// pipelines with steps in their lists.
func (s *System) Recognize(f *scan.File) bool {
	if audit.Foreign(f.Path) {
		return false
	}
	if strings.Contains(path.Base(f.Path), "bitbucket-pipelines") {
		return true
	}
	for key := range audit.Keys(f.Bytes()) {
		if key == "pipelines" || key == "definitions" {
			return bytes.Contains(f.Bytes(), []byte("- step:"))
		}
	}
	return false
}

// Check implements [audit.System].
func (s *System) Check(run *audit.Run) {
	run.Privilege = func(*ci.Job, *ci.Step) ci.Privilege { return ci.PrivilegeInternal }
	run.Outsiders = func(job *ci.Job, _ *ci.Step, name string) string { return outsiders(run.File, job, name) }
	run.Stage = stageOf(run, s)
	s.Rulebook.Check(run)
}

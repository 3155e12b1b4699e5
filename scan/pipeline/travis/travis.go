// Package travis is the front end for Travis CI: .travis.yml and build
// configuration that it imports, and the rules that check them.
//
// What it knows about the platform is from Travis CI's public documentation
// ("Job lifecycle", "Environment variables", "Pull requests", "Build config
// imports"), as of November 2026. Nothing is put into scripts as text: variables
// reach them in the environment and become code only where a second interpreter
// reads them. Pull requests out of forks get no encrypted variables.
package travis

import (
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
	return &System{audit.NewRulebook("travis",
		commandInjection(),
		hardcodedCredentials(),
		improperAccessControl(),
		insecureURLScheme(),
		tlsVerificationDisabled(),
		unpinnedComponent(),
		untrustedCheckout(),
	)}
}

// Recognize implements [audit.System]: files of the system's name, and those in
// a folder of it that have what only this system has.
func (s *System) Recognize(f *scan.File) bool {
	if audit.Foreign(f.Path) {
		return false
	}
	dir, base := path.Split("/" + f.Path)
	if base == ".travis.yml" || base == ".travis.yaml" {
		return true
	}
	if !strings.Contains(dir, "travis") && !strings.Contains(base, "travis") {
		return false
	}
	for key := range audit.Keys(f.Bytes()) {
		switch key {
		case "language", "script", "install", "before_install", "deploy":
			return true
		}
	}
	return false
}

// Check implements [audit.System].
func (s *System) Check(run *audit.Run) {
	run.Privilege = func(*ci.Job, *ci.Step) ci.Privilege { return ci.PrivilegeRestricted }
	run.Outsiders = func(_ *ci.Job, _ *ci.Step, name string) string { return predefined(name) }
	run.Stage = stageOf(run, s)
	s.Rulebook.Check(run)
}

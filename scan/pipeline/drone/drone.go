// Package drone is the front end for Drone and for Woodpecker, which came out
// of it: .drone.yml, .woodpecker.yml and the files in .woodpecker, and the rules
// that check them.
//
// What it knows about the platforms is from their public documentation (Drone:
// "Substitution", "Pipeline reference"; Woodpecker: "Environment variables",
// "Secrets", "Workflow syntax"), as of November 2026. Both replace ${name} in the
// whole file as text before anything reads it, unless it is written $${name};
// $name is left to the shell.
//
// Files are checked on their own. The workflows of one repository run one behind
// the other, but share neither a work tree nor variables, and templates of Drone
// are kept by its server, so nothing runs from one file into another.
package drone

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
	return &System{audit.NewRulebook("drone",
		commandInjection(),
		dangerousTrigger(),
		expressionInjection(),
		hardcodedCredentials(),
		privilegedContainer(),
		tlsVerificationDisabled(),
		unpinnedImage(),
		untrustedCheckout(),
	)}
}

// Recognize implements [audit.System]. Besides the usual names, Drone's files
// are known by their kind.
func (s *System) Recognize(f *scan.File) bool {
	if audit.Foreign(f.Path) {
		return false
	}
	dir, base := path.Split(f.Path)
	if strings.HasPrefix(base, ".drone") || strings.HasPrefix(base, ".woodpecker") || strings.HasSuffix("/"+dir, "/.woodpecker/") {
		return true
	}
	for key := range audit.Keys(f.Bytes()) {
		if key == "kind" {
			return bytes.Contains(f.Bytes(), []byte("kind: pipeline\n")) && bytes.Contains(f.Bytes(), []byte("steps:"))
		}
	}
	return false
}

// Check implements [audit.System].
func (s *System) Check(run *audit.Run) {
	run.Privilege = func(job *ci.Job, _ *ci.Step) ci.Privilege {
		if job != nil && onRequests(job) == requestsNever {
			return ci.PrivilegeInternal
		}
		return ci.PrivilegeRestricted
	}
	run.Outsiders = func(_ *ci.Job, _ *ci.Step, name string) string { return predefined(name) }
	run.Stage = stageOf(run, s)
	s.Rulebook.Check(run)
}

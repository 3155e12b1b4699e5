// Package circleci is the front end for CircleCI: .circleci/config.yml,
// configuration that a setup workflow continues with, and orbs, and the rules
// that check them.
//
// What it knows about the platform is from CircleCI's public documentation
// ("Configuration reference", "Pipeline values and parameters", "Orbs
// introduction", "Using contexts"), as of November 2026. The platform replaces
// << … >> in commands as text, before a shell sees them; what it hands over in
// the environment becomes code only where a second interpreter reads it.
package circleci

import (
	"bytes"
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
	return &System{audit.NewRulebook("circleci",
		cachePoisoning(),
		commandInjection(),
		credentialPersistence(),
		dangerousTrigger(),
		envFileInjection(),
		expressionInjection(),
		hardcodedCredentials(),
		misfeature(),
		overprovisionedSecrets(),
		selfHostedRunner(),
		unpinnedComponent(),
		unpinnedImage(),
		unsoundCondition(),
		untrustedCheckout(),
	)}
}

// Recognize implements [audit.System]. Besides the folder of the system's name,
// files are known by a version 2 with jobs, workflows or orbs, and the parts of
// an orb or a configuration that is packed by their folders and what they hold.
func (s *System) Recognize(f *scan.File) bool {
	if audit.Foreign(f.Path) {
		return false
	}
	if p, ok := partOf(f.Path); ok && p.section != "" && p.fits(f.Bytes()) {
		return true
	}
	inFolder := strings.Contains("/"+f.Path, "/.circleci/")
	var versioned, own bool
	for key := range audit.Keys(f.Bytes()) {
		switch key {
		case "version":
			versioned = bytes.Contains(f.Bytes(), []byte("version: 2")) || bytes.Contains(f.Bytes(), []byte("version: '2")) || bytes.Contains(f.Bytes(), []byte(`version: "2`))
		case "jobs", "workflows", "orbs", "commands", "executors":
			own = true
		case "services", "on", "plugins":
			return false
		}
	}
	return own && (inFolder || versioned)
}

// Check implements [audit.System].
func (s *System) Check(run *audit.Run) {
	run.Privilege = func(*ci.Job, *ci.Step) ci.Privilege { return ci.PrivilegeInternal }
	run.Outsiders = outsiders(run)
	run.Stage = stageOf(run)
	s.Rulebook.Check(run)
}

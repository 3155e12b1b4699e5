// Package buildkite is the front end for Buildkite: .buildkite/pipeline.yml and
// other pipelines that an agent uploads, and the rules that check them.
//
// What it knows about the platform is from Buildkite's public documentation
// ("Environment variables", "buildkite-agent pipeline upload", "Using plugins"),
// as of November 2026. When a pipeline is uploaded, $name and ${name} are
// replaced as text; $$name and \$name are left to the shell of the job.
package buildkite

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
	return &System{audit.NewRulebook("buildkite",
		commandInjection(),
		expressionInjection(),
		hardcodedCredentials(),
		privilegedContainer(),
		unpinnedComponent(),
		unpinnedImage(),
		untrustedCheckout(),
	)}
}

// Recognize implements [audit.System]: files in the folder of the system's name
// or named after it, with steps.
func (s *System) Recognize(f *scan.File) bool {
	if audit.Foreign(f.Path) {
		return false
	}
	dir, base := path.Split("/" + f.Path)
	if !strings.Contains(dir, "/.buildkite/") && !strings.HasSuffix(dir, "/buildkite/") && !strings.Contains(base, "buildkite") {
		return false
	}
	if bytes.HasPrefix(f.Bytes(), []byte("- ")) {
		return true
	}
	for key := range audit.Keys(f.Bytes()) {
		if key == "steps" {
			return true
		}
	}
	return false
}

// Check implements [audit.System].
func (s *System) Check(run *audit.Run) {
	run.Outsiders = func(job *ci.Job, _ *ci.Step, name string) string { return running(run, job, name).Source }
	run.Stage = stageOf(run, s)
	s.Rulebook.Check(run)
}

// Package gitlab is the front end for GitLab CI: .gitlab-ci.yml, the files that
// it includes and CI/CD components, and the rules that check them.
//
// What it knows about the platform is from GitLab's public documentation ("CI/CD
// YAML syntax reference", "Predefined CI/CD variables reference", "CI/CD
// inputs", "CI/CD components"), as of GitLab 18. GitLab hands what outsiders
// write, such as a commit's message, to scripts in environment variables: it
// becomes code only where a script has a second interpreter read it. Inputs
// ($[[ inputs.x ]]) are put in as text.
package gitlab

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
	return &System{audit.NewRulebook("gitlab",
		artifactPoisoning(),
		cachePoisoning(),
		commandInjection(),
		credentialPersistence(),
		debugEnabled(),
		duplicatePipeline(),
		envFileInjection(),
		expressionInjection(),
		hardcodedCredentials(),
		improperAccessControl(),
		insecureURLScheme(),
		misfeature(),
		oidcTrustTooBroad(),
		privilegedContainer(),
		secretsInherit(),
		selfHostedRunner(),
		spoofableActorCheck(),
		tlsVerificationDisabled(),
		unpinnedComponent(),
		unpinnedImage(),
		unsoundCondition(),
		unsoundContains(),
		untrustedCheckout(),
	)}
}

// Recognize implements [audit.System]. Files that are included can have any
// name: they are known by jobs with a script and what only GitLab's jobs have
// beside it, or by what they include.
func (s *System) Recognize(f *scan.File) bool {
	if audit.Foreign(f.Path) {
		return false
	}
	if strings.Contains(strings.ToLower(path.Base(f.Path)), "gitlab-ci") {
		return true
	}
	included := false
	for key := range audit.Keys(f.Bytes()) {
		switch key {
		case "jobs", "steps", "pipelines", "language", "pipeline", "apiVersion", "on", "pool", "definitions", "script", "scripts", "kind":
			return false
		case "include":
			included = hasItem(f.Bytes())
		}
	}
	return included || hasJob(f.Bytes()) || startsChild(f.Bytes())
}

// startsChild reports whether a text has a job that starts another pipeline.
func startsChild(text []byte) bool {
	i := bytes.Index(text, []byte("\n  trigger:\n    include:"))
	return i >= 0 || bytes.Contains(text, []byte("\n  trigger:\n    project:"))
}

// hasItem reports whether a list item is an include that only GitLab has.
func hasItem(text []byte) bool {
	for _, key := range []string{"component:", "template:", "project:", "local:", "remote:"} {
		if bytes.Contains(text, []byte("- "+key)) {
			return true
		}
	}
	return false
}

// hasJob reports whether a text has, at one depth, a script and a key that only
// GitLab's jobs have beside it.
func hasJob(text []byte) bool {
	for _, indent := range []string{"\n  ", "\n    "} {
		if !bytes.Contains(text, []byte(indent+"script:")) && !bytes.Contains(text, []byte(indent+"before_script:")) {
			continue
		}
		for _, key := range jobKeys {
			if bytes.Contains(text, []byte(indent+key+":")) {
				return true
			}
		}
	}
	return false
}

// jobKeys are keys of a job, one of which stands in nearly every job beside its
// script, and in the files of no other system there.
var jobKeys = [...]string{"stage", "rules", "only", "extends", "artifacts", "needs", "tags", "except", "before_script", "image"}

// Check implements [audit.System].
func (s *System) Check(run *audit.Run) {
	run.Privilege = privilege(run.File)
	run.Outsiders = func(job *ci.Job, _ *ci.Step, name string) string { return valueOf(run, job, name).source }
	run.Stage = stageOf(run)
	s.Rulebook.Check(run)
}

// privilege tells who starts the pipelines of a file. Those of merge requests
// out of forks run in the fork, with the fork's runners and variables, until a
// member starts one in the project.
func privilege(f *ci.File) func(*ci.Job, *ci.Step) ci.Privilege {
	return func(*ci.Job, *ci.Step) ci.Privilege {
		if f.Kind == ci.KindComponent {
			return ci.PrivilegeUnknown
		}
		return ci.PrivilegeInternal
	}
}

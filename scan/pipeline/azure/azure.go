// Package azure is the front end for Azure Pipelines: pipelines and templates,
// and the rules that check them.
//
// What it knows about the platform is from Microsoft's public documentation
// ("YAML schema reference", "Define variables", "Runtime parameters",
// "Logging commands", "Build GitHub repositories"), as of November 2026. The
// platform replaces macros ($(name)) and template expressions (${{ name }}) in
// scripts as text, before a shell sees them.
package azure

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
	return &System{audit.NewRulebook("azure",
		artifactPoisoning(),
		commandInjection(),
		credentialPersistence(),
		dangerousTrigger(),
		debugEnabled(),
		envFileInjection(),
		excessivePermissions(),
		expressionInjection(),
		hardcodedCredentials(),
		overprovisionedSecrets(),
		privilegedContainer(),
		secretInBuildLayer(),
		selfHostedRunner(),
		spoofableActorCheck(),
		unpinnedComponent(),
		unpinnedImage(),
		unsoundCondition(),
		unsoundContains(),
		untrustedCheckout(),
	)}
}

// Recognize implements [audit.System]. Pipelines and templates can have any
// name: they are known by lists of stages, jobs or steps with what only this
// system has in them.
func (s *System) Recognize(f *scan.File) bool {
	if audit.Foreign(f.Path) {
		return false
	}
	base := strings.ToLower(path.Base(f.Path))
	if strings.Contains(base, "azure-pipeline") || strings.Contains(base, "azurepipeline") {
		return true
	}
	own := false
	for key := range audit.Keys(f.Bytes()) {
		switch key {
		case "include", "default", "workflow", "before_script": // of GitLab, whose stages are mere names
			return false
		case "steps":
			own = own || hasItem(f.Bytes(), "task", "script", "bash", "pwsh", "powershell", "checkout", "template", "download", "publish")
		case "jobs":
			own = own || hasItem(f.Bytes(), "job", "deployment", "template")
		case "stages":
			own = own || hasItem(f.Bytes(), "stage", "template")
		case "variables":
			own = own || bytes.Contains(f.Bytes(), []byte("variables:\n")) && hasItem(f.Bytes(), "name", "group", "template")
		case "extends":
			own = own || bytes.Contains(f.Bytes(), []byte("template:"))
		}
	}
	return own
}

// hasItem reports whether a text has a list item that begins with one of the
// keys.
func hasItem(text []byte, keys ...string) bool {
	for _, key := range keys {
		if bytes.Contains(text, []byte("- "+key+":")) {
			return true
		}
	}
	return false
}

// Check implements [audit.System].
func (s *System) Check(run *audit.Run) {
	run.Privilege = privilege(run.File)
	run.Outsiders = func(job *ci.Job, step *ci.Step, name string) string {
		return environmentOf(run, job, step, name).source
	}
	run.Stage = stageOf(run, s)
	s.Rulebook.Check(run)
}

// privilege tells who starts a file's pipeline. Whether builds of forks get
// secrets is a setting of the platform; they do not unless somebody asks.
func privilege(f *ci.File) func(*ci.Job, *ci.Step) ci.Privilege {
	p := ci.PrivilegeInternal
	switch {
	case f.Kind == ci.KindComponent:
		p = ci.PrivilegeUnknown
	case pullRequests(f) == requestsNamed:
		p = ci.PrivilegeRestricted
	}
	return func(*ci.Job, *ci.Step) ci.Privilege { return p }
}

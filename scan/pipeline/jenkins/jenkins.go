// Package jenkins is the front end for Jenkins: pipelines (Jenkinsfile) and the
// steps of shared libraries (vars/*.groovy), and the rules that check them.
//
// Pipelines are Groovy programs. They are read by a tokenizer of its own and
// a light tree of calls, arguments, closures and assignments; what a value is
// made of is followed through variables of the file and what its calls give to
// methods that it defines; conditions, lists of what is allowed and early exits
// that leave only harmless values are understood. There is no full grammar and
// nothing is run: what methods return is not followed, nor what goes to a library.
//
// What it knows about the platform is from Jenkins's public documentation
// ("Using a Jenkinsfile", "Pipeline Syntax", "Extending with Shared Libraries",
// "Controller Isolation", the pages of the plugins concerned), as of 2026.
package jenkins

import (
	"path"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

// System is the front end; it implements [audit.TextSystem]. It is immutable
// and safe for concurrent use.
type System struct{ audit.Rulebook }

// New returns the front end.
func New() *System {
	return &System{audit.NewRulebook("jenkins",
		commandInjection(),
		hardcodedCredentials(),
		expressionInjection(),
		secretInLog(),
		untrustedCheckout(),
		remoteScriptExec(),
		unpinnedComponent(),
		unpinnedImage(),
		privilegedContainer(),
		selfHostedRunner(),
		literalCredentials(),
		improperAccessControl(),
		tlsVerificationDisabled(),
		insecureURLScheme(),
	)}
}

// Recognize implements [audit.System]: no YAML file is one of Jenkins.
func (s *System) Recognize(*scan.File) bool { return false }

// Read implements [audit.System].
func (s *System) Read(*ci.Source) *ci.File { return nil }

// WantsText implements [audit.TextSystem]: files named Jenkinsfile, with
// anything before or behind it but the extension of another format, and the
// steps of shared libraries.
func (s *System) WantsText(e *scan.Entry) bool {
	if audit.Foreign(e.Path) {
		return false
	}
	dir, base := path.Split(e.Path)
	lower := strings.ToLower(base)
	switch ext := path.Ext(lower); ext {
	case ".yml", ".yaml", ".json", ".md", ".adoc", ".rst", ".txt", ".xml", ".html", ".png", ".svg", ".sh", ".py", ".rb", ".go", ".java", ".js", ".ts", ".j2", ".erb", ".tpl", ".tmpl", ".ftl":
		return false
	case ".jenkinsfile":
		return true
	case ".groovy":
		return path.Base(dir) == "vars" || strings.HasPrefix(lower, "jenkinsfile")
	}
	return lower == "jenkinsfile" || strings.HasPrefix(lower, "jenkinsfile.") || strings.HasPrefix(lower, "jenkinsfile-") ||
		strings.HasPrefix(lower, "jenkinsfile_") || strings.HasSuffix(lower, "-jenkinsfile")
}

// Check implements [audit.System].
func (s *System) Check(run *audit.Run) {
	// The model holds no calls: they are read once more. An error was told
	// when the file was read.
	t, _ := parse(run.File.Source.Bytes())
	c := newCheck(run, t)
	run.Front = c
	run.Outsiders = func(_ *ci.Job, _ *ci.Step, name string) string { return sourceOf(name) }
	run.Stage = stageOf(c)
	s.Rulebook.Check(run)
}

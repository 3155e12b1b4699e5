package precommit

import (
	"fmt"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

func unpinnedPackageInstall() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Hook's dependency without a version",
			Class:       "unpinned-package-install",
			Severity:    scan.SeverityLow,
			Confidence:  scan.ConfidenceHigh,
			Persona:     scan.PersonaPedantic,
			Description: "The package is installed in whatever version is newest when the hook's environment is made: a release that was taken over runs on every machine.",
			Remediation: "Name an exact version.",
			Example:     "additional_dependencies: [types-requests]",
			Fixed:       "additional_dependencies: [types-requests==2.32.4.20250913]",
		},
		Step: func(r *audit.Run, job *ci.Job, step *ci.Step) {
			for d := range step.Node.Get("additional_dependencies").List() {
				if name := d.Value(); floating(name) {
					r.Find(job, step, ci.SpanOf(d), "additional_dependencies", fmt.Sprintf("%s is in whatever version is newest", name))
				}
			}
		},
	}
}

// floating reports whether a dependency is named without an exact version. The
// forms are those of pip, npm, Go, Cargo and RubyGems; paths, addresses and
// options are something else.
func floating(name string) bool {
	if name == "" || strings.HasPrefix(name, "-") || strings.HasPrefix(name, ".") || strings.HasPrefix(name, "/") || strings.Contains(name, "://") || strings.HasPrefix(name, "file:") {
		return false
	}
	for _, sign := range []string{"==", " @ "} {
		if strings.Contains(name, sign) {
			return false
		}
	}
	name = strings.TrimPrefix(name, "cli:")
	if i := strings.LastIndexByte(name, '@'); i > 0 { // npm and Go
		version := name[i+1:]
		return version == "latest" || version == "" || strings.ContainsAny(version, "^~*><")
	}
	if crate, version, ok := strings.Cut(name, ":"); ok && crate != "" { // Cargo and RubyGems
		return version == "" || strings.ContainsAny(version, "^~*><")
	}
	return true
}

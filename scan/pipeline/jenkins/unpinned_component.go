package jenkins

import (
	"fmt"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

func unpinnedComponent() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Shared library by a branch",
			Class:       "unpinned-component",
			Severity:    scan.SeverityMedium,
			Confidence:  scan.ConfidenceHigh,
			Description: "The library's code runs in the pipeline, for global libraries outside of the sandbox and with every credential of the controller. On a branch it is whatever was pushed last, by anybody who can push to the library.",
			Remediation: "Name a tag that is protected, or a commit: `@Library('deploy@0123456789abcdef0123456789abcdef01234567')`.",
			Example:     "@Library('deploy@main') _",
			Fixed:       "@Library('deploy@0123456789abcdef0123456789abcdef01234567') _",
		},
		File: with(func(c *check) {
			for _, cl := range c.calls {
				switch {
				case cl.name == "@Library", cl.name == "library":
					for _, tok := range stringsOf(cl.first("identifier")) {
						c.library(cl, tok)
					}
				case cl.name == "lib" && cl.within("libraries") != nil:
					for _, tok := range stringsOf(cl.first("identifier")) {
						c.library(cl, tok)
					}
				}
			}
		}),
	}
}

// library judges an identifier such as "name@version".
func (c *check) library(cl *call, tok token) {
	id := c.raw(tok)
	name, version, ok := strings.Cut(id, "@")
	if len(tok.holes) > 0 || isCommit(version) || name == "" || c.ownLibrary(cl) {
		return
	}
	component := func(w *ci.Weakness) { w.Component = id }
	switch {
	case !ok || version == "":
		c.find(cl, tok.span(), fmt.Sprintf("library %s is in the version that the controller is set to", name),
			level(scan.SeverityLow, scan.ConfidenceLow, scan.PersonaAuditor), component)
	case isRelease(version):
		c.find(cl, tok.span(), fmt.Sprintf("library %s is named by %s, which can be moved", name, version),
			level(scan.SeverityLow, scan.ConfidenceHigh, scan.PersonaPedantic), component)
	default:
		c.find(cl, tok.span(), fmt.Sprintf("library %s is whatever stands on %s", name, version), component)
	}
}

// ownLibrary reports whether a library is read from what the pipeline itself is
// checked out from, so that the version says nothing ("Extending with Shared
// Libraries", Legacy SCM).
func (c *check) ownLibrary(cl *call) bool {
	for _, inner := range c.calls {
		if inner.name == "legacySCM" && inner.within(cl.name) == cl && len(inner.args) == 1 && c.written(inner.args[0].value) == "scm" {
			return true
		}
	}
	return false
}

func isCommit(version string) bool {
	return (len(version) == 40 || len(version) == 64) && strings.Trim(strings.ToLower(version), "0123456789abcdef") == ""
}

// isRelease reports whether a version is named like a release: digits and dots
// behind an optional v or name, as in v1.2 and release-7.
func isRelease(version string) bool {
	version = strings.TrimPrefix(version, "refs/tags/")
	if i := strings.LastIndexAny(version, "-_/"); i >= 0 && !strings.ContainsAny(version[:i], "0123456789") {
		version = version[i+1:]
	}
	version = strings.TrimLeft(version, "vV")
	return version != "" && version[0] >= '0' && version[0] <= '9'
}

package buildkite

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

func unpinnedComponent() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Plugin that can change",
			Class:       "unpinned-component",
			Severity:    scan.SeverityMedium,
			Confidence:  scan.ConfidenceHigh,
			Description: "A plugin's hooks run on the agent itself, before and after the command, with its secrets. Without a version, or with a branch, it is whatever its repository holds at the moment.",
			Remediation: "Name a tag, better still a commit: `docker#0123…` with the version as a comment.",
			Example:     "plugins:\n  - docker:\n      image: golang:1.26",
			Fixed:       "plugins:\n  - docker#v5.13.0:\n      image: golang:1.26",
		},
		Step: func(r *audit.Run, job *ci.Job, step *ci.Step) {
			c := step.Uses
			if c == nil || c.Local || shortHash.MatchString(c.Version) || strings.Contains(c.Ref.Value(), "$") {
				return
			}
			message, level := fmt.Sprintf("the plugin is whatever the branch %s holds", c.Version), audit.Level(scan.SeverityMedium, scan.ConfidenceHigh, scan.PersonaRegular)
			switch {
			case c.Version == "":
				message = "the plugin is whatever its default branch holds"
			case version.MatchString(c.Version):
				message, level = fmt.Sprintf("the plugin is taken at the tag %s, which can be moved", c.Version), audit.Level(scan.SeverityLow, scan.ConfidenceHigh, scan.PersonaAuditor)
			}
			r.Find(job, step, ci.SpanOf(c.Ref), "", message, level, func(w *ci.Weakness) { w.Component = c.Ref.Value() })
		},
	}
}

var (
	version   = regexp.MustCompile(`^v?\d+(\.\d+)*([-+.].*)?$`)
	shortHash = regexp.MustCompile(`^[0-9a-f]{7,40}$`)
)

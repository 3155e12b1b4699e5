package circleci

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

func unpinnedComponent() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Orb whose version can change",
			Class:       "unpinned-component",
			Severity:    scan.SeverityMedium,
			Confidence:  scan.ConfidenceHigh,
			Description: "An orb's commands run in the job, with its variables and contexts. A full version is published once and for all; `volatile`, a development version or a version without its last numbers is whatever the orb's owner published last.",
			Remediation: "Write the full version: `node: circleci/node@7.1.0`.",
			Example:     "orbs:\n  node: circleci/node@volatile",
			Fixed:       "orbs:\n  node: circleci/node@7.1.0",
			Tags:        []string{"checkov:CKV_CIRCLECIPIPELINES_3", "checkov:CKV_CIRCLECIPIPELINES_4"},
		},
		File: func(r *audit.Run) {
			orbs(r, r.File.Root.Get("orbs"), 0)
		},
	}
}

// orbs looks at the orbs of a configuration, and at those that an orb written in
// it uses.
func orbs(r *audit.Run, n *document.Node, depth int) {
	for _, orb := range n.Pairs() {
		if orb.Kind() == document.Mapping && depth < maxNest {
			orbs(r, orb.Get("orbs"), depth+1)
			continue
		}
		ref := orb.Value()
		_, version, _ := strings.Cut(ref, "@")
		message, level := fmt.Sprintf("the version %s of the orb can change", version), audit.Level(scan.SeverityMedium, scan.ConfidenceHigh, scan.PersonaRegular)
		switch {
		case ref == "" || strings.Contains(ref, "<<") || fullVersion.MatchString(version):
			continue
		case strings.Contains(ref, "://"):
			if hash.MatchString(ref) {
				continue
			}
			message = "the orb is whatever the server sends"
		case version == "volatile", version == "":
			message, level = "the orb is whatever was published last", audit.Level(scan.SeverityHigh, scan.ConfidenceHigh, scan.PersonaRegular)
		case strings.HasPrefix(version, "dev:"):
			message, level = fmt.Sprintf("%s is a development version, which can be published again", version), audit.Level(scan.SeverityHigh, scan.ConfidenceHigh, scan.PersonaRegular)
		case strings.Contains(version, "."):
			level = audit.Level(scan.SeverityLow, scan.ConfidenceHigh, scan.PersonaPedantic)
		}
		r.Find(nil, nil, ci.SpanOf(orb), "orbs", message, level, func(w *ci.Weakness) { w.Component = ref })
	}
}

var (
	fullVersion = regexp.MustCompile(`^\d+\.\d+\.\d+`)
	hash        = regexp.MustCompile(`[0-9a-f]{40}`)
)

package workspace

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
			ID:          "unpinned-component",
			Name:        "Feature of a development container without a version",
			Class:       "unpinned-component",
			Severity:    scan.SeverityLow,
			Confidence:  scan.ConfidenceHigh,
			Persona:     scan.PersonaPedantic,
			Description: "A feature is a script that runs as root when the container is built. Without a version it is whatever its owner published last.",
			Remediation: "Name at least the major version, better still the digest, and keep `devcontainer-lock.json` in the repository, which holds it.",
			Example:     "{\"features\": {\"ghcr.io/example/features/tool\": {}}}",
			Fixed:       "{\"features\": {\"ghcr.io/example/features/tool:1.2.0\": {}}}",
		},
		File: func(r *audit.Run) {
			if formOf(r.File.Source.Path) != devcontainer {
				return
			}
			for key := range r.File.Root.Get("features").Pairs() {
				ref := key.Value()
				if !strings.Contains(ref, "/") || strings.HasPrefix(ref, ".") || strings.Contains(ref, "://") {
					continue // built in, of the repository itself, or an archive
				}
				component := func(w *ci.Weakness) { w.Component = ref }
				switch audit.PinOf(ref) {
				case audit.PinNothing:
					r.Find(nil, nil, ci.SpanOf(key), "features", fmt.Sprintf("feature %s is whatever is newest", ref), component)
				case audit.PinTag:
					r.Find(nil, nil, ci.SpanOf(key), "features", fmt.Sprintf("feature %s is named by a tag that can be pushed again", ref),
						audit.Level(scan.SeverityLow, scan.ConfidenceHigh, scan.PersonaAuditor), component)
				}
			}
		},
	}
}

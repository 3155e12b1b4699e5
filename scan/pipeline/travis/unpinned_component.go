package travis

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
			Name:        "Imported configuration that can change",
			Class:       "unpinned-component",
			Severity:    scan.SeverityMedium,
			Confidence:  scan.ConfidenceHigh,
			Description: "What is imported becomes part of the build and runs with its variables. Without a ref, or with a branch, it is whatever the other repository holds at the moment.",
			Remediation: "Name a commit: `source: owner/repository:file.yml@0123…`.",
			Example:     "import:\n  - source: acme/ci:node.yml",
			Fixed:       "import:\n  - source: acme/ci:node.yml@0123456789abcdef0123456789abcdef01234567",
		},
		File: func(r *audit.Run) {
			one := r.File.Root.Get("import")
			if source := one.Get("source"); source != nil {
				imported(r, source)
			}
			for item := range one.List() {
				if source := item.Get("source"); source != nil {
					item = source
				}
				imported(r, item)
			}
		},
	}
}

// imported looks at one source: a file of this repository, or owner/repo:file
// with or without @ref.
func imported(r *audit.Run, source *node) {
	ref := source.Value()
	name, version, _ := strings.Cut(ref, "@")
	if repo, _, ok := strings.Cut(name, ":"); !ok || !strings.Contains(repo, "/") || hash.MatchString(version) {
		return
	}
	message, level := fmt.Sprintf("the imported file is whatever the branch %s holds", version), audit.Level(scan.SeverityMedium, scan.ConfidenceHigh, scan.PersonaRegular)
	switch {
	case version == "":
		message = "the imported file is whatever the default branch holds"
	case tag.MatchString(version):
		message, level = fmt.Sprintf("the imported file is taken at the tag %s, which can be moved", version), audit.Level(scan.SeverityLow, scan.ConfidenceMedium, scan.PersonaAuditor)
	}
	r.Find(nil, nil, ci.SpanOf(source), "import", message, level, func(w *ci.Weakness) { w.Component = ref })
}

var (
	hash = regexp.MustCompile(`^[0-9a-f]{7,40}$`)
	tag  = regexp.MustCompile(`^v?\d+(\.\d+)*$`)
)

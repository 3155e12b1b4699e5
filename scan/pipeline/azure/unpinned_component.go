package azure

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
			Name:        "Templates of another repository that can change",
			Class:       "unpinned-component",
			Severity:    scan.SeverityMedium,
			Confidence:  scan.ConfidenceHigh,
			Description: "A repository resource without `ref`, or with a branch, is whatever that branch holds at the moment. Its templates become part of the pipeline and run with its token and service connections.",
			Remediation: "Give it a tag that is protected: `ref: refs/tags/v1.2.3`.",
			Example:     "resources:\n  repositories:\n  - repository: templates\n    type: github\n    name: octo/templates\n    endpoint: github",
			Fixed:       "resources:\n  repositories:\n  - repository: templates\n    type: github\n    name: octo/templates\n    endpoint: github\n    ref: refs/tags/v1.2.3",
		},
		File: func(r *audit.Run) {
			entries(r.File.Root.At("resources", "repositories"), 0, func(n *node) { repositoryResource(r, n) })
		},
	}
}

func repositoryResource(r *audit.Run, n *node) {
	alias, ref := n.Get("repository"), n.Get("ref")
	if alias == nil || strings.Contains(ref.Value(), "$") {
		return
	}
	// Repositories beside this one in the same project are under the same roof.
	level := audit.Level(scan.SeverityLow, scan.ConfidenceMedium, scan.PersonaPedantic)
	if kind := strings.ToLower(n.Get("type").Value()); kind != "git" && kind != "" {
		level = audit.Level(scan.SeverityMedium, scan.ConfidenceHigh, scan.PersonaRegular)
	}
	span, message := ci.SpanOf(ref), fmt.Sprintf("the repository %s is whatever its branch %s holds", n.Get("name").Value(), ref.Value())
	switch version := ref.Value(); {
	case version == "":
		span, message = ci.SpanOf(alias), fmt.Sprintf("the repository %s is whatever its default branch holds", n.Get("name").Value())
	case (&ci.Component{Version: version}).Pinned():
		return
	case strings.HasPrefix(version, "refs/tags/"), tagLike.MatchString(version):
		message = fmt.Sprintf("the repository %s is taken at the tag %s, which can be moved", n.Get("name").Value(), version)
		level = audit.Level(scan.SeverityLow, scan.ConfidenceMedium, scan.PersonaAuditor)
	}
	if !usesTemplates(r.File.Root, alias.Value()) {
		level = audit.Level(scan.SeverityLow, scan.ConfidenceLow, scan.PersonaAuditor)
	}
	r.Find(nil, nil, span, "resources.repositories", message, level, func(w *ci.Weakness) { w.Component = n.Get("name").Value() })
}

var tagLike = regexp.MustCompile(`^v?\d+\.\d+(\.\d+)?$`)

// usesTemplates reports whether the file takes templates of a repository, which
// are named "path@alias", and does not only check it out.
func usesTemplates(root *node, alias string) bool {
	found := false
	root.Walk(func(n *node) { found = found || strings.HasSuffix(n.Value(), "@"+alias) })
	return found
}

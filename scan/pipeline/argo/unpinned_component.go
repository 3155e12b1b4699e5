package argo

import (
	"fmt"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

func unpinnedComponent() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Code of another repository by a name that can be moved",
			Class:       "unpinned-component",
			Severity:    scan.SeverityMedium,
			Confidence:  scan.ConfidenceMedium,
			Persona:     scan.PersonaPedantic,
			Description: "The artifact is fetched when the workflow runs: whoever can push to the repository, or serves the address, decides what the container gets.",
			Remediation: "Name a commit in `revision`; for an address, one that holds a commit or a digest.",
			Example:     "artifacts:\n  - name: tools\n    path: /tools\n    git:\n      repo: https://git.example.com/tools.git",
			Fixed:       "artifacts:\n  - name: tools\n    path: /tools\n    git:\n      repo: https://git.example.com/tools.git\n      revision: 0123456789abcdef0123456789abcdef01234567",
		},
		File: func(r *audit.Run) {
			eachArtifact(r, func(a *document.Node) {
				git := a.Get("git")
				if git == nil {
					return
				}
				at, version := git.Get("revision"), git.Get("revision").Value()
				component := func(w *ci.Weakness) { w.Component = git.Get("repo").Value() }
				switch {
				case isCommit(version) || computed(version):
				case version == "":
					r.Find(nil, nil, ci.SpanOf(git.Get("repo")), "git.repo", "the artifact is whatever stands on the repository's default branch", component)
				default:
					r.Find(nil, nil, ci.SpanOf(at), "git.revision", fmt.Sprintf("the artifact is whatever stands on %s", version), component)
				}
			})
		},
	}
}

func isCommit(version string) bool {
	return (len(version) == 40 || len(version) == 64) && strings.Trim(strings.ToLower(version), "0123456789abcdef") == ""
}

// eachArtifact visits the artifacts that templates are given, and those of the
// workflow itself.
func eachArtifact(r *audit.Run, visit func(*document.Node)) {
	list := func(n *document.Node) {
		for _, a := range n.Get("artifacts").Items() {
			visit(a)
		}
	}
	for _, w := range workflows(r.File.Source.Roots) {
		list(w.spec.Get("arguments"))
		for _, t := range w.templates() {
			list(t.Get("inputs"))
			eachCall(t, func(call *document.Node) { list(call.Get("arguments")) })
		}
	}
}

package bitbucket

import (
	"fmt"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

func credentialPersistence() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Artifact that takes credentials along",
			Class:       "credential-persistence",
			Severity:    scan.SeverityMedium,
			Confidence:  scan.ConfidenceMedium,
			Description: "Artifacts go to all later steps and can be downloaded by everybody who can see the pipeline. `.env`, keys and configuration of tools hold credentials, `.git` the address with the clone's token; `**` takes all of them.",
			Remediation: "Name the files that later steps need.",
			Example:     "artifacts:\n  - .env",
			Fixed:       "artifacts:\n  - dist/**",
		},
		Job: func(r *audit.Run, job *ci.Job) {
			eachArtifact(job.Node.Get("artifacts"), 0, func(p *document.Node) {
				if audit.HoldsCredentials(p.Value()) {
					r.Find(job, nil, ci.SpanOf(p), "artifacts", fmt.Sprintf("the artifact takes %s along, which holds credentials", p.Value()))
				} else if audit.WholeTree(p.Value()) {
					r.Find(job, nil, ci.SpanOf(p), "artifacts", "the artifact takes the whole work tree along",
						audit.Level(scan.SeverityLow, scan.ConfidenceLow, scan.PersonaPedantic))
				}
			})
		},
	}
}

// eachArtifact visits the paths of a step's artifacts: a list, or a mapping
// with paths, or with uploads that have some.
func eachArtifact(n *document.Node, depth int, visit func(*document.Node)) {
	if depth > maxNest {
		return
	}
	for _, item := range n.Items() {
		if item.Kind() == document.Scalar {
			visit(item)
		} else {
			eachArtifact(item.Get("paths"), depth+1, visit)
		}
	}
	if n.Kind() == document.Mapping {
		eachArtifact(n.Get("paths"), depth+1, visit)
		eachArtifact(n.Get("upload"), depth+1, visit)
	}
}

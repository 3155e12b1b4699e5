package precommit

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
			Name:        "Hooks of a repository by a branch",
			Class:       "unpinned-component",
			Severity:    scan.SeverityMedium,
			Confidence:  scan.ConfidenceHigh,
			Description: "The hooks run whatever code stands there when they are installed, on the machines of all developers and of the checks. A branch, and with more effort a tag, can be moved to other code.",
			Remediation: "Name the full commit hash, with the version in a comment: `pre-commit autoupdate --freeze` writes both.",
			Example:     "- repo: https://git.example.com/hooks\n  rev: main",
			Fixed:       "- repo: https://git.example.com/hooks\n  rev: 0123456789abcdef0123456789abcdef01234567 # frozen: v1.2.3",
			Fix:         "Safe, with a resolver: names the commit that the tag or branch stands for now.",
			Tags:        []string{"zizmor:unpinned-uses"},
		},
		Job: func(r *audit.Run, job *ci.Job) {
			if !remote(job) {
				return
			}
			component := func(w *ci.Weakness) { w.Component = job.ID }
			at := job.Node.Get("rev")
			if at == nil {
				at = job.Node.Get("sha") // its name before version 1.7
			}
			switch rev := at.Value(); {
			case rev == "":
				r.Find(job, nil, ci.SpanOf(job.Key), "repo", fmt.Sprintf("%s is used in no fixed version", job.ID), component)
			case isCommit(rev):
			case isBranch(rev):
				r.Find(job, nil, ci.SpanOf(at), "rev", fmt.Sprintf("%s is whatever stands on %s", job.ID, rev), component, r.CommitFix(job.ID, at, "frozen: "))
			default:
				r.Find(job, nil, ci.SpanOf(at), "rev", fmt.Sprintf("%s is named by %s, which can be moved to other code", job.ID, rev),
					audit.Level(scan.SeverityLow, scan.ConfidenceHigh, scan.PersonaPedantic), component, r.CommitFix(job.ID, at, "frozen: "))
			}
		},
	}
}

// isCommit reports whether a revision is a commit's hash, of which the tool
// takes short forms as well.
func isCommit(rev string) bool {
	return len(rev) >= 7 && len(rev) <= 64 && strings.Trim(strings.ToLower(rev), "0123456789abcdef") == "" && (len(rev) >= 40 || strings.ContainsAny(rev, "abcdef"))
}

// isBranch reports whether a revision is named like a branch. Versions have
// digits.
func isBranch(rev string) bool {
	switch strings.ToLower(rev) {
	case "main", "master", "head", "develop", "development", "dev", "trunk", "stable", "latest", "next", "release", "nightly", "edge":
		return true
	}
	return strings.HasPrefix(rev, "refs/heads/") || strings.HasPrefix(rev, "feature/") || strings.HasPrefix(rev, "origin/")
}

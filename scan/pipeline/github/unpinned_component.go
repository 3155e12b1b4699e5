package github

import (
	"fmt"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

func unpinnedComponent() *audit.Rule {
	return overUses(scan.Rule{
		ID:         "unpinned-component",
		Name:       "Action or workflow referenced by a tag or branch",
		Class:      "unpinned-component",
		Severity:   scan.SeverityHigh,
		Confidence: scan.ConfidenceHigh,
		Description: "A tag or branch can be moved to other code at any time, by the owner or by whoever takes over the owner's account. " +
			"The new code then runs with the job's token and secrets.",
		Remediation: "Name the full commit hash, and keep the tag in a comment so that update tools can follow it.",
		Example:     "- uses: owner/action@v1",
		Fixed:       "- uses: owner/action@0123456789abcdef0123456789abcdef01234567 # v1.2.3",
		Fix:         "Safe, with a resolver or a platform: names the commit that the tag or branch stands for now, and the version in a comment. Unsafe: the commit that another reference of the file names with that version in its comment.",
		Tags:        []string{"zizmor:unpinned-uses"},
	}, (*check).unpinned)
}

func (c *check) unpinned(job *ci.Job, step *ci.Step, uses *ci.Component) {
	if uses.Local || uses.Repo == "" || uses.Pinned() {
		return
	}
	message := fmt.Sprintf("%s is referenced by %q, which can be moved to other code", uses.Owner+"/"+uses.Repo, uses.Version)
	if uses.Version == "" {
		message = fmt.Sprintf("%s is referenced without a version", uses.Owner+"/"+uses.Repo)
	}
	c.findUse(job, step, uses, message, groupUse, func(w *ci.Weakness) {
		if firstParty(uses.Owner) {
			w.Severity = scan.SeverityMedium
		}
		if names := c.handsTo(job, step); len(names) > 0 {
			w.Impact = fmt.Sprintf("Whoever moves it gets hold of what it is handed: %s.", strings.Join(names, ", "))
		}
	}, c.pinFix(uses))
}

// firstParty reports whether an owner is the platform's own, whose account is
// the platform's too.
func firstParty(owner string) bool { return owner == "actions" || owner == "github" }

// handsTo returns the names of the secrets that a step hands to what it uses, or
// a job to what it calls, through the calls of the file too. The platform's own
// token is none of them, since actions have it anyway.
func (c *check) handsTo(job *ci.Job, step *ci.Step) []string {
	var names []string
	add := func(p place, e *ci.Env) {
		if e == nil {
			return
		}
		for _, v := range e.Vars {
			if way := p.secretIn(v.Value, 0); way.name != "" && way.name != "GITHUB_TOKEN" {
				names = append(names, way.name)
			}
		}
	}
	if step != nil {
		add(c.place(job, step), step.With)
		add(c.place(job, step), step.Env)
	} else if job.Secrets.Value.Value() == "inherit" {
		names = append(names, "every secret")
	} else {
		for _, value := range job.Secrets.Value.Pairs() {
			if way := c.place(job, nil).secretIn(value, 0); way.name != "" && way.name != "GITHUB_TOKEN" {
				names = append(names, way.name)
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

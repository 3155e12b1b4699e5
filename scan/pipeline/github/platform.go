package github

import (
	"fmt"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

// Platform answers questions about components that only the hosting platform
// can. This package asks nobody by itself: an implementation that the caller
// passes decides where the answers come from, and should have them at hand, as
// it is asked once for every use. It must be safe for concurrent use.
type Platform interface {
	// Component tells about owner/repo at a version, which is a commit, a tag or
	// a branch. False means that it does not know.
	Component(owner, repo, version string) (Component, bool)
}

// Component is what a [Platform] knows about a version of a component.
type Component struct {
	// Claimable says that the owner or the repository does not exist, so that
	// anybody may create it.
	Claimable bool
	// Foreign says that the commit is in no branch or tag of the repository, but
	// of a fork.
	Foreign bool
	// Branch and Tag say what the version is the name of; it can be both.
	Branch, Tag bool
	// Commit is the full hash of the commit that the version is, and Tags are its
	// tags, the most exact one first. Empty and nil mean unknown.
	Commit string
	Tags   []string
}

// platformRules returns the rules that need a [Platform].
func platformRules() []*audit.Rule {
	return []*audit.Rule{
		platformRule(scan.Rule{
			ID: "repojacking", Name: "Action whose owner's name is free", Class: "repojacking",
			Severity: scan.SeverityCritical, Confidence: scan.ConfidenceHigh,
			Description: "Neither the owner nor the repository exists any more, so anybody can create it and give every user of the action own code.",
			Remediation: "Move to the action's new name, or do without.",
			Example:     "- uses: renamed-owner/action@v1", Fixed: "- uses: new-owner/action@0123456789abcdef0123456789abcdef01234567 # v1.2.3",
			Tags: []string{"octoscan:repo-jacking"},
		}, func(_ *ci.Component, k Component) string {
			if k.Claimable {
				return "the owner or repository does not exist: anybody can create it"
			}
			return ""
		}),
		platformRule(scan.Rule{
			ID: "impostor-commit", Name: "Commit that is not of the named repository", Class: "impostor-commit",
			Severity: scan.SeverityHigh, Confidence: scan.ConfidenceHigh,
			Description: "The platform serves commits of forks under the name of the repository that they were forked from. A commit that is in no branch or tag of the repository was likely never looked at by its owner.",
			Remediation: "Name a commit of one of the repository's releases.",
			Example:     "- uses: owner/action@0123456789abcdef0123456789abcdef01234567", Fixed: "- uses: owner/action@89abcdef0123456789abcdef0123456789abcdef # v1.2.3",
			Tags: []string{"zizmor:impostor-commit"},
		}, func(_ *ci.Component, k Component) string {
			if k.Foreign {
				return "the commit is in no branch or tag of the repository"
			}
			return ""
		}),
		platformRule(scan.Rule{
			ID: "ref-confusion", Name: "Name that is a branch and a tag", Class: "ref-confusion",
			Severity: scan.SeverityMedium, Confidence: scan.ConfidenceHigh,
			Description: "A branch and a tag have this name. Which of the two is taken is not what a reader expects, and a branch moves with every push.",
			Remediation: "Name the commit.",
			Example:     "- uses: owner/action@v1", Fixed: "- uses: owner/action@0123456789abcdef0123456789abcdef01234567 # v1.2.3",
			Tags: []string{"zizmor:ref-confusion"},
		}, func(uses *ci.Component, k Component) string {
			if k.Branch && k.Tag {
				return fmt.Sprintf("%q is the name of a branch and of a tag", uses.Version)
			}
			return ""
		}),
		platformRule(scan.Rule{
			ID: "stale-ref", Name: "Commit of no release", Class: "stale-ref",
			Severity: scan.SeverityLow, Confidence: scan.ConfidenceHigh, Persona: scan.PersonaPedantic,
			Description: "No tag is at the commit, so advisories and updates, which go by versions, pass it by.",
			Remediation: "Name a commit that is tagged.",
			Example:     "- uses: owner/action@0123456789abcdef0123456789abcdef01234567", Fixed: "- uses: owner/action@89abcdef0123456789abcdef0123456789abcdef # v1.2.3",
			Tags: []string{"zizmor:stale-action-refs"},
		}, func(uses *ci.Component, k Component) string {
			if uses.Pinned() && k.Tags != nil && len(k.Tags) == 0 {
				return "no tag is at the commit"
			}
			return ""
		}),
		refVersionMismatch(),
	}
}

// platformRule returns a rule that asks the platform about every component and
// judges the answer; the judge says what is wrong, or nothing.
func platformRule(meta scan.Rule, judge func(*ci.Component, Component) string) *audit.Rule {
	return overUses(meta, func(c *check, job *ci.Job, step *ci.Step, uses *ci.Component) {
		known, ok := c.ask(uses)
		if !ok {
			return
		}
		if message := judge(uses, known); message != "" {
			c.findUse(job, step, uses, message)
		}
	})
}

func (c *check) ask(uses *ci.Component) (Component, bool) {
	if uses.Repo == "" || c.system.platform == nil {
		return Component{}, false
	}
	return c.system.platform.Component(uses.Owner, uses.Repo, uses.Version)
}

func refVersionMismatch() *audit.Rule {
	return overUses(scan.Rule{
		ID: "ref-version-mismatch", Name: "Comment names another version than the commit", Class: "ref-version-mismatch",
		Severity: scan.SeverityMedium, Confidence: scan.ConfidenceHigh,
		Description: "People and update tools read the comment, the platform runs the commit.",
		Remediation: "Name the version that the commit is tagged with.",
		Example:     "- uses: owner/action@0123456789abcdef0123456789abcdef01234567 # v2.0.0", Fixed: "- uses: owner/action@0123456789abcdef0123456789abcdef01234567 # v1.2.3",
		Fix:  "Safe: names the version that the commit is tagged with.",
		Tags: []string{"zizmor:ref-version-mismatch"},
	}, (*check).misnamed)
}

// misnamed compares the comment behind a reference with the tags of its commit.
func (c *check) misnamed(job *ci.Job, step *ci.Step, uses *ci.Component) {
	known, ok := c.ask(uses)
	if !ok || !uses.Pinned() || len(known.Tags) == 0 {
		return
	}
	text, at := c.versionComment(uses)
	_, end := uses.Ref.Span()
	if text == "" {
		c.find(job, step, ci.SpanOf(uses.Ref), "uses", "no comment says which version the commit is", audit.Level(scan.SeverityLow, scan.ConfidenceHigh, scan.PersonaPedantic),
			audit.Mend("Name the version", "", c.commentFix(end, known.Tags[0])...))
		return
	}
	if tagged(known.Tags, text) {
		return
	}
	c.find(job, step, ci.Span{Start: at, End: at + len(text)}, "uses", fmt.Sprintf("the comment says %s, and the commit is %s", text, known.Tags[0]),
		audit.Mend("Name the version that the commit is", "", c.Edit(at, at+len(text), known.Tags[0])))
}

// commentFix returns the edit that puts a version behind a reference, none where
// a comment stands already.
func (c *check) commentFix(end int, tag string) []scan.Edit {
	eol := c.EndOfLine(end)
	if strings.TrimSpace(string(c.file.Source.Bytes()[end:eol])) != "" {
		return nil
	}
	return []scan.Edit{c.Edit(end, eol, " # "+tag)}
}

// tagged reports whether a version is one of a commit's tags, or one that a tag
// only makes more exact: v4 of v4.2.1.
func tagged(tags []string, text string) bool {
	text = strings.TrimPrefix(text, "v")
	for _, tag := range tags {
		tag = strings.TrimPrefix(tag, "v")
		if tag == text || strings.HasPrefix(tag, text+".") {
			return true
		}
	}
	return false
}

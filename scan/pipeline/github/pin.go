package github

import (
	"strings"

	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

// pinFix adds the fix that names a component's commit in place of a tag or
// branch, with the version in a comment. The commit is the one that the platform
// or the resolver knows; or else what another reference of the file says in its
// comment, which nothing proves.
func (c *check) pinFix(uses *ci.Component) func(*ci.Weakness) {
	commit, version, caveat := c.commitOf(uses)
	at := strings.LastIndex(uses.Ref.Value(), "@"+uses.Version) + 1
	if commit == "" || at == 0 {
		return audit.Mend("", "")
	}
	return audit.Mend("Name the commit that "+uses.Version+" stands for now", caveat, c.CommitEdits(uses.Ref, at, at+len(uses.Version), commit, version)...)
}

// commitOf returns the commit that a component's version stands for, "" for not
// known.
func (c *check) commitOf(uses *ci.Component) (commit, version, caveat string) {
	if uses.Version == "" || strings.Contains(uses.Version, "${{") {
		return "", "", ""
	}
	if known, ok := c.ask(uses); ok && len(known.Commit) >= 40 {
		if len(known.Tags) > 0 {
			version = known.Tags[0]
		}
		return known.Commit, version, ""
	}
	if c.Resolver != nil {
		if commit, version, ok := c.Resolver.Commit(strings.ToLower(uses.Owner+"/"+uses.Repo), uses.Version); ok {
			return commit, version, ""
		}
	}
	for other := range c.components() {
		if other.Pinned() && strings.EqualFold(other.Owner, uses.Owner) && strings.EqualFold(other.Repo, uses.Repo) {
			if text, _ := c.versionComment(other); text == uses.Version {
				return other.Version, text, "only a comment of the file says that this is the commit"
			}
		}
	}
	return "", "", ""
}

// components yields what the file uses.
func (c *check) components() func(func(*ci.Component) bool) {
	return func(yield func(*ci.Component) bool) {
		for _, job := range c.file.Jobs {
			if job.Calls != nil && !yield(job.Calls) {
				return
			}
			for _, step := range job.Steps {
				if step.Uses != nil && !yield(step.Uses) {
					return
				}
			}
		}
	}
}

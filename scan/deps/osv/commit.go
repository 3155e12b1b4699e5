package osv

import (
	"slices"
	"strings"
)

// ecosystemGit is the ecosystem of repositories: records about them name no
// package but ranges of commits, and the tags that lie in these. The bucket has
// a folder of that name.
const ecosystemGit = "GIT"

// subjects returns what a part of a record is about: its package, or else the
// repositories of its ranges.
func subjects(a *Affected) []Package {
	if a.Package.Ecosystem != "" && a.Package.Name != "" && a.Package.Ecosystem != ecosystemGit {
		return []Package{a.Package}
	}
	var list []Package
	for _, r := range a.Ranges {
		p := Package{Ecosystem: ecosystemGit, Name: NormalName(ecosystemGit, r.Repo)}
		if r.Type == RangeGit && p.Name != "" && !slices.Contains(list, p) {
			list = append(list, p)
		}
	}
	if len(list) == 0 && a.Package.Ecosystem != "" && a.Package.Name != "" {
		return []Package{a.Package}
	}
	return list
}

// compileCommits sets what ranges of a repository's commits tell without the
// repository: of the commits they name, those that are affected count as listed,
// and those that mend it are kept as such. All others need the history.
func (c *Claim) compileCommits(repository string, a *Affected) {
	var affected, fixed []string
	for _, r := range a.Ranges {
		if r.Type != RangeGit || NormalName(ecosystemGit, r.Repo) != repository || len(r.Events) == 0 {
			continue
		}
		if coversAll(r.Events) {
			c.flags |= flagAll
			return
		}
		for _, e := range r.Events {
			for _, commit := range [...]string{e.Introduced, e.LastAffected} {
				if commit != "" && commit != "0" {
					affected = append(affected, commit)
				}
			}
			if e.Fixed != "" {
				fixed = append(fixed, e.Fixed)
			}
		}
	}
	if len(a.Versions) == 0 {
		c.flags |= flagUnclear // which tags lie in between is not told
	}
	c.flags |= flagCommits
	n, data := 0, []byte(nil)
	add := func(kind byte, list []string) {
		for _, text := range list {
			data = appendString(append(data, kind), text)
			n++
		}
	}
	add(itemText, a.Versions)
	add(itemText, affected)
	add(itemFixed, fixed)
	if n > 0 {
		c.versions = append(appendUvarint(nil, n), data...)
	}
}

// evaluateCommit says whether a tag or commit that is not listed is affected.
// The tags that are listed are all that are affected. Commits, what may be the
// beginning of one, and branches, as far as names tell them from tags, lie
// somewhere in the history.
func (c Claim) evaluateCommit(v Version) Verdict {
	switch {
	case slices.Contains(c.FixCommits(), strings.ToLower(v.text)):
		return VerdictUnaffected
	case c.flags&flagUnclear != 0, isCommit(v.text), isBranch(v.text):
		return VerdictUndecided
	}
	return VerdictUnaffected
}

// FixCommits returns the commits that mend what an advisory about a repository is
// about. Which tags hold them the repository tells.
func (c Claim) FixCommits() []string {
	var list []string
	in := cursor{data: c.versions}
	for n := in.int(); n > 0 && len(in.data) > 0; n-- {
		kind := in.byte()
		if text := in.bytes(); kind == itemFixed {
			list = appendNew(list, strings.ToLower(string(text)))
		}
	}
	return list
}

// isCommit reports whether a version of a repository is a commit's hash or may
// be the beginning of one, and no tag: seven hexadecimal digits or more with a
// letter among them.
func isCommit(version string) bool {
	version = strings.ToLower(version)
	return len(version) >= 7 && strings.Trim(version, "0123456789abcdef") == "" && strings.ContainsAny(version, "abcdef") || isHash(version)
}

// isBranch reports whether a version of a repository is no tag by its name: there is
// no number in it, or an x where a tag has one, as in 4.x.
func isBranch(version string) bool {
	if !strings.ContainsAny(version, "0123456789") || strings.HasPrefix(version, "refs/heads/") {
		return true
	}
	for part := range strings.FieldsFuncSeq(version, func(r rune) bool { return strings.ContainsRune("/.-_", r) }) {
		if part == "x" || part == "X" {
			return true
		}
	}
	return false
}

func isHash(s string) bool {
	return (len(s) == 40 || len(s) == 64) && strings.Trim(s, "0123456789abcdef") == ""
}

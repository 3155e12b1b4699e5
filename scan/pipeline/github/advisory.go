package github

import (
	"strconv"
	"strings"

	"github.com/penstock-dev/penstock/scan"
)

// Advisory is a published vulnerability of an action or a reusable workflow.
type Advisory struct {
	// ID is the one of the GitHub Advisory Database, such as
	// "GHSA-cxww-7g56-2vh6"; Alias is a further one, empty for none.
	ID, Alias string
	// Component is owner/repo, or owner/repo/path, in lower case.
	Component string
	// Summary says in a few words what is wrong.
	Summary  string
	Severity scan.Severity
	// From is the first affected version, empty for the beginning. Before is the
	// first that is not affected any more; or else Through the last that is.
	// With neither all versions are affected.
	From, Before, Through string
	// Fixed is the version to move to; empty means Before, and "none" that there
	// is none. FixedCommit is its commit, where known.
	Fixed, FixedCommit string
	// Commits are full hashes of affected commits. A commit that is not listed
	// counts by the version in the comment behind it.
	Commits []string
}

// fixed returns the version to move to, "" where there is none.
func (a *Advisory) fixed() string {
	switch a.Fixed {
	case "":
		return a.Before
	case "none":
		return ""
	}
	return a.Fixed
}

// affects reports whether a version is affected.
func (a *Advisory) affects(v version) bool {
	if from, ok := parseBound(a.From); ok && v.compare(from) < 0 {
		return false
	}
	if before, ok := parseBound(a.Before); ok {
		return v.compare(before) < 0
	}
	if through, ok := parseVersion(a.Through); ok {
		return v.compare(through) <= 0
	}
	return true
}

// version is the number of a release. Parts that a tag such as v4 leaves out are
// the highest there are: the tag moves along with the releases.
type version [3]int

const latestPart = 1 << 30

// parseVersion reads 1.2.3, with or without a v in front and parts behind a
// hyphen, which do not count.
func parseVersion(text string) (version, bool) {
	text = strings.TrimPrefix(strings.TrimPrefix(text, "v"), "V")
	text, _, _ = strings.Cut(text, "-")
	text, _, _ = strings.Cut(text, "+")
	v := version{latestPart, latestPart, latestPart}
	parts := strings.Split(text, ".")
	if text == "" || len(parts) > 3 {
		return v, false
	}
	for i, p := range parts {
		n, err := strconv.Atoi(p)
		if err != nil || n < 0 || n >= latestPart {
			return v, false
		}
		v[i] = n
	}
	return v, true
}

// parseBound reads a version whose missing parts are 0.
func parseBound(text string) (version, bool) {
	v, ok := parseVersion(text)
	for i := range v {
		if v[i] == latestPart {
			v[i] = 0
		}
	}
	return v, ok
}

func (v version) compare(o version) int {
	for i := range v {
		if v[i] != o[i] {
			if v[i] < o[i] {
				return -1
			}
			return 1
		}
	}
	return 0
}

package trust

import (
	"cmp"
	"fmt"
	"strings"
)

// reach says whose pipelines a condition lets in.
type reach uint8

// The reaches, from the least on.
const (
	oneRef    reach = iota // one branch, tag or environment; or the file does not tell
	pulls                  // pull requests of one project
	anyRef                 // whatever runs in one project
	ofOneOrg               // every project of one owner
	everybody              // every customer of the CI system
)

// verdict is the reach of a condition and why.
type verdict struct {
	reach reach
	why   string
	// literal says that the pattern is compared as it stands: today it may let
	// nobody in.
	literal bool
	// bound says that another resource says what the trust is good for, and can
	// narrow it.
	bound bool
	at    *value // what is to blame
}

// matching is the way in which a pattern is compared.
type matching uint8

const (
	exactly  matching = iota
	wildcard          // * and ? stand for anything
	prefix
	anywhere // as a piece, or at the end
)

// judge returns the reach of a test of one claim against one pattern, in which
// the rune unknown may stand for what the file does not tell.
func (s *issuer) judge(claim, pattern string, how matching, known map[string]bearing) verdict {
	if how == prefix {
		pattern += "*"
	}
	v := verdict{literal: how == exactly && known[claim] != chosen}
	// Inside of a piece nothing says what stands before it.
	if how == anywhere {
		pattern = "*" + pattern
	}
	switch known[claim] {
	case subject:
		v.reach, v.why = s.judgeSubject(pattern, known)
		// Whoever sets up a project can have its subjects start with such a claim.
		first, rest, _ := strings.Cut(pattern, ":")
		v.literal = v.literal && (known[first] != chosen || strings.Contains(rest, s.subject.prefix))
	case path:
		v.reach, v.why = judgePath(claim, pattern, "/", "")
	case chosen:
		v.reach, v.why = everybody, fmt.Sprintf("every pipeline sets the claim %q for itself", claim)
	case ofOwner, ofProject:
		v.reach = anyRef
		if known[claim] == ofOwner {
			v.reach = ofOneOrg
		}
		if i := strings.IndexAny(pattern, "*?"); i >= 0 {
			v.reach, v.why = everybody, fmt.Sprintf("%q does not name one %s", show(pattern), claim)
		}
	}
	return v
}

// judgeSubject judges a pattern for the claim "sub".
func (s *issuer) judgeSubject(pattern string, known map[string]bearing) (reach, string) {
	if rest, ok := strings.CutPrefix(pattern, s.subject.prefix); ok && s.subject.prefix != "" {
		return s.judgeNamed(pattern, rest)
	}
	first, _, claims := strings.Cut(pattern, ":")
	switch {
	case strings.HasPrefix(pattern, string(unknown)), strings.HasPrefix(pattern, "system:serviceaccount:"): // a cluster's
		return oneRef, ""
	case s.owned:
		if strings.Trim(pattern, "*?") == "" {
			return ofOneOrg, fmt.Sprintf("the subject %q is that of every project", show(pattern))
		}
		return oneRef, ""
	case claims && known[first] == ofOwner:
		return ofOneOrg, fmt.Sprintf("the subject %q names an owner and no project", show(pattern))
	case claims && (known[first] == ofProject || known[first] == path):
		return oneRef, ""
	case claims && known[first] == chosen:
		return everybody, fmt.Sprintf("the subject %q starts with the claim %q, which every pipeline sets for itself", show(pattern), first)
	}
	return everybody, fmt.Sprintf("the subject %q names no project", show(pattern))
}

// judgeNamed judges what follows the prefix of a subject.
func (s *issuer) judgeNamed(pattern, rest string) (reach, string) {
	if s.owned {
		return oneRef, ""
	}
	between := s.subject.owner
	both, tail, ok := strings.Cut(rest, s.subject.project)
	elsewhere := between == "/" && strings.ContainsRune(both, unknown) && !strings.ContainsAny(both, "/*?")
	owner := both
	if !elsewhere {
		owner, rest, ok = strings.Cut(rest, between[:1])
	}
	switch {
	case elsewhere:
		rest = tail
	case strings.ContainsAny(owner, "*?") || owner == "" || !ok && !strings.ContainsRune(owner, unknown):
		return everybody, fmt.Sprintf("the subject %q names no owner", show(pattern))
	case !ok:
		return oneRef, ""
	default:
		var project string
		project, rest, ok = strings.Cut(strings.TrimPrefix(rest, between[1:]), s.subject.project)
		if strings.ContainsAny(project, "*?") {
			return ofOneOrg, fmt.Sprintf("the subject %q is that of several projects", show(pattern))
		}
	}
	switch {
	case s.subject.whole:
	case ok && strings.HasPrefix(rest, "pull_request"), strings.HasPrefix(rest, "ref:refs/pull/"):
		return pulls, fmt.Sprintf("the subject %q is that of pull requests", show(pattern))
	case !ok && !strings.ContainsRune(pattern, unknown), open(rest):
		return anyRef, fmt.Sprintf("the subject %q leaves open what of the project runs", show(pattern))
	}
	return oneRef, ""
}

// open reports whether what of a project runs is left open.
func open(rest string) bool {
	if rest == "" || !strings.ContainsAny(rest, "*?") {
		return false
	}
	rest = strings.TrimRight(rest, "*?")
	for _, left := range []string{"ref:refs/heads/", "ref:refs/", "ref:refs/tags/", "ref:", "ref_type:branch:ref:", "ref_type:", "environment:", "r", "re", "ref"} {
		if rest == left {
			return true
		}
	}
	return rest == ""
}

// judgePath judges a pattern for a claim that starts with owner and project.
func judgePath(claim, pattern, sep, before string) (reach, string) {
	owner, project, ok := strings.Cut(strings.TrimPrefix(pattern, before), sep)
	switch {
	case strings.ContainsRune(owner, unknown) && !strings.ContainsAny(owner, "*?"):
		return oneRef, ""
	case !ok || owner == "" || strings.ContainsAny(owner, "*?"):
		return everybody, fmt.Sprintf("%q names no owner for the claim %q", show(pattern), claim)
	case strings.ContainsAny(project, "*?"):
		return ofOneOrg, fmt.Sprintf("%q is several projects for the claim %q", show(pattern), claim)
	}
	return anyRef, ""
}

// show returns a pattern as messages have it.
func show(pattern string) string {
	return strings.ReplaceAll(pattern, string(unknown), "${…}")
}

// narrower returns the verdict of two conditions that both have to hold.
func narrower(a, b verdict) verdict {
	if b.reach < a.reach {
		return b
	}
	return a
}

// wider returns the verdict of two conditions one of which has to hold.
func wider(a, b verdict) verdict {
	if c := cmp.Compare(b.reach, a.reach); c > 0 || c == 0 && a.literal && !b.literal {
		return b
	}
	return a
}

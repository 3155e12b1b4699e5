// Package gitignore reads .gitignore files and judges paths by them, after
// gitignore(5).
package gitignore

import (
	"bytes"
	"strings"

	"github.com/penstock-dev/penstock/internal/glob"
)

// Rules are the patterns of one .gitignore file, immutable and safe for
// concurrent use.
type Rules struct {
	rules     []rule
	truncated bool
}

// Truncated reports whether the file had more patterns than are used.
func (rs *Rules) Truncated() bool { return rs.truncated }

// Empty reports whether there is no valid pattern.
func (rs *Rules) Empty() bool { return len(rs.rules) == 0 }

type rule struct {
	negated bool
	dirOnly bool
	whole   bool // match against the whole path, not only its last element
	// One of these three does the matching.
	literal string
	suffix  string // for patterns *.suffix
	pattern *glob.Pattern
}

// maxPatterns bounds the patterns of one file; what comes after is dropped.
const maxPatterns = 20_000

// Parse reads the lines of a .gitignore file. A line that is no valid pattern
// matches nothing, as in Git.
func Parse(text []byte) *Rules {
	text = bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))
	rs := &Rules{}
	for line := range strings.Lines(string(text)) {
		if r, ok := parseLine(strings.TrimSuffix(strings.TrimSuffix(line, "\n"), "\r")); ok {
			rs.rules = append(rs.rules, r)
		}
		if rs.truncated = len(rs.rules) == maxPatterns; rs.truncated {
			break
		}
	}
	return rs
}

func parseLine(line string) (rule, bool) {
	line = trimSpaces(line)
	if line == "" || line[0] == '#' {
		return rule{}, false
	}
	var r rule
	if line[0] == '!' {
		r.negated, line = true, line[1:]
	}
	if strings.HasSuffix(line, "/") {
		r.dirOnly, line = true, strings.TrimSuffix(line, "/")
	}
	r.whole = strings.Contains(line, "/")
	line = strings.TrimPrefix(line, "/")
	if line == "" {
		return rule{}, false
	}
	switch {
	case !strings.ContainsAny(line, `*?[\`):
		r.literal = line
	case !r.whole && strings.HasPrefix(line, "*") && !strings.ContainsAny(line[1:], `*?[\`):
		r.suffix = line[1:]
	default:
		p, err := glob.Compile(line)
		if err != nil {
			return rule{}, false
		}
		r.pattern = p
	}
	return r, true
}

// trimSpaces cuts trailing spaces that no backslash protects.
func trimSpaces(s string) string {
	for strings.HasSuffix(s, " ") {
		if cut := s[:len(s)-1]; strings.HasSuffix(cut, `\`) && !strings.HasSuffix(cut, `\\`) {
			break
		}
		s = s[:len(s)-1]
	}
	return s
}

// Match judges a path relative to the folder of the .gitignore file: decided
// says whether any pattern matches, ignored what the last one says. A path
// below an ignored folder is the caller's business: Git never looks there.
func (rs *Rules) Match(path string, dir bool) (ignored, decided bool) {
	base := path[strings.LastIndexByte(path, '/')+1:]
	for i := len(rs.rules) - 1; i >= 0; i-- {
		r := &rs.rules[i]
		if r.dirOnly && !dir {
			continue
		}
		s := base
		if r.whole {
			s = path
		}
		if r.match(s) {
			return !r.negated, true
		}
	}
	return false, false
}

func (r *rule) match(s string) bool {
	switch {
	case r.pattern != nil:
		return r.pattern.Match(s)
	case r.literal != "":
		return r.literal == s
	default:
		return strings.HasSuffix(s, r.suffix)
	}
}

package github

import (
	"fmt"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

func knownVulnerableComponent() *audit.Rule {
	return overUses(scan.Rule{
		ID:          "known-vulnerable-component",
		Name:        "Action in a version with a published advisory",
		Class:       "known-vulnerable-component",
		Severity:    scan.SeverityHigh,
		Confidence:  scan.ConfidenceHigh,
		Description: "An advisory says what is wrong with this version of the action. What it opens is open to whoever reads the advisory.",
		Remediation: "Move to a version that the advisory names as mended, and look at what ran with the old one.",
		Example:     "- uses: actions/download-artifact@v4.1.2",
		Fixed:       "- uses: actions/download-artifact@v4.1.7",
		Fix:         "Unsafe: moves to the lowest version that is not affected.",
		Tags:        []string{"zizmor:known-vulnerable-actions", "poutine:known_vulnerability_in_build_component"},
		References:  []scan.Reference{{URL: "https://github.com/advisories?query=ecosystem%3Aactions"}},
	}, (*check).vulnerable)
}

func (c *check) vulnerable(job *ci.Job, step *ci.Step, uses *ci.Component) {
	if uses.Repo == "" {
		return
	}
	var worst *Advisory
	var ids []string
	fixed := ""
	for _, a := range c.system.advisories[uses.Name()] {
		if !c.affected(uses, a) {
			continue
		}
		ids = append(ids, a.ID)
		if worst == nil || a.Severity > worst.Severity {
			worst = a
		}
		if v, ok := parseBound(a.fixed()); ok {
			if w, known := parseBound(fixed); !known || w.compare(v) < 0 {
				fixed = a.fixed()
			}
		}
	}
	if worst == nil {
		return
	}
	slices.Sort(ids)
	message := fmt.Sprintf("%s: %s", strings.Join(ids, ", "), worst.Summary)
	if fixed != "" {
		message += "; mended in " + fixed
	}
	c.findUse(job, step, uses, message, func(w *ci.Weakness) {
		w.Severity, w.Anchor = worst.Severity, uses.Name()+" "+worst.ID
		w.Vulnerability = &scan.Vulnerability{ID: worst.ID, Summary: worst.Summary}
		for _, id := range append(ids, worst.Alias) {
			if id != worst.ID && id != "" {
				w.Vulnerability.Aliases = append(w.Vulnerability.Aliases, id)
			}
		}
		if fixed != "" {
			w.Vulnerability.Fixed = []string{fixed}
		}
		w.References = append(w.References, scan.Reference{URL: "https://github.com/advisories/" + worst.ID})
	}, audit.Mend("Move to a version that is mended", "the other version may behave in another way", c.bump(uses, fixed, worst)...))
}

// affected reports whether the version that a reference names, or that the
// comment behind a commit names, is affected.
func (c *check) affected(uses *ci.Component, a *Advisory) bool {
	if c.system.matched {
		comment, _ := c.versionComment(uses)
		return uses.Pinned() && comment == "" && slices.Contains(a.Commits, strings.ToLower(uses.Version))
	}
	if slices.Contains(a.Commits, strings.ToLower(uses.Version)) {
		return true
	}
	text := uses.Version
	if uses.Pinned() {
		text, _ = c.versionComment(uses)
	}
	v, ok := parseVersion(text)
	return ok && a.affects(v)
}

// bump returns the edits that move a reference to a fixed version: a tag to the
// tag, a commit to the commit where that is known.
func (c *check) bump(uses *ci.Component, fixed string, a *Advisory) []scan.Edit {
	if fixed == "" {
		return nil
	}
	to := fixed
	if uses.Pinned() {
		if to = a.FixedCommit; to == "" || fixed != a.fixed() {
			return nil
		}
	} else if strings.HasPrefix(uses.Version, "v") {
		to = "v" + to
	}
	start, end := uses.Ref.Span()
	at := strings.LastIndex(string(c.file.Source.Bytes()[start:end]), "@"+uses.Version)
	if at < 0 {
		return nil
	}
	at += start + 1
	edits := []scan.Edit{c.Edit(at, at+len(uses.Version), to)}
	if text, from := c.versionComment(uses); uses.Pinned() && text != "" {
		prefix := ""
		if strings.HasPrefix(text, "v") {
			prefix = "v"
		}
		edits = append(edits, c.Edit(from, from+len(text), prefix+fixed))
	}
	return edits
}

// versionComment returns the version that the comment behind a reference names,
// "" for none, and where it starts.
func (c *check) versionComment(uses *ci.Component) (text string, at int) {
	_, end := uses.Ref.Span()
	line := string(c.file.Source.Bytes()[end:c.EndOfLine(end)])
	sign := strings.IndexByte(line, '#')
	if sign < 0 {
		return "", 0
	}
	rest := line[sign+1:]
	at = end + sign + 1
	for rest != "" {
		word := strings.TrimLeft(rest, " \t=:")
		at += len(rest) - len(word)
		n := strings.IndexAny(word, " \t\r,;")
		if n < 0 {
			n = len(word)
		}
		text := word[:n]
		shift := strings.LastIndexAny(text, "@=:") + 1
		if _, ok := parseVersion(text[shift:]); ok {
			return text[shift:], at + shift
		}
		rest, at = word[n:], at+n
		if n == 0 {
			break
		}
	}
	return "", 0
}

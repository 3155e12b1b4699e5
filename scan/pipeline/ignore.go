package pipeline

import (
	"fmt"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/scan"
)

// suppress marks the findings of a file that a comment ([scan.Ignores]) or a
// configuration ([Config.IgnoreFiles]) concerns, and returns notes about comments
// of our own form that name no rule, are out of date or, if that is asked for,
// concern nothing.
//
// A comment concerns findings on its line, in its step, and, where it stands
// alone, those on the next line or of the step that begins there.
func (a *Analyzer) suppress(f *scan.File, list []*Weakness) []*scan.Diagnostic {
	comments := scan.Ignores(f)
	used := map[*scan.Ignore]map[string]bool{}
	for _, w := range list {
		for _, c := range comments {
			if !c.On(w.Location.Region) && !c.On(w.Scope) || !c.Names(w.Rule) {
				continue
			}
			if used[c] == nil {
				used[c] = map[string]bool{}
			}
			for _, name := range c.Rules {
				used[c][name] = used[c][name] || c.Calls(w.Rule, name)
			}
			if !w.Suppressed() && !a.expired(c) {
				w.Suppressions = append(w.Suppressions, c.Suppression())
			}
		}
		if !w.Suppressed() {
			a.configured(w)
		}
	}
	var notes []*scan.Diagnostic
	for _, c := range comments {
		if c.Own() {
			notes = append(notes, a.remarks(c, used[c])...)
		}
	}
	return notes
}

// expired reports whether a comment's last day is over.
func (a *Analyzer) expired(c *scan.Ignore) bool {
	return c.Expires != "" && a.now != nil && c.Expires < a.now().UTC().Format("2006-01-02")
}

// remarks tells what is wrong with a comment of our own form, given the names in
// it that were of use.
func (a *Analyzer) remarks(c *scan.Ignore, used map[string]bool) []*scan.Diagnostic {
	var notes []*scan.Diagnostic
	say := func(kind scan.DiagnosticKind, format string, args ...any) {
		notes = append(notes, &scan.Diagnostic{Kind: kind, Location: c.Location, Note: true, Message: fmt.Sprintf(format, args...)})
	}
	if a.expired(c) {
		say(scan.DiagUnusedIgnore, "this comment held until %s and ignores nothing any more", c.Expires)
	}
	for _, name := range c.Rules {
		switch {
		case used[name]:
		case a.foreign(name):
			// Another analyzer's, which reads the comment itself.
		case !slices.ContainsFunc(a.rules, func(r *scan.Rule) bool { return c.Calls(r, name) }):
			say(scan.DiagUnknownRule, "this comment is to ignore %q, and there is no such rule or class", name)
		case a.unused:
			say(scan.DiagUnusedIgnore, "this comment is to ignore %q, which is not found here", name)
		}
	}
	return notes
}

// foreign reports whether a name is one of rules that this analyzer does not
// have: of another area, or of a class that exists.
func (a *Analyzer) foreign(name string) bool {
	area, _, ok := strings.Cut(name, "/")
	if !ok {
		_, ok := scan.ClassInfoOf(scan.Class(name))
		return ok && !slices.ContainsFunc(a.rules, func(r *scan.Rule) bool { return string(r.Class) == name })
	}
	return !slices.ContainsFunc(a.rules, func(r *scan.Rule) bool { return strings.HasPrefix(r.ID, area+"/") })
}

package pipeline

import (
	"cmp"
	"slices"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

// group is what findings have in common that are told once.
type group struct {
	rule     *scan.Rule
	name     string
	severity scan.Severity
	persona  scan.Persona
}

// join tells the findings of a group once, at the first place. Those that are
// suppressed stay on their own, each with its reason, and so do those that tell
// the path of an attack or are a part of one.
func join(list []*Weakness) []*Weakness {
	first := map[group]*Weakness{}
	out := list[:0]
	for _, w := range list {
		if w.Group == "" || w.Suppressed() || w.Part || w.Path != nil {
			out = append(out, w)
			continue
		}
		key := group{w.Rule, w.Group, w.Severity, w.Persona}
		head := first[key]
		if head == nil {
			first[key] = w
			out = append(out, w)
			continue
		}
		head.Occurrences = max(head.Occurrences, 1) + 1
		loc := w.Location
		loc.Role = ci.RoleOccurrence
		if w.Message != head.Message {
			loc.Message = w.Message
		}
		head.Related = append(head.Related, loc)
		head.Impact = cmp.Or(head.Impact, w.Impact)
		for _, f := range w.Fixes {
			addFix(head, f)
		}
	}
	return out
}

// maxFixes bounds the fixes of a finding that stands for several.
const maxFixes = 4

// addFix adds the edits of a fix to those that are as safe as it, or else the
// fix beside the others: either can be done. What cannot be done together with
// the rest is done when the file is looked at again.
func addFix(w *Weakness, fix scan.Fix) {
	for i := range w.Fixes {
		f := &w.Fixes[i]
		if f.Description != fix.Description || f.Safe != fix.Safe || f.Caveat != fix.Caveat {
			continue
		}
		if apart(f.Edits, fix.Edits) {
			f.Edits = append(f.Edits, fix.Edits...)
		}
		return
	}
	if len(w.Fixes) < maxFixes || fix.Safe && !slices.ContainsFunc(w.Fixes, func(f scan.Fix) bool { return f.Safe }) {
		w.Fixes = append(w.Fixes, fix)
	}
}

// apart reports whether edits can be done together: no two touch.
func apart(a, b []scan.Edit) bool {
	return !slices.ContainsFunc(a, func(x scan.Edit) bool {
		return slices.ContainsFunc(b, func(y scan.Edit) bool {
			return x.Path == y.Path && x.Region.StartOffset <= y.Region.EndOffset && y.Region.StartOffset <= x.Region.EndOffset
		})
	})
}

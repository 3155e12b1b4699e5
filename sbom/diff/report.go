package diff

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/sbom/bom"
)

// Kind is the sort of a [Change].
type Kind string

// The kinds of changes.
const (
	Added      Kind = "added"
	Removed    Kind = "removed"
	Upgraded   Kind = "upgraded"
	Downgraded Kind = "downgraded"
	// Version is another version that has no order with the old one, as commits have
	// none, or one that appeared or went.
	Version Kind = "version"
	// Instances means that the same version is listed another number of times.
	Instances Kind = "instances"
	License   Kind = "license"
	Supplier  Kind = "supplier"
	// Hash is another digest by the same algorithm at the same version: somebody
	// built it anew, or tampered with it.
	Hash Kind = "hash"
	// Path means that a dependency of the root newly leads to a component that
	// was there before.
	Path Kind = "path"
	// LookAlike is an added component whose name is one slip of the hand away
	// from that of a component that was there before.
	LookAlike Kind = "look-alike"
	// Identity means that the package URL of the same name now has another type,
	// namespace or name: it comes from elsewhere.
	Identity Kind = "identity"
	// Root means that the document describes something else, or another version.
	Root Kind = "root"
	// Uses to Script are changes of the workflows and tasks of a formulation.
	// Uses is a component that it newly uses, no more, or in another version.
	Uses Kind = "uses"
	// Trigger is an event that starts it, with what narrows it.
	Trigger Kind = "trigger"
	// Permission is a right of its token.
	Permission Kind = "permission"
	// Secret is the name of a secret that it gets.
	Secret Kind = "secret"
	// Runner is the machine that it runs on.
	Runner Kind = "runner"
	// Environment is what it deploys to.
	Environment Kind = "environment"
	// Script is what a step runs, by its digest where it has one.
	Script Kind = "script"
)

// Change is one difference of a component.
type Change struct {
	Kind Kind
	// From and To are the old and the new value as text; empty for none.
	From, To string
}

// Entry is a component of either document, or several that differ in version
// only, and what changed about it.
type Entry struct {
	// Name is group and name.
	Name string
	// Type is the type of its package URL, empty if it has none.
	Type string
	// From and To are its components in both documents, in their order.
	From, To []*bom.Component
	// Changes are never empty.
	Changes []Change
}

// Has reports whether there is a change of one of the kinds.
func (e *Entry) Has(kinds ...Kind) bool {
	return slices.ContainsFunc(e.Changes, func(c Change) bool { return slices.Contains(kinds, c.Kind) })
}

// Report is what differs between two documents. It is a plain value.
type Report struct {
	// Entries with changes, in rising order of name and type.
	Entries []Entry
	// Work are the workflows and tasks of formulations with changes, in rising
	// order of their names, each workflow before its tasks.
	Work []Work
	// NotCompared says, in words, what one of the documents tells and the format of
	// the other cannot, such as a formulation: that is no difference.
	NotCompared []string
	// PathsCut says that the graphs are too large to look for all changes of kind
	// [Path]: there may be more.
	PathsCut bool
}

// Empty reports whether nothing differs.
func (r *Report) Empty() bool { return len(r.Entries) == 0 && len(r.Work) == 0 }

// Of returns the entries that have a change of one of the kinds.
func (r *Report) Of(kinds ...Kind) []Entry {
	var out []Entry
	for _, e := range r.Entries {
		if e.Has(kinds...) {
			out = append(out, e)
		}
	}
	return out
}

// Compare compares two documents of any formats. Components are the same when
// their package URLs are but for version, qualifiers and subpath; of the rest,
// when group and name are, unless several have that name. The roots are compared
// with each other, whatever their names. Files of SPDX are compared where both
// documents list them. A license that a document defines goes by its name. The order of components, references and identifiers of
// documents, and who wrote them when, are no differences.
//
// Of formulations, workflows and tasks are compared: what they use and are allowed,
// what starts them and what they run; where the format of one document has no place
// for them, they are not.
//
// Neither document is changed.
func Compare(from, to *bom.Document) *Report {
	c := newComparison(from, to)
	r := &Report{PathsCut: c.cut}
	for _, e := range c.entries {
		c.changes(e)
		if len(e.Changes) > 0 {
			r.Entries = append(r.Entries, *e)
		}
	}
	if e := compareRoots(from.Root(), to.Root()); e != nil {
		r.Entries = append(r.Entries, *e)
	}
	if hasFormulations(from) && hasFormulations(to) {
		r.Work = compareWork(from, to)
	} else {
		r.NotCompared = append(uncompared("old", "new", from, to), uncompared("new", "old", to, from)...)
	}
	slices.SortStableFunc(r.Entries, func(a, b Entry) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Type, b.Type))
	})
	return r
}

// hasFormulations reports whether a document is of a format with a place for them,
// which is CycloneDX from version 1.5 on, or of none.
func hasFormulations(d *bom.Document) bool {
	return d.Format == "" || d.Format == bom.CycloneDX && !slices.Contains([]string{"1.0", "1.1", "1.2", "1.3", "1.4"}, d.SpecVersion)
}

// uncompared says what of a formulation the other document cannot tell.
func uncompared(which, other string, d, than *bom.Document) []string {
	n := len(worksOf(d))
	if n == 0 || hasFormulations(than) {
		return nil
	}
	return []string{fmt.Sprintf("the workflows and tasks of the %s document (%d): %s %s, the format of the %s one, has no place for them",
		which, n, than.Format, strings.TrimPrefix(than.SpecVersion, "SPDX-"), other)}
}

func compareRoots(from, to *bom.Component) *Entry {
	text := func(c *bom.Component) string {
		if c == nil {
			return ""
		}
		if c.Version == "" {
			return c.FullName()
		}
		return c.FullName() + "@" + c.Version
	}
	a, b := text(from), text(to)
	if a == b {
		return nil
	}
	e := &Entry{Changes: []Change{{Root, a, b}}}
	if from != nil {
		e.Name, e.From = from.FullName(), []*bom.Component{from}
	}
	if to != nil {
		e.Name, e.To = to.FullName(), []*bom.Component{to}
	}
	return e
}

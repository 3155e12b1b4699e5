package diff

import (
	"cmp"
	"slices"

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
	// Version is another version that has no order with the old one, or one that
	// appeared or went.
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
// what starts them and what they run.
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
	r.Work = compareWork(from, to)
	slices.SortStableFunc(r.Entries, func(a, b Entry) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Type, b.Type))
	})
	return r
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

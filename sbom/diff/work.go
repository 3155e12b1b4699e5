package diff

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/sbom/bom"
	"github.com/penstock-dev/penstock/sbom/purl"
)

// Work is a workflow of the formulation of either document, or a task of one,
// and what changed about it.
type Work struct {
	// Workflow is the UID of the workflow, Task that of the task in it; Task is
	// empty for the workflow itself.
	Workflow, Task string
	// Changes are never empty. Those of a workflow or task that is new, or gone,
	// are that it is and what it brings, or takes away.
	Changes []Change
}

// Has reports whether there is a change of one of the kinds.
func (w *Work) Has(kinds ...Kind) bool {
	return slices.ContainsFunc(w.Changes, func(c Change) bool { return slices.Contains(kinds, c.Kind) })
}

// workKey names a workflow or a task.
type workKey struct{ workflow, task string }

// compareWork compares the workflows and tasks of two documents, which are the
// same when their UIDs are.
func compareWork(from, to *bom.Document) []Work {
	old, now := worksOf(from), worksOf(to)
	keys := slices.Collect(maps.Keys(old))
	for k := range now {
		if _, ok := old[k]; !ok {
			keys = append(keys, k)
		}
	}
	slices.SortFunc(keys, func(a, b workKey) int {
		return cmp.Or(strings.Compare(a.workflow, b.workflow), strings.Compare(a.task, b.task))
	})
	var list []Work
	for _, k := range keys {
		a, was := old[k]
		b, is := now[k]
		w := Work{Workflow: k.workflow, Task: k.task}
		name := cmp.Or(k.task, k.workflow)
		switch {
		case !was:
			w.Changes = append(w.Changes, Change{Added, "", name})
		case !is:
			w.Changes = append(w.Changes, Change{Removed, name, ""})
		}
		if w.Changes = append(w.Changes, a.changes(b)...); len(w.Changes) > 0 {
			list = append(list, w)
		}
	}
	return list
}

// work is what is compared of a workflow or task: by kind, names with the values
// that they have.
type work map[Kind]map[string][]string

func (w work) add(kind Kind, name, value string) {
	if name == "" {
		return
	}
	if w[kind] == nil {
		w[kind] = map[string][]string{}
	}
	if !slices.Contains(w[kind][name], value) {
		w[kind][name] = append(w[kind][name], value)
	}
}

// workKinds are the kinds of changes of a workflow or task, in the order in
// which they are told.
func workKinds() []Kind {
	return []Kind{Uses, Trigger, Permission, Secret, Runner, Environment, Script}
}

// changes tells names that came and went, and values that changed.
func (w work) changes(to work) []Change {
	var out []Change
	for _, kind := range workKinds() {
		names := slices.Collect(maps.Keys(w[kind]))
		for name := range to[kind] {
			if _, ok := w[kind][name]; !ok {
				names = append(names, name)
			}
		}
		slices.Sort(names)
		for _, name := range names {
			a, b := text(kind, name, w[kind][name]), text(kind, name, to[kind][name])
			if a != b {
				out = append(out, Change{kind, a, b})
			}
		}
	}
	return out
}

// text writes a name with its values; "" for none.
func text(kind Kind, name string, values []string) string {
	if len(values) == 0 {
		return ""
	}
	values = slices.Sorted(slices.Values(values))
	joined := strings.Join(values, ", ")
	switch {
	case joined == "":
		return name
	case kind == Uses:
		return name + "@" + joined
	case kind == Trigger:
		return name + " " + joined
	}
	return name + ":" + joined
}

func worksOf(d *bom.Document) map[workKey]work {
	works := map[workKey]work{}
	for _, f := range d.Formulation {
		if f == nil {
			continue
		}
		components := map[string]*bom.Component{}
		for _, list := range [][]*bom.Component{d.Components, f.Components} {
			for _, c := range list {
				components[c.Ref] = c
			}
		}
		for _, w := range f.Workflows {
			workflow := cmp.Or(w.UID, w.Ref)
			worksAdd(works, workKey{workflow, ""}, &w.Task, components)
			for _, t := range w.Tasks {
				worksAdd(works, workKey{workflow, cmp.Or(t.UID, t.Ref)}, t, components)
			}
		}
	}
	return works
}

// worksAdd notes one; several of one name are one.
func worksAdd(works map[workKey]work, key workKey, t *bom.Task, components map[string]*bom.Component) {
	w := works[key]
	if w == nil {
		w = work{}
		works[key] = w
	}
	for _, r := range t.Resources {
		w.uses(r, components)
	}
	for _, p := range t.Properties {
		switch p.Name {
		case bom.PropertySecret:
			w.add(Secret, p.Value, "")
		case bom.PropertyEnvironment:
			w.add(Environment, p.Value, "")
		case bom.PropertyRunner:
			w.add(Runner, p.Value, "")
		case bom.PropertyPermission:
			scope, access, _ := strings.Cut(p.Value, ":")
			w.add(Permission, scope, access)
		case bom.PropertyTrigger:
			name, filters, _ := strings.Cut(p.Value, " ")
			w.add(Trigger, name, filters)
		}
	}
	if t.Trigger != nil && w[Trigger] == nil {
		w.add(Trigger, cmp.Or(t.Trigger.Name, t.Trigger.Type), "")
	}
	if w[Runner] == nil {
		for _, dep := range t.Topology {
			if c := components[dep.Ref]; c != nil && c.Type != "container" {
				w.add(Runner, c.FullName(), c.Version)
			}
		}
	}
	for _, s := range t.Steps {
		w.script(s)
	}
}

// uses notes a component by its package URL or name, with its version.
func (w work) uses(r bom.Resource, components map[string]*bom.Component) {
	switch c := components[r.Ref]; {
	case r.Reference != nil:
		w.add(Uses, r.Reference.URL, "")
	case c == nil:
		w.add(Uses, r.Ref, "")
	default:
		name := c.FullName()
		if u, err := purl.Parse(c.PURL); err == nil {
			name = strings.Trim(u.Type+"/"+u.Namespace, "/") + "/" + u.Name
			if u.Subpath != "" {
				name += "/" + u.Subpath
			}
		}
		w.add(Uses, name, c.Version)
	}
}

// script notes what the commands of a step are: their digests, or else their
// texts.
func (w work) script(s bom.Step) {
	for _, c := range s.Commands {
		digest := ""
		for _, p := range c.Properties {
			if p.Name == bom.PropertyDigest {
				digest = p.Value
			}
		}
		if digest == "" && strings.HasPrefix(c.Executed, "uses ") {
			continue // told as a component
		}
		w.add(Script, s.Name, cmp.Or(digest, c.Executed))
	}
}

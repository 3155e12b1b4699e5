package github

import (
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

// events returns the events that start the file: its own triggers, and in place
// of workflow_call, or for an action, those under which outsiders get as far as
// the places that use it. Where those are not known workflow_call stays.
func (c *check) events() []string {
	if c.started != nil || c.file.Kind == ci.KindUpdates {
		return c.started
	}
	c.started = []string{} // for files that call each other
	names := []string{}
	for _, name := range eventNames(c.file) {
		switch {
		case name == "workflow_call" && c.called():
		case name == "workflow_run":
			names = append(names, c.parents())
		default:
			names = append(names, name)
		}
	}
	for _, site := range c.sites() {
		for _, name := range c.repo.reach(site) {
			if !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	c.started = names
	return names
}

// reach returns the events under which outsiders get to a use.
func (r *repository) reach(site *callSite) []string {
	if site.events != nil {
		return site.events
	}
	p, ok := r.open(site)
	if !ok {
		return nil
	}
	site.events = append([]string{}, p.c.reachable(p.job, p.step)...)
	return site.events
}

// followsTrusted stands for workflow_run where none of the workflows before can
// be started by outsiders.
const followsTrusted = "workflow_run of trusted runs"

// parents returns the event that a trigger workflow_run amounts to: itself,
// unless all workflows that it follows are known and none of them starts for
// outsiders.
func (c *check) parents() string {
	names := c.parentNames()
	if len(names) == 0 {
		return "workflow_run"
	}
	for _, name := range names {
		if c.repo == nil || len(c.repo.named[name]) == 0 {
			if neverNamed(name) {
				continue
			}
			return "workflow_run"
		}
		if c.repo.openEvent(name) != "" {
			return "workflow_run"
		}
	}
	return followsTrusted
}

// openEvent returns the first event by which outsiders can start a workflow of a
// name, empty for none.
func (r *repository) openEvent(name string) string {
	for _, i := range r.named[name] {
		if e := r.start[i].open(); e != "" {
			return e
		}
	}
	return ""
}

// open returns the first event by which outsiders can start a workflow, empty for
// none.
func (n note) open() string {
	for _, e := range n.events {
		if events[e].outsiders {
			return e
		}
	}
	return ""
}

// openParents returns the indices of the workflows before that outsiders can
// start.
func (c *check) openParents() []int {
	if c.repo == nil {
		return nil
	}
	var list []int
	for _, name := range c.parentNames() {
		for _, i := range c.repo.named[name] {
			if c.repo.start[i].open() != "" {
				list = append(list, i)
			}
		}
	}
	return list
}

// parentNames returns the names of the workflows that the file starts after.
func (c *check) parentNames() []string {
	var names []string
	for _, t := range c.file.Triggers {
		if t.Name != "workflow_run" {
			continue
		}
		for n := range t.Config.Get("workflows").List() {
			names = append(names, n.Value())
		}
	}
	return names
}

// neverNamed reports whether a text looks like the name of a workflow's file,
// which is not what workflow_run goes by: a workflow without a name has its
// whole path for one.
func neverNamed(name string) bool {
	return !strings.Contains(name, "/") && (strings.HasSuffix(name, ".yml") || strings.HasSuffix(name, ".yaml"))
}

// handed judges an input of the file by what its callers hand over. The verdict
// keeps the privilege of the caller that decides. Files that call each other in
// a circle, which the platform refuses, add nothing to it.
func (c *check) handed(name string) verdict {
	if v, ok := c.given[name]; ok {
		return v
	}
	if c.given == nil {
		c.given = map[string]verdict{}
	}
	c.given[name] = verdict{}
	if c.repo.nested == maxCalls {
		return verdict{who: unknown}
	}
	c.repo.nested++
	defer func() { c.repo.nested-- }()
	v := verdict{}
	for _, site := range c.sites() {
		if text, ok := site.with[strings.ToLower(name)]; ok && text != computedInput {
			continue // a constant
		}
		if p, ok := c.repo.open(site); ok {
			v = v.worse(c.handedBy(p, name, 0))
		}
	}
	c.given[name] = v
	return v
}

// maxCalls bounds how far calls are followed back, above the ten levels that the
// platform allows.
const maxCalls = 20

// handedBy judges an input of the file by what one caller hands over, or else by
// its default.
func (c *check) handedBy(p place, name string, depth int) verdict {
	n := p.with(name)
	if n == nil {
		for _, in := range c.file.Inputs {
			if strings.EqualFold(in.Name, name) {
				return place{c: c}.scalar(in.Config.Get("default"), depth+1)
			}
		}
		return verdict{}
	}
	v := p.scalar(n, depth+1)
	if v.who > fixed {
		v.direct = true
		if !v.crossed {
			v.crossed, v.privilege = true, p.c.privilege(p.job, p.step)
		}
	}
	return v
}

// handedText returns the text of an input of the file with one caller, when it is
// constant.
func (c *check) handedText(from place, name string) (string, bool) {
	n := from.with(name)
	for _, in := range c.file.Inputs {
		if n == nil && strings.EqualFold(in.Name, name) {
			n = in.Config.Get("default")
		}
	}
	return n.Value(), !strings.Contains(n.Value(), "${{")
}

// constants returns the values that an input has with the known callers, when
// all of them are constant.
func (c *check) constants(name string) (values []string, ok bool) {
	otherwise := ""
	for _, in := range c.file.Inputs {
		if strings.EqualFold(in.Name, name) {
			otherwise = in.Config.Get("default").Value()
		}
	}
	for _, site := range c.sites() {
		text, ok := site.with[strings.ToLower(name)]
		if !ok {
			text = otherwise
		}
		if strings.Contains(text, "${{") {
			return nil, false
		}
		values = append(values, text)
	}
	return values, len(values) > 0
}

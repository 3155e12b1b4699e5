package github

import (
	"fmt"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
	"github.com/penstock-dev/penstock/scan/pipeline/expr"
)

// entrance is a way for outsiders to get to a file: an event that they can
// cause, and the uses from the workflow that it starts.
type entrance struct {
	event   string
	who     string
	trigger scan.Location
	calls   []place  // outermost first
	guards  []string // conditions of the calls
}

// maxEntrances bounds how many ways to a file are told.
const maxEntrances = 8

// entrances returns the ways to the file, those of its own triggers first.
func (c *check) entrances() []entrance {
	if c.ways != nil {
		return c.ways
	}
	c.ways = []entrance{} // for files that call each other
	list := []entrance{}
	for _, t := range c.file.Triggers {
		if events[t.Name].outsiders && (t.Name != "workflow_run" || c.parents() == t.Name) {
			list = append(list, entrance{event: t.Name, who: c.whoCauses(t), trigger: c.file.Location(ci.SpanOf(t.Key), "on."+t.Name)})
		}
	}
	if c.repo != nil {
		if c.repo.nested >= maxCalls {
			return list
		}
		c.repo.nested++
		defer func() { c.repo.nested-- }()
	}
	for _, site := range c.sites() {
		if site.events != nil && !slices.ContainsFunc(site.events, func(e string) bool { return events[e].outsiders }) {
			continue
		}
		p, ok := c.repo.open(site)
		if !ok || c.exhausted() {
			continue
		}
		for _, e := range p.c.entrances() {
			if len(list) < maxEntrances && len(e.calls) < maxCalls && p.c.passes(p.job, p.step, e.event) {
				e.calls = append(slices.Clip(e.calls), p)
				e.guards = append(slices.Clip(e.guards), p.conditions()...)
				list = append(list, e)
			}
		}
	}
	c.ways = list
	return list
}

// entrancesTo returns the ways on which outsiders get as far as the place where
// an attack ends. Where some of them lead to a run
// with secrets or a token that writes, the others are left out.
func (c *check) entrancesTo(p place, a attack) []entrance {
	var list []entrance
	for _, e := range c.entrances() {
		if brings(e.event, a.source) && (a.approved || p.job == nil || c.passes(p.job, p.step, e.event)) {
			list = append(list, e)
		}
	}
	if a.source == headSource {
		list = narrow(list, func(e entrance) bool { return events[e.event].code })
	}
	if len(a.trace) > 0 {
		from := a.trace[0].c
		list = narrow(list, func(e entrance) bool {
			return from == c || slices.ContainsFunc(e.calls, func(p place) bool { return p.c == from })
		})
	}
	return narrow(list, func(e entrance) bool { return events[e.event].privileged })
}

// narrow returns the elements that a test holds for, or all when there is none.
func narrow(list []entrance, holds func(entrance) bool) []entrance {
	var kept []entrance
	for _, e := range list {
		if holds(e) {
			kept = append(kept, e)
		}
	}
	if kept == nil {
		return list
	}
	return kept
}

// brings reports whether an event has a context value in its payload.
func brings(event, source string) bool {
	if canonical(source) == "github.head_ref" {
		return strings.HasPrefix(event, "pull_request")
	}
	rest, ok := strings.CutPrefix(source, "github.event.")
	if !ok {
		return true
	}
	object, _, _ := strings.Cut(rest, ".")
	list, known := payloadObjects[object]
	return !known || slices.Contains(list, event) || !slices.Contains(payloadEvents, event)
}

// whoCauses names those who can cause a trigger's event.
func (c *check) whoCauses(t ci.Trigger) string {
	who := events[t.Name].who
	switch {
	case t.Name == "workflow_run":
		return c.whoStartsBefore()
	case onlyLabeled(t.Config):
		who += " that somebody labels"
	}
	return who
}

// whoStartsBefore names those who can start one of the workflows that the file
// starts after.
func (c *check) whoStartsBefore() string {
	for _, name := range c.parentNames() {
		if c.repo == nil || len(c.repo.named[name]) == 0 {
			if !neverNamed(name) {
				return "anybody who can start the workflow " + name
			}
		} else if e := c.repo.openEvent(name); e != "" {
			return fmt.Sprintf("%s and so starts the workflow %s", events[e].who, name)
		}
	}
	return events["workflow_run"].who
}

// conditions returns the conditions that a run passes on its way to the place
// and that may be meant to keep somebody out.
func (p place) conditions() []string {
	var list []string
	add := func(n *document.Node) {
		if n == nil {
			return
		}
		e, _ := p.c.condition(n)
		if e != nil && guards(e) {
			text := strings.TrimSpace(n.Value())
			if strings.HasPrefix(text, "${{") && strings.HasSuffix(text, "}}") {
				text = strings.TrimSpace(text[3 : len(text)-2])
			}
			list = append(list, strings.Join(strings.Fields(text), " "))
		}
	}
	if p.job != nil {
		add(p.job.If)
	}
	if p.step != nil {
		add(p.step.If)
	}
	return list
}

// guards reports whether a condition asks for something of the event beyond its
// name, for who caused it, a label, a text, or for what a step before found out.
func guards(e *expr.Node) bool {
	return slices.ContainsFunc(e.References(), func(n *expr.Node) bool {
		switch path := n.Path(); path {
		case "github.event_name", "github.event.action", "github.repository", "github.repository_owner", "github.ref", "github.ref_name", "github.ref_type",
			"github.event.workflow_run.conclusion", "github.event.pull_request.state", "github.event.pull_request.draft":
			return false
		default:
			return strings.HasPrefix(path, "github.") || strings.Contains(path, ".outputs.")
		}
	})
}

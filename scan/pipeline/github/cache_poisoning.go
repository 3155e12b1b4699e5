package github

import (
	"fmt"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
	"github.com/penstock-dev/penstock/scan/pipeline/expr"
)

func cachePoisoning() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			ID:          "cache-poisoning",
			Name:        "Cache shared between less and more trusted runs",
			Class:       "cache-poisoning",
			Severity:    scan.SeverityHigh,
			Confidence:  scan.ConfidenceLow,
			Description: "Caches of the default branch are restored by every run, releases too. Whoever gets code into one run that writes the cache decides on what later runs restore and execute.",
			Remediation: "Build what you publish without a cache, and run no code of pull requests where the default branch's cache can be written.",
			Example:     "on: release\njobs:\n  publish:\n    steps:\n      - uses: actions/cache@v5",
			Fixed:       "on: release\njobs:\n  publish:\n    steps:\n      - run: make release",
			Fix:         "Unsafe: switches the cache of the action off where what it makes is published.",
			Tags:        []string{"zizmor:cache-poisoning"},
		},
		Job: onJob(checkCache),
	}
}

func checkCache(c *check, job *ci.Job) {
	publishing, byCaller := c.publishing(job)
	var tainted *ci.Step // the checkout of a pull request's code
	for _, step := range job.Steps {
		if tainted != nil {
			c.poisonable(job, step, tainted)
		}
		if c.place(job, step).checksOutHead() && c.exposed(job, step) && c.writesDefaultCache(job, step) {
			tainted = step
		}
		c.cacheSettings(job, step)
		if !publishing {
			continue
		}
		at, ok := c.place(job, step).cache()
		if !ok {
			continue
		}
		c.find(job, step, ci.SpanOf(step.Node), "uses", fmt.Sprintf("what is published may be built from a cache that other runs write (%s)", at.step.Uses.Name()), func(w *ci.Weakness) {
			w.Severity = scan.SeverityMedium // nothing says that somebody else gets at the cache
			w.Component = step.Uses.Ref.Value()
			w.Anchor, w.Group = w.Component, w.Component
			if at.step != step {
				w.Related = append(w.Related, hop{at.span(), at, ""}.location())
				w.Related[0].Role = "cache"
			}
			tests := c.startedBy("pull_request") && !c.feedsPublishing(job, 0)
			if tests || byCaller && !slices.ContainsFunc(job.Steps, c.handsOn) {
				w.Severity, w.Persona = scan.SeverityLow, scan.PersonaPedantic // it tests what is released, and no more
			}
			if at.step != step && !asksForCache(at.step) {
				w.Severity, w.Persona = scan.SeverityLow, scan.PersonaPedantic // nobody asked for it, and it may find nothing to cache
			}
		}, audit.Mend("Do without the cache", "the job makes anew what the cache would have held", c.uncached(step)...))
	}
}

// cache returns the place of a step that restores or saves a cache: the place
// itself, or a step of the repository's action that it uses.
func (p place) cache() (place, bool) {
	if p.step.Uses == nil {
		return p, false
	}
	if !p.step.Uses.Local {
		return p, p.c.usesCache(p.step)
	}
	for _, at := range p.inside(nil, 0) {
		if at.c.usesCache(at.step) && !at.cacheOff() {
			return at, true
		}
	}
	return p, false
}

// asksForCache reports whether a step that caches is made for it, or is told to.
func asksForCache(step *ci.Step) bool {
	use := cacheActions[step.Uses.Name()]
	made := use.input == "" || use.input == "lookup-only"
	return made || step.Input(use.input) != nil || use.also != "" && step.Input(use.also) != nil
}

// cacheOff reports whether the use through which the place is looked at switches
// the cache of its step off by a constant input.
func (p place) cacheOff() bool {
	if p.via == nil {
		return false
	}
	use := cacheActions[p.step.Uses.Name()]
	for _, fence := range expr.Fences(p.step.Input(use.input).Value()) {
		e := p.c.expression(p.step.Input(use.input).Value()[fence.Inner:fence.InnerEnd])
		if e == nil {
			continue
		}
		if name, ok := strings.CutPrefix(e.Unwrap().Path(), "inputs."); ok {
			text, constant := p.c.handedText(*p.via, name)
			off := text == "" || text == "false"
			return constant && off != use.inverted
		}
	}
	return false
}

// publishing reports whether a job publishes something, by itself or by a
// workflow that calls it.
func (c *check) publishing(job *ci.Job) (ok, byCaller bool) {
	if publishes(c.file, job) {
		return true, false
	}
	if c.file.Kind != ci.KindPipeline {
		return false, false
	}
	for p := range c.callers() {
		if p.step == nil && publishes(p.c.file, p.job) {
			return true, true
		}
	}
	return false, false
}

// handsOn reports whether a step publishes something, or hands it to later jobs.
func (c *check) handsOn(step *ci.Step) bool {
	return step.Uses.Is("actions/upload-artifact") || c.publishes(step)
}

// publishesFromCache reports whether a job of the file builds what it publishes
// with a cache.
func (c *check) publishesFromCache() bool {
	return c.file.Kind == ci.KindPipeline && slices.ContainsFunc(c.file.Jobs, func(job *ci.Job) bool {
		return publishes(c.file, job) && slices.ContainsFunc(job.Steps, func(s *ci.Step) bool {
			_, ok := c.place(job, s).cache()
			return ok
		})
	})
}

// feedsPublishing reports whether a job publishes something, or one that waits
// for it does, or calls what may.
func (c *check) feedsPublishing(job *ci.Job, depth int) bool {
	if job.Calls != nil || slices.ContainsFunc(job.Steps, c.publishes) {
		return true
	}
	if depth == maxNeeds {
		return false
	}
	for _, later := range c.file.Jobs {
		waits := slices.ContainsFunc(later.Needs, func(id string) bool { return strings.EqualFold(id, job.ID) })
		if waits && !c.exhausted() && c.feedsPublishing(later, depth+1) {
			return true
		}
	}
	return false
}

// uncached returns the edits that let an action do without its cache.
func (c *check) uncached(step *ci.Step) []scan.Edit {
	use := cacheActions[step.Uses.Name()]
	if use.input == "" {
		return nil
	}
	off := "false"
	if use.inverted {
		off = "true"
	}
	given := step.Input(use.input)
	if named := step.Input(use.also); use.also != "" && named != nil {
		if given == nil && majorVersion(c, step) >= use.since {
			return c.replaceInput(step, named, use.input+": "+off) // else the default would take its place
		}
		return c.dropInput(step, named)
	}
	if _, truth := given.Bool(); given == nil || truth {
		return c.setInput(step, use.input, off)
	}
	return c.dropInput(step, given) // it names what is kept
}

// dropInput returns the edits that take a constant input of an action out.
func (c *check) dropInput(step *ci.Step, value *document.Node) []scan.Edit {
	for _, v := range step.With.Vars {
		if v.Value == value && !strings.Contains(value.Value(), "${{") {
			return c.DropPair(v, step.With.Value)
		}
	}
	return nil
}

// replaceInput returns the edits that put another input in place of a constant one.
func (c *check) replaceInput(step *ci.Step, value *document.Node, pair string) []scan.Edit {
	first, last := step.With.Value.Span()
	for _, v := range step.With.Vars {
		_, end := value.Span()
		if v.Value == value && !value.Aliased() && !strings.Contains(value.Value(), "${{") && v.Key.Start() >= first && end <= last {
			return []scan.Edit{c.Edit(v.Key.Start(), end, pair)}
		}
	}
	return nil
}

// cacheSettings reports a cache whose place outsiders decide on, or whose key
// they do where all others restore it.
func (c *check) cacheSettings(job *ci.Job, step *ci.Step) {
	if !step.Uses.Is("actions/cache", "actions/cache/restore", "actions/cache/save") {
		return
	}
	for _, name := range []string{"path", "key", "restore-keys"} {
		n := step.Input(name)
		if v := c.place(job, step).scalar(n, 0); v.who == outsider && (name == "path" || c.privilege(job, step) == ci.PrivilegeExposed) {
			c.find(job, step, ci.SpanOf(n), "with."+name, fmt.Sprintf("%s decides on the %s of the cache", v.source, name), c.ends(job, step, by(v, "decides on the "+name+" of a cache")))
		}
	}
}

// poisonable reports a step that runs a pull request's code, or saves what it
// made, where the cache of the default branch can be written.
func (c *check) poisonable(job *ci.Job, step, checkout *ci.Step) {
	part, executes := c.executes(step, false, folderOf(checkout))
	if _, caches := c.place(job, step).cache(); !executes && !caches || !c.exposed(job, step) {
		return
	}
	c.find(job, step, ci.SpanOf(step.Node), part, "a pull request's code can write the cache of the default branch", audit.Level(scan.SeverityMedium, scan.ConfidenceMedium, scan.PersonaRegular),
		func(w *ci.Weakness) { w.Piece, w.Correlation = true, c.headKey(job, checkout) })
}

// writesDefaultCache reports whether the events that reach a step run on the
// default branch, whose cache all others restore.
func (c *check) writesDefaultCache(job *ci.Job, step *ci.Step) bool {
	return slices.ContainsFunc(c.reachable(job, step), func(name string) bool {
		e := events[name]
		return e.outsiders && e.privileged
	})
}

// publishes reports whether a job publishes something: its workflow runs for
// releases and tags only, or one of its steps is made for publishing.
func publishes(f *ci.File, job *ci.Job) bool {
	for _, t := range f.Triggers {
		switch {
		case t.Name == "release":
			return true
		case t.Name == "push" && t.Config.Get("tags") != nil:
			return true
		case t.Name == "push":
			for b := range t.Config.Get("branches").List() {
				if strings.Contains(b.Value(), "release") {
					return true
				}
			}
		}
	}
	for _, s := range job.Steps {
		if s.Uses == nil {
			continue
		}
		input, ok := publishers[s.Uses.Name()]
		if !ok {
			continue
		}
		if input == "" {
			return true
		}
		if on, known := s.Input(input).Bool(); on || !known && !s.Input(input).Null() {
			return true
		}
	}
	return false
}

// usesCache reports whether the step restores or saves a cache. A setting that
// is computed from the event is taken for care.
func (c *check) usesCache(step *ci.Step) bool {
	if step.Uses == nil {
		return false
	}
	use, ok := cacheActions[step.Uses.Name()]
	if on := step.Input(use.also); ok && use.also != "" && on.Value() != "" && !on.Null() && !strings.Contains(on.Value(), "${{") {
		return true
	}
	if !ok || use.since > 0 && majorVersion(c, step) < use.since {
		return false
	}
	setting := step.Input(use.input)
	if use.input == "" || setting.Null() {
		if use.byDefault && use.offInput != "" {
			if off, _ := step.Input(use.offInput).Bool(); off {
				return false
			}
		}
		return use.byDefault
	}
	text := setting.Value()
	if strings.Contains(text, "${{") {
		return !strings.Contains(text, "github.ref") && !strings.Contains(text, "github.event_name") && !strings.Contains(text, "matrix.")
	}
	on, known := setting.Bool()
	if use.inverted {
		return !on
	}
	return on || !known && setting.Kind() == document.Scalar
}

// majorVersion returns the major version that a reference or the comment behind
// it tells; a large number where neither does.
func majorVersion(c *check, step *ci.Step) int {
	const newest = 1 << 10
	version := step.Uses.Version
	if step.Uses.Pinned() {
		_, end := step.Uses.Ref.Span()
		loc := c.file.Source.Region(end, end)
		line := string(c.file.Source.Line(loc.EndLine))
		_, version, _ = strings.Cut(line[min(loc.EndColumn-1, len(line)):], "#")
	}
	version = strings.TrimPrefix(strings.TrimSpace(version), "v")
	n, digits := 0, 0
	for digits < len(version) && version[digits] >= '0' && version[digits] <= '9' && n < newest {
		n = n*10 + int(version[digits]-'0')
		digits++
	}
	if digits == 0 {
		return newest
	}
	return n
}

package github

import (
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
	"github.com/penstock-dev/penstock/scan/pipeline/expr"
	"github.com/penstock-dev/penstock/scan/pipeline/shell"
)

// secretWay is how a secret gets to a place.
type secretWay struct {
	// name of the secret in capitals, "" for none.
	name string
	// trace leads from where the secret is named, that first.
	trace []hop
}

// stepText is a text in a step; the step is nil where it does not matter.
type stepText struct {
	step *ci.Step
	text string
}

// handedSecret says how an expression comes to hold a secret that a caller of
// the file hands over; see [audit.Run].Secret.
func (c *check) handedSecret(job *ci.Job, step *ci.Step, expression string) []scan.Location {
	if !c.called() {
		return nil
	}
	key := stepText{text: expression}
	if strings.Contains(expression, "env.") || strings.Contains(expression, "steps.") {
		key.step = step // the same text is something else in another step
	}
	way, ok := c.lent[key]
	if !ok {
		if c.lent == nil {
			c.lent = map[stepText]secretWay{}
		}
		c.lent[key] = secretWay{} // for files that call each other
		if e := c.expression(expression); e != nil {
			way = c.place(job, step).secretFrom(e, 0)
		}
		c.lent[key] = way
	}
	if way.name == "" {
		return nil
	}
	list := make([]scan.Location, len(way.trace))
	for i, h := range way.trace {
		list[i] = h.location()
	}
	return list
}

// secretFrom returns the way of a secret that an expression yields.
func (p place) secretFrom(e *expr.Node, depth int) secretWay {
	for _, f := range e.Flows() {
		if way := p.secretAt(f.Path(), depth); way.name != "" {
			return way
		}
	}
	return secretWay{}
}

// secretAt returns the way of a secret that a context value is.
func (p place) secretAt(path string, depth int) secretWay {
	if depth > maxFlow || p.c.exhausted() {
		return secretWay{}
	}
	parts := strings.Split(path, ".")
	switch {
	case parts[0] == "secrets" && len(parts) == 2:
		return secretWay{name: strings.ToUpper(parts[1])}
	case path == "secrets":
		return secretWay{name: "every secret"}
	case path == "github.token":
		return secretWay{name: "GITHUB_TOKEN"}
	case len(parts) < 2:
	case parts[0] == "inputs":
		return p.secretOfCaller(path, depth, func(s *callSite) bool { return s.with[strings.ToLower(parts[1])] == computedInput },
			func(from place) *document.Node { return from.with(parts[1]) })
	case parts[0] == "env":
		if n := p.envNode(parts[1]); n != nil {
			return p.secretIn(n, depth+1)
		}
		if p.c.file.Kind == ci.KindComponent {
			return p.secretOfCaller(path, depth, func(s *callSite) bool { return s.env },
				func(from place) *document.Node { return from.envNode(parts[1]) })
		}
	case parts[0] == "steps" && len(parts) == 4 && p.job != nil:
		for _, s := range p.job.Steps {
			if strings.EqualFold(s.ID, parts[1]) && s != p.step {
				return p.at(s).secretWritten("GITHUB_OUTPUT", parts[3], depth+1)
			}
		}
	}
	return secretWay{}
}

// secretOfCaller returns the way of a secret in a setting of the use through
// which the place is asked, or else of any known use of the file that may have
// it. What any of them hands over is worked out once for the file.
func (p place) secretOfCaller(path string, depth int, may func(*callSite) bool, setting func(place) *document.Node) secretWay {
	if p.via != nil {
		return p.via.secretIn(setting(*p.via), depth+1)
	}
	c := p.c
	if way, ok := c.borrowed[path]; ok || c.repo == nil || c.repo.nested >= maxCalls {
		return way
	}
	c.repo.nested++
	defer func() { c.repo.nested-- }()
	if c.borrowed == nil {
		c.borrowed = map[string]secretWay{}
	}
	c.borrowed[path] = secretWay{} // for files that call each other
	for _, site := range c.sites() {
		if !may(site) {
			continue
		}
		if from, ok := c.repo.open(site); ok {
			if way := from.secretIn(setting(from), 0); way.name != "" {
				c.borrowed[path] = way
				break
			}
		}
	}
	return c.borrowed[path]
}

// secretIn returns the way of a secret in a setting.
func (p place) secretIn(n *document.Node, depth int) secretWay {
	text := n.Value()
	if !strings.Contains(text, "${{") {
		return secretWay{}
	}
	for _, f := range expr.Fences(text) {
		e := p.c.expression(text[f.Inner:f.InnerEnd])
		if e == nil {
			continue
		}
		if way := p.secretFrom(e, depth); way.name != "" {
			way.trace = append(slices.Clip(way.trace), hop{p.c.Within(n, f.Start, f.End), p, ""})
			return way
		}
	}
	return secretWay{}
}

// secretWritten returns the way of a secret that the script of the place's step
// writes under a name to a hand-over file.
func (p place) secretWritten(file, name string, depth int) secretWay {
	script := p.c.script(p.step)
	if script == nil {
		return secretWay{}
	}
	for _, w := range script.Writes {
		if w.File != file || !strings.EqualFold(w.Name, name) {
			continue
		}
		if way := p.secretInData(script, w.Data, depth); way.name != "" {
			way.trace = append(slices.Clip(way.trace), hop{p.c.Within(p.step.Run.Text, w.Start, w.End), p, "run"})
			return way
		}
	}
	return secretWay{}
}

// secretInData returns the way of a secret in a piece of a script: in an
// expression, or in a variable of the environment.
func (p place) secretInData(script *shell.Script, d shell.Data, depth int) secretWay {
	for _, f := range script.FencesIn(d.Range) {
		if e := p.c.expression(script.Text[f.Inner:f.InnerEnd]); e != nil {
			if way := p.secretFrom(e, depth); way.name != "" {
				return way
			}
		}
	}
	for _, v := range d.Vars {
		if way := p.secretAt("env."+strings.ToLower(v), depth); way.name != "" {
			return way
		}
	}
	return secretWay{}
}

package github

import (
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
	"github.com/penstock-dev/penstock/scan/pipeline/expr"
)

// verdict says who controls the text of a value.
type verdict struct {
	who control
	// source is the context value that decides, such as
	// "github.event.issue.title".
	source string
	// direct says that the value is one that a reader can see to be computed:
	// an environment variable, a matrix value or an input, in place of which a
	// shell variable could stand.
	direct bool
	// crossed says that the value came through a call of the file, in a run of
	// that privilege.
	crossed   bool
	privilege ci.Privilege
	// trace leads from the source towards the expression, source first.
	trace []hop
}

// hop is one place on the way of a value.
type hop struct {
	span ci.Span
	place
	part string
}

func (h hop) location() scan.Location {
	return h.c.file.Location(h.span, h.c.Logical(h.job, h.step, h.part))
}

// worse returns the verdict of the more dangerous of two.
func (v verdict) worse(o verdict) verdict {
	switch {
	case o.who != v.who:
		if o.who > v.who {
			return o
		}
		return v
	case o.crossed && o.privilege == ci.PrivilegeExposed && v.crossed && v.privilege != ci.PrivilegeExposed:
		return o
	case o.direct && !v.direct:
		return o
	}
	return v
}

// via returns the verdict with one more place on the way.
func (v verdict) via(h hop) verdict {
	v.trace = append(v.trace[:len(v.trace):len(v.trace)], h)
	return v
}

// place is where an expression stands; the step may be nil. via is the use of
// the file through which a value is asked for, nil for any.
type place struct {
	c    *check
	job  *ci.Job
	step *ci.Step
	via  *place
}

// place returns a place of the file.
func (c *check) place(job *ci.Job, step *ci.Step) place { return place{c: c, job: job, step: step} }

// at returns the place of another step of the job.
func (p place) at(step *ci.Step) place {
	p.step = step
	return p
}

// in returns the place of another job.
func (p place) in(job *ci.Job) place {
	p.job, p.step = job, nil
	return p
}

// maxFlow bounds how many definitions a value is followed through.
const maxFlow = 12

// expression judges the text that an expression expands to.
func (p place) expression(e *expr.Node, depth int) verdict {
	var v verdict
	for _, f := range e.Flows() {
		v = v.worse(p.value(f, depth))
	}
	return v
}

// scalar judges a setting's text with its expressions. Each adds its place to
// the trace.
func (p place) scalar(n *document.Node, depth int) verdict {
	var v verdict
	text := n.Value()
	if !strings.Contains(text, "${{") {
		return v
	}
	for _, f := range expr.Fences(text) {
		e := p.c.expression(text[f.Inner:f.InnerEnd])
		if e == nil {
			v = v.worse(verdict{who: unknown})
			continue
		}
		got := p.expression(e, depth)
		if got.who > fixed {
			got = got.via(hop{p.c.Within(n, f.Start, f.End), p, ""})
		}
		v = v.worse(got)
	}
	return v
}

// value judges a single context value or call.
func (p place) value(n *expr.Node, depth int) verdict {
	path := n.Path()
	if path == "" || depth > maxFlow || p.c.exhausted() {
		return verdict{who: unknown, source: n.Text}
	}
	parts := strings.Split(path, ".")
	switch parts[0] {
	case "env":
		return p.env(parts, depth)
	case "inputs":
		return p.input(parts[1:], path, depth)
	case "matrix":
		return p.matrix(parts[1:], depth)
	case "steps":
		return p.stepValue(parts, path, depth)
	case "needs", "jobs":
		return p.needValue(parts, path, depth)
	case "github":
		if len(parts) > 3 && parts[1] == "event" && parts[2] == "inputs" {
			return p.input(parts[3:], path, depth)
		}
	}
	return verdict{who: controlOf(path), source: path}
}

// controlOf judges a context value by the tables.
func controlOf(path string) control {
	for prefix := path; ; {
		who, ok := contexts[prefix]
		isPayload := strings.HasPrefix(path, "github.event.")
		if ok && (prefix == path || !isPayload || prefix != "github.event") {
			// What is below a value of many parts may still be harmless.
			if prefix != path && isPayload && who > caller {
				return min(who, leafControl(path, who))
			}
			return who
		}
		i := strings.LastIndexByte(prefix, '.')
		if i < 0 {
			return unknown
		}
		if prefix = prefix[:i]; prefix == "github.event" && isPayload {
			return leafControl(path, unknown)
		}
		if prefix == "github" {
			return unknown
		}
	}
}

// leafControl judges a value of the payload by its name.
func leafControl(path string, otherwise control) control {
	leaf := path[strings.LastIndexByte(path, '.')+1:]
	if leaf == "*" {
		return leafControl(strings.TrimSuffix(path, ".*"), otherwise)
	}
	if who, ok := payloadLeaves[leaf]; ok {
		return who
	}
	for _, e := range payloadEndings {
		if strings.HasSuffix(leaf, e.suffix) {
			return e.who
		}
	}
	return otherwise
}

// containsWord reports whether word is one of the words of list.
func containsWord(list, word string) bool {
	for w := range strings.FieldsSeq(list) {
		if len(w) == len(word) && strings.EqualFold(w, word) {
			return true
		}
	}
	return false
}

// matchesWord reports whether word is one of the words of list, of which one
// with a star in front stands for all with its end.
func matchesWord(list, word string) bool {
	for w := range strings.FieldsSeq(list) {
		end, star := strings.CutPrefix(w, "*")
		if strings.EqualFold(w, word) || star && strings.HasSuffix(strings.ToLower(word), end) {
			return true
		}
	}
	return false
}

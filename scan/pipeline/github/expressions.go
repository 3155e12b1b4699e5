package github

import (
	"strings"

	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
	"github.com/penstock-dev/penstock/scan/pipeline/expr"
)

// eachCondition calls visit for the condition of every job and step that has
// one.
func (c *check) eachCondition(visit func(job *ci.Job, step *ci.Step, cond *document.Node)) {
	for _, job := range c.file.Jobs {
		if job.If != nil {
			visit(job, nil, job.If)
		}
		if cond := job.Node.At("snapshot", "if"); cond != nil {
			visit(job, nil, cond)
		}
		for _, step := range job.Steps {
			if step.If != nil {
				visit(job, step, step.If)
			}
		}
	}
}

// expression returns the parsed form of an expression's text, nil when it is
// broken.
func (c *check) expression(text string) *expr.Node {
	n, ok := c.exprs[text]
	if !ok {
		n, _ = expr.Parse(text)
		c.exprs[text] = n
	}
	return n
}

// spot is an expression of the file: the scalar it stands in, its fence there,
// and the job and step around it, nil where there is none.
type spot struct {
	node  *document.Node
	fence expr.Fence
	expr  *expr.Node
	job   *ci.Job
	step  *ci.Step
}

// text returns the expression without its fence.
func (s *spot) text() string {
	return strings.TrimSpace(s.node.Value()[s.fence.Inner:s.fence.InnerEnd])
}

// eachExpression calls visit for every fenced expression of the file, each at
// its definition: aliases are not followed.
func (c *check) eachExpression(visit func(*spot)) {
	if !c.spotted {
		c.spotted = true
		c.findSpots()
	}
	for i := range c.spots {
		visit(&c.spots[i])
	}
}

func (c *check) findSpots() {
	c.file.Root.Walk(func(n *document.Node) {
		text := n.Value()
		if !strings.Contains(text, "${{") {
			return
		}
		job, step := c.around(n.Start())
		for _, f := range expr.Fences(text) {
			if e := c.expression(text[f.Inner:f.InnerEnd]); e != nil {
				c.spots = append(c.spots, spot{n, f, e, job, step})
			}
		}
	})
}

// findIn reports a finding at a part of an expression.
func (c *check) findIn(s *spot, part *expr.Node, message string, change ...func(*ci.Weakness)) {
	span := c.Within(s.node, s.fence.Inner+part.Start, s.fence.Inner+part.End)
	change = append(change, func(w *ci.Weakness) { w.Expression = s.text() })
	c.find(s.job, s.step, span, "", message, change...)
}

// around returns the job and the step that hold an offset.
func (c *check) around(at int) (*ci.Job, *ci.Step) {
	holds := func(n *document.Node) bool {
		start, end := n.Span()
		return start <= at && at < end
	}
	for _, job := range c.file.Jobs {
		if !holds(job.Node) {
			continue
		}
		for _, step := range job.Steps {
			if holds(step.Node) {
				return job, step
			}
		}
		return job, nil
	}
	return nil, nil
}

// condition returns the parsed form of an if setting, whose fence is optional;
// nil when there is none, it is broken, or text stands around the fence. The
// offset is where the expression starts in the setting's value.
func (c *check) condition(n *document.Node) (e *expr.Node, offset int) {
	text := n.Value()
	if fences := expr.Fences(text); len(fences) > 0 {
		f := fences[0]
		if len(fences) > 1 || strings.TrimSpace(text[:f.Start]) != "" || strings.TrimSpace(text[f.End:]) != "" {
			return nil, 0
		}
		return c.expression(text[f.Inner:f.InnerEnd]), f.Inner
	}
	if strings.TrimSpace(text) == "" {
		return nil, 0
	}
	return c.expression(text), 0
}

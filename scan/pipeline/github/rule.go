package github

import (
	"fmt"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
	"github.com/penstock-dev/penstock/scan/pipeline/expr"
	"github.com/penstock-dev/penstock/scan/pipeline/shell"
)

// rule is one check. Of its functions those that are set are called: for every
// workflow, every job of a workflow, every step of a workflow or a composite
// action, or every file of any kind.
type rule struct {
	meta scan.Rule // the ID without the system's prefix
	file func(*check)
	job  func(*check, *ci.Job)
	step func(*check, *ci.Job, *ci.Step)
}

// ruleList returns all rules, those with graver findings first.
func ruleList() []*rule {
	return []*rule{
		expressionInjection(),
		untrustedCheckout(),
		dangerousTrigger(),
		checkoutTOCTOU(),
		artifactPoisoning(),
		envFileInjection(),
		outputClobbering(),
		argumentInjection(),
		unpinnedComponent(),
		unpinnedImage(),
		excessivePermissions(),
		invalidPermissions(),
		credentialPersistence(),
		hardcodedCredentials(),
		secretsInherit(),
		overprovisionedSecrets(),
		unredactedSecrets(),
		appToken(),
		selfHostedRunner(),
		insecureCommands(),
		debugEnabled(),
		unsoundCondition(),
		unsoundContains(),
		spoofableActorCheck(),
		cachePoisoning(),
		unpinnedPackageInstall(),
		trustedPublishing(),
		archivedComponent(),
		obfuscation(),
		misfeature(),
		dependabotCooldown(),
		dependabotExecution(),
		unsoundTernary(),
		undocumentedPermissions(),
		concurrencyLimits(),
		missingTimeout(),
		anonymousDefinition(),
	}
}

// check is the state of checking one file.
type check struct {
	file   *ci.File
	rule   *rule
	report func(*ci.Weakness)

	// What is worked out once for all rules.
	exprs   map[string]*expr.Node // nil for broken ones
	scripts map[*document.Node]*shell.Script
	aligned map[*document.Node]*document.Alignment
	passed  map[jobEvent]bool
	trees   map[*ci.Step]workTree
	guarded map[*ci.Job]int
	work    int // values judged so far
}

// maxWork bounds how many values are judged in one file: definitions that refer
// to each other several times over can make a judgement grow with every level.
const maxWork = 100_000

func newCheck(file *ci.File, report func(*ci.Weakness)) *check {
	return &check{
		file: file, report: report,
		exprs:   map[string]*expr.Node{},
		scripts: map[*document.Node]*shell.Script{},
		aligned: map[*document.Node]*document.Alignment{},
		passed:  map[jobEvent]bool{},
		trees:   map[*ci.Step]workTree{},
		guarded: map[*ci.Job]int{},
	}
}

// exhausted counts one more judgement and reports whether there were too many.
func (c *check) exhausted() bool {
	c.work++
	return c.work > maxWork
}

func (c *check) run(r *rule) {
	if r.file != nil {
		r.file(c)
	}
	if r.job == nil && r.step == nil {
		return
	}
	for _, job := range c.file.Jobs {
		if r.job != nil && job.Key != nil {
			r.job(c, job)
		}
		if r.step == nil {
			continue
		}
		for _, step := range job.Steps {
			r.step(c, job, step)
		}
	}
}

// find reports a finding of the current rule at a span and returns it for
// changes. The job and the step may be nil.
func (c *check) find(job *ci.Job, step *ci.Step, span ci.Span, part, message string, change ...func(*ci.Weakness)) {
	w := &ci.Weakness{
		Record: scan.NewRecord(&c.rule.meta, c.file.Location(span, logical(c.file, job, step, part)), message),
		System: c.file.System,
		Step:   -1,
	}
	for _, t := range c.file.Triggers {
		if !slices.Contains(w.Triggers, t.Name) {
			w.Triggers = append(w.Triggers, t.Name)
		}
	}
	if job != nil {
		w.Job = job.ID
		w.Privilege = c.privilege(job, step)
	} else {
		w.Privilege = privilegeOf(c.file)
	}
	for _, f := range change {
		f(w)
	}
	w.Scope = w.Location.Region
	if step != nil {
		w.Step = step.Index
		start, end := step.Node.Span()
		w.Scope = c.file.Source.Region(start, end)
	}
	c.report(w)
}

// level returns a change of severity, confidence and persona.
func level(s scan.Severity, confidence scan.Confidence, p scan.Persona) func(*ci.Weakness) {
	return func(w *ci.Weakness) { w.Severity, w.Confidence, w.Persona = s, confidence, p }
}

// logical returns the place in the file's own terms, such as
// "jobs.build.steps[2].run".
func logical(f *ci.File, job *ci.Job, step *ci.Step, part string) string {
	var parts []string
	switch {
	case job == nil:
	case f.Kind == ci.KindComponent:
		parts = append(parts, "runs")
	default:
		parts = append(parts, "jobs", job.ID)
	}
	if step != nil {
		parts = append(parts, fmt.Sprintf("steps[%d]", step.Index))
	}
	if part != "" {
		parts = append(parts, part)
	}
	return strings.Join(parts, ".")
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

// script returns the analysis of a step's script, nil where there is none or
// its shell is of another family.
func (c *check) script(step *ci.Step) *shell.Script {
	if step.Run == nil {
		return nil
	}
	s, ok := c.scripts[step.Run.Text]
	if !ok {
		s = shell.Parse(step.Run.Text.Value(), shell.DialectOf(step.Run.Shell.Value()))
		c.scripts[step.Run.Text] = s
	}
	return s
}

// within returns the span of bytes [from, to) of a scalar's value.
func (c *check) within(n *document.Node, from, to int) ci.Span {
	n = n.Resolve()
	m, ok := c.aligned[n]
	if !ok {
		m = n.Align()
		c.aligned[n] = m
	}
	start, end := m.Source(from, to)
	return ci.Span{Start: start, End: end}
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
	c.file.Root.Walk(func(n *document.Node) {
		text := n.Value()
		if !strings.Contains(text, "${{") {
			return
		}
		for _, f := range expr.Fences(text) {
			if e := c.expression(text[f.Inner:f.InnerEnd]); e != nil {
				job, step := c.around(n.Start())
				visit(&spot{n, f, e, job, step})
			}
		}
	})
}

// findIn reports a finding at a part of an expression.
func (c *check) findIn(s *spot, part *expr.Node, message string, change ...func(*ci.Weakness)) {
	span := c.within(s.node, s.fence.Inner+part.Start, s.fence.Inner+part.End)
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

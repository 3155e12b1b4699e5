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
		unpinnedTool(),
		insecureURL(),
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

package github

import (
	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
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
		secretInArtifact(),
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
		knownVulnerableComponent(),
		typosquatComponent(),
		improperAccessControl(),
		confusedDeputy(),
		requestForgery(),
		argumentExfiltration(),
		promptInjection(),
		agentTools(),
		agentTrigger(),
		agentSandbox(),
		agentOrder(),
		unpinnableComponent(),
		deprecatedRuntime(),
		missingProvenance(),
		userInput(),
		secretsOutsideEnv(),
		selfRepository(),
		superfluousActions(),
		unverifiedCreator(),
		unpinnedTool(),
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
	*audit.Run
	file   *ci.File
	system *System
	rule   *rule

	// What is worked out once for all rules.
	exprs   map[string]*expr.Node // nil for broken ones
	passed  map[jobEvent]bool
	trees   map[*ci.Step]workTree
	guarded map[*ci.Job]int
	quoted  map[*ci.Step][]shell.Quoting
	// payloads are what outputs of scripts are made from.
	payloads map[outputOf][]string
	secrets  map[*ci.Job]secretNames
	started  []string // the events that start it, once known
	ways     []entrance
	work     int // values judged so far

	// repo is what is known of the files beside, nil for a file on its own;
	// self is the file's index there.
	repo *repository
	self int
	// lent holds the ways of secrets that callers hand over, by the expression,
	// borrowed those by the context value.
	lent     map[stepText]secretWay
	borrowed map[string]secretWay
	// consumed holds the later jobs that take over from a job of a workflow which
	// nobody calls.
	consumed map[jobEvent][]ci.Consumer
	// given holds the verdicts of inputs that callers hand over, brought what
	// callers bring into the work tree, own what the file's own steps bring.
	given        map[string]verdict
	brought, own *workTree
	// entered guards against actions that use each other.
	entered bool
}

// maxWork bounds how many values are judged in one file: definitions that refer
// to each other several times over can make a judgement grow with every level.
const maxWork = 100_000

// linkedWork bounds how many values are judged in files that are checked
// together, beyond maxWork, for each of them.
const linkedWork = 5_000

func newCheck(s *System, run *audit.Run) *check {
	c := &check{
		Run: run, file: run.File, system: s,
		exprs:    map[string]*expr.Node{},
		passed:   map[jobEvent]bool{},
		trees:    map[*ci.Step]workTree{},
		guarded:  map[*ci.Job]int{},
		quoted:   map[*ci.Step][]shell.Quoting{},
		payloads: map[outputOf][]string{},
		secrets:  map[*ci.Job]secretNames{},
	}
	run.Privilege = func(job *ci.Job, step *ci.Step) ci.Privilege {
		if job == nil {
			return c.privilegeOf(c.events())
		}
		return c.privilege(job, step)
	}
	run.Secret = c.handedSecret
	run.Outsiders = c.outsiders
	return c
}

// exhausted counts one more judgement and reports whether there were too many.
func (c *check) exhausted() bool {
	if r := c.repo; r != nil {
		r.work++
		r.total++
		return r.work > maxWork || r.total > maxWork+linkedWork*len(r.files)
	}
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

// find reports a finding of the current rule at a span. The job and the step
// may be nil.
func (c *check) find(job *ci.Job, step *ci.Step, span ci.Span, part, message string, change ...func(*ci.Weakness)) {
	c.FindAs(&c.rule.meta, job, step, span, part, message, append(change, c.namesCaller, func(w *ci.Weakness) {
		if part != "if" && (job != nil && c.never(job.If) || step != nil && c.never(step.If)) {
			w.Persona = max(w.Persona, scan.PersonaPedantic) // it does not run
		}
	})...)
}

// never reports whether a condition is false whatever happens.
func (c *check) never(cond *document.Node) bool {
	if cond == nil {
		return false
	}
	e, _ := c.condition(cond)
	if e == nil {
		return false
	}
	v, ok := expr.Fold(e)
	return ok && !v.Truthy()
}

// namesCaller adds the place that brings a file which is called into an exposed
// run, unless the way from there is told already.
func (c *check) namesCaller(w *ci.Weakness) {
	if w.Privilege != ci.PrivilegeExposed || !c.called() || len(w.CodeFlows) > 0 {
		return
	}
	for _, site := range c.sites() {
		if c.privilegeOf(c.repo.reach(site)) != ci.PrivilegeExposed {
			continue
		}
		if p, ok := c.repo.open(site); ok {
			loc := p.c.file.Location(p.span(), p.c.Logical(p.job, p.step, ""))
			loc.Role = "caller"
			w.Related = append(w.Related, loc)
			return
		}
	}
}

// level returns a change of severity, confidence and persona.
func level(s scan.Severity, confidence scan.Confidence, p scan.Persona) func(*ci.Weakness) {
	return audit.Level(s, confidence, p)
}

// within returns the span of bytes [from, to) of a scalar's value.
func (c *check) within(n *document.Node, from, to int) ci.Span { return c.Within(n, from, to) }

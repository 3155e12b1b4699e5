package github

import (
	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
	"github.com/penstock-dev/penstock/scan/pipeline/expr"
	"github.com/penstock-dev/penstock/scan/pipeline/shell"
)

// onFile, onJob and onStep return the functions of a rule that need the check of
// the file. onJob leaves out what is no job of a workflow, as in an action.
func onFile(f func(*check)) func(*audit.Run) {
	return func(r *audit.Run) { f(r.Front.(*check)) }
}

func onJob(f func(*check, *ci.Job)) func(*audit.Run, *ci.Job) {
	return func(r *audit.Run, job *ci.Job) {
		if job.Key != nil {
			f(r.Front.(*check), job)
		}
	}
}

func onStep(f func(*check, *ci.Job, *ci.Step)) func(*audit.Run, *ci.Job, *ci.Step) {
	return func(r *audit.Run, job *ci.Job, step *ci.Step) { f(r.Front.(*check), job, step) }
}

// overUses returns a rule over what a file uses: the actions of its steps, and the
// workflows that its jobs call.
func overUses(meta scan.Rule, look func(*check, *ci.Job, *ci.Step, *ci.Component)) *audit.Rule {
	return &audit.Rule{
		Meta: meta,
		Job: onJob(func(c *check, job *ci.Job) {
			if job.Calls != nil {
				look(c, job, nil, job.Calls)
			}
		}),
		Step: onStep(func(c *check, job *ci.Job, step *ci.Step) {
			if step.Uses != nil {
				look(c, job, step, step.Uses)
			}
		}),
	}
}

// ruleList returns all rules, those with graver findings first.
func ruleList() []*audit.Rule {
	return []*audit.Rule{
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

	// What is worked out once for all rules.
	exprs   map[string]*expr.Node // nil for broken ones
	spots   []spot
	spotted bool // spots are known
	heads   map[*ci.Step]bool
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

// newCheck returns the state of checking a file, and puts it into the run.
func newCheck(s *System, run *audit.Run) *check {
	c := &check{
		Run: run, file: run.File, system: s,
		exprs:    map[string]*expr.Node{},
		heads:    map[*ci.Step]bool{},
		passed:   map[jobEvent]bool{},
		trees:    map[*ci.Step]workTree{},
		guarded:  map[*ci.Job]int{},
		quoted:   map[*ci.Step][]shell.Quoting{},
		payloads: map[outputOf][]string{},
		secrets:  map[*ci.Job]secretNames{},
	}
	run.Front = c
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
		return r.work > maxWork || r.total > maxWork+linkedWork*len(r.list)
	}
	c.work++
	return c.work > maxWork
}

// find reports a finding of the current rule at a span. The job and the step
// may be nil.
func (c *check) find(job *ci.Job, step *ci.Step, span ci.Span, part, message string, change ...func(*ci.Weakness)) {
	c.Find(job, step, span, part, message, append(change, c.namesCaller, func(w *ci.Weakness) {
		if part != "if" && (job != nil && c.never(job.If) || step != nil && c.never(step.If)) {
			w.Persona = max(w.Persona, scan.PersonaPedantic) // it does not run
		}
	})...)
}

// findUse reports a finding of the current rule at what a step uses or a job
// calls.
func (c *check) findUse(job *ci.Job, step *ci.Step, uses *ci.Component, message string, change ...func(*ci.Weakness)) {
	named := func(w *ci.Weakness) { w.Component = uses.Ref.Value() }
	c.find(job, step, ci.SpanOf(uses.Ref), "uses", message, append([]func(*ci.Weakness){named}, change...)...)
}

// groupUse is a change that tells the uses of one component together.
func groupUse(w *ci.Weakness) { w.Anchor, w.Group = w.Component, w.Component }

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

package audit

import (
	"cmp"
	"slices"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

// EffectRuns is the effect of an attack whose author has a job run their code.
const EffectRuns = "runs code"

// Attack is what a rule knows of the path that a finding of its ends.
type Attack struct {
	// Source and Effect are those of the path; see [ci.Path].
	Source, Effect string
	// Entries are the ways to start it, where the rule knows better than the
	// front end.
	Entries []ci.Entry
	// Depends are what it depends on, where the rule knows better; see [ci.Path].
	Depends []string
	// Key names the path; empty means that of the source in the job.
	Key string
	// Most is the highest severity that the finding can have; 0 means any.
	Most scan.Severity
}

// RunsCode returns the attack by a text that becomes code.
func RunsCode(source string) Attack { return Attack{Source: source, Effect: EffectRuns} }

// Stage is what a front end knows of its system's runs: who starts them, and
// what is at hand in them. Functions that are nil know nothing.
type Stage struct {
	// Entries returns the ways to start a job such that the source of an attack
	// comes in; none where the file does not tell.
	Entries func(job *ci.Job, step *ci.Step, a *Attack) []ci.Entry
	// Reach fills in what a job has, but for later jobs.
	Reach func(job *ci.Job, r *ci.Reach)
	// Takes says what a later job takes over from one, empty for nothing.
	Takes func(later, from *ci.Job) string
	// Depends returns what a path depends on that no file tells.
	Depends func(*ci.Path) []string
}

// Ends returns a change that makes a finding the end of an attack's path: it
// tells who starts it, the way, and what is in reach. Where outsiders are known
// to get in ([ci.Path.Open]), what is in reach sets the severity. Otherwise the
// finding keeps the one that it has, but for where less is in reach. A flow that
// the finding has already ([Origin.Tells]) is the way from the source. Without a
// source there is no path.
func (r *Run) Ends(job *ci.Job, step *ci.Step, a Attack) func(*ci.Weakness) {
	return func(w *ci.Weakness) {
		if a.Source == "" {
			return
		}
		path := r.path(job, step, a)
		var trace []scan.Location
		if len(w.CodeFlows) > 0 {
			steps := w.CodeFlows[0].Steps
			trace = steps[:len(steps)-1]
		}
		EndPath(w, path, cmp.Or(a.Key, r.pathKey(job, a.Source)), Way(trigger(path), trace, w.Location))
		if len(path.Entries) > 0 {
			reach := path.Reach.Severity()
			if !path.Open() {
				reach = min(reach, w.Severity)
			}
			w.Severity = reach
		}
		if a.Most > 0 {
			w.Severity = min(w.Severity, a.Most)
		}
	}
}

// Confided returns the names of the secrets that a file gives to a job, or to all
// of its jobs.
func Confided(s Confidant, f *ci.File, job *ci.Job) []string {
	var names []string
	for _, secret := range s.Secrets(f) {
		if secret.Job == job || secret.Job == nil {
			names = append(names, secret.Name)
		}
	}
	return names
}

// Piece is a change that makes a finding a part of the path in its job, if there
// is one.
func Piece(w *ci.Weakness) { w.Piece = true }

// path puts together who starts an attack and what is in reach in the job.
func (r *Run) path(job *ci.Job, step *ci.Step, a Attack) *ci.Path {
	path := &ci.Path{Source: a.Source, Effect: a.Effect, Entries: a.Entries, Depends: a.Depends}
	s := &r.Stage
	if path.Entries == nil && s.Entries != nil {
		path.Entries = s.Entries(job, step, &a)
	}
	if job != nil {
		path.Job = job.ID
		path.Reach = r.reach(job)
		path.Reach.Consumers = r.consumers(job)
	}
	if s.Depends != nil && path.Depends == nil && len(path.Entries) > 0 {
		path.Depends = s.Depends(path)
	}
	return path
}

// reach returns what a job has, but for later jobs. The lists are the caller's
// own.
func (r *Run) reach(job *ci.Job) ci.Reach {
	if r.Stage.Reach == nil {
		return ci.Reach{}
	}
	known, ok := r.reached[job]
	if !ok {
		known = &ci.Reach{}
		r.Stage.Reach(job, known)
		for _, list := range lists(known) {
			slices.Sort(*list)
			*list = slices.Compact(*list)
		}
		r.reached[job] = known
	}
	own := *known
	for _, list := range lists(&own) {
		*list = slices.Clone(*list)
	}
	return own
}

// lists returns those of what a job has.
func lists(r *ci.Reach) []*[]string {
	return []*[]string{&r.Secrets, &r.Groups, &r.Accounts, &r.Environments, &r.Token.Write, &r.Token.Read}
}

// The bounds on how many later jobs are listed, and on how many pairs of jobs in
// a file are looked at for that.
const (
	maxConsumers = 50
	maxPairs     = 10000
)

// consumers returns the later jobs that take something over from a job and have
// what an attacker wants. The lists are the caller's own.
func (r *Run) consumers(job *ci.Job) []ci.Consumer {
	if r.Stage.Takes == nil {
		return nil
	}
	known, ok := r.consumed[job]
	if !ok {
		known = r.findConsumers(job)
		r.consumed[job] = known
	}
	own := slices.Clone(known)
	for i := range own {
		for _, list := range []*[]string{&own[i].Secrets, &own[i].Groups, &own[i].Environments, &own[i].Write} {
			*list = slices.Clone(*list)
		}
	}
	return own
}

func (r *Run) findConsumers(job *ci.Job) []ci.Consumer {
	jobs := r.File.Jobs
	for _, part := range r.File.Linked {
		jobs = append(jobs[:len(jobs):len(jobs)], part.Jobs...)
	}
	own := r.reach(job)
	var list []ci.Consumer
	for _, later := range jobs {
		if r.pairs++; r.pairs > maxPairs || len(list) >= maxConsumers {
			break
		}
		if later == job {
			continue
		}
		takes := r.Stage.Takes(later, job)
		if takes == "" {
			continue
		}
		has := r.reach(later)
		c := ci.Consumer{
			Job: later.ID, Takes: takes,
			Secrets:      beyond(has.Secrets, own.Secrets),
			Groups:       beyond(slices.Concat(has.Groups, has.Accounts), slices.Concat(own.Groups, own.Accounts)),
			Environments: beyond(has.Environments, own.Environments),
			Write:        beyond(has.Token.Write, own.Token.Write),
		}
		if c.Worth() {
			list = append(list, c)
		}
	}
	return list
}

// beyond returns the elements of a list that another does not have.
func beyond(list, known []string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(s string) bool { return slices.Contains(known, s) })
}

// pathKey returns what the findings of one path have in common: the source, in
// one job of a file.
func (r *Run) pathKey(job *ci.Job, source string) string {
	return r.File.Source.Path + "#" + r.Logical(job, nil, "") + " " + source
}

// trigger returns the place of the first entry, for the start of the flow.
func trigger(path *ci.Path) []scan.Location {
	for _, e := range path.Entries {
		if e.Location.Path != "" {
			at := e.Location
			at.Role, at.Message = ci.RoleTrigger, e.Who
			return []scan.Location{at}
		}
	}
	return nil
}

// Way returns the places of a path in order: what leads to the source, the way
// of the value, where it ends, and where it goes on from there.
func Way(head, trace []scan.Location, end scan.Location, beyond ...scan.Location) []scan.Location {
	steps := slices.Concat(head, trace, []scan.Location{end}, beyond)
	last := len(steps) - 1
	if steps[last].Role = "sink"; len(head) < last {
		steps[len(head)].Role = "source"
	}
	return steps
}

// EndPath makes a finding the end of a path: it tells the path, in words and as
// its flow, and shares the key with the other findings of it.
func EndPath(w *ci.Weakness, path *ci.Path, key string, steps []scan.Location) {
	w.Path, w.Impact, w.Correlation = path, path.String(), key
	w.Properties = map[string]any{ci.PropertyPath: path}
	w.CodeFlows = []scan.CodeFlow{{Message: path.Source + " reaches " + w.Location.Logical, Steps: steps}}
}

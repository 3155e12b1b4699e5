package github

import (
	"cmp"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

// attack is what a rule knows of the path that a finding of its ends.
type attack struct {
	// source is what outsiders decide on; effect is what they do with it, as the
	// predicate of a sentence.
	source, effect string
	// trace leads from the source to the finding.
	trace []hop
	// beyond are places that it goes on to from the finding.
	beyond []scan.Location
	// key names the path; empty means that of the source in the job.
	key string
	// approved says that somebody with rights has to let it in first, so that
	// conditions which ask for that do not end it.
	approved bool
	// most is the highest severity that the finding can have; 0 means any.
	most scan.Severity
}

// by returns the attack by a value that a verdict is about.
func by(v verdict, effect string) attack {
	return attack{source: v.source, effect: effect, trace: v.trace}
}

// ends returns a change that makes a finding the end of an attack's path: it
// tells who starts it, the way, and what is in reach, which sets the severity.
// Where nobody knows who starts it, [outsiderSeverity] does.
func (c *check) ends(job *ci.Job, step *ci.Step, a attack) func(*ci.Weakness) {
	return func(w *ci.Weakness) {
		p := c.place(job, step)
		ways := c.entrancesTo(p, a)
		path := p.path(a, ways)
		audit.EndPath(w, path, cmp.Or(a.key, c.pathKey(job, a.source)), p.flow(a, ways, w))
		if len(ways) > 0 {
			w.Severity = path.Reach.Severity()
		} else {
			outsiderSeverity(w)
		}
		if a.most > 0 {
			w.Severity = min(w.Severity, a.most)
		}
	}
}

// pathKey returns what the findings of one path have in common: the source, in
// one job of a file. All outputs of an action are one source.
func (c *check) pathKey(job *ci.Job, source string) string {
	source = canonical(source)
	if action, _, ok := strings.Cut(source, " "); ok && strings.Contains(action, "/") {
		source = action
	}
	return c.file.Source.Path + "#" + c.Logical(job, nil, "") + " " + source
}

// canonical returns the context value behind a variable that the platform sets.
func canonical(source string) string {
	if source == "GITHUB_HEAD_REF" {
		return "github.head_ref"
	}
	return source
}

// stepKey returns the key of the path that a step lets in.
func (c *check) stepKey(job *ci.Job, step *ci.Step) string {
	return c.file.Source.Path + "#" + c.Logical(job, step, "")
}

// piece returns a change that makes a finding a part of the path that its step
// lets in, if there is one.
func (c *check) piece(job *ci.Job, step *ci.Step) func(*ci.Weakness) {
	return func(w *ci.Weakness) { w.Piece, w.Correlation = true, c.stepKey(job, step) }
}

// path puts together who starts the attack and what is in reach at the place.
func (p place) path(a attack, ways []entrance) *ci.Path {
	path := &ci.Path{Source: a.source, Effect: a.effect}
	own := p.conditions()
	for i, e := range ways {
		entry := ci.Entry{Event: e.event, Who: e.who, Location: e.trigger, Guards: slices.Concat(e.guards, own)}
		if a.approved {
			entry.Who, entry.Guards = approvedAuthor, nil // they ask for the approval
		}
		path.Entries = append(path.Entries, entry)
		host, calls, ok := p.host(e.calls)
		if !ok {
			continue
		}
		path.Job = cmp.Or(path.Job, host.job.ID)
		if reach := host.reach(e.event, calls); i == 0 {
			path.Reach = reach
		} else {
			path.Reach.Merge(reach)
		}
	}
	if host, calls, ok := p.host(nil); ok && len(ways) == 0 {
		path.Job = host.job.ID
		names, all := host.secretsAt(p.c.secretsOf(host.job), calls)
		path.Reach.Secrets, path.Reach.AllSecrets = slices.Clone(names), all
		path.Reach.Token.Write = host.token(calls).Write
	}
	return path
}

// approvedAuthor is who walks a path that somebody has to let them in on.
const approvedAuthor = "anybody whose pull request somebody with rights lets in"

// flow returns the places of the path in order: the trigger, the uses that lead
// to the file, the way of the value, and where it ends.
func (p place) flow(a attack, ways []entrance, w *ci.Weakness) []scan.Location {
	var steps []scan.Location
	if len(ways) > 0 {
		trigger := ways[0].trigger
		trigger.Role, trigger.Message = ci.RoleTrigger, ways[0].who
		if a.approved {
			trigger.Message = approvedAuthor
		}
		steps = append(steps, trigger)
		for _, from := range ways[0].calls {
			if !slices.ContainsFunc(a.trace, func(h hop) bool { return h.c == from.c && h.job == from.job && h.step == from.step }) {
				call := from.c.file.Location(from.span(), from.c.Logical(from.job, from.step, ""))
				call.Role = ci.RoleCaller
				steps = append(steps, call)
			}
		}
	}
	var trace []scan.Location
	for _, h := range a.trace {
		trace = append(trace, h.location())
	}
	return audit.Way(steps, trace, w.Location, a.beyond...)
}

// outsiderSeverity rates a finding about outsiders' text by what the run is
// worth, where no more is known of who starts it.
func outsiderSeverity(w *ci.Weakness) {
	switch w.Privilege {
	case ci.PrivilegeExposed:
		w.Severity = scan.SeverityCritical
	case ci.PrivilegeRestricted, ci.PrivilegeInternal:
		w.Severity = scan.SeverityMedium
	}
}

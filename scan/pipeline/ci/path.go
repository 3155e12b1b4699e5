package ci

import (
	"cmp"
	"slices"

	"github.com/penstock-dev/penstock/scan"
)

// PropertyPath is the name under which [Path] stands in the properties of a
// finding's record.
const PropertyPath = "attackPath"

// The roles of places on the way of an attack, beside "source" and "sink".
const (
	// RoleTrigger is the event that starts the run.
	RoleTrigger = "trigger"
	// RoleCaller is the use of the action or workflow in which the way goes on.
	RoleCaller = "caller"
	// RolePart is the place of a finding that is only a part of the path.
	RolePart = "part"
)

// Path is the way of an attack: who starts it, what of theirs comes in, where it
// takes hold and what is in reach from there. The findings of one path have one
// Correlation. The gravest tells the path, with the places of the others among
// its related ones; those are marked as its parts ([scan.Record].Part).
type Path struct {
	// Entries are the ways to start it, in the order of the files. Empty where
	// nobody knows who starts it, as with an action whose users are elsewhere.
	Entries []Entry `json:"entries,omitempty"`
	// Source is what outsiders decide on, such as "github.event.issue.title" or
	// "code of a pull request". It is empty for a start of which no end was found.
	Source string `json:"source"`
	// Effect says what they do with it, as the predicate of a sentence: "runs code".
	Effect string `json:"effect"`
	// Job is where it ends, which the job of an action's caller is for an action.
	Job string `json:"job,omitempty"`
	// Reach is what whoever walks the path gets hold of.
	Reach Reach `json:"reach,omitzero"`
	// Depends are the settings, told by no file, that decide whether the path can
	// be walked or what is in reach on it; each is a clause that begins with
	// "whether" or its like.
	Depends []string `json:"dependsOn,omitempty"`
}

// Open reports whether outsiders are known to be able to start the path: one of
// its entries is theirs, and no setting that the file does not tell decides on it.
func (p *Path) Open() bool {
	return len(p.Depends) == 0 && slices.ContainsFunc(p.Entries, func(e Entry) bool { return !e.Members })
}

// Entry is a way to start a path.
type Entry struct {
	// Event starts the run.
	Event string `json:"event"`
	// Who can cause it, as the subject of a sentence.
	Who string `json:"who"`
	// Members says that those are people of the project only, such as all who may
	// push to it.
	Members bool `json:"members,omitempty"`
	// Guards are the conditions on the way, which were judged and keep nobody
	// out; outermost first.
	Guards []string `json:"guards,omitempty"`
	// Location is that of the trigger.
	Location scan.Location `json:"location,omitzero"`
}

// Reach is what is at hand in a run. All lists are in rising order.
type Reach struct {
	// Withheld says that the platform gives the run no secret and a token that
	// only reads, as it does for pull requests of forks.
	Withheld bool `json:"withheld,omitempty"`
	// Secrets are the names of the repository's secrets that the job gets, but
	// for the token; AllSecrets says that it gets every one.
	Secrets    []string `json:"secrets,omitempty"`
	AllSecrets bool     `json:"allSecrets,omitempty"`
	// Groups are sets of secrets that the job gets as a whole, with what they are:
	// "context production", "variable group release".
	Groups []string `json:"groups,omitempty"`
	// Accounts are the accounts at other systems that the job acts as, with what
	// they are: "service connection production", "service account deployer".
	Accounts []string `json:"accounts,omitempty"`
	// Unlisted says what of value the job has besides, which the file does not
	// list: "the variables of the project".
	Unlisted string `json:"unlisted,omitempty"`
	// Token is what the run's own token may do.
	Token Token `json:"token,omitzero"`
	// Environments are deployment environments whose secrets and rights the job
	// has.
	Environments []string `json:"environments,omitempty"`
	// Runner says which runner of the user's own the job is on.
	Runner string `json:"runner,omitempty"`
	// Cache says that the run can write the cache that others restore.
	Cache bool `json:"cache,omitempty"`
	// CacheReaders are the files of pipelines that publish what they build with
	// that cache.
	CacheReaders []string `json:"cacheReaders,omitempty"`
	// Consumers are later jobs that take something over from this one.
	Consumers []Consumer `json:"consumers,omitempty"`
}

// Token is what a run's own token may do.
type Token struct {
	// Name is what the system calls it, where that says more than "a token".
	Name string `json:"name,omitempty"`
	// Default says that the file grants nothing, so that the default of the
	// repository or of the event counts.
	Default bool `json:"default,omitempty"`
	// Write and Read are scopes in rising order; "*" is all of them.
	Write []string `json:"write,omitempty"`
	Read  []string `json:"read,omitempty"`
}

// Identity reports whether the run can have itself attested by the platform to
// others, such as a cloud (OpenID Connect).
func (t *Token) Identity() bool { return t.writes("id-token") }

// writes reports whether the token may write one of some scopes.
func (t *Token) writes(scopes ...string) bool {
	return slices.ContainsFunc(t.Write, func(s string) bool { return s == "*" || slices.Contains(scopes, s) })
}

// Consumer is a later job that takes something over from one on a path.
type Consumer struct {
	Job string `json:"job"`
	// Takes is what: "outputs", "artifact".
	Takes string `json:"takes"`
	// Secrets are the names of those that the later job has; Write are the scopes
	// that its token may write, "*" for all of them.
	Secrets []string `json:"secrets,omitempty"`
	Write   []string `json:"write,omitempty"`
	// Groups are its sets of secrets and its accounts; Environments are those it
	// deploys to.
	Groups       []string `json:"groups,omitempty"`
	Environments []string `json:"environments,omitempty"`
}

// Severity rates code of outsiders by what it reaches:
//
//   - critical: a secret, an account at another system, a deployment environment,
//     or a token that can change
//     what others run (contents, actions, packages, deployments, pages,
//     attestations, an identity for other systems, or the default of an event
//     that grants everything);
//   - high: a token that writes anything else, what the file does not list, a
//     runner of the user's own, the cache of the default branch, from which later
//     runs take what they run, or a later job that has one of these;
//   - medium: nothing of all that, as in a run from which the platform withholds
//     it.
func (r *Reach) Severity() scan.Severity {
	switch {
	case !r.Withheld && (r.secret() || len(r.Environments) > 0 || r.Token.Default ||
		r.Token.writes("contents", "actions", "packages", "deployments", "pages", "attestations", "id-token")):
		return scan.SeverityCritical
	case r.Runner != "" || r.Cache || r.Valuable():
		return scan.SeverityHigh
	}
	return scan.SeverityMedium
}

// Valuable reports whether a secret, a token that writes, a deployment or a
// runner of the user's own is in reach, there or in a later job.
func (r *Reach) Valuable() bool {
	return r.Runner != "" || !r.Withheld && (r.secret() || r.Unlisted != "" || len(r.Environments) > 0 || r.Token.Default || len(r.Token.Write) > 0 ||
		slices.ContainsFunc(r.Consumers, Consumer.Worth))
}

// secret reports whether a secret or an account is in reach.
func (r *Reach) secret() bool {
	return len(r.Secrets) > 0 || r.AllSecrets || len(r.Groups) > 0 || len(r.Accounts) > 0
}

// Worth reports whether the job has something that an attacker wants.
func (c Consumer) Worth() bool {
	return len(c.Secrets) > 0 || len(c.Write) > 0 || len(c.Groups) > 0 || len(c.Environments) > 0
}

// Merge adds what another run reaches.
func (r *Reach) Merge(o Reach) {
	r.Withheld = r.Withheld && o.Withheld
	r.AllSecrets, r.Cache = r.AllSecrets || o.AllSecrets, r.Cache || o.Cache
	r.Token.Default = r.Token.Default || o.Token.Default
	for _, m := range []struct {
		to   *[]string
		from []string
	}{
		{&r.Secrets, o.Secrets}, {&r.Groups, o.Groups}, {&r.Accounts, o.Accounts}, {&r.Token.Write, o.Token.Write}, {&r.Token.Read, o.Token.Read},
		{&r.Environments, o.Environments}, {&r.CacheReaders, o.CacheReaders},
	} {
		*m.to = union(*m.to, m.from)
	}
	r.Runner, r.Unlisted, r.Token.Name = cmp.Or(r.Runner, o.Runner), cmp.Or(r.Unlisted, o.Unlisted), cmp.Or(r.Token.Name, o.Token.Name)
	for _, c := range o.Consumers {
		if !slices.ContainsFunc(r.Consumers, func(k Consumer) bool { return k.Job == c.Job && k.Takes == c.Takes }) {
			r.Consumers = append(r.Consumers, c)
		}
	}
}

func union(a, b []string) []string {
	if len(b) == 0 {
		return a
	}
	all := slices.Concat(a, b)
	slices.Sort(all)
	return slices.Compact(all)
}

// conceal replaces the texts of the target in a path.
func (p *Path) conceal(hide func(string) string) {
	p.Source, p.Effect, p.Job = hide(p.Source), hide(p.Effect), hide(p.Job)
	for i := range p.Entries {
		e := &p.Entries[i]
		e.Who = hide(e.Who)
		e.Location.Region.Snippet = hide(e.Location.Region.Snippet)
		for j, g := range e.Guards {
			e.Guards[j] = hide(g)
		}
	}
	r := &p.Reach
	r.Runner, r.Unlisted = hide(r.Runner), hide(r.Unlisted)
	for _, list := range [][]string{r.Secrets, r.Groups, r.Accounts, r.Environments} {
		for i, s := range list {
			list[i] = hide(s)
		}
	}
	for i := range r.Consumers {
		c := &r.Consumers[i]
		c.Job = hide(c.Job)
		for _, list := range [][]string{c.Secrets, c.Groups, c.Environments} {
			for j, s := range list {
				list[j] = hide(s)
			}
		}
	}
}

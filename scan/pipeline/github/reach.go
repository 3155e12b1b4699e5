package github

import (
	"bytes"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
	"github.com/penstock-dev/penstock/scan/pipeline/expr"
)

// host returns the place of the workflow's job that the place's steps run in,
// with the uses that lead to that: the place itself, but for an action that of
// the job which uses it. False where that is not known.
func (p place) host(calls []place) (place, []place, bool) {
	for p.c.file.Kind == ci.KindComponent {
		if len(calls) == 0 {
			return place{}, nil, false
		}
		p, calls = calls[len(calls)-1], calls[:len(calls)-1]
	}
	return p, calls, true
}

// reach returns what is at hand in the place's job, which is a workflow's, when
// an outsider's event starts it by way of the calls.
func (p place) reach(event string, calls []place) ci.Reach {
	r := ci.Reach{Runner: p.ownRunner()}
	if !events[event].privileged {
		r.Withheld = true
		return r
	}
	names, all := p.secretsAt(p.c.secretsOf(p.job), calls)
	r.Secrets, r.AllSecrets = slices.Clone(names), all // a finding's own, to conceal
	r.Token = p.token(calls)
	r.Cache = true
	if name := environmentName(p.job.Environment); name != "" {
		r.Environments = []string{name}
	}
	r.Consumers = p.consumers(event, calls)
	if n := len(calls); n > 0 && calls[n-1].step == nil {
		r.Consumers = append(r.Consumers, calls[n-1].consumers(event, calls[:n-1])...)
	}
	if p.c.repo != nil {
		r.CacheReaders = slices.Clone(p.c.repo.readers)
	}
	return r
}

// ownRunner describes the runner of the place's job when it is not one of the
// platform's.
func (p place) ownRunner() string {
	if p.job.Runner == nil {
		return ""
	}
	if hosted, why := p.c.runnerHosted(p.job); !hosted {
		return why
	}
	return ""
}

func environmentName(n *document.Node) string {
	if n.Kind() == document.Mapping {
		n = n.Get("name")
	}
	name := strings.TrimSpace(n.Value())
	if strings.Contains(name, "${{") {
		return "an environment that is computed"
	}
	return name
}

// token returns what the token may do in the place's job: what the job says, or
// the file, or else whoever calls it.
func (p place) token(calls []place) ci.Token {
	for _, set := range []*ci.Permissions{p.job.Permissions, p.c.file.Permissions} {
		if set != nil {
			return granted(set)
		}
	}
	if n := len(calls); n > 0 {
		return calls[n-1].token(calls[:n-1])
	}
	return ci.Token{Default: true}
}

func granted(set *ci.Permissions) ci.Token {
	var t ci.Token
	switch set.All {
	case "write-all":
		t.Write = []string{"*"}
	case "read-all":
		t.Read = []string{"*"}
	}
	for _, s := range set.Scopes {
		switch name := s.Key.Value(); strings.ToLower(s.Value.Value()) {
		case "write":
			t.Write = append(t.Write, name)
		case "read":
			t.Read = append(t.Read, name)
		}
	}
	slices.Sort(t.Write)
	slices.Sort(t.Read)
	return t
}

// secretNames are the secrets that a part of a file names, in capitals and in
// rising order; the token is none of them.
type secretNames struct {
	names []string
	all   bool
}

// secretsOf returns the secrets that the platform sends to a job: those that the
// job names anywhere, and those of the file's environment.
func (c *check) secretsOf(job *ci.Job) secretNames {
	if known, ok := c.secrets[job]; ok {
		return known
	}
	var s secretNames
	c.addSecrets(&s, job.Node)
	if c.file.Env != nil {
		c.addSecrets(&s, c.file.Env.Value)
	}
	if job.Calls != nil && job.Secrets.Value.Value() == "inherit" {
		s.all = true
	}
	slices.Sort(s.names)
	s.names = slices.Compact(s.names)
	c.secrets[job] = s
	return s
}

// addSecrets adds the secrets that the expressions at or below a node name.
func (c *check) addSecrets(s *secretNames, n *document.Node) {
	n.Walk(func(n *document.Node) {
		text := n.Value()
		if !strings.Contains(text, "${{") || !mentionsSecrets(text) {
			return
		}
		for _, f := range expr.Fences(text) {
			e := c.expression(text[f.Inner:f.InnerEnd])
			if e == nil {
				continue
			}
			for _, ref := range e.References() {
				path := ref.Path()
				name, ok := strings.CutPrefix(path, "secrets.")
				switch {
				case path == "secrets" || name == "*":
					s.all = true
				case ok && name != "github_token":
					s.names = append(s.names, strings.ToUpper(name))
				}
			}
		}
	})
}

// mentionsSecrets reports whether a text may name the context of secrets,
// whatever its case.
func mentionsSecrets(text string) bool {
	for i := 0; i+7 <= len(text); i++ {
		if (text[i] == 's' || text[i] == 'S') && strings.EqualFold(text[i:i+7], "secrets") {
			return true
		}
	}
	return false
}

// secretsAt returns the secrets of the repository that stand behind those that
// the place's file names. A workflow that is called knows them under the names
// that its caller gives them.
func (p place) secretsAt(s secretNames, calls []place) ([]string, bool) {
	n := len(calls)
	if n == 0 || calls[n-1].step != nil {
		return s.names, s.all
	}
	from := calls[n-1]
	handed := from.job.Secrets.Value
	if handed.Value() == "inherit" {
		return from.secretsAt(s, calls[:n-1])
	}
	var given secretNames
	for key, value := range handed.Pairs() {
		if s.all || slices.Contains(s.names, strings.ToUpper(key.Value())) {
			from.c.addSecrets(&given, value)
		}
	}
	slices.Sort(given.names)
	given.names = slices.Compact(given.names)
	return from.secretsAt(given, calls[:n-1])
}

// consumers returns the later jobs that take something over from the place's.
func (p place) consumers(event string, calls []place) []ci.Consumer {
	if len(calls) > 0 {
		return p.findConsumers(event, calls)
	}
	key := jobEvent{p.job, event}
	list, ok := p.c.consumed[key]
	if !ok {
		if p.c.consumed == nil {
			p.c.consumed = map[jobEvent][]ci.Consumer{}
		}
		list = p.findConsumers(event, nil)
		p.c.consumed[key] = list
	}
	own := slices.Clone(list) // a finding's own, to conceal
	for i := range own {
		own[i].Secrets = slices.Clone(own[i].Secrets)
	}
	return own
}

func (p place) findConsumers(event string, calls []place) []ci.Consumer {
	var list []ci.Consumer
	uploads := slices.ContainsFunc(p.job.Steps, func(s *ci.Step) bool { return s.Uses.Is("actions/upload-artifact") })
	for _, later := range p.c.dependents(p.job) {
		takes := ""
		switch {
		case bytes.Contains(p.c.textOf(later.Node), []byte("needs."+p.job.ID+".outputs")):
			takes = "outputs"
		case uploads && slices.ContainsFunc(later.Steps, func(s *ci.Step) bool { return s.Uses.Is("actions/download-artifact") && s.Input("run-id") == nil }):
			takes = "artifact"
		}
		if takes == "" || !p.c.jobPasses(later, event, 0) {
			continue
		}
		at := p.in(later)
		con := ci.Consumer{Job: later.ID, Takes: takes, Write: at.token(calls).Write}
		names, _ := at.secretsAt(p.c.secretsOf(later), calls)
		con.Secrets = slices.Clone(names)
		list = append(list, con)
	}
	slices.SortFunc(list, func(a, b ci.Consumer) int { return strings.Compare(a.Job, b.Job) })
	return list
}

// dependents returns the jobs that wait for a job, directly or not.
func (c *check) dependents(job *ci.Job) []*ci.Job {
	reached := []*ci.Job{job}
	for i := 0; i < len(reached); i++ {
		for _, later := range c.file.Jobs {
			if c.exhausted() {
				return reached[1:]
			}
			waits := slices.ContainsFunc(later.Needs, func(id string) bool { return strings.EqualFold(id, reached[i].ID) })
			if waits && !slices.Contains(reached, later) {
				reached = append(reached, later)
			}
		}
	}
	return reached[1:]
}

package script

import (
	"maps"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/expr"
	"github.com/penstock-dev/penstock/scan/pipeline/shell"
)

// secrets knows which variables of a step hold a secret, and which expressions
// of its script put one in.
type secrets struct {
	step   *ci.Step
	script *shell.Script
	vars   map[string]bool
	all    bool // all secrets at once are expanded in the script

	// handed says how an expression comes to hold a secret that a caller hands
	// over, nil where it does not; it is nil where no caller does. ways are those of variables, and hit is that of
	// the secret which was found last.
	handed func(expression string) []scan.Location
	ways   map[string][]scan.Location
	hit    []scan.Location
}

// eachSecrets calls visit for the steps of a job that have a script, with what
// is known of their secrets: those of their environment, and those that earlier
// steps have handed on.
func eachSecrets(r *audit.Run, job *ci.Job, visit func(*ci.Step, *secrets)) {
	for _, s := range audit.Once(r, secretsOf{job}, func() []*secrets { return findSecrets(r, job) }) {
		visit(s.step, s)
	}
}

// secretsOf is the key under which a run remembers the secrets of a job.
type secretsOf struct{ job *ci.Job }

func findSecrets(r *audit.Run, job *ci.Job) (list []*secrets) {
	handed := map[string]bool{}
	for _, step := range job.Steps {
		script := r.Script(step.Run)
		if script == nil {
			continue
		}
		s := &secrets{step: step, script: script, vars: maps.Clone(handed), ways: map[string][]scan.Location{}}
		if r.Secret != nil {
			s.handed = func(expression string) []scan.Location { return r.Secret(job, step, expression) }
		}
		for _, env := range []*ci.Env{r.File.Env, job.Env, step.Env} {
			s.environment(env)
		}
		s.all = s.all || allSecrets(script.Text)
		s.assigned()
		list = append(list, s)
		for _, w := range script.Writes {
			if w.File == "GITHUB_ENV" && w.Name != "" && s.in(w.Range, script.Text[w.Start:w.End], w.Vars) {
				handed[w.Name] = true
			}
		}
	}
	return list
}

// environment notes which variables of a block hold a secret.
func (s *secrets) environment(env *ci.Env) {
	if env == nil {
		return
	}
	for _, v := range env.Vars {
		name, value := v.Key.Value(), v.Value.Value()
		s.vars[name] = s.expands(value)
		s.ways[name] = s.hit
		s.all = s.all || allSecrets(value)
	}
}

// assigned notes which variables the script makes of a secret. The order of the
// text is that of the assignments but for functions, so that two rounds see
// enough.
func (s *secrets) assigned() {
	masked := maskedVariables(s.script.Text)
	for range 2 {
		for _, a := range s.script.Assigns {
			switch {
			case masked[a.Name]:
			case !a.Computed && s.in(a.Range, a.Value.Text, a.Vars), a.Computed && len(a.Vars) > 0 && s.derives(a.Range):
				s.vars[a.Name], s.ways[a.Name] = true, s.hit
			}
		}
	}
}

// maskedVariables returns the variables whose values a script has the log mask.
func maskedVariables(text string) map[string]bool {
	names := map[string]bool{}
	for {
		_, after, ok := strings.Cut(text, "::add-mask::$")
		if !ok {
			return names
		}
		text = strings.TrimPrefix(after, "{")
		end := strings.IndexFunc(text, func(r rune) bool {
			return r != '_' && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z')
		})
		if end < 0 {
			end = len(text)
		}
		names[text[:end]] = true
	}
}

// derives reports whether the commands in a range give out a secret, or a part
// of one: they print it, and nothing behind only counts or digests it.
func (s *secrets) derives(at shell.Range) bool {
	given := false
	for c := range s.script.Inside(at) {
		bare := c.Bare()
		if digests(bare.Name()) {
			return false
		}
		given = given || shows(&bare) && s.any(&bare) || s.reads(&bare)
	}
	return given
}

// digests reports whether the output of a program says nothing of its input
// that could be used in its place.
func digests(name string) bool {
	return containsWord("wc grep egrep test [ md5sum sha1sum sha256sum sha512sum shasum openssl gpg age sops", name)
}

// none reports whether a script has no secret at all, as far as it shows.
func (s *secrets) none() bool {
	for _, held := range s.vars {
		if held {
			return false
		}
	}
	for _, f := range s.script.Fences {
		if s.fence(s.script.Text[f.Inner:f.InnerEnd]) {
			return false
		}
	}
	for i := range s.script.Commands {
		if s.handed != nil && s.any(&s.script.Commands[i]) {
			return false
		}
	}
	return !strings.Contains(s.script.Text, "TOKEN") && !strings.Contains(s.script.Text, "CI_")
}

// word reports whether a word expands to text with a secret in it.
func (s *secrets) word(w shell.Word) bool { return s.in(w.Range, w.Text, w.Vars) }

func (s *secrets) in(at shell.Range, text string, vars []string) bool {
	for _, v := range vars {
		if s.variable(v) && !measured(text, v) {
			return true
		}
	}
	for _, f := range s.script.FencesIn(at) {
		if s.fence(s.script.Text[f.Inner:f.InnerEnd]) {
			return true
		}
	}
	return false
}

// variable reports whether a variable holds a secret: one of the file's own, or
// one of the environment in which a caller runs it.
func (s *secrets) variable(name string) bool {
	held, known := s.vars[name]
	if known || platformToken(name) {
		s.hit = s.ways[name]
		return held || platformToken(name)
	}
	if s.hit = nil; s.handed != nil {
		s.hit = s.handed("env." + name)
		s.vars[name], s.ways[name] = s.hit != nil, s.hit
	}
	return s.hit != nil
}

// fence reports whether a template expression yields a secret.
func (s *secrets) fence(inner string) bool {
	if s.hit = nil; secretFence(inner) {
		return true
	}
	if s.handed != nil {
		s.hit = s.handed(inner)
	}
	return s.hit != nil
}

// flow returns a change that tells the way of the secret which was found last,
// where a caller hands it over.
func (s *secrets) flow() func(*ci.Weakness) {
	way := s.hit
	return func(w *ci.Weakness) {
		if len(way) == 0 {
			return
		}
		steps := append(slices.Clone(way), w.Location)
		steps[0].Role, steps[len(steps)-1].Role = "source", "sink"
		w.CodeFlows = []scan.CodeFlow{{Message: "a secret of the caller gets here", Steps: steps}}
	}
}

// any reports whether one of the arguments of a command holds a secret.
func (s *secrets) any(cmd *shell.Command) bool {
	for _, w := range cmd.Args() {
		if s.word(w) {
			return true
		}
	}
	return s.reads(cmd)
}

// measured reports whether only the length of a variable, or whether it is set,
// is asked for.
func measured(text, name string) bool {
	return strings.Contains(text, "${#"+name) || strings.Contains(text, "${"+name+":+") || strings.Contains(text, "${"+name+"+")
}

// platformToken reports whether a variable is one of those in which a CI system
// hands its own token to every script.
func platformToken(name string) bool {
	switch name {
	case "CI_JOB_TOKEN", "CI_JOB_JWT", "CI_JOB_JWT_V1", "CI_JOB_JWT_V2", "CI_REGISTRY_PASSWORD", "CI_DEPLOY_PASSWORD", "SYSTEM_ACCESSTOKEN",
		"ACTIONS_RUNTIME_TOKEN", "ACTIONS_ID_TOKEN_REQUEST_TOKEN", "BITBUCKET_STEP_OIDC_TOKEN", "CIRCLE_OIDC_TOKEN", "CIRCLE_OIDC_TOKEN_V2", "BUILDKITE_AGENT_ACCESS_TOKEN":
		return true
	}
	return false
}

// expands reports whether a template expression in a text yields a secret.
func (s *secrets) expands(text string) bool {
	s.hit = nil
	for _, f := range expr.Fences(text) {
		if s.fence(text[f.Inner:f.InnerEnd]) {
			return true
		}
	}
	return false
}

func secretFence(inner string) bool {
	lower := strings.ToLower(inner)
	if !strings.Contains(lower, "secrets") && !strings.Contains(lower, "github.token") {
		return false
	}
	e, err := expr.Parse(inner)
	if err != nil {
		return false
	}
	for _, f := range e.Flows() {
		if p := f.Path(); p == "secrets" || strings.HasPrefix(p, "secrets.") || p == "github.token" {
			return true
		}
	}
	return false
}

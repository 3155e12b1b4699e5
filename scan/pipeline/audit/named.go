package audit

import (
	"maps"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

// NamesCredential reports whether a variable is named like one that holds a
// credential: "NPM_TOKEN", "deployPassword".
func NamesCredential(name string) bool {
	return endsIn(strings.ToUpper(strings.NewReplacer(".", "_", "-", "_").Replace(name)),
		"PASSWORD PASSWD PASSPHRASE SECRET TOKEN API_KEY APIKEY ACCESS_KEY SECRET_KEY PRIVATE_KEY SSH_KEY ACCESS_KEY_ID ACCOUNT_KEY CLIENT_SECRET AUTH_KEY CREDENTIALS _PAT _PSW WEBHOOK_URL KUBECONFIG")
}

// NamedCredentials returns the variables that are named like credentials, that
// the scripts and variables of a job use, and that neither they nor the file set:
// those come from the settings of the system. The function own knows the
// variables that the platform sets. They are in rising order.
func (r *Run) NamedCredentials(job *ci.Job, own func(name string) bool) []string {
	set, found := map[string]bool{}, map[string]bool{}
	add := func(text string) {
		eachName(text, func(name string) {
			if NamesCredential(name) && !own(name) {
				found[name] = true
			}
		})
	}
	envs := []*ci.Env{r.File.Env, job.Env}
	for _, part := range r.File.Linked {
		envs = append(envs, part.Env)
	}
	for _, step := range job.Steps {
		envs = append(envs, step.Env, step.With)
		if step.Run != nil {
			add(step.Run.Text.Value())
			for _, a := range r.Script(step.Run).Assigns {
				set[a.Name] = true
			}
		}
	}
	for _, env := range envs {
		if env == nil {
			continue
		}
		for _, v := range env.Vars {
			if text := v.Value.Value(); text != "$"+v.Key.Value() && text != "${"+v.Key.Value()+"}" && text != "$("+v.Key.Value()+")" {
				set[v.Key.Value()] = true
			}
			add(v.Value.Value())
		}
	}
	maps.DeleteFunc(found, func(name string, _ bool) bool { return set[name] })
	return slices.Sorted(maps.Keys(found))
}

// eachName visits the variables that a text names: $NAME, ${NAME}, $(NAME),
// $env:NAME and %NAME%.
func eachName(text string, visit func(string)) {
	for i := strings.IndexAny(text, "$%"); i >= 0; i = strings.IndexAny(text, "$%") {
		percent := text[i] == '%'
		text = text[i+1:]
		if !percent {
			text = strings.TrimLeft(text, "{(")
			text = strings.TrimPrefix(text, "env:")
		}
		end := strings.IndexFunc(text, func(c rune) bool {
			return c != '_' && c != '.' && c != '-' && (c < '0' || c > '9') && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z')
		})
		if end < 0 {
			end = len(text)
		}
		name := text[:end]
		if i := strings.IndexAny(name, "-"); i >= 0 && !percent { // ${NAME-default}
			name = name[:i]
		}
		if name = strings.Trim(name, "."); name != "" && (!percent || strings.HasPrefix(text[end:], "%")) {
			visit(name)
		}
	}
}

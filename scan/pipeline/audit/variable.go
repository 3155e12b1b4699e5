package audit

import (
	"strings"

	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

// EachVariable visits the environment variables of the file, of its jobs with
// their containers and services, and of their steps; job and step are nil where they do not apply.
func (r *Run) EachVariable(visit func(job *ci.Job, step *ci.Step, v ci.Setting)) {
	each := func(job *ci.Job, step *ci.Step, env *ci.Env) {
		if env == nil {
			return
		}
		for _, v := range env.Vars {
			visit(job, step, v)
		}
	}
	each(nil, nil, r.File.Env)
	for _, job := range r.File.Jobs {
		each(job, nil, job.Env)
		if job.Container != nil {
			each(job, nil, job.Container.Env)
		}
		for _, s := range job.Services {
			each(job, nil, s.Env)
		}
		for _, step := range job.Steps {
			each(job, step, step.Env)
		}
	}
}

// EachImage visits the images that jobs and their services run in. The part
// names the place in the job.
func (r *Run) EachImage(visit func(job *ci.Job, image *ci.Image, part string)) {
	for _, job := range r.File.Jobs {
		if job.Container != nil {
			visit(job, job.Container, "image")
		}
		for _, s := range job.Services {
			visit(job, s, strings.TrimSuffix("services."+s.Name, "."))
		}
	}
}

// Debug reports variables of the given names, separated by spaces, that are
// switched on.
func (r *Run) Debug(names string) {
	r.EachVariable(func(job *ci.Job, step *ci.Step, v ci.Setting) {
		name := v.Key.Value()
		on, _ := v.Value.Bool()
		if !on && v.Value.Value() != "1" {
			return
		}
		for n := range strings.FieldsSeq(names) {
			if strings.EqualFold(n, name) {
				r.Find(job, step, ci.Between(v.Key, v.Value), name, name+" is switched on in the file", r.switchOff(v.Value))
			}
		}
	})
}

// switchOff adds the fix that sets a switch to false. That changes what the log
// shows, and nothing else.
func (r *Run) switchOff(v *document.Node) func(*ci.Weakness) {
	if v.Aliased() || v.Style() == document.Literal || v.Style() == document.Folded {
		return Mend("", "")
	}
	value := v.Value()
	at := r.Within(v, 0, len(value))
	return Mend("Switch it off", "", r.Edit(at.Start, at.End, "false"))
}

// SwitchesOff reports whether a variable, by its name and value, has a
// well-known tool accept every certificate.
func SwitchesOff(name, value string) bool {
	value = strings.ToLower(value)
	switch strings.ToUpper(name) {
	case "NODE_TLS_REJECT_UNAUTHORIZED", "PYTHONHTTPSVERIFY":
		return value == "0"
	case "GIT_SSL_NO_VERIFY":
		return value == "1" || value == "true"
	case "NPM_CONFIG_STRICT_SSL":
		return value == "false"
	}
	return false
}

package github

import (
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/shell"
)

// dataBeyondFences judges a piece of a script's data without the expressions in
// it, which are injections already.
func (p place) dataBeyondFences(script *shell.Script, d shell.Data) verdict {
	var v verdict
	for _, name := range d.Vars {
		v = v.worse(p.variable(script, name, 1, nil))
	}
	for i := range script.Commands {
		if cmd := &script.Commands[i]; cmd.Within(d.Range) {
			v = v.worse(p.commandOutput(cmd))
		}
	}
	return v
}

// handedOver judges what the steps before the place wrote under a name; false
// when none did.
func (p place) handedOver(file, name string, depth int) (verdict, bool) {
	if p.job == nil || depth > maxFlow {
		return verdict{}, false
	}
	var v verdict
	found := false
	for _, s := range p.job.Steps {
		if s == p.step {
			break
		}
		if s.Run == nil {
			if got, ok := p.at(s).handedOverByUse(file, name, depth); ok {
				v, found = v.worse(got), true
			}
			continue
		}
		if got, ok := p.at(s).written(p.c.script(s), file, name, depth); ok {
			v, found = v.worse(got), true
		}
	}
	return v, found
}

// handedOverByUse judges what the steps of the action that the place's step uses
// write under a name; false when none does.
func (p place) handedOverByUse(file, name string, depth int) (verdict, bool) {
	if p.step.Uses == nil || !p.step.Uses.Local || file == "GITHUB_OUTPUT" || p.c.exhausted() {
		return verdict{}, false
	}
	callee := p.c.callee(p.job, p.step.Uses)
	if callee == nil || callee.file.Kind != ci.KindComponent || len(callee.file.Jobs) == 0 {
		return verdict{}, false
	}
	inside := place{c: callee, job: callee.file.Jobs[0], via: &p}
	return inside.handedOver(file, name, depth+1)
}

// written judges what a script writes under a name to a hand-over file; false
// when it does not.
func (p place) written(script *shell.Script, file, name string, depth int) (verdict, bool) {
	var v verdict
	found := false
	if script == nil {
		return v, false
	}
	for _, w := range script.Writes {
		if w.File != file || !strings.EqualFold(w.Name, name) && w.Name != "" {
			continue
		}
		got := p.data(script, w.Data, depth, nil)
		if w.Name == "" && got.who <= unknown {
			continue
		}
		if got.who > fixed {
			got = got.via(hop{p.c.Within(p.step.Run.Text, w.Start, w.End), p, "run"})
		}
		v, found = v.worse(got), true
	}
	return v, found
}

// data judges a piece of a script's data: the expressions in it, and the
// variables, which the script or the environment sets.
func (p place) data(script *shell.Script, d shell.Data, depth int, seen []string) verdict {
	var v verdict
	if d.Computed {
		v.who = unknown
	}
	if depth > maxFlow || p.c.exhausted() {
		return v.worse(verdict{who: unknown})
	}
	for _, f := range script.FencesIn(d.Range) {
		if e := p.c.expression(script.Text[f.Inner:f.InnerEnd]); e != nil {
			v = v.worse(p.expression(e, depth+1))
		}
	}
	for _, name := range d.Vars {
		v = v.worse(p.variable(script, name, depth+1, seen))
	}
	for i := range script.Commands {
		if cmd := &script.Commands[i]; cmd.Within(d.Range) {
			v = v.worse(p.commandOutput(cmd))
		}
	}
	return v
}

// isNumber reports whether a variable is set to what one pipeline prints, and
// that prints numbers only.
func isNumber(script *shell.Script, a shell.Assign) bool {
	_, value, _ := strings.Cut(script.Text[a.Start:a.End], "=")
	value = strings.TrimPrefix(value, `"`)
	if !strings.HasPrefix(value, "$(") && !strings.HasPrefix(value, "`") {
		return false
	}
	digits := false
	for i := range script.Commands {
		if cmd := &script.Commands[i]; cmd.Within(a.Range) {
			digits = digits || cmd.Name() == "grep" && printsDigits(cmd) || cmd.Name() == "wc"
		}
	}
	return digits
}

// variable judges a shell variable.
func (p place) variable(script *shell.Script, name string, depth int, seen []string) verdict {
	if slices.Contains(seen, name) || p.c.exhausted() {
		return verdict{}
	}
	seen = append(seen[:len(seen):len(seen)], name)
	var v verdict
	found := false
	for _, a := range script.Assigns {
		if a.Name == name && isNumber(script, a) {
			found = true
		} else if a.Name == name {
			v, found = v.worse(p.data(script, a.Data, depth+1, seen)), true
		}
	}
	if who, ok := runnerVariables[name]; ok && !found {
		return verdict{who: who, source: name}
	}
	if n := p.envNode(name); n != nil {
		return v.worse(p.scalar(n, depth+1))
	}
	if w, ok := p.handedOver("GITHUB_ENV", name, depth+1); ok {
		return v.worse(w)
	}
	if w, ok := p.callersEnv([]string{"env", name}, depth); ok {
		return v.worse(w)
	}
	if !found {
		v = verdict{who: unknown, source: name}
	}
	return v
}

// outsiders says what outsiders write into a variable of a step's script.
func (c *check) outsiders(job *ci.Job, step *ci.Step, name string) string {
	if script := c.script(step); script != nil {
		if v := c.place(job, step).variable(script, name, 0, nil); v.who == outsider {
			return v.source
		}
	}
	return ""
}

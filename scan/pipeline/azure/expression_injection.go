package azure

import (
	"fmt"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/expr"
)

func expressionInjection() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Macro or parameter put into a script as text",
			Class:       "expression-injection",
			Severity:    scan.SeverityHigh,
			Confidence:  scan.ConfidenceMedium,
			Description: "`$(name)` and `${{ parameters.name }}` are replaced before the shell sees the script. Whoever names the branch, writes the commit's message or fills in the parameter writes code into it, with the job's token and service connections at hand.",
			Remediation: "Hand the value over in `env:` and use the shell's own variable, in quotes; the predefined ones are in the environment already (`$BUILD_SOURCEBRANCHNAME`). Give parameters `values:` or the type number or boolean.",
			Example:     "- bash: echo \"$(Build.SourceVersionMessage)\"",
			Fixed:       "- bash: echo \"$BUILD_SOURCEVERSIONMESSAGE\"",
			Tags:        []string{"poutine:injection"},
		},
		Step: func(r *audit.Run, job *ci.Job, step *ci.Step) {
			if step.Run != nil {
				macrosInScript(r, job, step)
				expressionsInScript(r, job, step)
			}
		},
	}
}

func macrosInScript(r *audit.Run, job *ci.Job, step *ci.Step) {
	text := step.Run.Text.Value()
	for _, m := range macros(text) {
		name := text[m.Start+2 : m.End-1]
		via := name
		source := predefined(name)
		if source == "" {
			via, source = assigned(r.File, job, name)
		}
		if source == "" {
			continue
		}
		r.Find(job, step, r.Within(step.Run.Text, m.Start, m.End), step.Run.Key.Value(),
			fmt.Sprintf("$(%s) puts %s into the script as text", name, source), macroLevel(r.File, via, source),
			func(w *ci.Weakness) { w.Expression = name })
	}
}

// macroLevel rates a macro: texts are free, names of branches are chosen by
// those who may push, unless the pipeline runs for certain branches only.
func macroLevel(f *ci.File, name, source string) func(*ci.Weakness) {
	switch {
	case source != branchName:
		return audit.Level(scan.SeverityHigh, scan.ConfidenceMedium, scan.PersonaRegular)
	case strings.Contains(strings.ToLower(name), "pullrequest"):
		return audit.Level(scan.SeverityHigh, scan.ConfidenceHigh, scan.PersonaRegular)
	case onFixedBranch(f) && pullRequests(f) == requestsNever:
		return audit.Level(scan.SeverityLow, scan.ConfidenceLow, scan.PersonaPedantic)
	case onFixedBranch(f): // but whoever starts it by hand chooses
		return audit.Level(scan.SeverityLow, scan.ConfidenceLow, scan.PersonaRegular)
	}
	return audit.Level(scan.SeverityMedium, scan.ConfidenceMedium, scan.PersonaRegular)
}

// assigned returns the predefined variable that a variable of the file is set
// to by a macro, and what outsiders write into it.
func assigned(f *ci.File, job *ci.Job, name string) (via, source string) {
	for _, env := range []*ci.Env{job.Env, f.Env} {
		value := env.Get(name).Value()
		for _, m := range macros(value) {
			if inner := value[m.Start+2 : m.End-1]; predefined(inner) != "" {
				return inner, predefined(inner)
			}
		}
	}
	return "", ""
}

func expressionsInScript(r *audit.Run, job *ci.Job, step *ci.Step) {
	text := step.Run.Text.Value()
	for _, fence := range expr.Fences(text) {
		inner := strings.TrimSpace(text[fence.Inner:fence.InnerEnd])
		e, err := expr.Parse(inner)
		if err != nil {
			continue
		}
		for _, flow := range e.Flows() {
			kind, name, _ := strings.Cut(flow.Path(), ".")
			message, level := "", audit.Level(scan.SeverityMedium, scan.ConfidenceMedium, scan.PersonaRegular)
			switch source := predefined(name); {
			case kind == "variables" && source != "":
				message, level = fmt.Sprintf("${{ %s }} puts %s into the script as text", inner, source), macroLevel(r.File, name, source)
			case kind == "parameters" && freeText(r.File, name) != "":
				message = fmt.Sprintf("the parameter %s is put into the script as text", freeText(r.File, name))
				if r.File.Kind == ci.KindComponent {
					// Who calls a template mostly writes the value into a file of their own.
					level = audit.Level(scan.SeverityLow, scan.ConfidenceLow, scan.PersonaPedantic)
				}
			default:
				continue
			}
			r.Find(job, step, r.Within(step.Run.Text, fence.Start, fence.End), step.Run.Key.Value(), message, level,
				func(w *ci.Weakness) { w.Expression = inner })
			break
		}
	}
}

// freeText returns the name, as declared, of a parameter that may be a text of
// any form, and "" for any other.
func freeText(f *ci.File, name string) string {
	for _, in := range f.Inputs {
		if strings.EqualFold(in.Name, name) && (in.Type == "" || in.Type == "string") && in.Config.Get("values") == nil {
			return in.Name
		}
	}
	return ""
}

package azure

import (
	"cmp"
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
		v := valueOf(r, job, step, name)
		if v.source == "" {
			continue
		}
		r.Find(job, step, r.Within(step.Run.Text, m.Start, m.End), step.Run.Key.Value(),
			fmt.Sprintf("$(%s) puts %s into the script as text", name, v.source), v.level(r.File),
			func(w *ci.Weakness) { w.Expression = name }, v.tells(),
			r.Ends(job, step, audit.RunsCode(v.source)))
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
			message, change := "", []func(*ci.Weakness){func(w *ci.Weakness) { w.Expression = inner }}
			switch {
			case kind == "variables":
				v := valueOf(r, job, nil, name) // templates are put together before steps run
				if v.source == "" {
					continue
				}
				message = fmt.Sprintf("${{ %s }} puts %s into the script as text", inner, v.source)
				change = append(change, v.level(r.File), v.tells(), r.Ends(job, step, audit.RunsCode(v.source)))
			case kind == "parameters" && freeText(r.File, name) != "":
				o := r.Flows.Origin(slot(r.File.Source.Path, name))
				if o.Fixed() {
					continue
				}
				message = fmt.Sprintf("the parameter %s is put into the script as text%s", freeText(r.File, name), o.Way())
				if o.Source != "" {
					message = fmt.Sprintf("the parameter %s puts %s into the script as text%s", freeText(r.File, name), o.Source, o.Way())
				}
				change = append(change, parameterLevel(r.File, o), o.Tells())
				if o.Source != "" || o.Open || r.File.Kind == ci.KindPipeline {
					change = append(change, r.Ends(job, step, audit.RunsCode(cmp.Or(o.Source, filledIn))))
				}
			default:
				continue
			}
			r.Find(job, step, r.Within(step.Run.Text, fence.Start, fence.End), step.Run.Key.Value(), message, change...)
			break
		}
	}
}

// parameterLevel rates a parameter. Who calls a template mostly writes the value
// into a file of their own; one that whoever starts the pipeline fills in can
// be anything.
func parameterLevel(f *ci.File, o audit.Origin) func(*ci.Weakness) {
	if f.Kind == ci.KindComponent && o.Severity == 0 {
		return audit.Level(scan.SeverityLow, scan.ConfidenceLow, scan.PersonaPedantic)
	}
	return audit.Level(scan.SeverityMedium, scan.ConfidenceMedium, scan.PersonaRegular)
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

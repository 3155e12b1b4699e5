package circleci

import (
	"fmt"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

func expressionInjection() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Pipeline value put into a command as text",
			Class:       "expression-injection",
			Severity:    scan.SeverityHigh,
			Confidence:  scan.ConfidenceMedium,
			Description: "`<< pipeline.git.branch >>` and its like are replaced before the shell sees the command. Whoever names the branch, writes the commit's message or fills in the parameter writes code into it, with the job's variables and contexts at hand.",
			Remediation: "Hand the value over in `environment:` and use the shell's own variable, in quotes; the branch is in `$CIRCLE_BRANCH` already. Give parameters the type enum, boolean or integer.",
			Example:     "- run: echo \"<< pipeline.git.branch >>\"",
			Fixed:       "- run: echo \"$CIRCLE_BRANCH\"",
			Tags:        []string{"checkov:CKV_CIRCLECIPIPELINES_6"},
		},
		File: func(r *audit.Run) {
			t := newTracer(r)
			for _, job := range r.File.Jobs {
				for _, step := range job.Steps {
					if step.Run != nil {
						t.injections(job, step)
					}
				}
			}
		},
	}
}

func (t *tracer) injections(job *ci.Job, step *ci.Step) {
	r, text := t.run, step.Run.Text.Value()
	for _, at := range step.Run.Templates {
		name := strings.TrimSpace(text[at.Start+2 : at.End-2])
		source, level := t.judge(job, name)
		if source == "" {
			continue
		}
		r.Find(job, step, r.Within(step.Run.Text, at.Start, at.End), step.Run.Key.Value(),
			fmt.Sprintf("<< %s >> puts %s into the command as text", name, source), level,
			func(w *ci.Weakness) { w.Expression = name }, r.Ends(job, step, audit.RunsCode(known(source))))
	}
}

// judge tells what a template puts into a command, "" for nothing that could be
// code.
func (t *tracer) judge(job *ci.Job, name string) (source string, level func(*ci.Weakness)) {
	r, f := t.run, t.run.File
	if source, level = pipelineValue(name), ofSource(name); source != "" {
		return source, level
	}
	if o := handed(r, name); o.Source != "" {
		return o.Source + o.Way(), o.Tells()
	}
	if p, ok := strings.CutPrefix(name, "pipeline.parameters."); ok {
		for _, in := range f.Inputs {
			if in.Name == p && in.Type == "string" {
				return "the parameter " + p + " of whoever starts the pipeline", audit.Level(scan.SeverityMedium, scan.ConfidenceMedium, scan.PersonaRegular)
			}
		}
		return "", nil
	}
	p, ok := strings.CutPrefix(name, "parameters.")
	if !ok || !textual(job, p) {
		return "", nil
	}
	if d := t.given(f, parameter{job, p}, 0); d.source != "" {
		return d.told(), d.level()
	}
	if f.Kind == ci.KindComponent && section(f) != "" {
		return "the parameter " + p + ", on which whoever uses the orb decides", audit.Level(scan.SeverityLow, scan.ConfidenceLow, scan.PersonaPedantic)
	}
	// What the file itself hands over is as trustworthy as the file.
	return "the parameter " + p, audit.Level(scan.SeverityInfo, scan.ConfidenceLow, scan.PersonaAuditor)
}

// What others write.
const (
	branchName  = "the name of a branch"
	tagName     = "the name of a tag"
	commitText  = "the text of a commit"
	webhookBody = "the body of a webhook"
	eventText   = "the text of an event"
	requestCode = "the code of a pull request"
	filledIn    = "a parameter of the pipeline"
)

// known returns which of them a source that is told is, empty for another.
func known(source string) string {
	for _, s := range []string{branchName, tagName, commitText, webhookBody, eventText} {
		if strings.HasPrefix(source, s) {
			return s
		}
	}
	if strings.HasSuffix(source, "whoever starts the pipeline") {
		return filledIn
	}
	return ""
}

// pipelineValue tells what outsiders write into a pipeline value.
func pipelineValue(name string) string {
	switch name {
	case "pipeline.git.branch":
		return branchName
	case "pipeline.git.tag":
		return tagName
	}
	last := name[strings.LastIndexByte(name, '.')+1:]
	if strings.HasPrefix(name, "pipeline.trigger_parameters.") {
		switch last {
		case "branch", "ref", "content_ref", "config_ref", "checkout_ref", "git_ref":
			return branchName
		case "tag":
			return tagName
		case "commit_message", "commit_title", "commit_author_name", "user_name":
			return commitText
		case "body":
			return webhookBody
		}
	}
	if strings.HasPrefix(name, "pipeline.event.") {
		switch last {
		case "title", "body", "message", "label", "name", "ref", "head_ref", "description":
			return eventText
		}
	}
	return ""
}

// ofSource rates a pipeline value: texts are free, names of branches are chosen
// by those who may push.
func ofSource(name string) func(*ci.Weakness) {
	switch source := pipelineValue(name); {
	case source == branchName, strings.HasSuffix(source, "tag"):
		return audit.Level(scan.SeverityMedium, scan.ConfidenceHigh, scan.PersonaRegular)
	}
	return audit.Level(scan.SeverityHigh, scan.ConfidenceHigh, scan.PersonaRegular)
}

package script

import (
	"fmt"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

func unquotedVariable() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			ID:          "script/unquoted-variable",
			Name:        "Outsiders' text outside of quotes",
			Class:       "argument-injection",
			Severity:    scan.SeverityMedium,
			Confidence:  scan.ConfidenceMedium,
			Description: "Outside of quotes the shell splits what the variable holds into words, and takes those for patterns of file names. Whoever writes the text adds arguments to the command: options of the program, or terms of a condition that make it true.",
			Remediation: "Put the variable in double quotes, and `--` before arguments that can begin with a dash.",
			Example:     "- run: if [ $TITLE = release ]; then ./publish; fi\n  env:\n    TITLE: ${{ github.event.pull_request.title }}",
			Fixed:       "- run: if [ \"$TITLE\" = release ]; then ./publish; fi\n  env:\n    TITLE: ${{ github.event.pull_request.title }}",
			Fix:         "Safe in conditions, in what echo prints, and in arguments that hold more than the variable; unsafe elsewhere, since no argument or several may be meant.",
			Tags:        []string{"shellcheck:SC2086"},
		},
		Step: func(r *audit.Run, job *ci.Job, step *ci.Step) {
			r.EachUnquoted(job, step, func(u audit.Unquoted) {
				r.Find(job, step, r.Within(step.Run.Text, u.At.Start, u.At.End), "run", split(u), weigh(r, job, step, u),
					func(w *ci.Weakness) { w.Expression = u.Variable }, quote(r, step, u))
			})
		},
	}
}

// split returns the message.
func split(u audit.Unquoted) string {
	if u.Command == "[" {
		return fmt.Sprintf("%s, which holds %s, can become several terms of the condition", u.Variable, u.Source)
	}
	return fmt.Sprintf("%s, which holds %s, can become several arguments of %s", u.Variable, u.Source, u.Command)
}

// weigh rates a finding: names of branches and tags have no white space, and what
// is only printed does no harm.
func weigh(r *audit.Run, job *ci.Job, step *ci.Step, u audit.Unquoted) func(*ci.Weakness) {
	exposed := r.Privilege != nil && r.Privilege(job, step) == ci.PrivilegeExposed
	if !exposed || isRef(u.Source) || containsWord("echo printf : true false exit cat logger", u.Command) {
		return audit.Level(scan.SeverityLow, scan.ConfidenceMedium, scan.PersonaPedantic)
	}
	return audit.Level(scan.SeverityMedium, scan.ConfidenceMedium, scan.PersonaRegular)
}

// isRef reports whether a source is the name of a branch or tag.
func isRef(source string) bool {
	source = strings.ToLower(source)
	for _, end := range []string{"ref", "ref_name", "branch", "tag", "label", "login", "actor", "refname", "commits", "sha", "oid"} {
		if strings.HasSuffix(source, end) {
			return true
		}
	}
	return false
}

// quote adds the fix: double quotes around the expansion, where the file's own
// quotes allow them.
func quote(r *audit.Run, step *ci.Step, u audit.Unquoted) func(*ci.Weakness) {
	text := step.Run.Text
	written := text.Value()[u.At.Start:u.At.End]
	span := r.Within(text, u.At.Start, u.At.End)
	if text.Aliased() || text.Style() == document.DoubleQuoted || text.Style() == document.Pieces || string(r.File.Source.Bytes()[span.Start:span.End]) != written {
		return audit.Mend("", "")
	}
	caveat := ""
	switch {
	case wanted(u.Variable):
		caveat = "the name says that several arguments are meant"
	case u.Sole && u.Command == "[" && u.Before == "-n":
		caveat = "the condition was true for an empty variable, and no longer is"
	case u.Sole && !containsWord("[ echo", u.Command): // printf takes its format again for each word
		caveat = "an empty variable becomes an empty argument, and several words become one"
	}
	return audit.Mend("Put the variable in double quotes", caveat, r.Edit(span.Start, span.End, `"`+written+`"`))
}

// wanted reports whether the name of a variable says that it holds several
// arguments.
func wanted(name string) bool {
	name = strings.ToUpper(name)
	for _, end := range []string{"ARGS", "ARGUMENTS", "OPTS", "OPTIONS", "FLAGS", "PARAMS", "LIST", "FILES", "PACKAGES", "TARGETS", "LABELS", "PATHS"} {
		if strings.HasSuffix(name, end) {
			return true
		}
	}
	return false
}

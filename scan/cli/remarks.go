package cli

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/policy"
	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/report"
)

// remarks gathers what the user would otherwise have to guess: what is not
// shown, what was not there, and what was asked for in vain.
type remarks struct {
	choice
	stdin     bool
	stdinName string

	safe, unsafe int // findings that fail and that a fix mends
	hidden       map[scan.Severity]int
	early        bool // the run ended before its time
}

func (r *remarks) hide(rec *scan.Record) {
	if r.hidden == nil {
		r.hidden = map[scan.Severity]int{}
	}
	r.hidden[rec.Severity]++
}

// failed counts what can be fixed of the findings that fail.
func (r *remarks) failed(rec *scan.Record) {
	if rec.Location.Origin != nil || !edited(rec) {
		return
	}
	if slices.ContainsFunc(rec.Fixes, func(f scan.Fix) bool { return f.Safe && len(f.Edits) > 0 }) {
		r.safe++
	} else {
		r.unsafe++
	}
}

// fixes says for how many of the findings that fail the fix command has something; ""
// for none.
func (r *remarks) fixes(name string, failed int) string {
	const caveat = ", by which the meaning may change"
	switch {
	case r.stdin || r.safe+r.unsafe == 0:
		return ""
	case r.unsafe == 0:
		return fmt.Sprintf("fixes: '%s fix' shows a diff for %s", name, ofFailed(r.safe, failed))
	case r.safe == 0:
		return fmt.Sprintf("fixes: '%s fix -unsafe' shows a diff for %s%s", name, ofFailed(r.unsafe, failed), caveat)
	}
	return fmt.Sprintf("fixes: '%s fix' shows a diff for %s, '%s fix -unsafe' for %d more%s", name, ofFailed(r.safe, failed), name, r.unsafe, caveat)
}

// ofFailed says how many they are of the findings that fail.
func ofFailed(n, failed int) string {
	switch {
	case failed == 1:
		return "the finding that fails"
	case n == failed:
		return fmt.Sprintf("all %d findings that fail", failed)
	}
	return fmt.Sprintf("%d of the %d findings that fail", n, failed)
}

func (r *remarks) see(d *scan.Diagnostic) {
	r.early = r.early || d.Kind == scan.DiagDeadline
}

// closing returns the remarks on a run that is over.
func (r *remarks) closing(coverage scan.Coverage) []*scan.Diagnostic {
	var list []*scan.Diagnostic
	switch {
	case r.early:
	case coverage.Entries-coverage.Ignored-coverage.Excluded == 0:
		list = append(list, &scan.Diagnostic{Kind: scan.DiagEmpty, Note: r.none, Message: "there was no file to look at"})
	case r.stdin && coverage.Entries == 1 && coverage.Bytes == 0:
		list = append(list, &scan.Diagnostic{Kind: scan.DiagEmpty, Message: "standard input was empty"})
	}
	if r.stdin && r.stdinName == "stdin" {
		list = append(list, &scan.Diagnostic{Kind: "stdin", Note: true,
			Message: `standard input was judged as a file named "stdin": -stdin-name PATH says what it is, so that lockfiles and workflows are known as such`})
	}
	if len(r.hidden) > 0 {
		list = append(list, &scan.Diagnostic{Kind: kindHidden, Note: true, Message: r.hiddenText()})
	}
	return list
}

func (r *remarks) hiddenText() string {
	var parts []string
	total := 0
	for _, s := range slices.Backward(scan.Severities()) {
		if n := r.hidden[s]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, s))
			total += n
		}
	}
	how := "-persona auditor shows those of all personas"
	if r.only != nil {
		how = "-class limits the report, and " + how
	}
	if total == 1 {
		return fmt.Sprintf("1 finding is neither shown nor judged (%s): %s", parts[0], how)
	}
	return fmt.Sprintf("%d findings are neither shown nor judged (%s): %s", total, strings.Join(parts, ", "), how)
}

// decision puts a decision into the words of a report. The name is that of the
// command.
func (r *remarks) decision(d *policy.Decision, coverage scan.Coverage, name string) *report.Decision {
	out := &report.Decision{Verdict: string(d.Verdict), Reasons: d.Reasons()}
	for reason, n := range d.Accepted {
		out.Accepted = append(out.Accepted, fmt.Sprintf("%s (%d)", reason, n))
	}
	slices.Sort(out.Accepted)
	if d.Failed > 0 {
		out.Advice = append(out.Advice, fmt.Sprintf("findings: mend them; '%s rules explain RULE' explains one, and a comment such as penstock:allow or penstock: ignore[RULE] lets one be", name))
	}
	if fixes := r.fixes(name, d.Failed); fixes != "" {
		out.Advice = append(out.Advice, fixes)
	}
	for _, kind := range slices.Sorted(maps.Keys(d.Missing)) {
		out.Advice = append(out.Advice, advice(kind, coverage.Files))
	}
	return out
}

// advice says what can be done about things of a kind that were not looked at.
func advice(kind scan.DiagnosticKind, files int) string {
	what := ""
	switch kind {
	case scan.DiagNoAdvisories, scan.DiagStaleAdvisories:
		what = "give advisories with -advisories PATH, or keep them with the db commands"
	case scan.DiagDeadline:
		what = "give it more time with -timeout"
	case scan.DiagMalformed, scan.DiagTooLarge, scan.DiagLimit, scan.DiagUnreadable:
		what = "mend the files, or leave them out with -exclude PATTERN"
	case scan.DiagUnpinned:
		what = "pin the versions"
	case scan.DiagEmpty:
		what = "check the path"
	}
	if files == 0 && kind == scan.DiagDeadline {
		return string(kind) + ": " + what
	}
	return strings.TrimSpace(string(kind) + ": " + strings.TrimPrefix(what+", or accept that with -accept "+string(kind), ", or "))
}

package command

import (
	"flag"
	"fmt"
	"io"
	"strings"
	"unicode"

	"github.com/penstock-dev/penstock/policy"
	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/cli"
)

// acceptFlag declares the flag for what need not be looked at.
func acceptFlag(flags *flag.FlagSet, accept *list) {
	flags.Var(accept, "accept", "`kind` of thing that need not be understood, repeatable, such as malformed or unpinned; KIND=PATTERN only for matching paths")
}

// remarks tells on standard error what a document cannot tell, and keeps in mind
// what that means for the exit code.
type remarks struct {
	w         io.Writer
	judgement *policy.Judgement
	kinds     map[scan.DiagnosticKind]int
}

func newRemarks(call cli.Call, accept list) (*remarks, error) {
	accepted, err := cli.Acceptances(accept)
	if err != nil {
		return nil, err
	}
	gate, err := policy.New(policy.Config{ReportOnly: true, Accept: accepted})
	if err != nil {
		return nil, cli.Usage("%v", err)
	}
	return &remarks{w: call.Stderr, judgement: gate.Judge(), kinds: map[scan.DiagnosticKind]int{}}, nil
}

// say prints one line.
func (r *remarks) say(format string, args ...any) {
	for i, a := range args {
		if s, ok := a.(string); ok {
			args[i] = clean(s)
		}
	}
	fmt.Fprintf(r.w, format+"\n", args...)
}

// The number of diagnostics of one kind that are printed.
const maxPrinted = 20

// diagnostic tells what could not be looked at.
func (r *remarks) diagnostic(d *scan.Diagnostic) {
	what := "not complete"
	switch {
	case d.Note:
		what = "note"
	case r.judgement.Diagnostic(d):
		what = "accepted"
	}
	if r.kinds[d.Kind]++; r.kinds[d.Kind] <= maxPrinted {
		r.say("%s: %s: %s", what, string(d.Kind), d.Error())
	}
}

// incomplete reports whether something was not looked at that is not accepted.
func (r *remarks) incomplete() bool { return r.judgement.Decision().Verdict == policy.Incomplete }

// code returns the exit code when nothing else went wrong.
func (r *remarks) code() int {
	for kind, n := range r.kinds {
		if n > maxPrinted {
			r.say("%s: %d more, not listed", string(kind), n-maxPrinted)
		}
	}
	if decision := r.judgement.Decision(); decision.Verdict == policy.Incomplete {
		r.say("incomplete: %s; -accept KIND accepts that", strings.Join(decision.Reasons(), "; "))
		return cli.ExitIncomplete
	}
	return cli.ExitPass
}

// clean takes what could move a terminal's cursor, or pass for another line, out
// of a text of somebody else.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == '\u2028' || r == '\u2029' {
			return unicode.ReplacementChar
		}
		return r
	}, s)
}

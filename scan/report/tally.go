package report

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/penstock-dev/penstock/scan"
)

// state is what a finding means for a reader who asks what is wrong now.
type state int

const (
	stateOpen       state = iota // a weakness, or one that a person has to judge
	stateSuppressed              // somebody decided to live with it
	stateGone                    // only the baseline has it
	statePassed                  // a check that found nothing
)

func stateOf(r *scan.Record) state {
	switch {
	case r.Outcome == scan.OutcomePass || r.Outcome == scan.OutcomeNotApplicable:
		return statePassed
	case r.Baseline == scan.BaselineAbsent:
		return stateGone
	case r.Suppressed():
		return stateSuppressed
	}
	return stateOpen
}

// tally counts findings.
type tally struct {
	severity   [int(scan.SeverityCritical) + 1]int // open ones
	open       int
	parts      int // of the open ones: told by others
	suppressed int
	mechanisms map[string]int // of the suppressed ones
	gone       int
	passed     int
}

func (t *tally) add(r *scan.Record) state {
	s := stateOf(r)
	switch s {
	case stateOpen:
		t.open++
		t.severity[severityOf(r)]++
	case stateSuppressed:
		t.suppressed++
		if t.mechanisms == nil {
			t.mechanisms = map[string]int{}
		}
		t.mechanisms[r.Suppressions[0].By()]++
	case stateGone:
		t.gone++
	case statePassed:
		t.passed++
	}
	return s
}

// addPart counts an open finding that another one tells: it is judged like any other,
// so the sum is the one that a decision speaks of.
func (t *tally) addPart(r *scan.Record) {
	t.add(r)
	t.parts++
}

// partsText says how many of the findings are not shown by themselves; "" for none.
func (t *tally) partsText() string {
	switch t.parts {
	case 0:
		return ""
	case 1:
		return "1 of them is told as a part of another."
	}
	return thousands(int64(t.parts)) + " of them are told as parts of others."
}

// bySuppression returns the number of suppressed findings and what suppressed
// them, the most frequent first.
func (t *tally) bySuppression() string {
	names := slices.SortedFunc(maps.Keys(t.mechanisms), func(a, b string) int {
		return cmp.Or(cmp.Compare(t.mechanisms[b], t.mechanisms[a]), cmp.Compare(a, b))
	})
	parts := make([]string, len(names))
	for i, name := range names {
		parts[i] = thousands(int64(t.mechanisms[name])) + " by " + mechanismText(name)
	}
	if len(parts) == 1 {
		return parts[0]
	}
	return thousands(int64(t.suppressed)) + " (" + strings.Join(parts, ", ") + ")"
}

// mechanismText returns the name of a mechanism for people.
func mechanismText(name string) string {
	switch name {
	case "":
		return "a suppression without a kind"
	case "inSource":
		return "comment"
	case "external":
		return "an external suppression"
	}
	return visible(name)
}

// severityOf returns r's severity; one that does not exist is unknown.
func severityOf(r *scan.Record) scan.Severity {
	if r.Severity < scan.SeverityUnknown || r.Severity > scan.SeverityCritical {
		return scan.SeverityUnknown
	}
	return r.Severity
}

// bySeverity calls f for every severity that occurs, the worst first.
func (t *tally) bySeverity(f func(s scan.Severity, n int)) {
	for s := scan.SeverityCritical; s >= scan.SeverityUnknown; s-- {
		if n := t.severity[s]; n > 0 {
			f(s, n)
		}
	}
}

// count returns "1 file", "2 files".
func count(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return thousands(int64(n)) + " " + noun
}

// thousands writes n with a comma between groups of three digits.
func thousands(n int64) string {
	s := strconv.FormatInt(n, 10)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// bytesText writes a number of bytes as people do.
func bytesText(n int64) string {
	const units = "kMGTPE"
	if n < 1000 {
		return strconv.FormatInt(n, 10) + " B"
	}
	v, i := float64(n)/1000, 0
	for v >= 999.95 && i < len(units)-1 {
		v /= 1000
		i++
	}
	return strconv.FormatFloat(v, 'f', 1, 64) + " " + units[i:i+1] + "B"
}

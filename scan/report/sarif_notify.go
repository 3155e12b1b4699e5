package report

import (
	"cmp"
	"strings"

	"github.com/penstock-dev/penstock/scan"
)

// notifications are the diagnostics of a run, encoded as they came.
type notifications struct {
	body    jsonBuf
	n       int
	omitted int
	missed  bool // one is not a note
	kinds   []scan.DiagnosticKind
	index   map[scan.DiagnosticKind]int
}

// The most that is kept of notifications until the end.
const (
	notificationBytes = 4 << 20
	notificationKinds = 1000
)

func (n *notifications) add(e *SARIF, d *scan.Diagnostic) {
	n.missed = n.missed || !d.Note
	if n.n >= e.config.MaxNotifications || len(n.body.b) >= notificationBytes {
		n.omitted++
		return
	}
	if n.n > 0 {
		n.body.raw(",\n")
	}
	n.n++
	j := &n.body
	j.object("")
	kind := scan.DiagnosticKind(strings.ToValidUTF8(string(d.Kind), "\uFFFD"))
	if i, ok := n.kind(kind); ok {
		j.object("descriptor")
		j.must("id", string(kind))
		j.num("index", i)
		j.endObject()
	}
	j.str("level", notificationLevel(d))
	j.message("message", linkSafe(cmp.Or(diagnosticText(d), string(d.Kind), "no message")))
	if d.Location.Path != "" {
		j.array("locations")
		e.location(j, &d.Location, 0)
		j.endArray()
	}
	if d.Analyzer != "" {
		j.object("properties")
		j.str("analyzer", d.Analyzer)
		j.endObject()
	}
	j.endObject()
}

// kind returns the index of the descriptor of a kind. An empty kind and those
// beyond the limit have none.
func (n *notifications) kind(k scan.DiagnosticKind) (int, bool) {
	i, known := n.index[k]
	if !known {
		if k == "" || len(n.kinds) >= notificationKinds {
			return 0, false
		}
		i = len(n.kinds)
		n.kinds = append(n.kinds, k)
		n.index[k] = i
	}
	return i, true
}

// notificationLevel returns "error" for what stopped an analyzer or the run.
func notificationLevel(d *scan.Diagnostic) string {
	if d.Note {
		return "note"
	}
	switch d.Kind {
	case scan.DiagPanic, scan.DiagAnalyzer, scan.DiagDeadline:
		return "error"
	}
	return "warning"
}

// invocation writes how the run went.
func (e *SARIF) invocation(j *jsonBuf) {
	n := &e.notes
	j.array("invocations")
	j.object("")
	j.flag("executionSuccessful", !n.missed)
	var left []string
	if n.omitted > 0 {
		left = append(left, count(n.omitted, "further diagnostic")+" left out: the limit on notifications is reached.")
	}
	if e.dropped > 0 {
		left = append(left, count(e.dropped, "further result")+" left out: the limit on results is reached.")
	}
	if n.n+len(left) > 0 {
		j.array("toolExecutionNotifications")
		j.raw("\n")
		j.b = append(j.b, n.body.b...)
		for _, text := range left {
			j.object("")
			j.str("level", "warning")
			j.message("message", text)
			j.endObject()
		}
		j.endArray()
	}
	j.endObject()
	j.endArray()
}

package deps

import (
	"context"

	"github.com/penstock-dev/penstock/scan"
)

// Reacher finds out whether the code of a target gets to what advisories are
// about, so that one finding says both that a version is affected and whether
// that matters here. [Imports] is one; package govuln has another, which
// follows calls. It must be safe for concurrent use.
type Reacher interface {
	// Begin starts one run.
	Begin(ctx context.Context) (ReachPass, error)
}

// ReachPass is the work of a [Reacher] in one run. Wants and File are called as
// those of a [scan.Pass] are.
type ReachPass interface {
	Wants(e *scan.Entry) bool
	File(ctx context.Context, f *scan.File, out scan.Sink) error
	// Refine calls [Vulnerability.Reach] once at most for each of the findings,
	// before they are reported. What it could not find out is no reason to drop a
	// finding: it is left as it is, with a diagnostic.
	Refine(ctx context.Context, found []*Vulnerability, out scan.Sink) error
}

// The values of [scan.Vulnerability.Reachability], the strongest first. The
// empty string says that nothing is known.
const (
	// ReachCalled says that a vulnerable function can be called.
	ReachCalled = "called"
	// ReachImported says that a vulnerable package is part of the build.
	ReachImported = "imported"
	// ReachRequired says that the module is required, and no vulnerable package of
	// it is part of the build.
	ReachRequired = "required"
	// ReachNone says that the advisory is not about how the package is built
	// here, such as for another operating system.
	ReachNone = "unreachable"
)

// Reached is what a [Reacher] found out about a finding.
type Reached struct {
	// Level is one of the Reach constants, or empty when only Words can be said.
	Level string
	// Settled says that the stronger levels were looked for and are ruled out. It
	// lowers the severity: to medium at most for what is imported and not
	// called, to low for what is not imported.
	Settled bool
	// Words say how it is known; they end the finding's message.
	Words string
	// Trace is the way from an entry point to the vulnerable function, by names.
	Trace []string
	// Flow is the same way by places; nil when there is none.
	Flow *scan.CodeFlow
}

// Reach adds to a finding how far the code gets. Malware keeps its severity: it
// does harm when it is installed.
func (v *Vulnerability) Reach(r Reached) {
	v.Record.Vulnerability.Reachability = r.Level
	v.Record.Vulnerability.Trace = r.Trace
	if r.Words != "" {
		v.Message += "; " + r.Words
	}
	if r.Flow != nil {
		v.CodeFlows = append(v.CodeFlows, *r.Flow)
	}
	if !r.Settled || v.Kind == scan.KindMalware {
		return
	}
	most := scan.SeverityCritical
	switch r.Level {
	case ReachImported:
		most = scan.SeverityMedium
	case ReachRequired, ReachNone:
		most = scan.SeverityLow
	}
	if v.Severity > most || v.Severity == scan.SeverityUnknown && r.Level != ReachCalled {
		v.Severity = most
	}
}

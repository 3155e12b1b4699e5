package audit

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/penstock-dev/penstock/sbom/bom"
	"github.com/penstock-dev/penstock/scan"
)

// rules are those of the kinds that are findings.
var rules = sync.OnceValue(func() map[Kind]*scan.Rule {
	out := map[Kind]*scan.Rule{}
	for _, r := range []struct {
		kind                Kind
		title, help, remedy string
		class               scan.Class
		severity            scan.Severity
	}{
		{Missing, "Package that the bill of materials leaves out", "Who asks the document whether this package is affected by something is told that it is not there.", "List it, or make the document anew from what was built.", "sbom-incomplete", scan.SeverityMedium},
		{Extra, "Component that is not there", "Alarms about it concern nobody, and they hide those that do.", "Remove it, or make the document anew from what was built.", "sbom-mismatch", scan.SeverityLow},
		{Version, "Component that is there in another version", "Advisories are matched with a version that is not in use.", "Make the document anew from what was built.", "sbom-mismatch", scan.SeverityMedium},
		{Hash, "Component with another digest", "The same version has other bytes: somebody built it anew, or tampered with it, or the document speaks of another file.", "Find out where the bytes come from before trusting either side.", "sbom-mismatch", scan.SeverityHigh},
		{Scope, "Component that is needed for something else", "What is listed for development only is left out of decisions about what runs.", "Correct the scope of the component.", "sbom-mismatch", scan.SeverityLow},
	} {
		out[r.kind] = &scan.Rule{
			ID: "sbom/audit-" + string(r.kind), Name: r.title, Class: r.class, Kind: scan.KindQuality, Severity: r.severity, Confidence: scan.ConfidenceMedium,
			Description: r.help, Remediation: r.remedy,
		}
	}
	return out
})

// Rules returns the rules of findings.
func Rules() []*scan.Rule {
	var out []*scan.Rule
	for _, k := range []Kind{Missing, Extra, Version, Hash, Scope} {
		out = append(out, rules()[k])
	}
	return out
}

// Findings returns a finding for every entry that is one, in their order: at the
// component of the document, with the places in the tree as related ones. What
// is missing in the document is at the document as a whole.
func (r *Report) Findings(path string) []*scan.Record {
	var out []*scan.Record
	for _, e := range r.Entries {
		rule := rules()[e.Kind]
		if rule == nil {
			continue
		}
		f := &scan.Record{Rule: rule, Severity: rule.Severity, Confidence: rule.Confidence, Message: e.message(), Location: scan.Location{Path: path}, Anchor: string(e.Kind) + " " + e.Ecosystem + " " + e.Name}
		for i, p := range e.Listed {
			for _, loc := range p.Locations {
				if i == 0 && f.Location.Region.IsZero() {
					f.Location = loc
					continue
				}
				loc.Role = "listed"
				f.Related = append(f.Related, loc)
			}
		}
		for _, p := range e.Found {
			for _, loc := range p.Locations {
				loc.Role = "found"
				f.Related = append(f.Related, loc)
			}
		}
		if list := append(e.Found[:len(e.Found):len(e.Found)], e.Listed...); len(list) > 0 {
			f.Package = list[0]
		}
		out = append(out, f)
	}
	return out
}

// Diagnostic says how many components could not be compared, with the first as
// example; nil if all could.
func (r *Report) Diagnostic(path string) *scan.Diagnostic {
	list := r.Of(NotComparable)
	if len(list) == 0 {
		return nil
	}
	first := list[0]
	loc := scan.Location{Path: path}
	if places := first.Listed[0].Locations; len(places) > 0 {
		loc = places[0]
	}
	return &scan.Diagnostic{
		Kind: scan.DiagNotEvaluated, Analyzer: analyzerName, Location: loc,
		Message: fmt.Sprintf("components of the bill of materials that could not be compared: %d, such as %s: %s", len(list), title(first.Name, first.From), first.Reason),
	}
}

const analyzerName = "sbom-audit"

// Analyzer holds one document against the packages of the run that it is part
// of; another analyzer, such as that of package sbom, must find them. It is
// immutable and safe for concurrent use.
type Analyzer struct {
	document *bom.Document
	path     string
	config   Config
}

var _ scan.Analyzer = (*Analyzer)(nil)

// New returns an analyzer for a document, which must not change. The path is
// that of its places in findings.
func New(d *bom.Document, path string, config Config) (*Analyzer, error) {
	if d == nil || path == "" {
		return nil, errors.New("audit: no document, or no path of it")
	}
	return &Analyzer{d, path, config}, nil
}

// Name implements [scan.Analyzer].
func (a *Analyzer) Name() string { return analyzerName }

// Rules implements [scan.Analyzer].
func (a *Analyzer) Rules() []*scan.Rule { return Rules() }

// Begin implements [scan.Analyzer]. The pass is a [scan.PackagePass].
func (a *Analyzer) Begin(context.Context) (scan.Pass, error) { return a, nil }

// Wants implements [scan.Pass]: no file.
func (a *Analyzer) Wants(*scan.Entry) bool { return false }

// File implements [scan.Pass].
func (a *Analyzer) File(context.Context, *scan.File, scan.Sink) error { return nil }

// Packages implements [scan.PackagePass].
func (a *Analyzer) Packages(_ context.Context, packages []*scan.Package, out scan.Sink) error {
	r := Compare(a.document, a.path, packages, a.config)
	for _, f := range r.Findings(a.path) {
		out.Finding(f)
	}
	if d := r.Diagnostic(a.path); d != nil {
		out.Diagnostic(d)
	}
	return nil
}

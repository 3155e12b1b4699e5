package policy

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/internal/gitignore"
	"github.com/penstock-dev/penstock/scan"
)

// Config configures a [Gate]. The zero value fails at high severity, judges
// findings for everybody and accepts no incompleteness.
type Config struct {
	// FailOn is the severity at and above which a finding fails;
	// [scan.SeverityUnknown] means [scan.SeverityHigh].
	FailOn scan.Severity
	// ReportOnly lets every finding pass. Incompleteness still counts.
	ReportOnly bool
	// Classes are rules for single weakness classes; they win over FailOn and
	// ReportOnly. No class may be named twice.
	Classes []ClassRule
	// UnknownSeverity is what a finding that nobody has judged counts as;
	// [scan.SeverityUnknown] means [scan.SeverityHigh].
	UnknownSeverity scan.Severity
	// MinConfidence lets findings of a lower confidence pass; a finding whose
	// confidence is unknown is never below it.
	MinConfidence scan.Confidence
	// Persona is the highest persona whose findings are judged.
	Persona scan.Persona
	// Accept lists the incompleteness that does not stand in the way of a
	// pass. Nothing is accepted that is not listed.
	Accept []Acceptance
}

// ClassRule decides on the findings of one weakness class.
type ClassRule struct {
	Class scan.Class
	// FailOn is the severity at and above which a finding of the class fails.
	// [scan.SeverityUnknown] means any.
	FailOn scan.Severity
	// Pass lets every finding of the class pass.
	Pass bool
}

// Acceptance accepts incompleteness.
type Acceptance struct {
	// Kind of the diagnostics that are accepted. Required.
	Kind scan.DiagnosticKind
	// Path accepts only diagnostics on matching paths, as a pattern in the
	// syntax of .gitignore files; one that matches a folder accepts what is
	// below it. An archive counts as a folder of what is in it. Empty accepts
	// any, and those without a path.
	Path string
	// Analyzer accepts only what this analyzer could not look at.
	Analyzer string
	// Reason says why; it is repeated in the decision.
	Reason string
}

func (c Config) check() error {
	var errs []error
	seen := map[scan.Class]bool{}
	for _, r := range c.Classes {
		switch {
		case r.Class == "":
			errs = append(errs, errors.New("a class rule names no class"))
		case seen[r.Class]:
			errs = append(errs, fmt.Errorf("class %q has two rules", r.Class))
		case r.Pass && r.FailOn != scan.SeverityUnknown:
			errs = append(errs, fmt.Errorf("class %q is to pass and to fail", r.Class))
		}
		seen[r.Class] = true
	}
	for _, a := range c.Accept {
		if a.Kind == "" {
			errs = append(errs, errors.New("an acceptance names no kind of diagnostic"))
		}
		if a.Path != "" && gitignore.Parse([]byte(a.Path)).Empty() {
			errs = append(errs, fmt.Errorf("the acceptance of %s has %q for a pattern, which matches nothing", a.Kind, a.Path))
		}
	}
	for _, s := range []scan.Severity{c.FailOn, c.UnknownSeverity} {
		if s < scan.SeverityUnknown || s > scan.SeverityCritical {
			errs = append(errs, fmt.Errorf("severity %d does not exist", s))
		}
	}
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("policy: %w", err)
	}
	return nil
}

// acceptance is an Acceptance ready to match.
type acceptance struct {
	Acceptance
	paths *gitignore.Rules // nil for any path
}

func (a acceptance) accepts(d *scan.Diagnostic) bool {
	if a.Kind != d.Kind || a.Analyzer != "" && a.Analyzer != d.Analyzer {
		return false
	}
	if a.paths == nil {
		return true
	}
	if d.Location.Path == "" {
		return false
	}
	path := d.Location.Path
	if o := d.Location.Origin; o != nil {
		path = strings.Join(append(slices.Clip(o.Archives), path), "/")
	}
	for i, c := range path {
		if c != '/' {
			continue
		}
		if match, _ := a.paths.Match(path[:i], true); match {
			return true
		}
	}
	match, _ := a.paths.Match(path, false)
	return match
}

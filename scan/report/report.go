package report

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"

	"github.com/penstock-dev/penstock/scan"
)

// Encoder writes the results of one run in one format. It buffers its output;
// nothing is complete before Close. The first error of the writer underneath
// is returned by the call that meets it and by every later one.
//
// An encoder is not safe for concurrent use. It keeps findings no longer than
// its format needs them, and never changes them.
type Encoder interface {
	// Finding writes one finding.
	Finding(scan.Finding) error
	// Diagnostic writes what could not be looked at.
	Diagnostic(*scan.Diagnostic) error
	// Close writes what comes last and flushes; it does not close the writer.
	// The summary may be nil. Calls after Close fail.
	Close(*Summary) error
}

// Summary is what is known at the end of a run.
type Summary struct {
	// Tool that ran; the zero value stands for Penstock without a version.
	Tool scan.Tool
	// Rules are all rules that were active, whether or not they found
	// something; may be empty.
	Rules []*scan.Rule
	// Persona says for whom findings are reported, and Classes to which the report is
	// limited, none for no limit. What else was found the report does not have.
	Persona scan.Persona
	Classes []scan.Class
	// Coverage says how much was looked at.
	Coverage scan.Coverage
	// Decision of the policy; nil without one.
	Decision *Decision
}

// Decision is what a policy made of a run, in plain words.
type Decision struct {
	// Verdict is "pass", "fail" or "incomplete".
	Verdict string `json:"verdict"`
	// Policy names the policy that decided.
	Policy string `json:"policy,omitempty"`
	// Reasons for the verdict, the weightiest first.
	Reasons []string `json:"reasons,omitempty"`
	// Accepted says which incompleteness was accepted.
	Accepted []string `json:"accepted,omitempty"`
	// Advice says what can be done to get another verdict.
	Advice []string `json:"advice,omitempty"`
}

// Config configures the encoders that [New] makes. Each format reads its own
// part.
type Config struct {
	Text   TextConfig
	SARIF  SARIFConfig
	GitHub GitHubConfig
}

// Formats returns the names that [New] knows, in rising order.
func Formats() []string { return []string{"github", "jsonl", "sarif", "text"} }

// New returns an encoder of the named format that writes to w.
func New(format string, w io.Writer, config Config) (Encoder, error) {
	switch format {
	case "github":
		return NewGitHub(w, config.GitHub), nil
	case "jsonl":
		return NewJSONL(w), nil
	case "sarif":
		return NewSARIF(w, config.SARIF), nil
	case "text":
		return NewText(w, config.Text), nil
	}
	return nil, fmt.Errorf("unknown report format %q: want one of %s", format, strings.Join(Formats(), ", "))
}

// Encode writes a collected result and closes enc. It stops at the first
// error.
func Encode(enc Encoder, findings []scan.Finding, diagnostics []*scan.Diagnostic, summary *Summary) error {
	for _, f := range findings {
		if err := enc.Finding(f); err != nil {
			return err
		}
	}
	for _, d := range diagnostics {
		if err := enc.Diagnostic(d); err != nil {
			return err
		}
	}
	return enc.Close(summary)
}

// Stream writes a run as it goes and closes enc. An error of the stream that
// is a *[scan.Diagnostic] is written; any other one ends up in the error that
// is returned, after everything has been written. An error of enc ends the
// stream. The summary is read after the stream has ended, so it may be filled
// in by then.
func Stream(enc Encoder, results iter.Seq2[scan.Finding, error], summary *Summary) error {
	var others []error
	for f, err := range results {
		var d *scan.Diagnostic
		var failed error
		switch {
		case err == nil && f != nil:
			failed = enc.Finding(f)
		case errors.As(err, &d):
			failed = enc.Diagnostic(d)
		case err != nil:
			others = append(others, err)
		}
		if failed != nil {
			return failed
		}
	}
	return errors.Join(append(others, enc.Close(summary))...)
}

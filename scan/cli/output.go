package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/report"
)

// outputs are the reports that a scan writes.
type outputs struct {
	names    []string
	encoders []report.Encoder
	files    []*os.File
	progress *progress
	errs     []error
	verdict  io.Writer // gets the decision when no report goes to a person; else nil
}

// openOutputs opens the reports that the flags ask for.
func (c *command) openOutputs(f *scanFlags) (*outputs, error) {
	formats := f.formats
	if len(formats) == 0 {
		formats = list{"text"}
	}
	out := &outputs{progress: newProgress(c.env.Stderr), verdict: c.env.Stderr}
	stdout := ""
	for i, spec := range formats {
		name, file, _ := strings.Cut(spec, "=")
		if file == "" && i == 0 {
			file = f.out
		}
		w := c.env.Stdout
		if file == "" {
			if stdout != "" {
				out.close()
				return nil, usageError("-format %s and -format %s both go to standard output: write one as NAME=FILE", stdout, name)
			}
			stdout = name
			w = out.progress.guard(w)
		} else {
			created, err := os.Create(file)
			if err != nil {
				out.close()
				return nil, usageError("%v", err)
			}
			out.files = append(out.files, created)
			w = created
		}
		if err := out.add(c, name, w, f); err != nil {
			out.close()
			return nil, err
		}
	}
	if stdout == "text" || stdout == "github" {
		out.verdict = nil
	}
	return out, nil
}

func (o *outputs) add(c *command, name string, w io.Writer, f *scanFlags) error {
	config := report.Config{Text: report.TextConfig{
		Color: w != nil && report.ColorFor(c.env.getenv, isTerminal(c.env.Stdout)) && len(o.files) == 0, ShowSuppressed: f.showSuppressed,
	}}
	if path := c.env.getenv("GITHUB_STEP_SUMMARY"); name == "github" && path != "" {
		summary, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
		if err != nil {
			return fmt.Errorf("step summary: %w", err)
		}
		o.files = append(o.files, summary)
		config.GitHub.Summary = summary
	}
	enc, err := report.New(name, w, config)
	if err != nil {
		return usageError("-format: %v", err)
	}
	o.names, o.encoders = append(o.names, name), append(o.encoders, enc)
	return nil
}

// wants reports whether a report of the format is written.
func (o *outputs) wants(format string) bool {
	for _, n := range o.names {
		if n == format {
			return true
		}
	}
	return false
}

func (o *outputs) finding(f scan.Finding) {
	o.each(func(e report.Encoder) error { return e.Finding(f) })
}

func (o *outputs) diagnostic(d *scan.Diagnostic) {
	o.each(func(e report.Encoder) error { return e.Diagnostic(d) })
}

// each calls every encoder that has not failed yet. One whose file is full
// does not keep the others from their report.
func (o *outputs) each(do func(report.Encoder) error) {
	for i, e := range o.encoders {
		if e == nil {
			continue
		}
		if err := do(e); err != nil {
			o.errs = append(o.errs, fmt.Errorf("%s report: %w", o.names[i], err))
			o.encoders[i] = nil
		}
	}
}

// finish writes what comes last and returns every error that kept a report
// from being complete.
func (o *outputs) finish(s *report.Summary) error {
	o.progress.clear()
	o.each(func(e report.Encoder) error { return e.Close(s) })
	for _, f := range o.files {
		if err := f.Close(); err != nil {
			o.errs = append(o.errs, err)
		}
	}
	o.files = nil
	if o.verdict != nil {
		fmt.Fprintln(o.verdict, s.Decision.Verdict+": "+strings.Join(s.Decision.Reasons, "; "))
	}
	return errors.Join(o.errs...)
}

func (o *outputs) close() {
	for _, f := range o.files {
		f.Close()
	}
	o.files = nil
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

package cli

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
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

// outputSpec is one report that the flags ask for.
type outputSpec struct {
	format string
	file   string // empty for standard output
}

// formats returns the names of all formats in rising order.
func (c *command) formats() []string {
	names := append(report.Formats(), slices.Collect(maps.Keys(c.Config.Formats))...)
	slices.Sort(names)
	return slices.Compact(names)
}

// outputs returns the reports that the flags ask for. At most one of them goes
// to standard output, and no two to one file.
func (c *command) outputs(f *scanFlags) ([]outputSpec, error) {
	formats := f.formats
	if len(formats) == 0 {
		formats = list{"text"}
	}
	var specs []outputSpec
	taken := map[string]string{}
	out := f.out
	for _, value := range formats {
		name, file, _ := strings.Cut(value, "=")
		if !slices.Contains(c.formats(), name) {
			return nil, usageError("-format: there is no format %q: want one of %s", name, strings.Join(c.formats(), ", "))
		}
		if file == "" {
			file, out = out, ""
		}
		if other, ok := taken[file]; ok {
			where := "standard output"
			if file != "" {
				where = file
			}
			return nil, usageError("-format %s and -format %s both go to %s: give one another file with NAME=FILE", other, name, where)
		}
		taken[file] = name
		specs = append(specs, outputSpec{name, file})
	}
	if out != "" {
		return nil, usageError("-o %s: every -format names a file of its own", out)
	}
	return specs, nil
}

// wants reports whether a report of the format is written.
func wants(specs []outputSpec, format string) bool {
	return slices.ContainsFunc(specs, func(s outputSpec) bool { return s.format == format })
}

// openOutputs opens the reports.
func (c *command) openOutputs(specs []outputSpec, f *scanFlags, progress *progress) (*outputs, error) {
	out := &outputs{progress: progress, verdict: c.env.Stderr}
	for _, s := range specs {
		if err := out.open(c, s, f); err != nil {
			out.close()
			return nil, err
		}
		if s.file == "" && (s.format == "text" || s.format == "github") {
			out.verdict = nil
		}
	}
	return out, nil
}

func (o *outputs) open(c *command, s outputSpec, f *scanFlags) error {
	config := report.Config{Text: report.TextConfig{ShowSuppressed: f.showSuppressed}}
	w := o.progress.guard(c.env.Stdout)
	if s.file == "" {
		config.Text.Color = report.ColorFor(c.env.getenv, isTerminal(c.env.Stdout))
	} else {
		file, err := os.Create(s.file)
		if err != nil {
			return usageError("%v", err)
		}
		o.files, w = append(o.files, file), file
	}
	if path := c.env.getenv("GITHUB_STEP_SUMMARY"); s.format == "github" && path != "" {
		summary, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
		if err != nil {
			return fmt.Errorf("step summary: %w", err)
		}
		o.files = append(o.files, summary)
		config.GitHub.Summary = summary
	}
	enc, err := c.encoder(s.format, w, config, f)
	if err != nil {
		return usageError("-format: %v", err)
	}
	o.names, o.encoders = append(o.names, s.format), append(o.encoders, enc)
	return nil
}

func (c *command) encoder(format string, w io.Writer, config report.Config, f *scanFlags) (report.Encoder, error) {
	if own := c.Config.Formats[format]; own != nil {
		return own(Output{w, c.env, Statements{f.vex, f.products}})
	}
	return report.New(format, w, config)
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

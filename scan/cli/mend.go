package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/fix"
)

// fixRounds bounds how often the files are looked at again, because fixes that
// touch each other can only be done one after the other.
const fixRounds = 50

// mending is the fixing of one folder.
type mending struct {
	*command
	flags     *fixFlags
	config    fix.Config
	analyzers []scan.Analyzer

	patch   *fix.Patch
	rounds  [][]fix.Applied    // what each round did
	missing []*scan.Diagnostic // what was not looked at in the first round
	unknown []*scan.Diagnostic // packages that were not held against advisories
	open    census             // findings with edits before anything was fixed
	now     census             // those of the last round
	known   census             // all findings before anything was fixed
	grown   int                // findings that the last round had and the first had not
	unfixed int                // findings without edits
	movable int                // of these: a file of pins might give edits
	again   bool               // more rounds might do more
}

// run plans, shows and writes.
func (m *mending) run(ctx context.Context, folder folder) (int, error) {
	root, err := os.OpenRoot(folder.path)
	if err != nil {
		return 0, usageError("%v", err)
	}
	defer root.Close()
	m.config.Files = root.FS()
	if m.patch, err = fix.New(m.config); err != nil {
		return 0, err
	}
	if err := m.plan(ctx, folder.targets); err != nil {
		return 0, err
	}
	if err := m.show(); err != nil {
		return 0, err
	}
	if m.flags.write {
		if written, err := m.patch.Apply(ctx, root); err != nil {
			return 0, fmt.Errorf("%w (%d of %s written)", err, len(written), plural(len(m.patch.Paths()), "file"))
		}
	}
	m.tell()
	switch {
	case len(m.patch.Paths()) > 0 && !m.flags.write:
		return ExitFail, nil
	case len(m.missing) > 0 || m.again || slices.ContainsFunc(m.patch.Left(), impossible):
		return ExitIncomplete, nil
	}
	return ExitPass, nil
}

// impossible reports whether a fix was asked for and could not be done.
func impossible(l fix.Left) bool {
	return l.Reason != fix.ReasonUnsafe && l.Reason != fix.ReasonSuppressed && l.Reason != fix.ReasonOverlap
}

func unsafe(l fix.Left) bool { return l.Reason == fix.ReasonUnsafe }

// plan scans and adds fixes until there are no more.
func (m *mending) plan(ctx context.Context, target scan.Target) error {
	for round := range fixRounds {
		result, err := m.scan(ctx, target)
		if err != nil {
			return err
		}
		findings := m.shown(result.Findings)
		if err := m.note(result, findings, round == 0); err != nil {
			return err
		}
		before := len(m.patch.Applied())
		added, err := m.patch.Add(ctx, findings)
		if err != nil {
			return err
		}
		m.rounds = append(m.rounds, m.patch.Applied()[before:])
		if m.again = added > 0; !m.again {
			return nil
		}
	}
	return nil
}

// scan looks at the files as the patch leaves them.
func (m *mending) scan(ctx context.Context, target scan.Target) (*scan.Result, error) {
	runner, err := scan.New(scan.Config{Analyzers: m.analyzers, Workers: m.flags.workers})
	if err != nil {
		return nil, usageError("%v", err)
	}
	result, err := runner.Run(ctx, m.patch.Target(target))
	if ctx.Err() != nil {
		return nil, fmt.Errorf("looking for what to fix: %w", context.Cause(ctx))
	}
	if err != nil && !errors.Is(err, scan.ErrIncomplete) {
		return nil, err
	}
	return result, nil
}

// shown returns the findings that are to be fixed.
func (m *mending) shown(findings []scan.Finding) []scan.Finding {
	return slices.DeleteFunc(slices.Clone(findings), func(f scan.Finding) bool {
		return f.Common().Persona > m.flags.persona || !m.config.Concerns(f.Common())
	})
}

// note keeps what the first round says, and of the others whether a fix broke a file.
func (m *mending) note(result *scan.Result, findings []scan.Finding, first bool) error {
	if !first {
		m.now = newCensus(findings, edited)
		m.grown = newCensus(findings, anyFinding).without(m.known)
		return m.broken(result)
	}
	for _, d := range result.Incomplete() {
		switch {
		case aboutFiles(d):
			m.missing = append(m.missing, d)
		case d.Kind == scan.DiagNoAdvisories && m.asks(d.Analyzer):
			m.unknown = append(m.unknown, d)
		}
	}
	if result.Coverage.Entries-result.Coverage.Ignored-result.Coverage.Excluded == 0 {
		m.missing = append(m.missing, &scan.Diagnostic{Kind: scan.DiagEmpty, Message: "there was no file to look at"})
	}
	for _, f := range findings {
		if r := f.Common(); !edited(r) && !r.Suppressed() {
			m.unfixed++
			if m.flags.pins == "" && (r.Class() == "unpinned-component" || r.Class() == "unpinned-image") {
				m.movable++
			}
		}
	}
	m.analyzers = needed(m.analyzers, findings)
	m.open, m.known = newCensus(findings, edited), newCensus(findings, anyFinding)
	m.now = m.open
	return nil
}

func anyFinding(*scan.Record) bool { return true }

// asks reports whether findings of an analyzer are to be fixed.
func (m *mending) asks(analyzer string) bool {
	return slices.ContainsFunc(m.analyzers, func(a scan.Analyzer) bool {
		return a.Name() == analyzer && slices.ContainsFunc(a.Rules(), func(r *scan.Rule) bool {
			record := scan.NewRecord(r, scan.Location{}, "")
			return m.config.Concerns(&record)
		})
	})
}

// broken returns an error when a file that is fixed cannot be read any more.
func (m *mending) broken(result *scan.Result) error {
	for _, d := range result.Incomplete() {
		same := func(o *scan.Diagnostic) bool { return o.Kind == d.Kind && o.Location.Path == d.Location.Path }
		if aboutFiles(d) && slices.Contains(m.patch.Paths(), d.Location.Path) && !slices.ContainsFunc(m.missing, same) {
			return fmt.Errorf("the fixes would break a file, so nothing was written; -rule and -class choose other fixes: %w", d)
		}
	}
	return nil
}

// aboutFiles reports whether a diagnostic is about content, not about what is
// known of the versions of packages, for which no file is edited.
func aboutFiles(d *scan.Diagnostic) bool {
	switch d.Kind {
	case scan.DiagNoAdvisories, scan.DiagStaleAdvisories, scan.DiagUnpinned, scan.DiagNotEvaluated:
		return false
	}
	return true
}

// show writes the diff; a terminal gets no control characters.
func (m *mending) show() error {
	var diff bytes.Buffer
	if err := m.patch.Diff(&diff); err != nil {
		return err
	}
	text := diff.String()
	if isTerminal(m.env.Stdout) {
		text = visible(text)
	}
	if _, err := fmt.Fprint(m.env.Stdout, text); err != nil {
		return fmt.Errorf("writing the diff: %w", err)
	}
	return nil
}

// tell says what was done, what was not, and why.
func (m *mending) tell() {
	say := func(format string, args ...any) { fmt.Fprint(m.env.Stderr, visible(fmt.Sprintf(format, args...)+"\n")) }
	for _, d := range m.missing {
		say("not looked at: %v", d)
	}
	for _, d := range m.unknown {
		say("not raised: %v", d)
	}
	left := m.patch.Left()
	fmt.Fprint(m.env.Stderr, visible(mayChange(m.rounds)+leftOut(left)))
	if m.unfixed > 0 {
		say("%s without a fix that edits files: '%s scan' shows what to do", plural(m.unfixed, "finding"), m.Name)
	}
	if m.movable > 0 {
		say("of these %d about a tag or branch: -pins FILE says what it stands for, so that a fix can name that", m.movable)
	}
	switch {
	case len(m.patch.Paths()) == 0 && slices.ContainsFunc(left, unsafe):
		say("nothing to fix without -unsafe")
	case len(m.patch.Paths()) == 0:
		say("nothing to fix")
	default:
		say("%s", m.done())
	}
	if m.grown > 0 {
		say("new by these fixes: %s; '%s scan' shows more once they are written", plural(m.grown, "finding"), m.Name)
	}
	if m.again {
		say("gave up after %d rounds: there is still something to fix", fixRounds)
	}
}

// done says what the patch does. A finding is fixed that is gone afterwards; one that
// has several places takes a fix for each.
func (m *mending) done() string {
	verb, gone := "fix", m.open.without(m.now)
	if gone == 0 {
		verb = "make"
	}
	first, last := "would "+verb, ": -write does"
	if m.flags.write {
		first, last = map[string]string{"fix": "fixed", "make": "made"}[verb], ""
	}
	fixes, in := plural(fixesOf(m.rounds), "fix"), "in "+plural(len(m.patch.Paths()), "file")
	if gone == 0 {
		return fmt.Sprintf("%s %s %s, by which no finding is wholly fixed%s", first, fixes, in, last)
	}
	return fmt.Sprintf("%s %s with %s %s%s", first, plural(gone, "finding"), fixes, in, last)
}

func (c *command) fixHelp() {
	fmt.Fprintf(c.env.Stdout, `
It prints the changes as a diff that git apply takes, with the lines of the
files as they are, secrets in them too. What is left out, and why, goes to
standard error. With -write it then writes the files, each as a whole.
A finding counts as fixed when it is gone afterwards, one fix may be for several,
and a finding with several places takes a fix for each, one after the other.

Exit codes: %d nothing to fix, or all was written; %d there is something to fix
and -write was not given; %d wrong usage; %d a file was not looked at, or a fix
could not be done.
`, ExitPass, ExitFail, ExitUsage, ExitIncomplete)
}

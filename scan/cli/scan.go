package cli

import (
	"context"
	"errors"
	"flag"
	"io/fs"
	"iter"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/penstock-dev/penstock/policy"
	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/deps/osv"
	"github.com/penstock-dev/penstock/scan/report"
)

// scanFlags are the flags of the scan command.
type scanFlags struct {
	formats        list
	out            string
	failOn         string
	classes        list
	accept         list
	exclude        list
	noGitignore    bool
	noArchives     bool
	workers        int
	persona        scan.Persona
	timeout        time.Duration
	stdinName      string
	showSuppressed bool
	noIgnoreFiles  bool
	repository     repositoryFlags
	options        Options
	vex, products  list
	base           string
}

func (c *command) scanFlags() (*flag.FlagSet, *scanFlags) {
	f := &scanFlags{}
	flags := c.newFlags("scan", "[flags] [path …]")
	flags.Var(&f.formats, "format", "report `format`, repeatable: "+strings.Join(c.formats(), ", ")+"; NAME=FILE writes it to a file (default text)")
	flags.StringVar(&f.out, "o", "", "`file` for the report instead of standard output")
	flags.StringVar(&f.failOn, "fail-on", "high", "lowest `severity` that fails: info, low, medium, high, critical, or none")
	flags.Var(&f.classes, "class", "weakness `class`, repeatable: NAME=SEVERITY fails the class at a severity, NAME=off never; NAME alone reports and judges only the classes that are named")
	flags.Var(&f.accept, "accept", "`kind` of thing that need not be looked at, repeatable; KIND=PATTERN only for matching paths. Kinds: "+strings.Join(kindNames(c.Config.Kinds), ", "))
	flags.Var(&f.exclude, "exclude", "`pattern` of paths to leave out, in the syntax of .gitignore, repeatable")
	flags.BoolVar(&f.noGitignore, "no-gitignore", false, "look at files too that .gitignore files leave out")
	if c.Config.Archives != nil {
		flags.BoolVar(&f.noArchives, "no-archives", false, "do not look into archives: zip and jar, tar, deb and what is compressed")
	}
	flags.IntVar(&f.workers, "workers", 0, "`number` of files analysed at a time (default: the number of processors)")
	flags.TextVar(&f.persona, "persona", scan.PersonaRegular, "for whom to report: regular, pedantic or auditor")
	flags.DurationVar(&f.timeout, "timeout", 0, "end the scan after this `duration` and report what was found")
	flags.StringVar(&f.stdinName, "stdin-name", "stdin", "`path` that standard input is judged as")
	flags.BoolVar(&f.showSuppressed, "show-suppressed", false, "show findings too that a comment suppresses")
	flags.BoolVar(&f.noIgnoreFiles, "no-ignore-files", false, "do not read what zizmor.yml, .poutine.yml and actionlint.yaml in the folders ignore")
	flags.BoolVar(&f.options.UnusedIgnores, "unused-ignores", false, "tell of comments that are to ignore what is not found")
	flags.BoolVar(&f.options.Log, "log", false, "the paths are logs of CI jobs: look for credentials in what they printed")
	before := "`path` of the state before a change: report and judge only what is new against it. A folder, a file, such as a lockfile or a bill of materials, or a report in the format jsonl"
	if c.Config.Repository != nil {
		before += "; or, where no such path is there, a revision of the Git repository, such as origin/main, meaning the commit at which HEAD left it"
	}
	flags.StringVar(&f.base, "base", "", before)
	flags.Var((*list)(&f.options.Private), "private", "`pattern` of private package names, such as @acme/*, that no public registry may serve, repeatable")
	flags.StringVar(&f.options.EndOfLife, "end-of-life", "", "`path` of dates of end of life, as endoflife.date publishes them: a file or a folder of one for each product")
	flags.StringVar(&f.options.Scorecards, "scorecards", "", "`file` with results of OpenSSF Scorecard in JSON")
	flags.StringVar(&f.options.Licenses, "licenses", "", "`file` with a policy of licenses, in YAML or JSON, that packages are held against")
	if c.Config.Reach {
		flags.BoolVar(&f.options.Reach, "reach", false, "follow the calls of Go code to what advisories are about: runs the go command on the modules that are scanned")
	}
	if c.Config.Statements != nil {
		flags.Var(&f.vex, "vex", "`file` with statements about vulnerabilities, repeatable: OpenVEX, CycloneDX or CSAF; what does not matter by them is suppressed")
		flags.Var(&f.products, "vex-product", "package `URL` of what is scanned, repeatable: statements about parts of it apply")
	}
	flags.StringVar(&f.options.Advisories, "advisories", "", "`path` of advisories: an all.zip, a tar archive, an index, or a folder with indexes, records or one all.zip for each ecosystem (default: what the db commands keep)")
	flags.StringVar(&f.options.KEV, "kev", "", "`file` with CISA's catalogue of known exploited vulnerabilities, in JSON")
	flags.StringVar(&f.options.EPSS, "epss", "", "`file` with the scores of FIRST's EPSS, in CSV or CSV with gzip")
	if c.Config.Repository != nil {
		f.repository.add(flags)
	}
	return flags, f
}

// list is a flag that may be given several times.
type list []string

func (l *list) String() string     { return strings.Join(*l, ",") }
func (l *list) Set(s string) error { *l = append(*l, s); return nil }

func (c *command) scan(ctx context.Context, args []string) (int, error) {
	flags, f := c.scanFlags()
	paths, err := parse(flags, args)
	if err != nil {
		return 0, err
	}
	if f.timeout < 0 || f.workers < 0 {
		return 0, usageError("-timeout and -workers must not be negative")
	}
	if f.timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, f.timeout)
		defer cancel()
	}
	f.options.History = f.repository.past()
	if f.options.Reach {
		f.options.Roots = roots(paths)
	}
	f.options.Named = f.named(paths)
	if f.options.Advisories == "" {
		f.options.Advisories = c.ownAdvisories()
	}
	if !f.noIgnoreFiles && !f.repository.any() {
		f.options.Ignores = ignoreFiles(paths)
	}
	analyzers, err := c.analyzers(ctx, f.options)
	if err != nil {
		return 0, err
	}
	choice, err := f.choose(analyzers, c.Config.Kinds)
	if err != nil {
		return 0, err
	}
	specs, err := c.outputs(f)
	if err != nil {
		return 0, err
	}
	targets, err := c.targets(ctx, paths, f, specs)
	if err != nil {
		return 0, err
	}
	if targets, err = c.unpacked(targets, f); err != nil {
		return 0, err
	}
	apply, err := c.statements(f)
	if err != nil {
		return 0, err
	}
	compare, err := c.compare(ctx, analyzers, paths, f, choice)
	if err != nil {
		return 0, err
	}
	progress := newProgress(c.env.Stderr)
	runner, err := scan.New(scan.Config{Analyzers: analyzers, Workers: f.workers, LineHashes: wants(specs, "sarif"), Progress: progress.update})
	if err != nil {
		return 0, usageError("%v", err)
	}
	out, err := c.openOutputs(specs, f, progress)
	if err != nil {
		return 0, err
	}
	defer out.close()
	stream := runner.Stream(ctx, targets...)
	if f.options.History {
		stream = scan.First(stream)
	}
	stream = compare(apply(stream))
	remarks := remarks{choice: choice, stdin: slices.Contains(paths, "-"), stdinName: f.stdinName}
	return c.judge(stream, runner.Rules(), remarks, out)
}

// analyzers makes the analyzers for the options. What ends it early is not the
// user's mistake, and neither are advisories that have become unreadable.
func (c *command) analyzers(ctx context.Context, o Options) ([]scan.Analyzer, error) {
	if c.Config.Analyzers == nil {
		return nil, errors.New("the command was built without analyzers")
	}
	analyzers, err := c.Config.Analyzers(ctx, o)
	if err != nil && ctx.Err() == nil && !damaged(err) {
		return nil, usageError("%v", err)
	}
	return analyzers, err
}

// damaged reports whether an error is about data that was there and could not be read.
func damaged(err error) bool {
	return errors.Is(err, scan.ErrIncomplete) || errors.Is(err, osv.ErrDamaged) || errors.Is(err, osv.ErrFormat)
}

// statements returns what applies the statements that the flags name.
func (c *command) statements(f *scanFlags) (func(Results) Results, error) {
	if len(f.vex) == 0 {
		return func(in Results) Results { return in }, nil
	}
	apply, err := c.Config.Statements(Statements{f.vex, f.products})
	if err != nil {
		return nil, usageError("-vex: %v", err)
	}
	return apply, nil
}

// choice is what the flags say about which findings count.
type choice struct {
	gate    *policy.Gate
	persona scan.Persona
	only    map[scan.Class]bool // nil for all classes
	none    bool                // whether it is right to have no file at all
}

// shows reports whether a finding is to be reported at all.
func (c choice) shows(r *scan.Record) bool {
	return r.Persona <= c.persona && (c.only == nil || c.only[r.Class()])
}

// classes returns the classes that the report is limited to; nil for no limit.
func (c choice) classes() []scan.Class { return slices.Sorted(maps.Keys(c.only)) }

func (f *scanFlags) choose(analyzers []scan.Analyzer, kinds []scan.DiagnosticKind) (choice, error) {
	config := policy.Config{Persona: f.persona}
	ch := choice{persona: f.persona, none: f.repository.some()}
	seen := map[scan.Class]bool{}
	var err error
	if f.failOn == "none" {
		config.ReportOnly = true
	} else if config.FailOn, err = parseSeverity(f.failOn); err != nil {
		return ch, usageError("-fail-on %s: %v, or none", f.failOn, err)
	}
	for _, value := range f.classes {
		name, level, has := strings.Cut(value, "=")
		rule := policy.ClassRule{Class: scan.Class(name)}
		if !classExists(rule.Class, analyzers) {
			return ch, usageError("-class %s: there is no class %q, and no rule has it", value, name)
		}
		switch {
		case !has:
			if ch.only == nil {
				ch.only = map[scan.Class]bool{}
			}
			ch.only[rule.Class] = true
			continue
		case level == "off":
			rule.Pass = true
		default:
			if rule.FailOn, err = parseSeverity(level); err != nil {
				return ch, usageError("-class %s: %v, or off", value, err)
			}
		}
		if seen[rule.Class] {
			return ch, usageError("-class %s: the class is given twice", value)
		}
		seen[rule.Class] = true
		config.Classes = append(config.Classes, rule)
	}
	for _, rule := range config.Classes {
		if ch.only != nil && !rule.Pass {
			ch.only[rule.Class] = true
		}
	}
	if config.Accept, err = Acceptances(f.accept, kinds...); err != nil {
		return ch, err
	}
	if ch.gate, err = policy.New(config); err != nil {
		return ch, usageError("%v", err)
	}
	return ch, nil
}

// classExists keeps a typing error from passing for a choice.
func classExists(class scan.Class, analyzers []scan.Analyzer) bool {
	if _, ok := scan.ClassInfoOf(class); ok {
		return true
	}
	return slices.ContainsFunc(analyzers, func(a scan.Analyzer) bool {
		return slices.ContainsFunc(a.Rules(), func(r *scan.Rule) bool { return r.Class == class })
	})
}

func parseSeverity(name string) (scan.Severity, error) {
	s, err := scan.ParseSeverity(name)
	if err != nil || s == scan.SeverityUnknown {
		return s, errors.New("no such severity: want info, low, medium, high or critical")
	}
	return s, nil
}

// targets makes targets of the paths: the working directory if there are none.
// What the run writes itself is left out.
func (c *command) targets(ctx context.Context, paths []string, f *scanFlags, specs []outputSpec) ([]scan.Target, error) {
	if len(paths) == 0 {
		paths = []string{"."}
	}
	if f.repository.any() {
		return c.repositories(ctx, paths, f)
	}
	var targets []scan.Target
	for _, p := range paths {
		if p == "-" {
			targets = append(targets, scan.Reader(f.stdinName, c.env.Stdin))
			continue
		}
		if p == "" {
			return nil, usageError("a path is empty")
		}
		info, err := os.Stat(p)
		if err != nil {
			return nil, usageError("%v", err)
		}
		if !info.IsDir() {
			targets = append(targets, scan.Files(p))
			continue
		}
		targets = append(targets, scan.Dir(p, scan.TreeConfig{
			Exclude: append(ownReports(p, specs), f.exclude...), NoGitignore: f.noGitignore, Prefix: prefix(p),
		}))
	}
	return targets, nil
}

// unpacked returns the targets with what is in their archives.
func (c *command) unpacked(targets []scan.Target, f *scanFlags) ([]scan.Target, error) {
	if c.Config.Archives == nil || f.noArchives {
		return targets, nil
	}
	for i, t := range targets {
		var err error
		if targets[i], err = c.Config.Archives(t); err != nil {
			return nil, err
		}
	}
	return targets, nil
}

// prefix returns what stands in front of the paths of a folder, so that they
// lead from the working directory to the file; nothing for a folder elsewhere.
func prefix(dir string) string {
	if p := filepath.ToSlash(filepath.Clean(dir)); fs.ValidPath(p) && p != "." {
		return p
	}
	return ""
}

// roots returns the folders from which the paths of the targets' files lead.
func roots(paths []string) []string {
	if len(paths) == 0 {
		return []string{"."}
	}
	var list []string
	for _, p := range paths {
		clean := filepath.ToSlash(filepath.Clean(p))
		root := "."
		if info, err := os.Stat(p); err == nil && info.IsDir() && prefix(p) == "" {
			root = p
		} else if err == nil && !info.IsDir() && !fs.ValidPath(clean) {
			root = strings.TrimSuffix(clean, pathBelow(clean)) // as scan.Files names it
		}
		list = append(list, root)
	}
	return list
}

// named returns the paths under which the run reports what the paths name.
func (f *scanFlags) named(paths []string) []string {
	var list []string
	if f.base != "" {
		paths = append(slices.Clip(paths), f.base)
	}
	for _, p := range paths {
		if p == "-" {
			list = append(list, f.stdinName)
			continue
		}
		clean := filepath.ToSlash(filepath.Clean(p))
		if info, err := os.Stat(p); err == nil && info.IsDir() {
			list = append(list, prefix(p))
		} else {
			list = append(list, pathBelow(clean))
		}
	}
	return list
}

// pathBelow returns what is left of a path without what leads upwards or to the
// root.
func pathBelow(p string) string {
	for !fs.ValidPath(p) && strings.Contains(p, "/") {
		_, p, _ = strings.Cut(p, "/")
	}
	return p
}

// ownReports returns patterns for the reports that are written below dir.
func ownReports(dir string, specs []outputSpec) []string {
	var patterns []string
	root, err := filepath.Abs(dir)
	if err != nil {
		return nil
	}
	for _, s := range specs {
		file, err := filepath.Abs(s.file)
		if err != nil || s.file == "" {
			continue
		}
		if rel, err := filepath.Rel(root, file); err == nil && filepath.IsLocal(rel) {
			quoted := strings.NewReplacer(`\`, `\\`, "*", `\*`, "?", `\?`, "[", `\[`, " ", `\ `).Replace(filepath.ToSlash(rel))
			patterns = append(patterns, "/"+quoted)
		}
	}
	return patterns
}

// judge writes the reports as results come, and decides.
func (c *command) judge(stream iter.Seq2[scan.Finding, error], rules []*scan.Rule, rem remarks, out *outputs) (int, error) {
	judgement := rem.gate.Judge()
	shown, suppressed := 0, 0
	diagnostic := func(d *scan.Diagnostic) {
		judgement.Diagnostic(d)
		out.diagnostic(d)
	}
	for finding, err := range stream {
		var d *scan.Diagnostic
		if errors.As(err, &d) {
			rem.see(d)
			diagnostic(d)
			continue
		}
		if !rem.shows(finding.Common()) {
			rem.hide(finding.Common())
			continue
		}
		shown++
		if finding.Common().Suppressed() {
			suppressed++
		}
		if judgement.Finding(finding) {
			rem.failed(finding.Common())
		}
		out.finding(finding)
	}
	coverage := out.progress.last
	for _, d := range rem.closing(coverage) {
		diagnostic(d)
		coverage.Diagnostics++
	}
	coverage.Findings, coverage.Suppressed = shown, suppressed
	decision := judgement.Decision()
	if err := out.finish(&report.Summary{
		Tool: scan.Tool{Name: c.Name, Version: c.ownVersion()}, Rules: rules, Persona: rem.persona, Classes: rem.classes(), Coverage: coverage, Decision: rem.decision(decision, coverage, c.Name),
	}); err != nil {
		return 0, err
	}
	switch decision.Verdict {
	case policy.Pass:
		return ExitPass, nil
	case policy.Fail:
		return ExitFail, nil
	default:
		return ExitIncomplete, nil
	}
}

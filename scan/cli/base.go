package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/penstock-dev/penstock/policy"
	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/report"
)

// compare returns what leaves of a run only what the flag -base does not have too; a
// note at the end counts the rest.
func (c *command) compare(ctx context.Context, analyzers []scan.Analyzer, paths []string, f *scanFlags) (func(Results) Results, error) {
	if f.base == "" {
		return func(in Results) Results { return in }, nil
	}
	findings, complete, err := c.before(ctx, analyzers, paths, f)
	if err != nil {
		return nil, err
	}
	baseline := policy.NewBaseline(findings)
	return func(in Results) Results {
		return func(yield func(scan.Finding, error) bool) {
			known, gone := 0, 0
			for finding, err := range baseline.Stream(in) {
				if finding != nil {
					switch finding.Common().Baseline {
					case scan.BaselineUnchanged:
						known++
						continue
					case scan.BaselineAbsent:
						gone++
						continue
					}
				}
				if !yield(finding, err) {
					return
				}
			}
			message := fmt.Sprintf("against %s: findings that were there before, and are neither shown nor judged: %d; findings that are gone: %d", f.base, known, gone)
			if !complete {
				message += "; not all of the state before could be looked at: what is reported may be older than the change"
			}
			yield(nil, &scan.Diagnostic{Kind: "base", Note: true, Message: message})
		}
	}, nil
}

// before returns the findings of the state before a change, and whether all of it
// could be looked at. A folder or file is looked at with the same analyzers, under
// the paths of what it is compared with.
func (c *command) before(ctx context.Context, analyzers []scan.Analyzer, paths []string, f *scanFlags) ([]scan.Finding, bool, error) {
	info, err := os.Stat(f.base)
	if err != nil {
		return nil, false, usageError("-base: %v", err)
	}
	if !info.IsDir() && strings.HasSuffix(f.base, ".jsonl") {
		return readBefore(f.base)
	}
	now := "."
	switch {
	case len(paths) == 1 && paths[0] != "-":
		now = paths[0]
	case len(paths) > 0 || f.repository.any():
		return nil, false, usageError("-base %s: one folder or file is compared with it; a report in the format jsonl is with any", f.base)
	}
	var targets []scan.Target
	if info.IsDir() {
		targets = []scan.Target{scan.Dir(f.base, scan.TreeConfig{Exclude: f.exclude, NoGitignore: f.noGitignore, Prefix: prefix(now)})}
	} else {
		data, err := os.Open(f.base)
		if err != nil {
			return nil, false, err
		}
		defer data.Close()
		targets = []scan.Target{scan.Reader(strings.TrimLeft(filepath.ToSlash(filepath.Clean(now)), "/"), data)}
	}
	if targets, err = c.unpacked(targets, f); err != nil {
		return nil, false, err
	}
	runner, err := scan.New(scan.Config{Analyzers: analyzers, Workers: f.workers})
	if err != nil {
		return nil, false, usageError("%v", err)
	}
	result, err := runner.Run(ctx, targets...)
	if err != nil && !errors.Is(err, scan.ErrIncomplete) {
		return nil, false, fmt.Errorf("looking at %s: %w", f.base, err)
	}
	return result.Findings, len(result.Incomplete()) == 0, nil
}

// readBefore reads a report in the format jsonl.
func readBefore(path string) ([]scan.Finding, bool, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, false, err
	}
	defer file.Close()
	var findings []scan.Finding
	complete := true
	for item, err := range report.ReadJSONL(file, report.ReadConfig{}) {
		switch {
		case err != nil:
			return nil, false, fmt.Errorf("-base %s: %w", path, err)
		case item.Finding != nil:
			findings = append(findings, item.Finding)
		case item.Diagnostic != nil:
			complete = complete && item.Diagnostic.Note
		}
	}
	return findings, complete, nil
}

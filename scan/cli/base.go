package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/policy"
	"github.com/penstock-dev/penstock/scan"
)

// The kinds of notes that a later run reads in a report.
const (
	kindBase   scan.DiagnosticKind = "base"
	kindHidden scan.DiagnosticKind = "hidden"
)

// earlier is the state before a change.
type earlier struct {
	name     string // as the note says it
	findings []scan.Finding
	complete bool         // all of it could be looked at
	modules  bool         // it has submodules, whose content is in other repositories
	report   *shownBefore // of a report, else nil
}

// compare returns what leaves of a run only what the flag -base does not have too; a
// note at the end counts the rest.
func (c *command) compare(ctx context.Context, analyzers []scan.Analyzer, paths []string, f *scanFlags, choice choice) (func(Results) Results, error) {
	if f.base == "" {
		return func(in Results) Results { return in }, nil
	}
	state, err := c.before(ctx, analyzers, paths, f)
	if err != nil {
		return nil, err
	}
	baseline := policy.NewBaseline(state.findings)
	return func(in Results) Results {
		return func(yield func(scan.Finding, error) bool) {
			known, suppressed, gone := 0, 0, 0
			for finding, err := range baseline.Stream(in) {
				if finding != nil {
					r := finding.Common()
					switch shown := choice.shows(r); {
					case r.Baseline == scan.BaselineUnchanged && shown && r.Suppressed():
						suppressed++
					case r.Baseline == scan.BaselineUnchanged && shown:
						known++
					case r.Baseline == scan.BaselineAbsent && shown && !r.Suppressed():
						gone++
					}
					if r.Baseline == scan.BaselineUnchanged || r.Baseline == scan.BaselineAbsent {
						continue
					}
				}
				if !yield(finding, err) {
					return
				}
			}
			message := fmt.Sprintf("against %s: findings that were there before, and are neither shown nor judged: %d", state.name, known)
			if suppressed > 0 {
				message += fmt.Sprintf(", besides suppressed ones: %d", suppressed)
			}
			message += fmt.Sprintf("; findings that are gone: %d", gone)
			if lacks := state.report.lacks(choice); lacks != "" {
				message += "; " + lacks
			}
			if !state.complete {
				message += "; not all of the state before could be looked at: what is reported may be older than the change"
			}
			if state.modules {
				message += "; all that is in submodules counts as new, for the state before is in other repositories"
			}
			yield(nil, &scan.Diagnostic{Kind: kindBase, Note: true, Message: message})
		}
	}, nil
}

// before returns the findings of the state before a change. Folders, files and trees of
// a repository are looked at with the same analyzers, under the paths of what they are
// compared with.
func (c *command) before(ctx context.Context, analyzers []scan.Analyzer, paths []string, f *scanFlags) (*earlier, error) {
	info, err := os.Stat(f.base)
	switch {
	case err == nil && !info.IsDir() && strings.HasSuffix(f.base, ".jsonl"):
		return readBefore(f.base)
	case f.repository.any():
		return nil, usageError("-base %s: what -history, -range and -staged look at is compared with a report in the format jsonl only", f.base)
	}
	if len(paths) == 0 {
		paths = []string{"."}
	}
	var rev *revision
	var targets []scan.Target
	switch {
	case err == nil:
		targets, err = beforeAt(paths, info, f)
	case errors.Is(err, fs.ErrNotExist) && c.Config.Repository != nil && !strings.HasSuffix(f.base, ".jsonl"):
		targets, rev, err = c.beforeCommit(ctx, paths, f)
	default:
		err = usageError("-base: %v", err)
	}
	if err != nil {
		return nil, err
	}
	if targets, err = c.unpacked(targets, f); err != nil {
		return nil, err
	}
	runner, err := scan.New(scan.Config{Analyzers: analyzers, Workers: f.workers})
	if err != nil {
		return nil, usageError("%v", err)
	}
	result, err := runner.Run(ctx, targets...)
	if err != nil && !errors.Is(err, scan.ErrIncomplete) {
		return nil, fmt.Errorf("looking at %s: %w", f.base, err)
	}
	name := f.base
	if rev != nil {
		name = rev.String()
	}
	modules := rev != nil && slices.ContainsFunc(result.Diagnostics, func(d *scan.Diagnostic) bool {
		return d.Kind == scan.DiagUnsupported && strings.Contains(d.Message, "a submodule")
	})
	return &earlier{name: name, findings: result.Findings, complete: !slices.ContainsFunc(result.Incomplete(), aboutFiles), modules: modules}, nil
}

// beforeAt returns the target of a folder or file that was there before.
func beforeAt(paths []string, info fs.FileInfo, f *scanFlags) ([]scan.Target, error) {
	if len(paths) > 1 || paths[0] == "-" && info.IsDir() {
		return nil, usageError("-base %s: one folder or file is compared with it; a report in the format jsonl is with any", f.base)
	}
	now := paths[0]
	if now == "-" {
		now = f.stdinName
	} else if own, err := os.Stat(now); err == nil && own.IsDir() != info.IsDir() {
		return nil, usageError("-base %s: a folder is compared with a folder, and a file with a file", f.base)
	}
	if info.IsDir() {
		return []scan.Target{scan.Dir(f.base, scan.TreeConfig{Exclude: f.exclude, NoGitignore: f.noGitignore, Prefix: prefix(now)})}, nil
	}
	now = pathBelow(filepath.ToSlash(filepath.Clean(now)))
	return []scan.Target{renamed{scan.Files(f.base), func(*scan.Entry) string { return now }}}, nil
}

package command

import (
	"context"
	"errors"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/penstock-dev/penstock/sbom"
	"github.com/penstock-dev/penstock/sbom/document"
	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/cli"
	"github.com/penstock-dev/penstock/scan/pipeline"
	"github.com/penstock-dev/penstock/scan/pipeline/inventory"
)

// targetFlags are the flags that say what packages are looked for in.
type targetFlags struct {
	config      Config
	exclude     list
	accept      list
	noGitignore bool
	noArchives  bool
	workers     int
	timeout     time.Duration
	stdinName   string
	revision    string
}

func (f *targetFlags) add(flags *flag.FlagSet) {
	acceptFlag(flags, &f.accept)
	flags.Var(&f.exclude, "exclude", "`pattern` of paths to leave out, in the syntax of .gitignore, repeatable")
	flags.BoolVar(&f.noGitignore, "no-gitignore", false, "look at files too that .gitignore files leave out")
	if f.config.Archives != nil {
		flags.BoolVar(&f.noArchives, "no-archives", false, "do not look into archives")
	}
	if f.config.Revision != nil {
		flags.StringVar(&f.revision, "revision", "", "look at what the Git repositories at the paths hold at a `revision`, such as v1.2.0")
	}
	flags.IntVar(&f.workers, "workers", 0, "`number` of files analysed at a time (default: the number of processors)")
	flags.DurationVar(&f.timeout, "timeout", 0, "give up after this `duration`; what was found until then is written")
	flags.StringVar(&f.stdinName, "stdin-name", "stdin", "`path` that standard input (-) is judged as, such as package-lock.json")
}

// found is what a run over targets came to.
type found struct {
	packages    []*scan.Package
	diagnostics []*scan.Diagnostic
	pipelines   []*inventory.Pipeline
	nothing     bool // there was nothing that could be looked at
}

// run looks for packages and pipelines.
func (f *targetFlags) run(ctx context.Context, call cli.Call, paths []string) (*found, error) {
	if f.timeout < 0 || f.workers < 0 {
		return nil, cli.Usage("-timeout and -workers must not be negative")
	}
	if f.timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, f.timeout)
		defer cancel()
	}
	targets, err := f.targets(call, paths)
	if err != nil {
		return nil, err
	}
	collected := &inventory.Collector{}
	packages, err := sbom.New(f.config.Inventory)
	if err != nil {
		return nil, err
	}
	pipelines, err := pipeline.New(pipeline.Config{Pipelines: collected.Add, Archives: !f.noArchives})
	if err != nil {
		return nil, err
	}
	runner, err := scan.New(scan.Config{Analyzers: []scan.Analyzer{packages, pipelines}, Workers: f.workers, Progress: call.Progress})
	if err != nil {
		return nil, err
	}
	result, err := runner.Run(ctx, targets...)
	if err != nil && !errors.Is(err, scan.ErrIncomplete) {
		return nil, err
	}
	c := result.Coverage
	nothing := c.Entries-c.Ignored-c.Excluded == 0 && len(result.Packages) == 0
	if nothing {
		result.Diagnostics = append(result.Diagnostics, &scan.Diagnostic{Kind: scan.DiagEmpty, Message: "there was no file to look at"})
	}
	return &found{result.Packages, result.Diagnostics, collected.Pipelines(), nothing}, nil
}

// targets makes targets of paths: the working directory if there are none.
func (f *targetFlags) targets(call cli.Call, paths []string) ([]scan.Target, error) {
	if len(paths) == 0 {
		paths = []string{"."}
	}
	var out []scan.Target
	for _, p := range paths {
		t, err := f.target(call, p, len(paths) > 1)
		if err != nil {
			return nil, err
		}
		if _, listed := t.(*document.Target); f.config.Archives != nil && !f.noArchives && !listed {
			if t, err = f.config.Archives(t); err != nil {
				return nil, err
			}
		}
		out = append(out, t)
	}
	return out, nil
}

// target makes a target of a path. Of several, folders keep theirs in front of
// what is in them.
func (f *targetFlags) target(call cli.Call, p string, several bool) (scan.Target, error) {
	if p == "-" {
		if call.Stdin == nil {
			return nil, cli.Usage("there is no standard input")
		}
		return scan.Reader(f.stdinName, call.Stdin), nil
	}
	info, err := os.Stat(p)
	switch {
	case err != nil:
		return nil, cli.Usage("%v", err)
	case f.revision != "" && !info.IsDir():
		return nil, cli.Usage("-revision: %s is no repository", p)
	case f.revision != "":
		t, err := f.config.Revision(p, f.revision, f.exclude)
		if err != nil {
			return nil, cli.Usage("%v", err)
		}
		return t, nil
	case info.IsDir():
		config := scan.TreeConfig{Exclude: f.exclude, NoGitignore: f.noGitignore}
		if prefix := filepath.ToSlash(filepath.Clean(p)); several && prefix != "." && fs.ValidPath(prefix) {
			config.Prefix = prefix
		}
		return scan.Dir(p, config), nil
	}
	if t := listed(p, info); t != nil {
		return t, nil
	}
	return scan.Files(p), nil
}

// listed returns a file that is a bill of materials as a target, nil for any
// other.
func listed(p string, info fs.FileInfo) scan.Target {
	if info.Size() > maxText || !info.Mode().IsRegular() {
		return nil
	}
	text, err := os.ReadFile(p)
	if err != nil || document.Detect(text) == "" {
		return nil
	}
	t, err := document.New(document.Config{Name: filepath.ToSlash(p), Data: text})
	if err != nil {
		return nil
	}
	return t
}

package cli

import (
	"cmp"
	"context"
	"flag"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/fix"
)

// fixFlags are the flags of the fix command.
type fixFlags struct {
	write, unsafe bool
	rules         list
	classes       list
	exclude       list
	noGitignore   bool
	pins          string
	workers       int
	persona       scan.Persona
	timeout       time.Duration
	advisories    string
}

func (c *command) fixFlags() (*flag.FlagSet, *fixFlags) {
	f := &fixFlags{}
	flags := c.newFlags("fix", "[flags] [path …]")
	flags.BoolVar(&f.write, "write", false, "write the files; without it the diff is only shown")
	flags.BoolVar(&f.unsafe, "unsafe", false, "include fixes that may change what a program means: read the diff")
	flags.Var(&f.rules, "rule", "`rule` to fix the findings of, by id or area, repeatable")
	flags.Var(&f.classes, "class", "weakness `class` to fix the findings of, repeatable")
	flags.StringVar(&f.pins, "pins", "", "`file` that says what tags and branches stand for: fixes can then name commits and digests")
	flags.Var(&f.exclude, "exclude", "`pattern` of paths to leave out, in the syntax of .gitignore, repeatable")
	flags.BoolVar(&f.noGitignore, "no-gitignore", false, "fix files too that .gitignore files leave out")
	flags.IntVar(&f.workers, "workers", 0, "`number` of files analysed at a time (default: the number of processors)")
	flags.TextVar(&f.persona, "persona", scan.PersonaRegular, "whose findings to fix: regular, pedantic or auditor")
	flags.StringVar(&f.advisories, "advisories", "", "`path` of advisories, as scan takes it, to raise versions that have a known vulnerability (default: what the db commands keep)")
	flags.DurationVar(&f.timeout, "timeout", 0, "give up after this `duration`")
	usage := flags.Usage
	flags.Usage = func() {
		usage()
		c.fixHelp()
	}
	return flags, f
}

// fix shows or writes what the fixes of findings make of files.
func (c *command) fix(ctx context.Context, args []string) (int, error) {
	flags, f := c.fixFlags()
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
	analyzers, err := c.analyzers(ctx, Options{Advisories: cmp.Or(f.advisories, c.ownAdvisories()), Pins: f.pins, Ignores: ignoreFiles(paths)})
	if err != nil {
		return 0, err
	}
	config, err := f.config(analyzers)
	if err != nil {
		return 0, err
	}
	folders, err := f.folders(paths)
	if err != nil {
		return 0, err
	}
	code := ExitPass
	for _, folder := range folders {
		m := &mending{command: c, flags: f, config: config, analyzers: analyzers}
		next, err := m.run(ctx, folder)
		if err != nil {
			return 0, err
		}
		if code == ExitPass || next == ExitFail {
			code = next
		}
	}
	return code, nil
}

// config returns which findings are fixed.
func (f *fixFlags) config(analyzers []scan.Analyzer) (fix.Config, error) {
	config := fix.Config{Unsafe: f.unsafe}
	for _, word := range f.rules {
		known := len(config.Rules)
		for _, a := range analyzers {
			for _, r := range a.Rules() {
				if called(r, word) {
					config.Rules = append(config.Rules, r.ID)
				}
			}
		}
		if len(config.Rules) == known {
			return config, usageError("-rule %s: there is no such rule or area", word)
		}
	}
	for _, name := range f.classes {
		if !classExists(scan.Class(name), analyzers) {
			return config, usageError("-class %s: there is no such class, and no rule has it", name)
		}
		config.Classes = append(config.Classes, scan.Class(name))
	}
	return config, nil
}

// folder is a folder below which files may be written, with what of it is
// looked at.
type folder struct {
	path    string
	targets joined
}

// folders returns the folders that paths lead to. All that is below the working
// directory is of that.
func (f *fixFlags) folders(paths []string) ([]folder, error) {
	if len(paths) == 0 {
		paths = []string{"."}
	}
	var list []folder
	for _, p := range paths {
		if p == "" || p == "-" {
			return nil, usageError("fix takes folders and files")
		}
		info, err := os.Stat(p)
		if err != nil {
			return nil, usageError("%v", err)
		}
		own := folder{path: "."}
		local := fs.ValidPath(filepath.ToSlash(filepath.Clean(p)))
		switch {
		case info.IsDir():
			own.targets = joined{scan.Dir(p, scan.TreeConfig{Exclude: f.exclude, NoGitignore: f.noGitignore, Prefix: prefix(p)})}
		case local:
			own.targets = joined{scan.Files(p)}
		default:
			return nil, usageError("%s is not below the working directory: name its folder", p)
		}
		if !local {
			own.path = p
		}
		if i := slices.IndexFunc(list, func(other folder) bool { return other.path == own.path }); i >= 0 {
			list[i].targets = append(list[i].targets, own.targets...)
			continue
		}
		list = append(list, own)
	}
	return list, nil
}

// joined are targets as one: what several of them have comes once.
type joined []scan.Target

// Entries implements [scan.Target].
func (j joined) Entries(ctx context.Context) iter.Seq2[*scan.Entry, error] {
	return func(yield func(*scan.Entry, error) bool) {
		had := map[string]bool{}
		for _, t := range j {
			for e, err := range t.Entries(ctx) {
				if e != nil && e.Skip == scan.SkipNone {
					if had[e.Path] {
						continue
					}
					had[e.Path] = true
				}
				if !yield(e, err) {
					return
				}
			}
		}
	}
}

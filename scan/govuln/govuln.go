package govuln

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/penstock-dev/penstock/scan/deps"
)

// Config says how to look at Go code. Advisories or Database must be given;
// all other zero values are defaults.
type Config struct {
	// Advisories are what the database of a run is made of, in a temporary folder
	// that is removed again.
	Advisories deps.Source
	// Database is used instead, if it is given: a file or https URL of a Go
	// vulnerability database, version 1. An https URL is the only thing that makes
	// a run use the network, besides Download.
	Database string
	// Worker is a command line that runs x/vuln in another process: that of a
	// program that hands its further arguments to [Worker], or "govulncheck". Only
	// then can a run that panics, needs too much memory or is cancelled be ended
	// at once without harm to this process. Empty runs x/vuln in this one,
	// where it asks the go command for its root with this process's environment
	// and in its working directory, whatever Env says.
	Worker []string
	// Env is the environment of the go command; nil means this process's. What
	// [Scanner] sets in it is set in any case.
	Env []string
	// Download lets the go command download modules as Env says. Otherwise it
	// works with the module cache, vendor folders and what else is on the disk.
	Download bool
	// Cgo lets the go command run cgo and the C compiler on the code. Otherwise
	// files that import "C" are left out.
	Cgo bool
	// GOOS and GOARCH are the platform to build for; empty means this one's.
	GOOS, GOARCH string
	// Tags are build tags.
	Tags []string
	// Tests looks at tests too.
	Tests bool
	// Level is the deepest to look at; empty means LevelSymbol.
	Level Level
	// MemoryLimit is how many bytes a worker may use; 0 means no limit. It needs a
	// Worker that hands its arguments to [Worker]. A module that exceeds it is
	// looked at in parts, then less deeply.
	MemoryLimit int64
	// Timeout bounds the time for one module or binary; 0 means ten minutes.
	Timeout time.Duration
	// Roots are the folders that the targets of a scan are, in the order of the
	// targets, from which the paths of their files lead: the same folder each time
	// when paths have a prefix. Only [Scanner.Begin] needs them; nil means the
	// working directory.
	Roots []string
}

// Scanner runs x/vuln. It is immutable and safe for concurrent use.
type Scanner struct{ cfg Config }

var _ deps.Reacher = (*Scanner)(nil)

// The reasons why a run gives less than was asked for. Errors wrap one of them.
var (
	// ErrToolchain says that there is no go command.
	ErrToolchain = errors.New("no go command")
	// ErrVersion says that the code needs a newer version of Go.
	ErrVersion = errors.New("the code needs a newer version of Go")
	// ErrModules says that modules or their checksums are missing.
	ErrModules = errors.New("modules are missing")
	// ErrBuild says that the code does not build.
	ErrBuild = errors.New("the code does not build")
	// ErrEmpty says that no package is built for the platform and tags.
	ErrEmpty = errors.New("there is no package")
	// ErrDatabase says that the database cannot be had or read.
	ErrDatabase = errors.New("the database of vulnerabilities cannot be read")
	// ErrMemory says that the memory limit was exceeded.
	ErrMemory = errors.New("the memory limit is exceeded")
	// ErrPanic says that x/vuln crashed.
	ErrPanic = errors.New("x/vuln crashed")
)

// New returns a scanner.
func New(cfg Config) (*Scanner, error) {
	if cfg.Advisories == nil && cfg.Database == "" {
		return nil, errors.New("govuln: neither advisories nor a database")
	}
	if cfg.Database != "" {
		u, err := url.Parse(cfg.Database)
		if err != nil || u.Scheme != "file" && u.Scheme != "https" {
			return nil, fmt.Errorf("govuln: database %q is no file or https URL", cfg.Database)
		}
	}
	if cfg.MemoryLimit < 0 || cfg.Timeout < 0 {
		return nil, errors.New("govuln: a limit is negative")
	}
	if cfg.MemoryLimit > 0 && len(cfg.Worker) == 0 {
		return nil, errors.New("govuln: a memory limit needs a worker")
	}
	if cfg.Level == "" {
		cfg.Level = LevelSymbol
	}
	if cfg.Level.rank() < 0 {
		return nil, fmt.Errorf("govuln: there is no level %q", cfg.Level)
	}
	if cfg.Timeout == 0 {
		cfg.Timeout = 10 * time.Minute
	}
	cfg.Worker, cfg.Env = slices.Clone(cfg.Worker), slices.Clone(cfg.Env)
	cfg.Tags, cfg.Roots = slices.Clone(cfg.Tags), slices.Clone(cfg.Roots)
	return &Scanner{cfg}, nil
}

// Source looks at the packages of the module in dir that patterns name as the
// go command understands them, "./..." without any. At LevelModule it looks at
// the module's requirements and no pattern may be given. The standard library
// is judged by the version of the go command.
func (s *Scanner) Source(ctx context.Context, dir string, patterns ...string) (*Report, error) {
	ctx, cancel := context.WithTimeout(ctx, s.cfg.Timeout)
	defer cancel()
	r := s.newRun(dir, patterns)
	if err := r.toolchain(ctx); err != nil {
		return nil, fmt.Errorf("looking at the Go module in %s: %w", dir, err)
	}
	return s.with(ctx, r, func() (*Report, error) { return r.discover(ctx) })
}

// Binary looks at a binary that was built by Go 1.18 or later. No go command is
// needed, and the platform is the binary's.
func (s *Scanner) Binary(ctx context.Context, file string) (*Report, error) {
	ctx, cancel := context.WithTimeout(ctx, s.cfg.Timeout)
	defer cancel()
	r := s.newRun(".", []string{file})
	r.binary = true
	return s.with(ctx, r, func() (*Report, error) { return binaryModules(file) })
}

// with runs r on a database about the modules that discover finds.
func (s *Scanner) with(ctx context.Context, r *run, discover func() (*Report, error)) (*Report, error) {
	if s.cfg.Database == "" {
		found, err := discover()
		if err != nil {
			return nil, fmt.Errorf("looking for the modules of %s: %w", r.what(), err)
		}
		modules := []string{"stdlib", "toolchain"}
		for _, m := range found.Modules {
			modules = append(modules, m.Path)
		}
		remove, err := r.makeDatabase(ctx, s.cfg.Advisories, modules)
		if err != nil {
			return nil, err
		}
		defer remove()
	}
	report, err := r.level(ctx, s.cfg.Level)
	if err != nil {
		return nil, fmt.Errorf("looking for vulnerabilities in %s: %w", r.what(), err)
	}
	return report, nil
}

func (r *run) what() string {
	if r.binary {
		return filepath.Base(r.patterns[0])
	}
	return r.dir
}

// fileURL returns the URL of a folder.
func fileURL(dir string) (string, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	name := filepath.ToSlash(abs)
	if !strings.HasPrefix(name, "/") {
		name = "/" + name // a volume of Windows
	}
	return (&url.URL{Scheme: "file", Path: name}).String(), nil
}

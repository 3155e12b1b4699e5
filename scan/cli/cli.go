package cli

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"iter"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/deps/osv"
	"github.com/penstock-dev/penstock/scan/report"
)

// The exit codes of the command.
const (
	ExitPass       = 0 // the policy lets it pass
	ExitFail       = 1 // the policy does not, or there is something to fix that was not written
	ExitUsage      = 2 // the command line is wrong, or names a path that does not exist
	ExitIncomplete = 3 // something that is not accepted was not looked at, is damaged or unknown, such as a revision, or could not be written
)

// Config makes a command out of the package.
type Config struct {
	// Name of the command; empty means "gate".
	Name string
	// Version of the command; empty means that of the main module, if the
	// binary knows it.
	Version string
	// Analyzers returns the analyzers for the options that the user gave. It
	// is called once, after the command line has been parsed. Required.
	Analyzers func(context.Context, Options) ([]scan.Analyzer, error)
	// Repository returns a target of a Git repository. Nil leaves the flags
	// -history, -range and -staged out, and -base knows no revisions: this package
	// runs no other program.
	Repository func(Repository) (scan.Target, error)
	// Archives wraps a target so that the archives in it are looked into, as
	// [archive.New] does. Nil leaves them closed, and the flag -no-archives out.
	//
	// [archive.New]: https://pkg.go.dev/github.com/penstock-dev/penstock/scan/archive#New
	Archives func(scan.Target) (scan.Target, error)
	// Statements returns what applies statements about vulnerabilities (VEX) to
	// the findings of a scan, such as [vex.Judge.Stream]. Nil leaves the flags -vex
	// and -vex-product out.
	//
	// [vex.Judge.Stream]: https://pkg.go.dev/github.com/penstock-dev/penstock/sbom/vex#Judge.Stream
	Statements func(Statements) (func(Results) Results, error)
	// Reach says that Analyzers heeds [Options.Reach]. Without it the flag -reach is
	// left out: this package runs no other program.
	Reach bool
	// Formats are report formats besides those of package report. They win over
	// those of the same name.
	Formats map[string]func(Output) (report.Encoder, error)
	// Update fetches advisories for the command "db update", as
	// [bucket.Update] does: this package opens no connection. Nil leaves the
	// command out.
	//
	// [bucket.Update]: https://pkg.go.dev/github.com/penstock-dev/penstock/scan/deps/osv/bucket#Update
	Update func(context.Context, Update) ([]osv.Updated, error)
	// LoadAdvisories reads what "db import" is given; nil is [osv.LoadPath].
	LoadAdvisories func(ctx context.Context, path string) (*osv.Database, error)
	// Kinds are what analyzers of the program report besides
	// [scan.DiagnosticKinds], for the flag -accept.
	Kinds []scan.DiagnosticKind
	// Commands are what the command can do besides: each brings its own
	// packages, and this one none of them.
	Commands []Command
}

// Results is what a scan yields: findings, and diagnostics as errors.
type Results = iter.Seq2[scan.Finding, error]

// Statements are the choices on the command line that concern VEX.
type Statements struct {
	// Paths of documents.
	Paths []string
	// Products are package URLs of what is scanned.
	Products []string
}

// Output is where and for what a report of [Config.Formats] is written.
type Output struct {
	io.Writer
	// Env is the surroundings of the command.
	Env Env
	// Statements are those of the command line, which the report may name.
	Statements Statements
}

// Options are the choices on the command line that concern analyzers.
type Options struct {
	// Advisories is the path of a folder or file with advisories, as
	// [osv.LoadPath] reads them: what the user gave, or else the folder that
	// the db commands keep; empty when there is neither.
	Advisories string
	// Reach says that the calls of Go code are to be followed to the functions that
	// advisories are about, by running the go command.
	Reach bool
	// Roots are the folders of the operating system from which the paths of files
	// lead, one for each target, in their order; with Reach only.
	Roots []string
	// Named are the paths of the files and folders that are scanned and compared
	// with, as runs write them; "" is a folder from which all paths lead.
	Named []string
	// Rules says that nothing is scanned, and the rules of analyzers that are off
	// unless asked for are wanted too.
	Rules bool
	// Pins is the path of a file that says what tags and branches of components
	// and images stand for, as audit.ReadPins of the package scan/pipeline/audit
	// reads it; empty when none was given.
	Pins string
	// Ignores are the paths of files in which other tools are told what to ignore,
	// such as zizmor.yml; those that are there in the folders that are looked at.
	Ignores []string
	// UnusedIgnores says that comments which ignore nothing are to be told.
	UnusedIgnores bool
	// KEV and EPSS are the paths of files about exploitation; empty when none
	// were given.
	KEV, EPSS string
	// History says that the targets are contents of the past, in which only
	// what is still a danger is worth a look, such as credentials.
	History bool
	// Licenses is the path of a policy of licenses; empty when none was given.
	Licenses string
	// Private are patterns of private package names, EndOfLife and Scorecards the
	// paths of files, as package health takes them.
	Private               []string
	EndOfLife, Scorecards string
	// Log says that the targets are logs of CI jobs, in which only credentials
	// are looked for.
	Log bool
}

// Env is the surroundings that the command runs in.
type Env struct {
	Stdin          io.Reader
	Stdout, Stderr io.Writer
	// Getenv looks up an environment variable; nil finds none.
	Getenv func(string) string
	// CacheDir is the user's folder for what can be fetched again, in which the
	// db commands keep advisories; empty when there is none.
	CacheDir string
}

func (e Env) getenv(name string) string {
	if e.Getenv == nil {
		return ""
	}
	return e.Getenv(name)
}

// Main runs the command with the process's arguments and surroundings, and
// exits. An interrupt or a SIGTERM ends a scan early: what was found until
// then is reported. A second one ends the process.
func Main(config Config) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the process at once
	cache, err := os.UserCacheDir()
	if err != nil {
		cache = "" // there is none, which the db commands say
	}
	code := Run(ctx, config, os.Args[1:], Env{Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, Getenv: os.Getenv, CacheDir: cache})
	stop()
	os.Exit(code)
}

// Run runs the command and returns its exit code.
func Run(ctx context.Context, config Config, args []string, env Env) int {
	if config.Name == "" {
		config.Name = "gate"
	}
	c := &command{Config: config, env: env}
	if len(args) == 0 {
		c.help(env.Stderr)
		return ExitUsage
	}
	for _, sub := range c.subcommands() {
		if sub.name == args[0] {
			code, err := sub.run(ctx, args[1:])
			return c.finish(code, about(sub.name, err))
		}
	}
	switch args[0] {
	case "help", "-h", "-help", "--help":
		if len(args) > 1 && args[1] != "help" {
			return Run(ctx, config, append(slices.Clone(args[1:]), "-help"), env)
		}
		c.help(env.Stdout)
		return ExitPass
	case "-version", "--version", "-v":
		return c.finish(c.version(ctx, nil))
	}
	return c.finish(0, usageError("unknown command %q", args[0]))
}

// command is one run of the command.
type command struct {
	Config
	env Env
}

type subcommand struct {
	name, args, summary string
	run                 func(ctx context.Context, args []string) (int, error)
}

func (c *command) subcommands() []subcommand {
	own := []subcommand{
		{"scan", "[flags] [path …]", "look at folders, files or standard input (-) and decide", c.scan},
		{"fix", "[flags] [path …]", "show what the fixes of findings change, or write it", c.fix},
		{"rules", "[flags] [explain] [rule …]", "list the rules, or explain those named by id, class or area", c.rules},
		{"db", "[verb] [flags] …", "keep indexes of advisories: " + c.dbVerbs(), c.db},
	}
	for _, k := range c.Commands {
		own = append(own, subcommand{k.Name, "[verb] [flags] …", k.Summary, c.added(k)})
	}
	return append(own, []subcommand{
		{"version", "", "print the version", c.version},
		{"completion", "bash|zsh|fish", "print a completion script for a shell", c.completion},
	}...)
}

// usage is an error about the command line.
type usage string

func (u usage) Error() string { return string(u) }

func usageError(format string, args ...any) error { return usage(fmt.Sprintf(format, args...)) }

// finish prints an error and returns the exit code that it stands for.
func (c *command) finish(code int, err error) int {
	var wrong usage
	switch {
	case err == nil:
		return code
	case errors.Is(err, flag.ErrHelp):
		return ExitPass
	case errors.As(err, &wrong):
		fmt.Fprintf(c.env.Stderr, "%s: %v\n%s\n", c.Name, err, c.advise(err))
		return ExitUsage
	}
	fmt.Fprintf(c.env.Stderr, "%s: %v\n", c.Name, err)
	return ExitIncomplete
}

func (c *command) help(w io.Writer) {
	fmt.Fprintf(w, "%s looks for weaknesses in what a delivery pipeline builds from, and decides whether it may pass.\n\nUsage:\n\n", c.Name)
	for _, s := range c.subcommands() {
		fmt.Fprintf(w, "  %-38s %s\n", strings.TrimSpace(c.Name+" "+s.name+" "+s.args), s.summary)
	}
	fmt.Fprintf(w, "\nRun '%s scan -help' for the flags of a scan, and likewise for the others.\n\nExit codes: %d pass, %d the policy fails or there is something to fix, %d wrong usage, %d incomplete.\n",
		c.Name, ExitPass, ExitFail, ExitUsage, ExitIncomplete)
}

// parse parses flags that may stand before, between and after the arguments,
// which it returns. A lone - is an argument, and all is after --.
func parse(flags *flag.FlagSet, args []string) ([]string, error) {
	var rest []string
	help := flags.Usage
	flags.Usage = func() {} // the package would print it for errors too
	for {
		if err := flags.Parse(args); err != nil {
			if errors.Is(err, flag.ErrHelp) {
				help()
				return nil, err
			}
			return nil, usageError("%s: %v", flags.Name(), err)
		}
		left := flags.Args()
		if n := len(args) - len(left); n > 0 && args[n-1] == "--" {
			return append(rest, left...), nil
		}
		if len(left) == 0 {
			return rest, nil
		}
		rest, args = append(rest, left[0]), left[1:]
	}
}

// newFlags returns a flag set that prints its help to standard output and
// leaves errors to finish.
func (c *command) newFlags(sub, args string) *flag.FlagSet {
	flags := flag.NewFlagSet(sub, flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.Usage = func() {
		fmt.Fprintf(c.env.Stdout, "Usage: %s %s %s\n\nFlags:\n", c.Name, sub, args)
		flags.SetOutput(c.env.Stdout)
		flags.PrintDefaults()
		flags.SetOutput(io.Discard)
	}
	return flags
}

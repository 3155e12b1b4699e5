package cli

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/report"
)

// Command is one that a program adds to those of this package, with verbs of its
// own, as in "gate sbom diff". Flags, help and completion are as everywhere.
type Command struct {
	// Name is none of those of this package. Summary says in a line what it does.
	Name, Summary string
	// Verbs are at least one; the first is meant where none is named.
	Verbs []Verb
}

// Verb is a part of a [Command].
type Verb struct {
	// Name of the verb, the form of its arguments such as "[flags] FILE …", and
	// what it does in a line.
	Name, Args, Summary string
	// Details stand below the flags in the help: examples, and what the exit
	// codes mean. "%s" stands for the names of command and verb.
	Details string
	// New declares the flags and returns what runs once they are parsed. It is
	// called for help and completion too.
	New func(*flag.FlagSet) func(context.Context, Call) (int, error)
	// Values are what flags can be completed with, by the name of the flag. All
	// others are completed with names of files.
	Values map[string][]string
}

// Call is a call of a verb. It is valid until the verb returns.
type Call struct {
	Env
	// Args are the arguments that are no flags.
	Args []string
	// Tool is the command with its version.
	Tool scan.Tool
	// Color says that people look at standard output, in colours.
	Color bool
	// Progress shows on a terminal how far a scan has come; it is for
	// [scan.Config].
	Progress func(scan.Coverage)
}

// Usage returns an error about the command line, for which the exit code is
// [ExitUsage].
func Usage(format string, args ...any) error { return usageError(format, args...) }

// Lookup returns the value of a variable of the environment, "" for none.
func (e Env) Lookup(name string) string { return e.getenv(name) }

// topical is an error about a command or a verb of it, whose help has more.
type topical struct {
	error
	topic string
}

func (t topical) Unwrap() error { return t.error }

// about names the command or verb that an error is about, unless it has that
// already.
func about(topic string, err error) error {
	var t topical
	if err == nil || errors.As(err, &t) {
		return err
	}
	return topical{err, topic}
}

// verb returns the verb that arguments name, and the rest of them.
func (k Command) verb(args []string) (Verb, []string) {
	if len(args) > 0 {
		for _, v := range k.Verbs {
			if v.Name == args[0] {
				return v, args[1:]
			}
		}
	}
	return k.Verbs[0], args
}

// added runs a verb of a command that the program brings.
func (c *command) added(k Command) func(context.Context, []string) (int, error) {
	return func(ctx context.Context, args []string) (int, error) {
		if len(args) > 0 && slices.Contains([]string{"help", "-h", "-help", "--help"}, args[0]) {
			if len(args) == 1 {
				c.verbs(c.env.Stdout, k)
				return ExitPass, nil
			}
			args = append(args[1:], "-help")
		}
		v, rest := k.verb(args)
		flags, run := c.verbFlags(k, v)
		words, err := parse(flags, rest)
		if err != nil {
			return 0, about(k.Name+" "+v.Name, err)
		}
		line := newProgress(c.env.Stderr)
		defer line.clear()
		env := c.env
		env.Stdout, env.Stderr = line.guard(env.Stdout), line.guard(env.Stderr)
		code, err := run(ctx, Call{
			Env: env, Args: words, Tool: scan.Tool{Name: c.Name, Version: c.ownVersion()},
			Color: report.ColorFor(c.env.getenv, isTerminal(c.env.Stdout)), Progress: line.update,
		})
		return code, about(k.Name+" "+v.Name, err)
	}
}

func (c *command) verbFlags(k Command, v Verb) (*flag.FlagSet, func(context.Context, Call) (int, error)) {
	flags := c.newFlags(k.Name+" "+v.Name, v.Args)
	run := v.New(flags)
	usage, summary := flags.Usage, v.Summary
	flags.Usage = func() {
		fmt.Fprintf(c.env.Stdout, "%s: %s.\n\n", k.Name+" "+v.Name, summary)
		usage()
		if v.Details != "" {
			fmt.Fprintf(c.env.Stdout, "\n%s\n", strings.ReplaceAll(strings.TrimRight(v.Details, "\n"), "%s", c.Name+" "+k.Name+" "+v.Name))
		}
	}
	return flags, run
}

// verbs prints what a command can do.
func (c *command) verbs(w io.Writer, k Command) {
	fmt.Fprintf(w, "%s %s: %s.\n\nUsage:\n\n", c.Name, k.Name, k.Summary)
	for i, v := range k.Verbs {
		name := v.Name
		if i == 0 {
			name = "[" + name + "]"
		}
		fmt.Fprintf(w, "  %-46s %s\n", strings.TrimSpace(c.Name+" "+k.Name+" "+name+" "+v.Args), v.Summary)
	}
	fmt.Fprintf(w, "\nRun '%s %s VERB -help' for the flags and examples of a verb.\n\nExit codes: %d pass, %d what was asked for does not hold, %d wrong usage, %d incomplete.\n",
		c.Name, k.Name, ExitPass, ExitFail, ExitUsage, ExitIncomplete)
}

// advise says where help is for a wrong command line.
func (c *command) advise(err error) string {
	var t topical
	if errors.As(err, &t) {
		return fmt.Sprintf("Run '%s %s -help' for its flags, '%s help' for the commands.", c.Name, t.topic, c.Name)
	}
	return fmt.Sprintf("Run '%s help' for the commands.", c.Name)
}

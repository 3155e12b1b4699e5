package cli

import (
	"context"
	"flag"
	"fmt"
	"io"
	"strings"

	"github.com/penstock-dev/penstock/scan"
)

// completion prints a completion script. It is made from the flags that the
// command really has.
func (c *command) completion(_ context.Context, args []string) (int, error) {
	args, err := parse(c.newFlags("completion", "bash|zsh|fish"), args)
	if err != nil {
		return 0, err
	}
	if len(args) != 1 {
		return 0, usageError("completion takes the name of a shell: bash, zsh or fish")
	}
	switch args[0] {
	case "bash":
		c.bash(c.env.Stdout)
	case "zsh":
		c.zsh(c.env.Stdout)
	case "fish":
		c.fish(c.env.Stdout)
	default:
		return 0, usageError("no completion for shell %q: want bash, zsh or fish", args[0])
	}
	return ExitPass, nil
}

// plain returns the flags of the commands without verbs that take files.
func (c *command) plain() []*flag.FlagSet {
	scan, _ := c.scanFlags()
	fix, _ := c.fixFlags()
	return []*flag.FlagSet{scan, fix}
}

// values returns what a flag of such a command can be completed with; nil
// means file names.
func (c *command) values(name string) []string {
	switch name {
	case "format":
		return c.formats()
	case "fail-on":
		return []string{"info", "low", "medium", "high", "critical", "none"}
	case "accept":
		return kindNames(c.Config.Kinds)
	case "persona":
		return []string{"regular", "pedantic", "auditor"}
	case "class":
		var classes []string
		for _, info := range scan.Classes() {
			classes = append(classes, string(info.Class))
		}
		return classes
	}
	return nil
}

// withVerbs returns the commands that have verbs.
func (c *command) withVerbs() []Command {
	return append([]Command{c.dbCommand()}, c.Commands...)
}

func (c *command) names() string {
	var names []string
	for _, s := range c.subcommands() {
		names = append(names, s.name)
	}
	return strings.Join(names, " ")
}

// function returns a name for a shell function.
func (c *command) function() string {
	return "_" + strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
			return r
		}
		return '_'
	}, c.Name) + "_complete"
}

func (c *command) bash(w io.Writer) {
	fmt.Fprintf(w, "%s() {\n  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}\n", c.function())
	fmt.Fprintf(w, "  if [ \"$COMP_CWORD\" -eq 1 ]; then COMPREPLY=($(compgen -W '%s' -- \"$cur\")); return; fi\n", c.names())
	for _, k := range c.withVerbs() {
		c.bashVerbs(w, k)
	}
	fmt.Fprint(w, "  case ${COMP_WORDS[1]} in\n    completion) COMPREPLY=($(compgen -W 'bash zsh fish' -- \"$cur\")); return ;;\n    rules) COMPREPLY=($(compgen -W 'explain -class -json' -- \"$cur\")); return ;;\n  esac\n")
	for _, flags := range c.plain() {
		var names []string
		fmt.Fprintf(w, "  if [ \"${COMP_WORDS[1]}\" = %s ]; then\n    case $prev in\n", flags.Name())
		flags.VisitAll(func(f *flag.Flag) {
			names = append(names, "-"+f.Name)
			if v := c.values(f.Name); v != nil {
				fmt.Fprintf(w, "      -%s|--%s) COMPREPLY=($(compgen -W '%s' -- \"$cur\")); return ;;\n", f.Name, f.Name, strings.Join(v, " "))
			}
		})
		fmt.Fprintf(w, "    esac\n    case $cur in -*) COMPREPLY=($(compgen -W '%s' -- \"$cur\")); return ;; esac\n", strings.Join(names, " "))
		fmt.Fprint(w, "    COMPREPLY=($(compgen -f -- \"$cur\"))\n  fi\n")
	}
	fmt.Fprintf(w, "}\ncomplete -o filenames -F %s %s\n", c.function(), c.Name)
}

func (c *command) zsh(w io.Writer) {
	fmt.Fprintf(w, "#compdef %s\n%s() {\n  if (( CURRENT == 2 )); then compadd %s; return; fi\n  case $words[2] in\n    completion) compadd bash zsh fish ;;\n    rules) compadd explain ;;\n", c.Name, c.function(), c.names())
	for _, k := range c.withVerbs() {
		c.zshVerbs(w, k)
	}
	for _, flags := range c.plain() {
		fmt.Fprintf(w, "    %s) ", flags.Name())
		zshFlags(w, flags, c.values)
	}
	fmt.Fprintf(w, "  esac\n}\ncompdef %s %s\n", c.function(), c.Name)
}

// zshFlags completes the flags of one command, and files.
func zshFlags(w io.Writer, flags *flag.FlagSet, values func(string) []string) {
	fmt.Fprint(w, "_arguments -A '-*' \\\n")
	flags.VisitAll(func(f *flag.Flag) {
		argument, text := flag.UnquoteUsage(f)
		spec := "-" + f.Name + "[" + strings.NewReplacer("[", "(", "]", ")", "'", "", ":", " -").Replace(text) + "]"
		switch v := values(f.Name); {
		case v != nil:
			spec += ":" + argument + ":(" + strings.Join(v, " ") + ")"
		case argument != "":
			spec += ":" + argument + ":_files"
		}
		fmt.Fprintf(w, "      '%s' \\\n", spec)
	})
	fmt.Fprint(w, "      '*:path:_files' ;;\n")
}

func (c *command) fish(w io.Writer) {
	for _, s := range c.subcommands() {
		fmt.Fprintf(w, "complete -c %s -n __fish_use_subcommand -f -a %s -d '%s'\n", c.Name, s.name, s.summary)
	}
	fmt.Fprintf(w, "complete -c %s -n '__fish_seen_subcommand_from completion' -f -a 'bash zsh fish'\n", c.Name)
	fmt.Fprintf(w, "complete -c %s -n '__fish_seen_subcommand_from rules' -f -a explain\n", c.Name)
	for _, flags := range c.plain() {
		c.fishFlags(w, "__fish_seen_subcommand_from "+flags.Name(), flags, c.values)
	}
	for _, k := range c.withVerbs() {
		c.fishVerbs(w, k)
	}
}

// fishFlags completes the flags of one command, where a condition holds.
func (c *command) fishFlags(w io.Writer, condition string, flags *flag.FlagSet, values func(string) []string) {
	flags.VisitAll(func(f *flag.Flag) {
		argument, text := flag.UnquoteUsage(f)
		fmt.Fprintf(w, "complete -c %s -n '%s' -o %s -d '%s'", c.Name, condition, f.Name, strings.ReplaceAll(text, "'", ""))
		switch v := values(f.Name); {
		case v != nil:
			fmt.Fprintf(w, " -x -a '%s'", strings.Join(v, " "))
		case argument != "":
			fmt.Fprint(w, " -r")
		}
		fmt.Fprintln(w)
	})
}

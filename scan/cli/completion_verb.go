package cli

import (
	"flag"
	"fmt"
	"io"
	"strings"
)

func (k Command) names() string {
	var names []string
	for _, v := range k.Verbs {
		names = append(names, v.Name)
	}
	return strings.Join(names, " ")
}

func (v Verb) values(name string) []string { return v.Values[name] }

// bashVerbs completes verbs of a command and their flags. Without a verb the
// flags are those of the first.
func (c *command) bashVerbs(w io.Writer, k Command) {
	fmt.Fprintf(w, "  if [ \"${COMP_WORDS[1]}\" = %s ]; then\n    local verb=${COMP_WORDS[2]}\n", k.Name)
	fmt.Fprintf(w, "    case \"$COMP_CWORD $cur\" in '2 -'*) ;; 2*) COMPREPLY=($(compgen -W '%s' -- \"$cur\") $(compgen -f -- \"$cur\")); return ;; esac\n", k.names())
	fmt.Fprintf(w, "    case \" %s \" in *\" $verb \"*) ;; *) verb=%s ;; esac\n", k.names(), k.Verbs[0].Name)
	fmt.Fprint(w, "    case \"$verb $prev $cur\" in\n")
	for _, v := range k.Verbs {
		var names []string
		flags, _ := c.verbFlags(k, v)
		flags.VisitAll(func(f *flag.Flag) {
			names = append(names, "-"+f.Name)
			if words := v.Values[f.Name]; words != nil {
				fmt.Fprintf(w, "      '%s -%s '*|'%s --%s '*) COMPREPLY=($(compgen -W '%s' -- \"$cur\")); return ;;\n", v.Name, f.Name, v.Name, f.Name, strings.Join(words, " "))
			}
		})
		fmt.Fprintf(w, "      '%s '*' -'*) COMPREPLY=($(compgen -W '%s' -- \"$cur\")); return ;;\n", v.Name, strings.Join(names, " "))
	}
	fmt.Fprint(w, "    esac\n    COMPREPLY=($(compgen -f -- \"$cur\"))\n    return\n  fi\n")
}

func (c *command) zshVerbs(w io.Writer, k Command) {
	fmt.Fprintf(w, "    %s)\n      if (( CURRENT == 3 )) && [[ $PREFIX != -* ]]; then compadd %s; _files; return; fi\n      case $words[3] in\n", k.Name, k.names())
	for _, v := range append(k.Verbs[1:len(k.Verbs):len(k.Verbs)], k.Verbs[0]) {
		name := v.Name
		if name == k.Verbs[0].Name {
			name = "*"
		}
		flags, _ := c.verbFlags(k, v)
		fmt.Fprintf(w, "    %s) ", name)
		zshFlags(w, flags, v.values)
	}
	fmt.Fprint(w, "      esac ;;\n")
}

func (c *command) fishVerbs(w io.Writer, k Command) {
	within := "__fish_seen_subcommand_from " + k.Name
	for i, v := range k.Verbs {
		fmt.Fprintf(w, "complete -c %s -n '%s; and not __fish_seen_subcommand_from %s' -a %s -d '%s'\n", c.Name, within, k.names(), v.Name, v.Summary)
		condition := within + "; and __fish_seen_subcommand_from " + v.Name
		if i == 0 {
			condition = within + "; and not __fish_seen_subcommand_from " + strings.TrimPrefix(k.names(), v.Name+" ")
		}
		flags, _ := c.verbFlags(k, v)
		c.fishFlags(w, condition, flags, v.values)
	}
}

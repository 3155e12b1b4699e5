package workspace

import (
	"regexp"
	"strings"

	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

// maxArguments bounds how many arguments of one command are read.
const maxArguments = 1000

// commandLine returns a script of a program, or of the start of a command line,
// and its arguments; nil where there is no command. Arguments are quoted for a
// shell, so that what is a word to the program is one to who reads the script.
func commandLine(src *ci.Source, command, args *document.Node) *ci.Script {
	if named := command.Get("value"); named != nil {
		command = named
	}
	if command.Kind() == document.Sequence {
		command, args = nil, command
	}
	if command.Value() == "" && args.Len() == 0 || command.Kind() != document.Scalar {
		return nil
	}
	if args.Kind() != document.Sequence || args.Len() == 0 {
		return &ci.Script{Key: command, Text: command, Templates: templates(command.Value())}
	}
	var pieces []document.Piece
	if command.Value() != "" {
		if command.Start() < args.Start() {
			pieces = word(command, false)
		} else {
			// The arguments stand in front of it: it is lent the place before them.
			pieces = []document.Piece{{Start: args.Start(), End: args.Start(), As: command.Value()}}
		}
	}
	for i, a := range args.Items() {
		if i == maxArguments {
			break
		}
		if named := a.Get("value"); named != nil {
			a = named
		}
		if len(pieces) > 0 {
			pieces = append(pieces, document.Piece{Start: a.Start(), End: a.Start(), As: " "})
		}
		pieces = append(pieces, word(a, true)...)
	}
	text := document.NewText(src.Bytes(), pieces...)
	return &ci.Script{Key: args, Text: text, Templates: templates(text.Value())}
}

// word returns the pieces of a scalar's value, quoted for a shell where it has
// to be: one for each part that was written as it is.
func word(n *document.Node, quote bool) []document.Piece {
	value, align := n.Value(), n.Align()
	start, end := align.Source(0, len(value))
	quote = quote && !bare(value)
	var list []document.Piece
	if quote {
		list = append(list, document.Piece{Start: start, End: start, As: "'"})
	}
	for i := 0; i < len(value); {
		from, to := align.Source(i, i+1)
		j := i + 1
		for ; j < len(value) && !(quote && (value[j] == '\'' || value[i] == '\'')); j++ {
			next, behind := align.Source(j, j+1)
			if next != to || behind != next+1 {
				break
			}
			to = behind
		}
		as := value[i:j]
		if quote && as == "'" {
			as = `'\''`
		}
		list = append(list, document.Piece{Start: from, End: to, As: as})
		i = j
	}
	if quote {
		list = append(list, document.Piece{Start: end, End: end, As: "'"})
	}
	return list
}

// bare reports whether a shell takes a word for itself without quotes.
func bare(word string) bool {
	return word != "" && strings.Trim(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_=+:,./@%{}$") == ""
}

// variable matches what editors replace in commands before these run: variables
// of Visual Studio Code and of development containers.
var variable = regexp.MustCompile(`\$\{(?:(?:env|config|command|input|localEnv|containerEnv):[^{}]*|(?:workspaceFolder|workspaceRoot|localWorkspaceFolder|containerWorkspaceFolder|file|relativeFile|userHome|cwd|pathSeparator|devcontainerId)[A-Za-z]*(?::[^{}]*)?)\}`)

// templates returns the variables in a value.
func templates(value string) []ci.Span {
	if !strings.Contains(value, "${") {
		return nil
	}
	var list []ci.Span
	for _, m := range variable.FindAllStringIndex(value, -1) {
		list = append(list, ci.Span{Start: m[0], End: m[1]})
	}
	return list
}

// computed reports whether something else is put into a value before it is
// used: a variable of the environment, an input, a secret.
func computed(value string) bool {
	return strings.Contains(value, "${") || strings.HasPrefix(value, "$") || strings.Contains(value, "{{") || strings.Contains(value, "<") || strings.HasPrefix(value, "op://")
}

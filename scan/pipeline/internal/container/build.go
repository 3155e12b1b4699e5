package container

import (
	"strings"

	"github.com/penstock-dev/penstock/scan/pipeline/shell"
)

// EachBuildSecret visits the arguments through which a script gives secrets to
// the build of an image (--build-arg NAME=$SECRET), where they stay in its
// history. The function secret says which variables hold one.
func EachBuildSecret(script *shell.Script, secret func(variable string) bool, visit func(w shell.Word, variable string)) {
	if script == nil {
		return
	}
	for i := range script.Commands {
		args := script.Commands[i].Args()
		for j, w := range args {
			text, ok := strings.CutPrefix(w.Text, "--build-arg=")
			if w.Text == "--build-arg" && j+1 < len(args) {
				w = args[j+1]
				text, ok = w.Text, true
			}
			if name := variableOf(text); ok && secret(name) {
				visit(w, name)
			}
		}
	}
}

// variableOf returns the variable of the shell that an argument
// NAME=$VARIABLE hands on; without a value it is that of the same name.
func variableOf(arg string) string {
	name, value, ok := strings.Cut(arg, "=")
	if !ok {
		return name
	}
	return strings.Trim(strings.TrimLeft(value, `$"'`), `{}"'`)
}

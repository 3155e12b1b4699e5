package container

import (
	"fmt"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/shell"
)

// SecretInBuildLayer returns the rule on secrets that a script gives to the build
// of an image, for a system with an example and its mended form. The findings of a
// step are in a part of it; secrets returns the variables that hold secrets there.
func SecretInBuildLayer(example, fixed, part string, secrets func(*audit.Run, *ci.Step) map[string]bool) *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Secret given to an image's build as an argument",
			Class:       "secret-in-build-layer",
			Severity:    scan.SeverityHigh,
			Confidence:  scan.ConfidenceMedium,
			Description: "Arguments of a build stand in the history of the image: whoever can pull it can read the secret.",
			Remediation: "Use a secret mount: `docker build --secret id=token,env=TOKEN` with `RUN --mount=type=secret,id=token` in the Dockerfile.",
			Example:     example,
			Fixed:       fixed,
		},
		Step: func(r *audit.Run, job *ci.Job, step *ci.Step) {
			known := secrets(r, step)
			EachBuildSecret(r.Script(step.Run), func(name string) bool { return known[name] }, func(w shell.Word, name string) {
				r.Find(job, step, r.Within(step.Run.Text, w.Start, w.End), part, fmt.Sprintf("the secret %s stays in the history of the image", name))
			})
		},
	}
}

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

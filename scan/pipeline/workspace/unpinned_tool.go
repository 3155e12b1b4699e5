package workspace

import (
	"fmt"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/shell"
)

func unpinnedTool() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			ID:          "unpinned-tool",
			Name:        "Server for an agent in whatever version is newest",
			Class:       "unpinned-tool",
			Severity:    scan.SeverityMedium,
			Confidence:  scan.ConfidenceHigh,
			Description: "The program is fetched from a registry when the agent starts, in the version that is newest then, and runs with the rights and the tokens of the user. A release that its owner did not make, or a name that changed hands, runs on every machine the same day.",
			Remediation: "Name the version: `npx -y name@1.4.2`, `uvx name==1.4.2`; better still, add the package to the project and its lock file.",
			Example:     "{\"mcpServers\": {\"docs\": {\"command\": \"npx\", \"args\": [\"-y\", \"docs-server\"]}}}",
			Fixed:       "{\"mcpServers\": {\"docs\": {\"command\": \"npx\", \"args\": [\"-y\", \"docs-server@1.4.2\"]}}}",
		},
		Step: func(r *audit.Run, job *ci.Job, step *ci.Step) {
			script := r.Script(step.Run)
			if script == nil || !isServer(job) {
				return
			}
			for i := range script.Commands {
				cmd := script.Commands[i].Bare()
				w, ok := fetched(&cmd)
				if !ok || !w.Static {
					continue
				}
				component := func(f *ci.Weakness) { f.Component = w.Text }
				span := r.Within(step.Run.Text, w.Start, w.End)
				switch versionOf(w.Text) {
				case "", "latest", "next", "canary", "beta":
					r.Find(job, step, span, "run", fmt.Sprintf("%s is fetched in whatever version is newest", w.Text), component, asked(&cmd, w))
				}
			}
		},
	}
}

// asked rates what a project may hold itself: npx takes the installed package
// where there is one, and fetches without a question only when it is told to or
// the name is with a tag.
func asked(cmd *shell.Command, w shell.Word) func(*ci.Weakness) {
	if cmd.Name() == "npx" && !cmd.Has("-y", "--yes") && versionOf(w.Text) == "" {
		return audit.Level(scan.SeverityLow, scan.ConfidenceMedium, scan.PersonaPedantic)
	}
	return audit.Level(scan.SeverityMedium, scan.ConfidenceHigh, scan.PersonaRegular)
}

// fetched returns the word that names the package which a command fetches and
// runs.
func fetched(cmd *shell.Command) (shell.Word, bool) {
	words := cmd.Args()
	switch name := cmd.Name(); name {
	case "npx", "bunx", "uvx", "pnpx":
	case "cmd":
		// cmd /c npx …
		for i, w := range words {
			if !strings.HasPrefix(w.Text, "/") {
				inner := shell.Command{Range: cmd.Range, Words: words[i:]}
				if inner.Name() == "cmd" {
					return shell.Word{}, false
				}
				return fetched(&inner)
			}
		}
		return shell.Word{}, false
	default:
		verb := map[string]string{"pnpm": "dlx", "yarn": "dlx", "npm": "exec", "bun": "x", "pipx": "run"}[name]
		if verb == "" || len(words) == 0 || words[0].Text != verb {
			return shell.Word{}, false
		}
		words = words[1:]
	}
	return packageOf(words)
}

// packageOf returns the package among the words behind a program that fetches
// and runs one: that of an option for it, or the first that is no option.
func packageOf(words []shell.Word) (shell.Word, bool) {
	var first *shell.Word
	for i := 0; i < len(words); i++ {
		w := words[i]
		option, value, joined := strings.Cut(w.Text, "=")
		switch {
		case hasWord("--no-install --offline --no", w.Text):
			return shell.Word{}, false // only what is there
		case hasWord("-p --package --from --spec", option) && joined:
			w.Text = value
			return w, !elsewhere(value)
		case hasWord("-p --package --from --spec", option) && i+1 < len(words):
			return words[i+1], !elsewhere(words[i+1].Text)
		case hasWord("--with --python --index-url --default-index --registry -w --cache --index --extra-index-url", option):
			if !joined {
				i++
			}
		case strings.HasPrefix(w.Text, "-"):
		case first == nil:
			first = &words[i]
			i = len(words)
		}
	}
	if first == nil || elsewhere(first.Text) {
		return shell.Word{}, false
	}
	return *first, true
}

// elsewhere reports whether a word names no package of a registry: a file, or a
// repository, whose commit it may name.
func elsewhere(spec string) bool {
	return spec == "" || strings.ContainsAny(spec[:1], "./~$") || strings.Contains(spec, "://") || strings.Contains(spec, "git+") ||
		strings.HasPrefix(spec, "github:") || strings.HasPrefix(spec, "file:") || strings.Contains(spec, "/") && !strings.HasPrefix(spec, "@")
}

// versionOf returns the version in the name of a package: behind a sign at, or
// behind one or two signs of equality.
func versionOf(spec string) string {
	if i := strings.LastIndexByte(spec, '@'); i > 0 {
		return spec[i+1:]
	}
	if i := strings.IndexAny(spec, "=<>~!"); i > 0 {
		return spec[i:]
	}
	return ""
}

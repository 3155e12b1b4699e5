package script

import (
	"fmt"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/shell"
)

func unpinnedPackageInstall() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			ID:          "script/unpinned-package-install",
			Name:        "Package installed without a lock",
			Class:       "unpinned-package-install",
			Severity:    scan.SeverityLow,
			Confidence:  scan.ConfidenceHigh,
			Description: "What a script installs by name is not in a lock file: even with a version, the packages that it depends on are whatever is newest, and nothing checks what is downloaded.",
			Remediation: "Add the package to the project's manifest and lock file, and install from these (`npm ci`, `bundle install`).",
			Example:     "- run: npm install eslint",
			Fixed:       "- run: npm ci",
			Tags:        []string{"zizmor:adhoc-packages"},
		},
		Step: func(r *audit.Run, job *ci.Job, step *ci.Step) {
			r.EachCommand(step, func(cmd *shell.Command) {
				if name, ok := installsByName(cmd); ok {
					r.Find(job, step, r.Within(step.Run.Text, cmd.Start, cmd.End), "run", fmt.Sprintf("%s is installed without a lock", name))
				}
			})
		},
	}
}

// installsByName returns the first package that a command installs by name.
func installsByName(cmd *shell.Command) (string, bool) {
	name := cmd.Name()
	var verbs string
	switch name {
	case "gem":
		verbs = "install i"
	case "npm", "pnpm":
		verbs = "install i add"
	default:
		return "", false
	}
	args := cmd.Args()
	verb := -1
	for i, a := range args {
		if strings.HasPrefix(a.Text, "-") {
			continue
		}
		if verb < 0 {
			if !containsWord(verbs, a.Text) {
				return "", false
			}
			verb = i
			continue
		}
		if i > 0 && takesValue(name, args[i-1].Text) {
			continue
		}
		if local := strings.HasPrefix(a.Text, ".") || strings.HasPrefix(a.Text, "/") || strings.HasSuffix(a.Text, ".tgz") || strings.HasSuffix(a.Text, ".gem"); local || !a.Static || a.Text == "" {
			continue
		}
		return a.Text, true
	}
	return "", false
}

// takesValue reports whether an option's value is the next word.
func takesValue(tool, option string) bool {
	switch option {
	case "--prefix", "--registry", "-C", "--dir", "--filter", "-F", "--workspace", "-w", "--tag", "--loglevel":
		return tool != "gem"
	case "-v", "--version", "-i", "--install-dir", "-n", "--bindir", "-s", "--source", "-P", "--platform":
		return tool == "gem"
	}
	return false
}

package script

import (
	"fmt"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/shell"
)

func packageSignatureCheckDisabled() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			ID:          "script/package-signature-check-disabled",
			Name:        "Packages accepted without their signature",
			Class:       "package-signature-check-disabled",
			Severity:    scan.SeverityMedium,
			Confidence:  scan.ConfidenceHigh,
			Description: "A package manager that does not check signatures installs whatever the mirror, or somebody in front of it, hands out.",
			Remediation: "Import the key of the repository and let the package manager check it; for Go, leave the checksum database on.",
			Example:     "- run: apt-get install --allow-unauthenticated tool",
			Fixed:       "- run: |\n    install -D -m 644 tool-archive-keyring.gpg /etc/apt/keyrings/tool.gpg\n    apt-get install tool",
			Tags:        []string{"checkov:CKV2_DOCKER_7", "checkov:CKV2_DOCKER_8", "checkov:CKV2_DOCKER_9", "checkov:CKV2_DOCKER_10", "checkov:CKV2_DOCKER_11"},
		},
		File: func(r *audit.Run) {
			r.EachVariable(func(job *ci.Job, step *ci.Step, v ci.Setting) {
				if unsignedVariable(v.Key.Value(), v.Value.Value()) {
					r.Find(job, step, ci.Between(v.Key, v.Value), "env."+v.Key.Value(), fmt.Sprintf("%s switches the check of packages off", v.Key.Value()))
				}
			})
		},
		Step: func(r *audit.Run, job *ci.Job, step *ci.Step) {
			script := r.Script(step.Run)
			if script == nil {
				return
			}
			for _, a := range script.Assigns {
				if unsignedVariable(a.Name, a.Value.Text) {
					r.Find(job, step, within(r, step, a.Range), "run", a.Name+" switches the check of packages off")
				}
			}
			eachBare(r, step, func(cmd *shell.Command) {
				if w, ok := unsigned(cmd); ok {
					r.Find(job, step, within(r, step, w.Range), "run", fmt.Sprintf("%s takes packages without checking their signature", cmd.Name()))
				}
			})
		},
	}
}

func unsignedVariable(name, value string) bool {
	value = strings.Trim(strings.TrimSpace(value), `"'`)
	switch name {
	case "GOSUMDB":
		return value == "off"
	case "GONOSUMDB", "GONOSUMCHECK":
		return value == "*" || name == "GONOSUMCHECK" && on(value)
	case "GOFLAGS":
		return containsWord(value, "-insecure")
	}
	return false
}

// unsigned returns the word of a command that switches the check of signatures
// off.
func unsigned(cmd *shell.Command) (shell.Word, bool) {
	name := cmd.Name()
	switch {
	case containsWord("apt apt-get aptitude apt-fast", name):
		return matchArg(cmd, func(text string) bool {
			key, value, joined := strings.Cut(text, "=")
			switch key {
			case "--allow-unauthenticated", "--force-yes", "--allow-insecure-repositories", "--allow-downgrade-to-insecure-repositories":
				return !joined || on(value)
			case "apt::get::allowunauthenticated", "acquire::allowinsecurerepositories", "acquire::allowdowngradetoinsecurerepositories", "-oapt::get::allowunauthenticated":
				return on(value)
			}
			return false
		})
	case containsWord("yum dnf dnf5 tdnf microdnf yum-config-manager dnf-config-manager zypper", name):
		return matchArg(cmd, func(text string) bool {
			_, value, ok := strings.Cut(text, "gpgcheck=")
			return containsWord("--nogpgcheck --no-gpgcheck --no-gpg-checks --no-gpg-check --gpgcheck-allow-unsigned --allow-unsigned-rpm", text) || ok && off(value)
		})
	case name == "rpm":
		return hasOption(cmd, 0, "", "--nosignature", "--nodigest", "--noverify", "--nofiledigest")
	case name == "apk":
		w, ok := hasOption(cmd, 0, "", "--allow-untrusted")
		return w, ok && !ownPackages(cmd)
	case name == "dpkg":
		return hasOption(cmd, 0, "", "--force-bad-verify")
	case name == "choco":
		return matchArg(cmd, func(text string) bool {
			return containsWord("--ignore-checksums --ignorechecksums --ignore-checksum --ignorechecksum --allow-empty-checksums --allowemptychecksums", text)
		})
	case name == "cosign":
		return matchArg(cmd, func(text string) bool {
			return hasPrefix(text, "--insecure-ignore-tlog", "--insecure-ignore-sct") && !strings.HasSuffix(text, "=false")
		})
	case name == "go":
		return matchArg(cmd, func(text string) bool { return text == "gosumdb=off" || text == "-insecure" || text == "--insecure" })
	case name == "install-module" || name == "install-package" || name == "install-script":
		return matchArg(cmd, func(text string) bool { return text == "-skippublishercheck" })
	case name == "echo" || name == "printf" || name == "add-apt-repository":
		return matchArg(cmd, func(text string) bool {
			return (cmd.Captured || name == "add-apt-repository") && strings.HasPrefix(strings.TrimSpace(text), "deb") && strings.Contains(text, "trusted=yes")
		})
	}
	return shell.Word{}, false
}

// ownPackages reports whether all packages of a command are files at hand,
// which are often built by the job itself and so have no known key.
func ownPackages(cmd *shell.Command) bool {
	found := false
	for _, a := range cmd.Args() {
		switch {
		case strings.HasPrefix(a.Text, "-") || a.Text == "add" || a.Text == "install":
		case strings.HasSuffix(a.Text, ".apk") && !isURL(a.Text):
			found = true
		default:
			return false
		}
	}
	return found
}

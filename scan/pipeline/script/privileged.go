package script

import (
	"fmt"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/shell"
)

func privilegedContainer() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			ID:          "script/privileged-container",
			Name:        "Container started with the host's powers",
			Class:       "privileged-container",
			Severity:    scan.SeverityMedium,
			Confidence:  scan.ConfidenceMedium,
			Persona:     scan.PersonaPedantic,
			Description: "Code in such a container can leave it: it reaches the machine's disks, its other processes or its container engine, and with them what other jobs leave there.",
			Remediation: "Give the container the one capability or device that it needs; build images with a tool that needs no daemon.",
			Example:     "- run: docker run --privileged tool",
			Fixed:       "- run: docker run --device /dev/kvm tool",
			Tags:        []string{"semgrep:dockerd-socket-mount"},
		},
		Step: func(r *audit.Run, job *ci.Job, step *ci.Step) {
			eachBare(r, step, func(cmd *shell.Command) {
				w, what, whole := hostPower(cmd)
				if what == "" {
					return
				}
				change := pedantic(scan.SeverityMedium, scan.ConfidenceMedium)
				// What an image is built with is not thrown away as a runner is.
				if whole || r.File.Kind == ci.KindImage {
					change = rated(scan.SeverityMedium, scan.ConfidenceMedium)
				}
				r.Find(job, step, within(r, step, w.Range), "run", fmt.Sprintf("the container gets %s", what), change)
			})
		},
	}
}

// hostPower returns the word that gives a container a power over its host;
// whole says that it is the host's file system.
func hostPower(cmd *shell.Command) (w shell.Word, what string, whole bool) {
	switch cmd.Name() {
	case "docker", "podman", "nerdctl":
		if !cmd.Has("run", "create", "exec") {
			return w, "", false
		}
	case "kubectl", "oc":
		if !cmd.Has("run", "exec", "debug") {
			return w, "", false
		}
	default:
		return w, "", false
	}
	args := cmd.Args()
	for i, a := range args {
		name, value, joined := strings.Cut(a.Text, "=")
		if !joined && i+1 < len(args) {
			value = args[i+1].Text
		}
		if what, whole = powerOf(name, value, joined); what != "" {
			return a, what, whole
		}
	}
	return w, "", false
}

func powerOf(option, value string, joined bool) (what string, whole bool) {
	switch option {
	case "--privileged":
		if !joined || on(value) {
			return "all powers of its host (--privileged)", false
		}
	case "--cap-add":
		if containsWord("ALL SYS_ADMIN CAP_SYS_ADMIN SYS_MODULE SYS_PTRACE", strings.ToUpper(value)) {
			return "the capability " + value, false
		}
	case "--pid", "--ipc", "--uts", "--userns":
		if value == "host" {
			return "the host's namespace (" + option + ")", false
		}
	case "-v", "--volume", "--mount":
		return mountOf(value)
	}
	return "", false
}

// mountOf judges a volume of the forms SOURCE:TARGET and type=bind,source=….
func mountOf(volume string) (what string, whole bool) {
	source, _, _ := strings.Cut(volume, ":")
	for field := range strings.SplitSeq(volume, ",") {
		if k, v, ok := strings.Cut(field, "="); ok && (k == "source" || k == "src") {
			source = v
		}
	}
	switch {
	case strings.HasSuffix(source, "docker.sock") || strings.HasSuffix(source, "containerd.sock") || strings.HasSuffix(source, "crio.sock"):
		return "the socket of the container engine", false
	case source == "/" && strings.ContainsAny(volume, ":="):
		return "the whole file system of its host", true
	}
	return "", false
}

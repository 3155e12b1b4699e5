package azure

import (
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

func privilegedContainer() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Container with the powers of the agent's host",
			Class:       "privileged-container",
			Severity:    scan.SeverityHigh,
			Confidence:  scan.ConfidenceHigh,
			Description: "A container that is privileged, or has the host's files or namespaces, is the host: what runs in it reaches the agent, its service connections and, on an agent of one's own, every other build on it.",
			Remediation: "Leave the options out. Build images on an agent that is thrown away, or with a tool that needs no daemon (kaniko, buildah, rootless BuildKit).",
			Example:     "container:\n  image: golang:1.26\n  options: --privileged",
			Fixed:       "container:\n  image: golang:1.26",
		},
		File: func(r *audit.Run) {
			for _, c := range r.File.Root.At("resources", "containers").Items() {
				powers(r, nil, c, "resources.containers")
			}
		},
		Job: func(r *audit.Run, job *ci.Job) { powers(r, job, job.Node.Get("container"), "container") },
	}
}

// powers reports what a container is given beyond its own.
func powers(r *audit.Run, job *ci.Job, c *node, part string) {
	options := c.Get("options")
	text := options.Value()
	words := strings.Fields(text)
	from := 0
	for i, w := range words {
		start := from + strings.Index(text[from:], w)
		from = start + len(w)
		name, value, ok := strings.Cut(w, "=")
		if !ok && i+1 < len(words) {
			value = words[i+1]
		}
		if message := power(name, strings.Trim(value, `"'`), ok); message != "" {
			r.Find(job, nil, r.Within(options, start, from), part+".options", message)
		}
	}
	for volume := range c.Get("volumes").List() {
		if message := power("-v", volume.Value(), false); message != "" {
			r.Find(job, nil, ci.SpanOf(volume), part+".volumes", message)
		}
	}
}

// power tells what an option of docker gives a container of the host.
func power(option, value string, joined bool) string {
	switch option {
	case "--privileged":
		if !joined || value == "true" {
			return "the container has all powers of the host"
		}
	case "--cap-add":
		if value = strings.TrimPrefix(strings.ToUpper(value), "CAP_"); value == "ALL" || value == "SYS_ADMIN" {
			return "the container may take over the host (" + value + ")"
		}
	case "--pid", "--userns", "--ipc":
		if value == "host" {
			return "the container shares a namespace with the host (" + option + ")"
		}
	case "-v", "--volume":
		host, _, _ := strings.Cut(value, ":")
		switch host = strings.TrimSuffix(host, "/"); {
		case strings.HasSuffix(host, "docker.sock"):
			return "the container has the host's docker socket"
		case host == "" && strings.HasPrefix(value, "/:"), host == "/etc", host == "/root", host == "/proc":
			return "the container has files of the host that decide what it runs"
		}
	}
	return ""
}

package compose

import (
	"fmt"
	"path"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

func privilegedContainer() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			ID:          "privileged-container",
			Name:        "Service with the host's powers",
			Class:       "privileged-container",
			Severity:    scan.SeverityHigh,
			Confidence:  scan.ConfidenceHigh,
			Description: "Who takes over the program in such a container has the host: its disks, its other processes, or its container engine.",
			Remediation: "Give the container the one capability, device or folder that it needs; put a proxy that allows single calls in front of the engine's socket.",
			Example:     "services:\n  agent:\n    image: agent:1\n    privileged: true",
			Fixed:       "services:\n  agent:\n    image: agent:1\n    devices: [/dev/kvm]",
			Tags:        []string{"kics:privileged_containers_enabled", "kics:docker_socket_mounted_in_container", "semgrep:privileged-service", "semgrep:exposing-docker-socket-volume"},
		},
		Job: func(r *audit.Run, job *ci.Job) {
			node := job.Node
			if k, v := node.Pair("privileged"); isTrue(v) {
				r.Find(job, nil, ci.Between(k, v), "privileged", "the container has all powers of its host")
			}
			if k, v := node.Get("build").Pair("privileged"); isTrue(v) {
				r.Find(job, nil, ci.Between(k, v), "build.privileged", "the image is built with all powers of the host")
			}
			for i, v := range node.Get("volumes").Items() {
				mount(r, job, v, fmt.Sprintf("volumes[%d]", i))
			}
			for i, c := range node.Get("cap_add").Items() {
				capability(r, job, c, fmt.Sprintf("cap_add[%d]", i))
			}
			for _, name := range []string{"pid", "ipc", "uts", "userns_mode", "network_mode"} {
				if k, v := node.Pair(name); v.Value() == "host" {
					r.Find(job, nil, ci.Between(k, v), name, fmt.Sprintf("the container shares a namespace with its host (%s)", name), namespace(name))
				}
			}
		},
	}
}

func isTrue(n *document.Node) bool {
	v, _ := n.Bool()
	return v
}

// namespace rates a shared namespace: that of processes and of users opens the
// host, the network only what listens on it.
func namespace(name string) func(*ci.Weakness) {
	switch name {
	case "pid", "userns_mode", "ipc":
		return audit.Level(scan.SeverityMedium, scan.ConfidenceHigh, scan.PersonaRegular)
	}
	return audit.Level(scan.SeverityLow, scan.ConfidenceHigh, scan.PersonaRegular)
}

func capability(r *audit.Run, job *ci.Job, c *document.Node, part string) {
	change := audit.Level(scan.SeverityLow, scan.ConfidenceMedium, scan.PersonaPedantic)
	switch strings.TrimPrefix(strings.ToUpper(c.Value()), "CAP_") {
	case "ALL", "SYS_ADMIN", "SYS_MODULE", "SYS_PTRACE", "SYS_RAWIO", "DAC_READ_SEARCH", "BPF":
		change = audit.Level(scan.SeverityMedium, scan.ConfidenceHigh, scan.PersonaRegular)
	case "NET_ADMIN", "NET_RAW", "SYS_TIME", "SYS_BOOT", "MAC_ADMIN", "MAC_OVERRIDE", "SYSLOG", "MKNOD":
	default:
		return
	}
	r.Find(job, nil, ci.SpanOf(c), part, fmt.Sprintf("the container has the capability %s", c.Value()), change)
}

// mount reports a folder or a socket of the host that opens it to the
// container.
func mount(r *audit.Run, job *ci.Job, v *document.Node, part string) {
	source, readOnly := v.Get("source").Value(), isTrue(v.Get("read_only"))
	if v.Kind() == document.Scalar {
		fields := strings.Split(v.Value(), ":")
		if len(fields) < 2 {
			return
		}
		source, readOnly = fields[0], len(fields) > 2 && strings.Contains(","+fields[len(fields)-1]+",", ",ro,")
	}
	what, severity, persona := opened(source, readOnly)
	if what != "" {
		r.Find(job, nil, ci.SpanOf(v), part, "the container gets "+what, audit.Level(severity, scan.ConfidenceHigh, persona))
	}
}

// opened says what of the host a mounted path is.
func opened(source string, readOnly bool) (what string, s scan.Severity, p scan.Persona) {
	if source == "" || source[0] != '/' {
		return "", 0, 0
	}
	switch source = path.Clean(source); source {
	case "/var/run/docker.sock", "/run/docker.sock", "/run/containerd/containerd.sock", "/var/run/containerd/containerd.sock", "/var/run/crio/crio.sock", "/run/podman/podman.sock", "/var/run", "/run":
		// Read-only or not: the socket takes commands.
		return "the socket of the container engine", scan.SeverityHigh, scan.PersonaRegular
	case "/":
		if readOnly {
			return "the whole file system of its host to read", scan.SeverityMedium, scan.PersonaRegular
		}
		return "the whole file system of its host", scan.SeverityHigh, scan.PersonaRegular
	case "/etc", "/root", "/boot", "/dev", "/var/lib/docker", "/var/lib/kubelet", "/usr", "/bin", "/sbin", "/lib", "/home", "/var", "/etc/shadow":
		if readOnly {
			return "the folder " + source + " of its host to read", scan.SeverityLow, scan.PersonaPedantic
		}
		return "the folder " + source + " of its host", scan.SeverityMedium, scan.PersonaRegular
	case "/proc", "/sys":
		return "the folder " + source + " of its host", scan.SeverityLow, scan.PersonaPedantic
	}
	return "", 0, 0
}

package workspace

import (
	"fmt"
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
			Name:        "Development container with the host's powers",
			Class:       "privileged-container",
			Severity:    scan.SeverityMedium,
			Confidence:  scan.ConfidenceHigh,
			Description: "A development container keeps what runs in it, dependencies and agents among them, away from the machine of the developer. With all powers, or with the socket of the container engine, it does not.",
			Remediation: "Give it the one capability or device that it needs; for containers in the container use an engine without root, or a virtual machine.",
			Example:     "{\"image\": \"dev:2.1\", \"privileged\": true}",
			Fixed:       "{\"image\": \"dev:2.1\", \"runArgs\": [\"--device=/dev/kvm\"]}",
		},
		File: func(r *audit.Run) {
			root := r.File.Root
			if formOf(r.File.Source.Path) != devcontainer {
				return
			}
			if k, v := root.Pair("privileged"); on(v) {
				r.Find(nil, nil, ci.Between(k, v), "privileged", "the container has all powers of its host")
			}
			for i, c := range root.Get("capAdd").Items() {
				capability(r, nil, c, name("capAdd", i), c.Value())
			}
			for i, m := range root.Get("mounts").Items() {
				mount(r, nil, m, name("mounts", i), source(m))
			}
			runArguments(r, nil, root.Get("runArgs"), "runArgs")
		},
		Job: func(r *audit.Run, job *ci.Job) {
			if _, n := imageArgument(job.Node); n != nil && isServer(job) {
				runArguments(r, job, job.Node.Get("args"), "args")
			}
		},
	}
}

// runArguments reports options of docker run that give a power over the host.
func runArguments(r *audit.Run, job *ci.Job, list *document.Node, part string) {
	before := ""
	for i, a := range list.Items() {
		option, value, joined := strings.Cut(a.Value(), "=")
		if !joined {
			option, value = before, a.Value()
		}
		at := name(part, i)
		switch before = a.Value(); option {
		case "--cap-add":
			capability(r, job, a, at, value)
		case "-v", "--volume":
			from, _, _ := strings.Cut(value, ":")
			mount(r, job, a, at, from)
		case "--mount":
			mount(r, job, a, at, field(value, "source", "src"))
		case "--pid", "--userns":
			if value == "host" {
				r.Find(job, nil, ci.SpanOf(a), at, fmt.Sprintf("the container shares a namespace with its host (%s)", strings.TrimLeft(option, "-")))
			}
		}
		if a.Value() == "--privileged" || joined && option == "--privileged" && value == "true" {
			r.Find(job, nil, ci.SpanOf(a), at, "the container has all powers of its host")
		}
	}
}

// capability reports a capability that opens the host; those that debuggers and
// network tools need are for who asks.
func capability(r *audit.Run, job *ci.Job, n *document.Node, part, value string) {
	change := audit.Level(scan.SeverityLow, scan.ConfidenceMedium, scan.PersonaPedantic)
	switch strings.TrimPrefix(strings.ToUpper(value), "CAP_") {
	case "ALL", "SYS_ADMIN", "SYS_MODULE", "SYS_RAWIO", "DAC_READ_SEARCH":
		change = audit.Level(scan.SeverityMedium, scan.ConfidenceHigh, scan.PersonaRegular)
	case "SYS_PTRACE", "NET_ADMIN", "BPF":
	default:
		return
	}
	r.Find(job, nil, ci.SpanOf(n), part, fmt.Sprintf("the container has the capability %s", value), change)
}

// source returns what of the host an entry of mounts names.
func source(m *document.Node) string {
	if m.Kind() == document.Mapping {
		return m.Get("source").Value()
	}
	return field(m.Value(), "source", "src")
}

// field returns the value of a key in a list such as type=bind,source=/x.
func field(list string, keys ...string) string {
	for part := range strings.SplitSeq(list, ",") {
		key, value, _ := strings.Cut(part, "=")
		for _, k := range keys {
			if key == k {
				return value
			}
		}
	}
	return ""
}

// mount reports a socket or folder of the host that opens it, or that holds the
// user's keys.
func mount(r *audit.Run, job *ci.Job, n *document.Node, part, from string) {
	what := ""
	home := strings.NewReplacer("${localEnv:HOME}", "~", "${env:HOME}", "~", "${HOME}", "~", "$HOME", "~", "${localEnv:USERPROFILE}", "", "${localEnv:HOME}${localEnv:USERPROFILE}", "~").Replace(from)
	change := audit.Level(scan.SeverityMedium, scan.ConfidenceHigh, scan.PersonaRegular)
	switch {
	case strings.HasSuffix(from, "/docker.sock") || strings.HasSuffix(from, "/containerd.sock") || strings.HasSuffix(from, "/podman.sock"):
		what = "the socket of the container engine"
	case from == "/":
		what = "the whole file system of its host"
	case home == "~":
		what = "the home folder of the user"
	case home == "~/.ssh" || home == "~/.aws" || home == "~/.kube" || home == "~/.gnupg" || home == "~/.docker" || home == "~/.config/gcloud":
		what = "the user's keys in " + home
		change = audit.Level(scan.SeverityLow, scan.ConfidenceHigh, scan.PersonaPedantic)
	default:
		return
	}
	r.Find(job, nil, ci.SpanOf(n), part, "the container gets "+what, change)
}

package drone

import (
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

func privilegedContainer() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Step with the powers of the host",
			Class:       "privileged-container",
			Severity:    scan.SeverityHigh,
			Confidence:  scan.ConfidenceHigh,
			Description: "A privileged container, or one with a folder or the docker socket of the host, is the host: what runs in it reaches every other pipeline and its secrets.",
			Remediation: "Build images with a tool that needs no daemon (kaniko, buildah, rootless BuildKit), and leave the repository without the mark \"trusted\".",
			Example:     "steps:\n  - name: build\n    image: docker:27\n    privileged: true",
			Fixed:       "steps:\n  - name: build\n    image: quay.io/buildah/stable:v1.42.0",
		},
		File: hostVolumes,
		Job: func(r *audit.Run, job *ci.Job) {
			key, v := job.Node.Pair("privileged")
			if on, _ := v.Bool(); on {
				r.Find(job, nil, ci.Between(key, v), "privileged", "the container has all powers of the host")
			}
			for _, volume := range job.Node.Get("volumes").Items() {
				if path := volume.Value(); strings.HasPrefix(path, "/") && strings.Contains(path, ":") {
					mounted(r, job, volume, strings.SplitN(path, ":", 2)[0])
				}
			}
		},
	}
}

// hostVolumes looks at the volumes of Drone's pipelines, which stand beside the
// steps.
func hostVolumes(r *audit.Run) {
	for _, root := range r.File.Source.Roots {
		for _, volume := range root.Get("volumes").Items() {
			if path := volume.At("host", "path"); path != nil {
				mounted(r, nil, path, path.Value())
			}
		}
	}
}

// mounted reports a path of the host in a container. Those that hand over the
// host are told apart from mere caches.
func mounted(r *audit.Run, job *ci.Job, n *document.Node, path string) {
	message, level := "the container has the folder "+path+" of the host", audit.Level(scan.SeverityLow, scan.ConfidenceMedium, scan.PersonaPedantic)
	switch {
	case strings.HasSuffix(path, "docker.sock"), strings.HasSuffix(path, "containerd.sock"), strings.HasSuffix(path, "podman.sock"):
		message, level = "the container has the host's socket "+path, audit.Level(scan.SeverityHigh, scan.ConfidenceHigh, scan.PersonaRegular)
	case path == "/", path == "/etc", path == "/root", path == "/proc", path == "/sys", path == "/var/lib/docker", path == "/dev":
		level = audit.Level(scan.SeverityHigh, scan.ConfidenceHigh, scan.PersonaRegular)
	}
	r.Find(job, nil, ci.SpanOf(n), "volumes", message, level)
}

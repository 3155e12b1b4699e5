package dockerfile

import (
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
)

func privileged() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			ID:          "privileged-container",
			Name:        "Build step or image with the host's powers",
			Class:       "privileged-container",
			Severity:    scan.SeverityMedium,
			Confidence:  scan.ConfidenceMedium,
			Description: "A step without its sandbox, or a container that holds the socket of the container engine, can do on the host what root can.",
			Remediation: "Leave the sandbox on; talk to the engine from outside of the container.",
			Example:     "RUN --security=insecure make test",
			Fixed:       "RUN make test",
			Tags:        []string{"semgrep:dockerd-socket-mount"},
		},
		File: with(func(c *check) {
			c.each(func(stage int, in *instruction) {
				if f, ok := in.flag("security"); ok && f.text == "insecure" {
					c.find(stage, in, f.from, f.to, "the step runs without its sandbox")
				}
			}, "RUN")
			c.each(func(stage int, in *instruction) {
				if strings.Contains(in.value, "docker.sock") {
					c.find(stage, in, in.start, in.end, "the container is made to hold the socket of the container engine")
				}
			}, "VOLUME", "ADD", "COPY", "CMD", "ENTRYPOINT")
		}),
	}
}

package jenkins

import (
	"fmt"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

func privilegedContainer() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Container with the agent's powers",
			Class:       "privileged-container",
			Severity:    scan.SeverityHigh,
			Confidence:  scan.ConfidenceHigh,
			Description: "In a privileged container, or one that can reach the socket of the container engine, any code of the build is root on the agent: it can read other builds' workspaces and credentials, and stay.",
			Remediation: "Build images with a tool that needs no such powers (rootless BuildKit, Buildah, Kaniko's successors), on an agent that is thrown away after the build.",
			Example:     "agent { docker { image 'builder:1'; args '--privileged' } }",
			Fixed:       "agent { docker { image 'builder:1' } }",
		},
		File: with(func(c *check) {
			for _, cl := range c.calls {
				c.engineArguments(cl)
			}
			for _, line := range c.podLines() {
				if what := podPower(line.key, line.value); what != "" {
					c.find(line.at, ci.Span{Start: line.start, End: line.end}, "a container of the pod "+what)
				}
			}
		}),
	}
}

// engineArguments reports options for the container engine, and the settings of
// pod templates.
func (c *check) engineArguments(cl *call) {
	var value []token
	switch cl.method() {
	case "args":
		if cl.within("agent") != nil {
			value = cl.first("args")
		}
	case "inside", "withRun", "run":
		if cl.receiver != nil {
			value = cl.first("args")
		}
	case "docker", "dockerfile":
		value = cl.argument("args")
	case "containerTemplate":
		if v := cl.argument("privileged"); c.constant(v) == "true" {
			c.find(cl, ci.Span{Start: v[0].start, End: v[0].end}, "a container of the pod is privileged")
		}
	case "hostPathVolume":
		if v := cl.argument("hostPath"); len(v) > 0 && podPower("path", c.constant(v)) != "" {
			c.find(cl, v[0].span(), "a container of the pod "+podPower("path", c.constant(v)))
		}
	}
	for _, tok := range stringsOf(value) {
		for _, option := range []struct{ text, what string }{
			{"--privileged", "runs privileged"},
			{"docker.sock", "reaches the container engine of the agent"},
			{"--pid=host", "sees the processes of the agent"},
			{"--pid host", "sees the processes of the agent"},
			{"--cap-add=ALL", "has every capability"},
			{"--cap-add ALL", "has every capability"},
			{"--cap-add=SYS_ADMIN", "may administer the agent's kernel"},
			{"--cap-add SYS_ADMIN", "may administer the agent's kernel"},
		} {
			if i := strings.Index(c.raw(tok), option.text); i >= 0 {
				c.find(cl, ci.Span{Start: tok.inner + i, End: tok.inner + i + len(option.text)}, fmt.Sprintf("the container %s", option.what))
				break
			}
		}
	}
}

// podPower says what a setting of a pod lets its container do.
func podPower(key, value string) string {
	switch key {
	case "privileged":
		if value == "true" {
			return "is privileged"
		}
	case "path", "hostPath":
		if strings.HasSuffix(value, "docker.sock") || strings.HasSuffix(value, "containerd.sock") {
			return "reaches the container engine of the node"
		}
		if value == "/" {
			return "reaches every file of the node"
		}
	case "hostPID":
		if value == "true" {
			return "sees the processes of the node"
		}
	}
	return ""
}

package github

import (
	"fmt"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

func deprecatedRuntime() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			ID:          "deprecated-runtime",
			Name:        "Runtime that is no longer maintained",
			Class:       "deprecated-runtime",
			Severity:    scan.SeverityLow,
			Confidence:  scan.ConfidenceHigh,
			Description: "The runtime that the action runs in gets no security fixes any more (Node.js 12, 16 and 20 are past their end of life), and the runner takes it away.",
			Remediation: "Move to a release of the action for a newer runtime, and take switches out that bring old ones back.",
			Example:     "runs:\n  using: node16",
			Fixed:       "runs:\n  using: node24",
			Tags:        []string{"sisakulint:deprecated-node-runtime"},
		},
		File: onFile(func(c *check) {
			using := c.file.Root.At("runs", "using")
			if c.file.Kind != ci.KindComponent || !strings.HasPrefix(using.Value(), "node") {
				return
			}
			switch name := strings.ToLower(using.Value()); name {
			case "node12", "node16":
				c.find(nil, nil, ci.SpanOf(using), "runs.using", name+" gets no fixes any more")
			case "node20":
				c.find(nil, nil, ci.SpanOf(using), "runs.using", name+" gets no fixes any more", audit.Level(scan.SeverityLow, scan.ConfidenceHigh, scan.PersonaPedantic))
			}
		}),
		Step: onStep(func(c *check, job *ci.Job, step *ci.Step) {
			if v, ok := parseVersion(comparableVersion(c, step.Uses)); ok && v[0] <= lastOldRuntime[step.Uses.Name()] {
				c.find(job, step, ci.SpanOf(step.Uses.Ref), "uses", fmt.Sprintf("this release of %s runs in a Node.js that gets no fixes any more", step.Uses.Name()),
					audit.Level(scan.SeverityLow, scan.ConfidenceMedium, scan.PersonaPedantic))
			}
			oldRuntimeSwitch(c, job, step, step.Env)
		}),
		Job: onJob(func(c *check, job *ci.Job) {
			oldRuntimeSwitch(c, job, nil, job.Env)
			if job == c.file.Jobs[0] {
				oldRuntimeSwitch(c, nil, nil, c.file.Env)
			}
		}),
	}
}

// oldRuntimeSwitch reports a variable that brings an old runtime back.
func oldRuntimeSwitch(c *check, job *ci.Job, step *ci.Step, env *ci.Env) {
	const name = "ACTIONS_ALLOW_USE_UNSECURE_NODE_VERSION"
	if n := env.Get(name); n != nil && strings.EqualFold(n.Value(), "true") {
		c.find(job, step, ci.SpanOf(n), "env."+name, name+" brings back a Node.js that gets no fixes any more")
	}
}

// comparableVersion returns the version of a use, from the comment behind a
// commit where it is one.
func comparableVersion(c *check, uses *ci.Component) string {
	if uses == nil || uses.Repo == "" {
		return ""
	}
	if uses.Pinned() {
		text, _ := c.versionComment(uses)
		return text
	}
	return uses.Version
}

// lastOldRuntime names the last major release of an action that runs in Node.js
// 20 or older.
var lastOldRuntime = map[string]int{
	"actions/cache": 4, "actions/checkout": 4, "actions/download-artifact": 5, "actions/github-script": 7, "actions/labeler": 5,
	"actions/setup-dotnet": 4, "actions/setup-go": 5, "actions/setup-java": 4, "actions/setup-node": 4, "actions/setup-python": 5,
	"actions/stale": 9, "actions/upload-artifact": 5, "docker/build-push-action": 6, "docker/login-action": 3, "docker/metadata-action": 5,
	"docker/setup-buildx-action": 3, "docker/setup-qemu-action": 3, "softprops/action-gh-release": 2,
}

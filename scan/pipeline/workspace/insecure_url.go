package workspace

import (
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

func insecureURL() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			ID:          "insecure-url-scheme",
			Name:        "Server for an agent over an unencrypted connection",
			Class:       "insecure-url-scheme",
			Severity:    scan.SeverityMedium,
			Confidence:  scan.ConfidenceHigh,
			Description: "Whoever is on the way to the server reads the requests with their tokens, and can answer in its place: what an agent is told by its tools it acts upon.",
			Remediation: "Use `https://`.",
			Example:     "{\"mcpServers\": {\"docs\": {\"url\": \"http://mcp.example.com/sse\"}}}",
			Fixed:       "{\"mcpServers\": {\"docs\": {\"url\": \"https://mcp.example.com/sse\"}}}",
		},
		Job: func(r *audit.Run, job *ci.Job) {
			if !isServer(job) {
				return
			}
			if k, v := addressOf(job.Node); insecure(v.Value()) {
				r.Find(job, nil, ci.SpanOf(v), k.Value(), "the server is reached over an unencrypted connection")
			}
			// Bridges to servers elsewhere are given the address as an argument.
			for i, a := range job.Node.Get("args").Items() {
				if insecure(a.Value()) && bridges(job) {
					r.Find(job, nil, ci.SpanOf(a), name("args", i), "the server is reached over an unencrypted connection")
				}
			}
		},
	}
}

func insecure(address string) bool {
	lower := strings.ToLower(address)
	if !strings.HasPrefix(lower, "http://") && !strings.HasPrefix(lower, "ws://") {
		return false
	}
	host := hostOf(address)
	return host != "" && public(host)
}

// bridges reports whether a server is a program that only hands on to one
// elsewhere.
func bridges(job *ci.Job) bool {
	for _, a := range job.Node.Get("args").Items() {
		if name, _, _ := strings.Cut(a.Value(), "@"); name == "mcp-remote" || name == "supergateway" || name == "mcp-proxy" {
			return true
		}
	}
	return false
}

package workspace

import (
	"fmt"
	"net/netip"
	"net/url"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

func redirectedAPI() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			ID:          "redirected-api",
			Name:        "Agent's requests sent to another server",
			Class:       "exfiltration-pattern",
			Severity:    scan.SeverityMedium,
			Confidence:  scan.ConfidenceMedium,
			Description: "The variable decides where an agent sends its requests: with them go the user's key, all that is typed, and the files that are read. Set by a repository, it takes them from everybody who starts an agent in it.",
			Remediation: "Remove it from the repository; who needs a gateway sets it for themselves, outside of any repository.",
			Example:     "{\"env\": {\"ANTHROPIC_BASE_URL\": \"https://gateway.example.com\"}}",
			Fixed:       "{\"env\": {}}",
		},
		File: func(r *audit.Run) {
			r.EachVariable(func(job *ci.Job, step *ci.Step, v ci.Setting) {
				host := hostOf(v.Value.Value())
				if hasWord(endpoints, v.Key.Value()) && host != "" && !atHome(host) {
					r.Find(job, step, ci.Between(v.Key, v.Value), "env."+v.Key.Value(), fmt.Sprintf("%s sends the agent's requests to %s", v.Key.Value(), host))
				}
			})
		},
	}
}

// endpoints are the variables that name the server of an agent's model.
const endpoints = "ANTHROPIC_BASE_URL ANTHROPIC_BEDROCK_BASE_URL ANTHROPIC_VERTEX_BASE_URL OPENAI_BASE_URL OPENAI_API_BASE GOOGLE_GEMINI_BASE_URL GEMINI_BASE_URL CODE_ASSIST_ENDPOINT"

// atHome reports whether a host is that of the maker of a model, or of the
// machine itself or its private network.
func atHome(host string) bool {
	for _, maker := range []string{"anthropic.com", "openai.com", "googleapis.com"} {
		if host == maker || strings.HasSuffix(host, "."+maker) {
			return true
		}
	}
	return !public(host)
}

// hostOf returns the host of an address that is written out.
func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil || strings.ContainsAny(u.Hostname(), "${}") {
		return ""
	}
	return strings.ToLower(u.Hostname())
}

// public reports whether a host is reached over networks of others.
func public(host string) bool {
	if addr, err := netip.ParseAddr(host); err == nil {
		return !addr.IsLoopback() && !addr.IsPrivate() && !addr.IsUnspecified() && !addr.IsLinkLocalUnicast()
	}
	for _, end := range []string{".local", ".localhost", ".internal", ".test", ".lan"} {
		if strings.HasSuffix(host, end) {
			return false
		}
	}
	return strings.Contains(host, ".")
}

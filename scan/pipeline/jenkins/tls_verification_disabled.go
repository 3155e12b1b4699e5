package jenkins

import (
	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

func tlsVerificationDisabled() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Step that takes every certificate",
			Class:       "tls-verification-disabled",
			Severity:    scan.SeverityMedium,
			Confidence:  scan.ConfidenceHigh,
			Description: "Without the check of its certificate any server on the way can answer in place of the real one, hand out other content or take the credentials that are sent.",
			Remediation: "Drop the option, and add the authority of the server's certificate to the trust store of the controller or agent.",
			Example:     "httpRequest url: 'https://api.example.com', ignoreSslErrors: true",
			Fixed:       "httpRequest url: 'https://api.example.com'",
		},
		File: with(func(c *check) {
			for _, cl := range c.calls {
				for _, a := range cl.all() {
					if c.trustsAll(cl, a.name, a.value) {
						c.find(cl, ci.Span{Start: a.value[0].start, End: a.value[len(a.value)-1].end}, cl.name+" takes whatever server answers")
					}
				}
			}
		}),
	}
}

// trustsAll reports whether an argument of a step switches the check of
// certificates off.
func (c *check) trustsAll(cl *call, name string, value []token) bool {
	switch name {
	case "ignoreSslErrors": // httpRequest
		return cl.name == "httpRequest" && c.constant(value) == "true"
	case "skipTlsVerify", "skipTLSVerify", "insecureSkipTlsVerify", "ignoreSsl", "ignoreSSL", "trustAllCerts", "skipVerify":
		return c.constant(value) == "true"
	case "allowAnyHosts": // SSH steps take it in the map of the host
		return c.constant(value) == "true"
	case "skipSslVerification": // withVault's configuration
		return c.constant(value) == "true"
	}
	return false
}

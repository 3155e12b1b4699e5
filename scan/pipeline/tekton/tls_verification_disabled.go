package tekton

import (
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

func tlsVerificationDisabled() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Task told to take every certificate",
			Class:       "tls-verification-disabled",
			Severity:    scan.SeverityMedium,
			Confidence:  scan.ConfidenceHigh,
			Description: "Without the check of its certificate any server on the way can answer in place of the real one, and hand out other code or take the credentials that are sent.",
			Remediation: "Drop the parameter, and give the task the authority of the server's certificate in a workspace or ConfigMap.",
			Example:     "params:\n  - name: sslVerify\n    value: \"false\"",
			Fixed:       "params:\n  - name: sslVerify\n    value: \"true\"",
		},
		File: func(r *audit.Run) {
			eachParam(r, func(name string, value *document.Node) {
				if unverified(strings.NewReplacer("-", "", "_", "").Replace(strings.ToLower(name)), value) {
					r.Find(nil, nil, ci.SpanOf(value), "params."+name, name+" switches the check of certificates off")
				}
			})
		},
	}
}

func unverified(name string, value *document.Node) bool {
	on, ok := value.Bool()
	switch name {
	case "sslverify", "tlsverify", "srctlsverify", "desttlsverify", "verifytls", "verifyssl":
		return ok && !on
	case "insecure", "insecureregistry", "skiptlsverify", "insecureskiptlsverify", "skipsslverify":
		return on
	}
	return false
}

package travis

import (
	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

func tlsVerificationDisabled() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Certificate checks switched off",
			Class:       "tls-verification-disabled",
			Severity:    scan.SeverityMedium,
			Confidence:  scan.ConfidenceHigh,
			Description: "NODE_TLS_REJECT_UNAUTHORIZED=0, GIT_SSL_NO_VERIFY and the like let anybody on the way stand in for the servers that tools talk to, with credentials and packages.",
			Remediation: "Give the tools the certificate of your authority (NODE_EXTRA_CA_CERTS, GIT_SSL_CAINFO) and leave the check on.",
			Example:     "env: NODE_TLS_REJECT_UNAUTHORIZED=0",
			Fixed:       "env: NODE_EXTRA_CA_CERTS=ca.pem",
		},
		File: func(r *audit.Run) {
			eachVariable(r.File, func(job *ci.Job, v variable) {
				if audit.SwitchesOff(v.name, v.value) {
					r.Find(job, nil, ci.SpanOf(v.node), "env."+v.name, v.name+" switches the check of certificates off")
				}
			})
		},
	}
}

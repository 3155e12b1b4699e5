package gitlab

import (
	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

func tlsVerificationDisabled() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Docker daemon without encryption",
			Class:       "tls-verification-disabled",
			Severity:    scan.SeverityMedium,
			Confidence:  scan.ConfidenceHigh,
			Description: "An empty DOCKER_TLS_CERTDIR has the docker daemon of a service, which is privileged, listen to anybody in the job's network without a certificate.",
			Remediation: "Set `DOCKER_TLS_CERTDIR: \"/certs\"` and share that volume.",
			Example:     "services:\n  - docker:27-dind\nvariables:\n  DOCKER_TLS_CERTDIR: \"\"",
			Fixed:       "services:\n  - docker:27-dind\nvariables:\n  DOCKER_TLS_CERTDIR: \"/certs\"",
		},
		File: func(r *audit.Run) {
			r.EachVariable(func(job *ci.Job, step *ci.Step, v ci.Setting) {
				if name := v.Key.Value(); name == "DOCKER_TLS_CERTDIR" && v.Value.Value() == "" {
					r.Find(job, step, ci.Between(v.Key, v.Value), name, "the docker daemon is open to the job's network without a certificate",
						audit.Level(scan.SeverityLow, scan.ConfidenceMedium, scan.PersonaRegular))
				}
			})
		},
	}
}

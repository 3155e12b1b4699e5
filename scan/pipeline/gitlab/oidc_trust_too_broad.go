package gitlab

import (
	"fmt"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

func oidcTrustTooBroad() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "ID token for an audience that is not one service",
			Class:       "oidc-trust-too-broad",
			Severity:    scan.SeverityMedium,
			Confidence:  scan.ConfidenceMedium,
			Description: "The audience says who may accept the token. With the GitLab server itself, a wildcard or several services in it, each of those that gets the token can show it to the others.",
			Remediation: "Ask for one token a service, with an audience that only that service accepts.",
			Example:     "id_tokens:\n  TOKEN:\n    aud: https://gitlab.com",
			Fixed:       "id_tokens:\n  TOKEN:\n    aud: https://vault.example.com",
		},
		Job: func(r *audit.Run, job *ci.Job) {
			for name, token := range job.Node.Get("id_tokens").Pairs() {
				aud := token.Get("aud")
				if aud.Kind() == document.Sequence && aud.Len() > 1 {
					r.Find(job, nil, ci.SpanOf(aud), "id_tokens."+name.Value(), "the token is good for several services at once",
						audit.Level(scan.SeverityLow, scan.ConfidenceMedium, scan.PersonaPedantic))
				}
				for a := range aud.List() {
					if broad(a.Value()) {
						r.Find(job, nil, ci.SpanOf(a), "id_tokens."+name.Value(), fmt.Sprintf("the audience %s is no single service", a.Value()))
					}
				}
			}
		},
	}
}

func broad(audience string) bool {
	switch strings.TrimSuffix(audience, "/") {
	case "https://gitlab.com", "gitlab.com", "$CI_SERVER_URL", "${CI_SERVER_URL}", "$CI_SERVER_FQDN", "$CI_SERVER_HOST":
		return true
	}
	return strings.Contains(audience, "*")
}

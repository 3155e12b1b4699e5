package compose

import (
	"fmt"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

func noNewPrivileges() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			ID:          "no-new-privileges",
			Name:        "Service that is not confined",
			Class:       "no-new-privileges",
			Severity:    scan.SeverityMedium,
			Confidence:  scan.ConfidenceHigh,
			Description: "Without the engine's confinement, or with programs that may raise their privileges, a fault in the program reaches further into the host.",
			Remediation: "Keep the default profiles, and add `security_opt: [\"no-new-privileges:true\"]`.",
			Example:     "security_opt:\n  - seccomp:unconfined",
			Fixed:       "security_opt:\n  - no-new-privileges:true",
			Tags:        []string{"kics:no_new_privileges_not_set", "kics:default_seccomp_profile_disabled", "semgrep:no-new-privileges", "semgrep:seccomp-confinement-disabled", "semgrep:selinux-separation-disabled"},
		},
		Job: func(r *audit.Run, job *ci.Job) {
			set := false
			for i, o := range job.Node.Get("security_opt").Items() {
				part := fmt.Sprintf("security_opt[%d]", i)
				name, value, given := strings.Cut(strings.Replace(o.Value(), "=", ":", 1), ":")
				switch {
				case value == "unconfined" || name == "label" && value == "disable":
					r.Find(job, nil, ci.SpanOf(o), part, fmt.Sprintf("the container is not confined by %s", name))
				case name == "no-new-privileges":
					if set = true; given && strings.EqualFold(value, "false") {
						r.Find(job, nil, ci.SpanOf(o), part, "programs in the container may raise their privileges")
					}
				}
			}
			if !set {
				r.Find(job, nil, ci.SpanOf(job.Key), "", "programs in the container may raise their privileges",
					audit.Level(scan.SeverityLow, scan.ConfidenceHigh, scan.PersonaAuditor))
			}
		},
	}
}

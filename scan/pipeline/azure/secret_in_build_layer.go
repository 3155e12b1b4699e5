package azure

import (
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

func secretInBuildLayer() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Secret variable whose value stands in the script",
			Class:       "secret-in-build-layer",
			Severity:    scan.SeverityMedium,
			Confidence:  scan.ConfidenceMedium,
			Description: "The script sets a variable that is marked as a secret to a text of the file, which everybody can read who can read the repository. The command itself is in the log before the agent learns to mask it.",
			Remediation: "Keep the value in a variable group or a key vault.",
			Example:     "- bash: echo \"##vso[task.setvariable variable=key;issecret=true]hunter2\"",
			Fixed:       "variables:\n- group: production",
			Tags:        []string{"checkov:CKV_AZUREPIPELINES_3"},
		},
		Step: func(r *audit.Run, job *ci.Job, step *ci.Step) {
			if step.Run == nil {
				return
			}
			text := step.Run.Text.Value()
			for at := 0; ; {
				start := strings.Index(text[at:], "##vso[task.setvariable")
				if start < 0 {
					return
				}
				start += at
				at = start + 1
				end := strings.IndexByte(text[start:], ']')
				if end < 0 {
					return
				}
				end += start
				if !strings.Contains(strings.ToLower(text[start:end]), "issecret=true") || !literalAt(text[end+1:]) {
					continue
				}
				r.Literal(job, step, step.Run.Text, step.Run.Key.Value(), "a secret variable is set to a text that stands in the file", scan.ConfidenceMedium)
				return
			}
		},
	}
}

// literalAt reports whether a value that begins a text is written out. Addresses
// are marked as secrets for the credentials that others in their place have.
func literalAt(text string) bool {
	value, _, _ := strings.Cut(text, "\n")
	value = strings.Trim(strings.TrimSpace(value), `"'`)
	return value != "" && !strings.ContainsAny(value, "$`%{") && !strings.Contains(value, "://")
}

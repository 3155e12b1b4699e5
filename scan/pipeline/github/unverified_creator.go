package github

import (
	"fmt"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/expr"
)

func unverifiedCreator() *audit.Rule {
	return overUses(scan.Rule{
		ID:          "unverified-creator",
		Name:        "Action whose creator the platform has not verified",
		Class:       "unverified-creator",
		Severity:    scan.SeverityInfo,
		Confidence:  scan.ConfidenceMedium,
		Persona:     scan.PersonaAuditor,
		Description: "The platform has not confirmed who is behind the owner's name. That says nothing bad about the action, but an inventory wants to know. It is more where such an action is handed a secret, by a reference that its owner can move, in a run that outsiders start.",
		Remediation: "Look at who maintains the action, and keep the owners that you trust in a list.",
		Example:     "- uses: somebody/action@0123456789abcdef0123456789abcdef01234567",
		Fixed:       "- uses: actions/checkout@0123456789abcdef0123456789abcdef01234567",
		Tags:        []string{"poutine:github_action_from_unverified_creator_used"},
	}, (*check).unverified)
}

func (c *check) unverified(job *ci.Job, step *ci.Step, uses *ci.Component) {
	if uses.Repo == "" || c.system.verified[strings.ToLower(uses.Owner)] {
		return
	}
	message, rate := fmt.Sprintf("the platform has not verified who %s is", uses.Owner), func(*ci.Weakness) {}
	if name := handedSecret(step); name != "" && !uses.Pinned() && !c.system.popular[strings.ToLower(uses.Owner+"/"+uses.Repo)] && c.privilege(job, step) == ci.PrivilegeExposed {
		message = fmt.Sprintf("%s, which the platform has not verified, is handed %s in a run that outsiders start, and can change its code at any time", uses.Owner, name)
		rate = audit.Level(scan.SeverityLow, scan.ConfidenceMedium, scan.PersonaRegular)
	}
	c.findUse(job, step, uses, message, rate, groupUse)
}

// handedSecret returns a secret that a step hands to the action it uses, other
// than the run's own token; empty for none.
func handedSecret(step *ci.Step) string {
	if step == nil {
		return ""
	}
	for _, env := range []*ci.Env{step.With, step.Env} {
		if env == nil {
			continue
		}
		for _, v := range env.Vars {
			text := v.Value.Value()
			for _, f := range expr.Fences(text) {
				inner := strings.TrimSpace(text[f.Inner:f.InnerEnd])
				if name, ok := strings.CutPrefix(inner, "secrets."); ok && !strings.EqualFold(name, "GITHUB_TOKEN") {
					return inner
				}
			}
		}
	}
	return ""
}

package github

import (
	"fmt"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

func dependabotCooldown() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			ID:          "dependabot-cooldown",
			Name:        "Updates are taken the moment they are released",
			Class:       "dependabot-cooldown",
			Severity:    scan.SeverityMedium,
			Confidence:  scan.ConfidenceHigh,
			Description: "Malicious releases are mostly found and withdrawn within days. Whoever updates at once takes them.",
			Remediation: "Wait at least seven days: `cooldown: {default-days: 7}`.",
			Example:     "updates:\n  - package-ecosystem: npm\n    directory: /\n    schedule:\n      interval: daily",
			Fixed:       "updates:\n  - package-ecosystem: npm\n    directory: /\n    schedule:\n      interval: daily\n    cooldown:\n      default-days: 7",
			Fix:         "Unsafe: sets a cooldown of seven days.",
			Tags:        []string{"zizmor:dependabot-cooldown"},
		},
		File: onFile(func(c *check) {
			c.eachUpdate(func(u *document.Node) {
				key, cooldown := u.Pair("cooldown")
				days := cooldown.Get("default-days")
				switch {
				case key == nil:
					c.find(nil, nil, ci.SpanOf(u), "updates", "updates are taken the moment they are released", c.cooldownFix(u))
				case days == nil:
					c.find(nil, nil, ci.Between(key, cooldown), "updates.cooldown", "the cooldown does not say how many days updates wait by default",
						audit.Mend("Wait seven days", "updates come seven days later, but for those that mend a vulnerability", c.AddKey(cooldown, "default-days: 7")...))
				case tooFewDays(days.Value()):
					c.find(nil, nil, ci.SpanOf(days), "updates.cooldown.default-days", fmt.Sprintf("updates wait %s days only", days.Value()),
						audit.Mend("Wait seven days", "updates come seven days later, but for those that mend a vulnerability", c.Edit(ci.SpanOf(days).Start, ci.SpanOf(days).End, "7")))
				}
			})
		}),
	}
}

// cooldownFix adds a cooldown behind the last key of an update.
func (c *check) cooldownFix(u *document.Node) func(*ci.Weakness) {
	if u.Kind() != document.Mapping || u.Style() == document.Flow || u.Aliased() {
		return audit.Mend("", "")
	}
	indent := ""
	for key := range u.Pairs() {
		indent = c.Indent(key)
		break
	}
	_, end := u.Span()
	return audit.Mend("Wait seven days", "updates come seven days later, but for those that mend a vulnerability", c.AddLine(end, indent+"cooldown:\n"+indent+"  default-days: 7"))
}

func tooFewDays(s string) bool { return len(s) == 1 && s[0] >= '0' && s[0] < '7' }

// eachUpdate calls visit for every ecosystem that Dependabot updates.
func (c *check) eachUpdate(visit func(*document.Node)) {
	if c.file.Kind != ci.KindUpdates {
		return
	}
	for _, u := range c.file.Root.Get("updates").Items() {
		visit(u)
	}
}

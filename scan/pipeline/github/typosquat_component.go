package github

import (
	"fmt"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

func typosquatComponent() *audit.Rule {
	return overUses(scan.Rule{
		ID:          "typosquat-component",
		Name:        "Name that resembles a popular action",
		Class:       "typosquat-component",
		Severity:    scan.SeverityHigh,
		Confidence:  scan.ConfidenceLow,
		Description: "The name is one slip of the finger away from that of a widely used action. Whoever owns such a name gets the token and secrets of everybody who slips.",
		Remediation: "Correct the name, or suppress the finding where the action is really meant.",
		Example:     "- uses: action/checkout@v6",
		Fixed:       "- uses: actions/checkout@v6",
		Fix:         "Unsafe: writes the name that is likely meant.",
		Tags:        []string{"zizmor:typosquat-uses"},
	}, (*check).resembles)
}

func (c *check) resembles(job *ci.Job, step *ci.Step, uses *ci.Component) {
	if uses.Repo == "" || len(uses.Owner)+len(uses.Repo) > 100 {
		return
	}
	owner, repo := strings.ToLower(uses.Owner), strings.ToLower(uses.Repo)
	name := owner + "/" + repo
	if c.system.popular[name] {
		return
	}
	var near []string
	for popular := range c.system.popular {
		o, r, _ := strings.Cut(popular, "/")
		if o != owner && (r != repo || c.system.verified[owner]) || len(o) < 4 {
			continue
		}
		if oneSlip(name, popular) {
			near = append(near, popular)
		}
	}
	if len(near) == 0 {
		return
	}
	meant := slices.Min(near)
	start, _ := uses.Ref.Span()
	var edits []scan.Edit
	if at := strings.Index(string(c.file.Source.Bytes()[start:c.EndOfLine(start)]), uses.Owner+"/"+uses.Repo); at >= 0 {
		edits = []scan.Edit{c.Edit(start+at, start+at+len(name), meant)}
	}
	c.findUse(job, step, uses, fmt.Sprintf("%s resembles %s", name, meant),
		audit.Mend("Correct the name", "it is a guess at what is meant", edits...))
}

// oneSlip reports whether one text is made of the other by leaving out, adding
// or changing one byte, or by swapping two neighbours.
func oneSlip(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > 1 || a == b {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if len(a) < len(b) {
		return a[i:] == b[i+1:]
	}
	if a[i+1:] == b[i+1:] {
		return true
	}
	return i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
}

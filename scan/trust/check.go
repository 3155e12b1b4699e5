package trust

import (
	"fmt"
	"strings"

	"github.com/penstock-dev/penstock/scan"
)

// check is the work on one file.
type check struct {
	*template
	file     *scan.File
	issuers  []*issuer
	claims   map[string]bearing
	rules    *rules
	resource *resource
	from     *issuer
	list     []*Weakness
}

// report reports what a verdict says, if that is too far.
func (c *check) report(from *issuer, v verdict, deed string) {
	c.from = from
	what := ""
	rule := &c.rules.anyone
	switch v.reach {
	case everybody:
		what = fmt.Sprintf("Any pipeline of %s may %s", from.name, deed)
		if v.literal {
			what = fmt.Sprintf("Nothing says soundly which project of %s may %s", from.name, deed)
		}
	case ofOneOrg:
		rule, what = &c.rules.owner, fmt.Sprintf("Every project of one owner on %s may %s", from.name, deed)
	case anyRef:
		rule, what = &c.rules.ref, fmt.Sprintf("Everything that runs in one project of %s may %s", from.name, deed)
	case pulls:
		rule, what = &c.rules.pulls, fmt.Sprintf("Pull requests of one project of %s may %s", from.name, deed)
	default:
		return
	}
	if v.why != "" {
		what += ": " + v.why
	}
	w := c.found(rule, v.at, what)
	if v.reach == everybody && (v.literal || v.bound) {
		w.Severity = scan.SeverityHigh
	}
}

// found adds a finding.
func (c *check) found(rule *scan.Rule, at *value, message string) *Weakness {
	start, end := at.start, at.end
	// The line break of a heredoc or block is no part of it.
	for end > start && end <= len(c.file.Bytes()) && c.file.Bytes()[end-1] == '\n' {
		end--
	}
	w := &Weakness{Record: scan.NewRecord(rule, c.file.Location(start, end), message), resource: c.resource}
	w.Resource = strings.TrimPrefix(c.resource.kind+"."+c.resource.name, "policy.")
	w.Location.Logical = w.Resource
	if c.from != nil {
		w.Issuer = c.from.name
	}
	c.list = append(c.list, w)
	return w
}

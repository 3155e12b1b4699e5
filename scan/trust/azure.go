package trust

import "strings"

// azure checks a resource that lets tokens act as an application or a managed
// identity of Microsoft Entra.
func (c *check) azure(r *resource) {
	switch r.kind {
	case "azuread_application_federated_identity_credential", "azuread_application_flexible_federated_identity_credential", "azurerm_federated_identity_credential":
	default:
		return
	}
	from := c.issuerOf(r.body.get("issuer"))
	if from == nil {
		return
	}
	const deed = "act as the application"
	if m := r.body.get("claims_matching_expression"); m != nil {
		v := c.matching(from, c.expand(c.follow(m)))
		v.at = m
		c.report(from, v, deed)
		return
	}
	s := r.body.get("subject")
	if s == nil {
		c.report(from, verdict{reach: everybody, why: "no subject is named", at: r.head}, deed)
		return
	}
	pattern := c.expand(c.follow(s))
	v := from.judge("sub", pattern, exactly, c.claims)
	v.at = s
	if v.reach < everybody && strings.ContainsAny(pattern, "*?") {
		v.reach = oneRef // compared as it stands, it fits nobody
	}
	c.report(from, v, deed)
}

// matching judges an expression of a flexible credential: tests such as
// claims['sub'] matches 'repo:octo/site:*', joined by "and".
func (c *check) matching(from *issuer, expression string) verdict {
	best := verdict{reach: everybody, why: "no test says whose"}
	for _, test := range strings.Split(expression, " and ") {
		var words []string
		for i, piece := range strings.Split(test, "'") {
			if i%2 == 1 {
				words = append(words, piece)
			}
		}
		if len(words) < 2 {
			if strings.ContainsRune(test, unknown) {
				return verdict{}
			}
			continue
		}
		how := exactly
		if strings.Contains(test, " matches ") {
			how = wildcard
		}
		if v := from.judge(words[0], words[1], how, c.claims); c.claims[words[0]] != unheard {
			best = narrower(best, v)
			if best.reach == everybody {
				best = v
			}
		}
	}
	return best
}

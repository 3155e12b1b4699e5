package trust

import (
	"fmt"
	"strings"
)

// statement is one of a policy of AWS, in whichever form it was written.
type statement struct {
	at         *value
	effect     *value
	actions    *value
	federated  []*value
	conditions []condition
}

// condition is a test of a key of the request.
type condition struct {
	test   *value
	key    string
	values *value
	at     *value
}

// aws checks a resource of AWS.
func (c *check) aws(r *resource) {
	switch r.kind {
	case "aws_iam_role":
		c.policy(c.follow(r.body.get("assume_role_policy")))
	case "AWS::IAM::Role":
		c.policy(c.follow(r.body.get("AssumeRolePolicyDocument")))
	case "policy":
		c.policy(r.body)
	case "aws_iam_policy_document":
		for _, s := range r.body.all("statement") {
			c.statement(c.block(s))
		}
	}
}

// policy checks the statements of a document in the form that the service
// takes.
func (c *check) policy(doc *value) {
	for _, list := range doc.all("Statement") {
		for _, s := range c.follow(list).each() {
			c.statement(c.object(c.follow(s)))
		}
	}
}

// object reads a statement of a policy document.
func (c *check) object(v *value) statement {
	s := statement{at: v, effect: v.get("Effect"), actions: v.get("Action")}
	if p := c.follow(v.get("Principal")); p != nil {
		s.federated = c.elements(p.get("Federated"))
	}
	conditions := c.follow(v.get("Condition"))
	if conditions == nil {
		return s
	}
	for _, test := range conditions.pairs {
		for _, tests := range c.follow(test.value).each() {
			for _, p := range tests.pairs {
				s.conditions = append(s.conditions, condition{test.key, c.expand(p.key), p.value, p.value})
			}
		}
	}
	return s
}

// block reads a statement of Terraform's data source.
func (c *check) block(v *value) statement {
	s := statement{at: v, effect: v.get("effect"), actions: v.get("actions")}
	if s.actions == nil {
		s.actions = v.get("action")
	}
	for _, p := range v.all("principals") {
		if kind := c.expand(p.get("type")); strings.EqualFold(kind, "Federated") {
			s.federated = append(s.federated, c.elements(p.get("identifiers"))...)
		}
	}
	for _, b := range v.all("condition") {
		s.conditions = append(s.conditions, condition{b.get("test"), c.expand(b.get("variable")), b.get("values"), b})
	}
	return s
}

// statement checks one statement that may let tokens of a CI system in.
func (c *check) statement(s statement) {
	if s.effect != nil && !strings.EqualFold(c.expand(s.effect), "Allow") && !strings.ContainsRune(c.expand(s.effect), unknown) || !c.assumes(s.actions) {
		return
	}
	from, principal := c.awsIssuer(s)
	if from == nil {
		return
	}
	c.from = from
	best := verdict{reach: everybody, why: "no condition says whose", at: principal}
	if from.owned {
		best.reach, best.why = ofOneOrg, "no condition says which"
	}
	audience := false
	for _, cond := range s.conditions {
		key := strings.ToLower(cond.key)
		claim := key[strings.LastIndexByte(key, ':')+1:]
		audience = audience || claim == "aud"
		v, ok := c.awsCondition(from, claim, cond)
		if !ok {
			continue
		}
		// A condition that restricts nothing says better what is wrong than its
		// absence, but one on a claim that is for other things does not.
		if v.reach < best.reach || v.reach == best.reach && best.at == principal && c.claims[claim] == subject {
			best = v
		}
		c.absent(cond, claim)
	}
	c.report(from, best, "assume the role")
	if !audience && best.reach != everybody {
		c.noAudience(from, principal)
	}
}

// assumes reports whether actions may be that of a token's owner.
func (c *check) assumes(actions *value) bool {
	if actions == nil {
		return true
	}
	for _, a := range c.texts(actions) {
		a = strings.ToLower(a)
		head, _, open := strings.Cut(a, "*")
		if strings.ContainsRune(a, unknown) || a == "sts:assumerolewithwebidentity" || open && strings.HasPrefix("sts:assumerolewithwebidentity", head) {
			return true
		}
	}
	return false
}

// awsCondition judges a condition, and reports whether it tells whose
// pipelines get in.
func (c *check) awsCondition(from *issuer, claim string, cond condition) (verdict, bool) {
	if c.claims[claim] == unheard || claim == "aud" {
		return verdict{}, false
	}
	test := strings.ToLower(c.expand(cond.test))
	how := exactly
	switch {
	case strings.Contains(test, "not"), strings.Contains(test, "null"):
		return verdict{}, false
	case strings.Contains(test, "like"):
		how = wildcard
	}
	var v verdict
	for i, item := range c.elements(cond.values) {
		pattern := c.expand(c.follow(item))
		next := from.judge(claim, pattern, how, c.claims)
		if how == exactly && next.reach < everybody && strings.ContainsAny(pattern, "*?") {
			next.reach = oneRef // compared as it stands, it fits nobody
		}
		next.at = item
		if i == 0 {
			v = next
		} else {
			v = wider(v, next)
		}
	}
	if v.at == nil {
		v.at = cond.at
	}
	return v, true
}

// awsIssuer returns the CI system whose tokens a statement lets in, and the
// principal that names it.
func (c *check) awsIssuer(s statement) (*issuer, *value) {
	for _, p := range s.federated {
		if from := c.issuerOf(p); from != nil && (c.issuerIn(c.expand(c.follow(p))) != nil || !c.foreign(s)) {
			return from, p
		}
	}
	for _, p := range s.federated {
		for _, cond := range s.conditions {
			if from := c.issuerIn(cond.key); from != nil && strings.ContainsRune(c.expand(p), unknown) {
				return from, p
			}
		}
	}
	return nil, nil
}

// foreign reports whether a statement tests claims of another issuer's tokens.
func (c *check) foreign(s statement) bool {
	for _, cond := range s.conditions {
		i := strings.LastIndexByte(cond.key, ':')
		if i < 0 || !strings.Contains(cond.key[:i], ".") {
			continue
		}
		if c.issuerIn(cond.key) == nil && !strings.ContainsRune(cond.key[:i], unknown) {
			return true
		}
	}
	return false
}

// issuerOf returns the CI system that a value names, or that it refers to by a
// telling name.
func (c *check) issuerOf(v *value) *issuer {
	v = c.follow(v)
	if from := c.issuerIn(c.expand(v)); from != nil {
		return from
	}
	if v == nil || !strings.ContainsRune(c.expand(v), unknown) {
		return nil
	}
	for _, ref := range v.refs {
		for _, s := range c.issuers {
			if strings.Contains(strings.ToLower(ref), s.word) && c.names[name(ref)] == nil {
				return s
			}
		}
	}
	return nil
}

// issuerIn returns the CI system whose host is in a text, as a whole.
func (c *check) issuerIn(s string) *issuer {
	s = strings.ToLower(s)
	for _, from := range c.issuers {
		i := strings.Index(s, from.host)
		if i < 0 {
			continue
		}
		before, after := s[:i], s[i+len(from.host):]
		if (before == "" || strings.HasSuffix(before, "/") || strings.HasSuffix(before, string(unknown))) && (after == "" || strings.ContainsAny(after[:1], "/:")) {
			return from
		}
	}
	return nil
}

// absent reports a test that holds where the claim is missing.
func (c *check) absent(cond condition, claim string) {
	test := c.expand(cond.test)
	if lower := strings.ToLower(test); strings.HasPrefix(lower, "forallvalues:") || strings.HasSuffix(lower, "ifexists") {
		c.found(&c.rules.absent, cond.test, fmt.Sprintf("%s holds for every token without the claim %q", show(test), claim))
	}
}

// noAudience reports a statement without a condition on the audience.
func (c *check) noAudience(from *issuer, at *value) {
	c.found(&c.rules.audience, at, fmt.Sprintf("Tokens of %s made for any audience are taken", from.name))
}

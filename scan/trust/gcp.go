package trust

// gcp checks a provider of a workload identity pool of Google Cloud. Its
// condition must at least name the owner: what a service account trusts is
// narrowed where it is bound.
func (c *check) gcp(r *resource) {
	if r.kind != "google_iam_workload_identity_pool_provider" {
		return
	}
	var from *issuer
	for _, oidc := range r.body.all("oidc") {
		from = c.issuerOf(oidc.get("issuer_uri"))
	}
	if from == nil || from.owned {
		return
	}
	const deed = "get an identity of the pool"
	at := c.follow(r.body.get("attribute_condition"))
	condition := c.expand(at)
	if at == nil || condition == "" {
		c.report(from, verdict{reach: everybody, why: "attribute_condition is missing", at: r.head, bound: true}, deed)
		return
	}
	e := celReader{from: from, claims: c.claims, attributes: c.attributes(r), tokens: celTokens(condition)}
	v := e.read()
	if v.reach < everybody {
		return
	}
	v.bound = true
	if v.at = r.body.get("attribute_condition"); v.why == "" {
		v.why = "attribute_condition does not say whose"
	}
	c.report(from, v, deed)
}

// attributes returns the claims by the names that a provider gives them.
func (c *check) attributes(r *resource) map[string]string {
	m := map[string]string{}
	mapping := c.follow(r.body.get("attribute_mapping"))
	if mapping == nil {
		return m
	}
	for _, p := range mapping.pairs {
		m[c.expand(p.key)] = c.expand(c.follow(p.value))
	}
	return m
}

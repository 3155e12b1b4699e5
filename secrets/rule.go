package secrets

import (
	"fmt"
	"strings"

	"github.com/penstock-dev/penstock/scan"
)

// definition is one row of the rule tables.
type definition struct {
	id       string // without "secrets/"
	provider string
	name     string // what the secret is called, without its provider
	formats  string // notations, separated by newlines; see [parseFormat]
	opt      option
}

// option is what few rules have.
type option struct {
	severity scan.Severity // zero means high
	check    check
	url      bool    // the secret is a URL: the scheme and host in front belong to it
	share    float64 // of the entropy; zero means entropyShare, below zero no floor
	near     string  // words, separated by |, one of which must be close in front
	common   bool    // the form of other issuers' values too: whatever knows better wins
	public   bool    // meant to be seen by users' browsers
	apart    bool    // begins with an everyday word: not behind another one and a hyphen
}

// rule is a compiled definition.
type rule struct {
	definition
	forms  []form
	begins [256]bool // the bytes that a form can begin with, for rules told by a name
	about  *scan.Rule
}

// compile turns a definition into a rule.
func compile(all alphabets, d definition) (rule, error) {
	r := rule{definition: d}
	for _, notation := range strings.Split(d.formats, "\n") {
		forms, err := parseFormat(all, strings.TrimSpace(notation))
		if err != nil {
			return rule{}, fmt.Errorf("rule %s: %w", d.id, err)
		}
		r.forms = append(r.forms, forms...)
	}
	if d.opt.near != "" {
		for i := range r.forms {
			r.forms[i].parts[0].mayBegin(&r.begins)
		}
	}
	if r.opt.share == 0 {
		r.opt.share = entropyShare
	}
	r.about = describe(d)
	return r, nil
}

// mayBegin adds the bytes that a part can begin with; one that may be empty can
// be followed by anything.
func (p *part) mayBegin(in *[256]bool) {
	if p.set == nil {
		in[p.text[0]] = true
		return
	}
	for c, member := range &p.set.in {
		if member || p.min == 0 {
			in[c] = true
		}
	}
}

// describe composes the public description of a rule.
func describe(d definition) *scan.Rule {
	p := providerOf(d.provider)
	severity := d.opt.severity
	if severity == scan.SeverityUnknown {
		severity = scan.SeverityHigh
	}
	r := &scan.Rule{
		ID:          "secrets/" + d.id,
		Name:        p.name + " " + d.name,
		Class:       "secret-in-source",
		Kind:        scan.KindSecret,
		Severity:    severity,
		Confidence:  scan.ConfidenceMedium,
		Description: "The file holds what looks like a secret of this kind: " + p.name + " " + d.name + ". Whoever can read the file, or any copy of its history, can use it until it is revoked.",
		Tags:        []string{d.provider},
	}
	r.Remediation = revoke(d.provider, p.name) + " Then take it out of the file and read it from a secret store or an environment variable at run time. Removing the line is not enough: the value stays in the history."
	if severity == scan.SeverityLow {
		r.Persona = scan.PersonaAuditor
		r.Description += " By itself it is no secret; it tells what it belongs to."
	}
	if d.opt.public {
		r.Description += " The issuer lets such values be shown to users when they are restricted on its side; check that this one is."
	}
	if p.url != "" {
		r.References = []scan.Reference{{Title: "Revoke or rotate", URL: p.url}}
	}
	return r
}

// revoke says what to do first. Some secrets have no issuer that could be asked.
func revoke(provider, name string) string {
	switch provider {
	case "private-key", "age", "wireguard":
		return "Make a new key and replace this one wherever it is trusted."
	case "jwt", "generic", "basic-auth", "mongodb", "postgres", "mysql", "redis", "rabbitmq", "kubernetes", "password-hash", "django":
		return "Replace it at the service that accepts it, so that this one is refused."
	}
	return "Revoke it at " + name + " and issue a new one."
}

// provider is an issuer of secrets.
type provider struct{ name, url string }

// providerOf returns what is known about an issuer; a name is made up from its
// id where the table has none.
func providerOf(id string) provider {
	if p, ok := providerTable()[id]; ok {
		return p
	}
	words := strings.Split(id, "-")
	for i, w := range words {
		if w != "" {
			words[i] = strings.ToUpper(w[:1]) + w[1:]
		}
	}
	return provider{name: strings.Join(words, " ")}
}

package scan

// Rule is the description of one check: what it looks for, why that matters
// and what to do about it. Rules are shared by all findings of a run and must
// not be changed once an analyzer has returned them.
type Rule struct {
	// ID is unique over all analyzers and stable over releases; by convention
	// "area/name", such as "github/unpinned-action".
	ID string `json:"id"`
	// Name is the one-line title, without a final full stop.
	Name string `json:"name,omitempty"`
	// Class is the neutral weakness class that policies are written on.
	Class Class `json:"class,omitempty"`
	// Kind of the findings, unless a finding says otherwise.
	Kind Kind `json:"kind,omitempty"`
	// Severity that a finding has when nothing about its place changes it.
	Severity Severity `json:"severity,omitzero"`
	// Confidence that a finding has when nothing about its place changes it.
	Confidence Confidence `json:"confidence,omitzero"`
	// Persona for whom the rule's findings are meant.
	Persona Persona `json:"persona,omitzero"`
	// Description says in plain sentences (Markdown) what is wrong and what an
	// attacker gains from it.
	Description string `json:"description,omitempty"`
	// Remediation says (Markdown) how to mend it.
	Remediation string `json:"remediation,omitempty"`
	// Example is a short piece of input that the rule reports.
	Example string `json:"example,omitempty"`
	// Fixed is the example as it should be.
	Fixed string `json:"fixed,omitempty"`
	// Fix says what the fixes of its findings do, and whether they are safe;
	// empty where findings have none.
	Fix string `json:"fix,omitempty"`
	// Tags are free words to group and filter by, in rising order.
	Tags []string `json:"tags,omitempty"`
	// Taxa are entries of public taxonomies beyond those of the class.
	Taxa []Taxon `json:"taxa,omitempty"`
	// References lead to specifications, advisories and further reading.
	References []Reference `json:"references,omitempty"`
}

// AllTaxa returns the rule's own taxa after those of its class, without
// repeats.
func (r *Rule) AllTaxa() []Taxon {
	var all []Taxon
	seen := map[Taxon]bool{}
	add := func(list []Taxon) {
		for _, t := range list {
			if !seen[t] {
				seen[t] = true
				all = append(all, t)
			}
		}
	}
	if info, ok := ClassInfoOf(r.Class); ok {
		add(info.Taxa())
	}
	add(r.Taxa)
	return all
}

// Taxon is one entry of a public taxonomy.
type Taxon struct {
	// Taxonomy is its short name: "CWE" or "CICD-SEC" (the OWASP Top 10 CI/CD
	// Security Risks); others may follow.
	Taxonomy string `json:"taxonomy"`
	// ID is the entry's id inside the taxonomy, such as "78" for CWE-78.
	ID string `json:"id"`
}

// String returns "CWE-78" and the like.
func (t Taxon) String() string { return t.Taxonomy + "-" + t.ID }

// Reference is a link to further reading.
type Reference struct {
	// Title says what stands there; may be empty.
	Title string `json:"title,omitempty"`
	// URL is absolute.
	URL string `json:"url"`
}

// Kind is the broad sort of a finding.
type Kind string

// The kinds of findings.
const (
	KindVulnerability    Kind = "vulnerability"    // a published vulnerability in a component
	KindMalware          Kind = "malware"          // a component made to do harm
	KindSecret           Kind = "secret"           // a credential where it does not belong
	KindMisconfiguration Kind = "misconfiguration" // a dangerous setting
	KindLicense          Kind = "license"          // a licence against the rules
	KindProvenance       Kind = "provenance"       // an origin that could not be shown
	KindCode             Kind = "code"             // a weakness in source code
	KindDynamic          Kind = "dynamic"          // seen on a running service
	KindEvent            Kind = "event"            // seen in an audit log
	KindPolicy           Kind = "policy"           // an organisation's own rule
	KindQuality          Kind = "quality"          // a document that does not say what it must
)

// Outcome says what came of a check. The zero value is OutcomeFail, so that a
// record that does not say counts as a weakness.
type Outcome string

// The outcomes of a check.
const (
	OutcomeFail          Outcome = ""              // the weakness is there
	OutcomePass          Outcome = "pass"          // checked, and it is not there
	OutcomeReview        Outcome = "review"        // a person has to judge
	OutcomeNotApplicable Outcome = "notApplicable" // the check does not apply here
)

// Tool is the program or analyzer that made a finding.
type Tool struct {
	Name    string `json:"name"`
	Version string `json:"version,omitempty"`
}

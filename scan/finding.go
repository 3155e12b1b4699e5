package scan

import "cmp"

// Finding is one weakness at one place. Every analyzer's own finding type
// implements it by embedding [Record]; an embedder that wants more than the
// common form uses a type switch. Findings are read-only once reported.
type Finding interface {
	// Common returns the finding's common form. It is never nil and belongs to
	// the finding.
	Common() *Record
}

// Record is the common form of a finding: what encoders, policies, baselines
// and other processes read, and what is left of a finding after a file or a
// queue. A *Record is itself a [Finding]. Its JSON names are API.
type Record struct {
	// Fingerprint identifies the weakness over time; the [Runner] fills it.
	Fingerprint Fingerprint `json:"fingerprint,omitempty"`
	// Foreign holds fingerprints that other tools gave, by their names.
	Foreign map[string]string `json:"foreignFingerprints,omitempty"`
	// Correlation groups findings that have one cause.
	Correlation string `json:"correlation,omitempty"`
	// Part says that another finding of the same Correlation tells the whole of
	// which this one is a part. Reports for people tell it there, by a related
	// location, as long as that finding is shown; it is judged like any other.
	Part bool `json:"part,omitzero"`
	// Baseline is the state against an earlier run, once compared.
	Baseline BaselineState `json:"baselineState,omitempty"`

	// Rule says what was looked for. It is shared; nil only in a record that
	// is still being built.
	Rule *Rule `json:"rule,omitempty"`
	// Kind of the finding; empty means the rule's.
	Kind Kind `json:"kind,omitempty"`
	// Outcome of the check; the zero value is [OutcomeFail].
	Outcome Outcome `json:"outcome,omitempty"`

	// Severity at this place; [SeverityUnknown] where nobody judged it.
	Severity Severity `json:"severity"`
	// Confidence that this is what the rule says.
	Confidence Confidence `json:"confidence,omitzero"`
	// Persona for whom this finding is meant.
	Persona Persona `json:"persona,omitzero"`
	// Scores are numeric ratings with their sources.
	Scores []Score `json:"scores,omitempty"`

	// Message says in one or two sentences what is wrong here. Plain text.
	Message string `json:"message"`
	// Impact says what can come of it here.
	Impact string `json:"impact,omitempty"`
	// Remediation says what to do here; empty means the rule's.
	Remediation string `json:"remediation,omitempty"`
	// References beyond those of the rule.
	References []Reference `json:"references,omitempty"`

	// Location is where it is.
	Location Location `json:"location,omitzero"`
	// Related locations, each with its role.
	Related []Location `json:"related,omitempty"`
	// CodeFlows are the ways of the data.
	CodeFlows []CodeFlow `json:"codeFlows,omitempty"`

	// Package is the component concerned.
	Package *Package `json:"package,omitempty"`
	// Vulnerability holds the facts of a published vulnerability.
	Vulnerability *Vulnerability `json:"vulnerability,omitempty"`
	// Secret holds what may be told about a leaked credential.
	Secret *Secret `json:"secret,omitempty"`

	// Fixes are ways to mend it, the best first.
	Fixes []Fix `json:"fixes,omitempty"`
	// Suppressions say who decided to live with it, and why.
	Suppressions []Suppression `json:"suppressions,omitempty"`
	// Tool that found it; nil means the running program.
	Tool *Tool `json:"tool,omitempty"`
	// Occurrences is the number of places merged into this record; 0 is 1.
	Occurrences int `json:"occurrences,omitzero"`
	// Properties carry what has no field here; a foreign record keeps its
	// whole original under its tool's name.
	Properties map[string]any `json:"properties,omitempty"`

	// Anchor is the text that identifies the finding inside its file, for
	// [Record.ComputeFingerprint]; empty means the region's snippet. It is not
	// serialised and must not hold a secret.
	Anchor string `json:"-"`
}

// Common implements [Finding].
func (r *Record) Common() *Record { return r }

// RuleID returns the rule's id, or "" without a rule.
func (r *Record) RuleID() string {
	if r.Rule == nil {
		return ""
	}
	return r.Rule.ID
}

// Class returns the rule's weakness class, or "" without a rule.
func (r *Record) Class() Class {
	if r.Rule == nil {
		return ""
	}
	return r.Rule.Class
}

// EffectiveKind returns the record's kind, or else its rule's.
func (r *Record) EffectiveKind() Kind {
	if r.Kind == "" && r.Rule != nil {
		return r.Rule.Kind
	}
	return r.Kind
}

// Suppressed reports whether any suppression is in force. Expiry is the
// policy's business: it drops what has expired before asking.
func (r *Record) Suppressed() bool { return len(r.Suppressions) > 0 }

// NewRecord returns a record of rule at loc with the rule's severity,
// confidence and persona.
func NewRecord(rule *Rule, loc Location, message string) Record {
	return Record{
		Rule:       rule,
		Severity:   rule.Severity,
		Confidence: rule.Confidence,
		Persona:    rule.Persona,
		Location:   loc,
		Message:    message,
	}
}

// BaselineState is a finding's state against an earlier run.
type BaselineState string

// The baseline states, as SARIF 2.1.0 section 3.27.24 names them.
const (
	BaselineNew       BaselineState = "new"
	BaselineUnchanged BaselineState = "unchanged"
	BaselineUpdated   BaselineState = "updated"
	BaselineAbsent    BaselineState = "absent"
)

// Vulnerability holds the facts of a published vulnerability, merged over all
// advisories that describe it.
type Vulnerability struct {
	// ID is the one to show.
	ID string `json:"id"`
	// Aliases are all other ids, in rising order.
	Aliases []string `json:"aliases,omitempty"`
	// Summary is the advisory's own title.
	Summary string `json:"summary,omitempty"`
	// Ranges are the affected versions in the advisory's notation.
	Ranges []string `json:"ranges,omitempty"`
	// Fixed holds the versions that clear this vulnerability, lowest first;
	// empty when there is none.
	Fixed []string `json:"fixed,omitempty"`
	// Reachability is "", "called", "imported", "required" or "unreachable".
	Reachability string `json:"reachability,omitempty"`
	// Trace is the call path that reaches the vulnerable symbol.
	Trace []string `json:"trace,omitempty"`
	// VEX is the state given by a VEX statement, in its own words.
	VEX string `json:"vex,omitempty"`
	// Withdrawn says that the advisory was taken back.
	Withdrawn bool `json:"withdrawn,omitempty"`
}

// Secret holds what may be told about a leaked credential: never its value.
type Secret struct {
	// Detector is the id of the format that matched.
	Detector string `json:"detector,omitempty"`
	// Provider is the issuer, lower case, such as "github".
	Provider string `json:"provider,omitempty"`
	// Redacted is a form that can be shown, such as "ghp_…(40)".
	Redacted string `json:"redacted,omitempty"`
	// Hash is a keyed hash of the value, for comparison only.
	Hash string `json:"hash,omitempty"`
	// Validation is "", "valid", "invalid" or "unknown", from a live check.
	Validation string `json:"validation,omitempty"`
}

// Fix is one way to mend a finding.
type Fix struct {
	// Description says what the fix does.
	Description string `json:"description"`
	// Safe says that the meaning of the program stays the same.
	Safe bool `json:"safe,omitempty"`
	// Caveat says what may change by a fix that is not safe, or what it was
	// worked out from; empty where nothing is to be said.
	Caveat string `json:"caveat,omitempty"`
	// Edits are replacements of text.
	Edits []Edit `json:"edits,omitempty"`
	// Upgrade is the package version to move to.
	Upgrade *Upgrade `json:"upgrade,omitempty"`
	// Command is a command line that does it.
	Command string `json:"command,omitempty"`
}

// Edit replaces the bytes of a region.
type Edit struct {
	Path   string `json:"path"`
	Region Region `json:"region"`
	Text   string `json:"text"`
}

// Upgrade is a change of a package's version.
type Upgrade struct {
	PURL string `json:"purl"`
	From string `json:"from,omitempty"`
	To   string `json:"to"`
}

// Suppression is a decision to live with a finding.
type Suppression struct {
	// Kind is "inSource" for a comment, "external" for a policy or baseline.
	Kind string `json:"kind"`
	// Mechanism is what was used to say so, such as "gitleaks:allow"; empty
	// where the kind says it all.
	Mechanism string `json:"mechanism,omitempty"`
	// Justification is the reason given.
	Justification string `json:"justification,omitempty"`
	// Owner is who decided.
	Owner string `json:"owner,omitempty"`
	// Expires is the last day (YYYY-MM-DD, UTC) on which it holds; empty means
	// that it does not expire.
	Expires string `json:"expires,omitempty"`
	// Location of the comment, where it is one.
	Location *Location `json:"location,omitempty"`
}

// By returns the mechanism, or else the kind.
func (s *Suppression) By() string { return cmp.Or(s.Mechanism, s.Kind) }

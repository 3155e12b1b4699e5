package fix

import (
	"cmp"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/scan"
)

// Left is a fix that was not done.
type Left struct {
	Finding scan.Finding
	// Fix that would have been done, had nothing spoken against it.
	Fix *scan.Fix
	// Reason is what programs decide on.
	Reason Reason
	// Detail says in a few words what is in the way.
	Detail string
}

// Reason says why a fix was not done.
type Reason string

// The reasons.
const (
	ReasonUnsafe     Reason = "unsafe"     // it may change the meaning, and that was not allowed
	ReasonSuppressed Reason = "suppressed" // somebody decided to live with the finding
	ReasonOverlap    Reason = "overlap"    // it touches the fix of a graver finding: scan again and add
	ReasonChanged    Reason = "changed"    // the file is not what the finding saw, or nothing shows that it is
	ReasonOrigin     Reason = "origin"     // the file is in an archive, an image, a Git history or another target
	ReasonPath       Reason = "path"       // the path leads out of the folder, through a link or into Git's own files
	ReasonUnreadable Reason = "unreadable" // the file cannot be read, or is too large
	ReasonReadOnly   Reason = "read-only"  // the file's mode forbids its owner to write
	ReasonEncoding   Reason = "encoding"   // the file is UTF-16 or binary
	ReasonInvalid    Reason = "invalid"    // the fix's edits make no sense
)

// refusal is the reason and the detail of a Left.
type refusal struct {
	reason Reason
	detail string
}

// candidate is the fix of a finding that might be done.
type candidate struct {
	finding scan.Finding
	record  *scan.Record
	fix     *scan.Fix
}

// candidates returns what might be done, the gravest first, and notes what
// must not be done whatever the files hold.
func (p *Patch) candidates(findings []scan.Finding) []*candidate {
	var list []*candidate
	for _, f := range findings {
		c := &candidate{finding: f, record: f.Common()}
		if !p.config.Concerns(c.record) {
			continue
		}
		why := p.choose(c)
		switch {
		case c.fix == nil:
		case why != nil:
			p.left = append(p.left, Left{f, c.fix, why.reason, why.detail})
		default:
			list = append(list, c)
		}
	}
	slices.SortStableFunc(list, func(a, b *candidate) int {
		return cmp.Or(
			cmp.Compare(b.record.Severity, a.record.Severity),
			cmp.Compare(b.record.Confidence, a.record.Confidence),
			byPlace(a.record, b.record),
			cmp.Compare(a.fix.Description, b.fix.Description),
		)
	})
	return list
}

// byPlace orders records by path, place and rule.
func byPlace(a, b *scan.Record) int {
	return cmp.Or(
		strings.Compare(a.Location.Path, b.Location.Path),
		cmp.Compare(a.Location.Region.StartOffset, b.Location.Region.StartOffset),
		cmp.Compare(a.Location.Region.EndOffset, b.Location.Region.EndOffset),
		strings.Compare(a.RuleID(), b.RuleID()),
		strings.Compare(a.Message, b.Message),
	)
}

// Concerns reports whether a finding is one of those to fix: open, and of a rule and
// class that are named, if some are. Whether it has a fix is another question.
func (c *Config) Concerns(r *scan.Record) bool {
	return (r.Outcome == scan.OutcomeFail || r.Outcome == scan.OutcomeReview) && r.Baseline != scan.BaselineAbsent &&
		(len(c.Rules) == 0 || slices.Contains(c.Rules, r.RuleID())) &&
		(len(c.Classes) == 0 || slices.Contains(c.Classes, r.Class()))
}

// choose sets the fix of a candidate, nil where the finding has none with
// edits, and says why it must not be done.
func (p *Patch) choose(c *candidate) *refusal {
	allowed := false
	for i := range c.record.Fixes {
		f := &c.record.Fixes[i]
		if len(f.Edits) == 0 || c.fix != nil && !p.permits(f) {
			continue
		}
		if c.fix, allowed = f, p.permits(f); allowed {
			break
		}
	}
	switch origin := c.record.Location.Origin; {
	case c.fix == nil:
		return nil
	case c.record.Suppressed():
		return &refusal{ReasonSuppressed, "suppressed by " + c.record.Suppressions[0].By()}
	case origin != nil:
		return &refusal{ReasonOrigin, foreign(origin)}
	case !allowed:
		return &refusal{ReasonUnsafe, cmp.Or(c.fix.Caveat, "the fix may change the meaning")}
	}
	return nil
}

func (p *Patch) permits(f *scan.Fix) bool { return f.Safe || p.config.Unsafe }

// foreign says where a file is that is none of the folder.
func foreign(o *scan.Origin) string {
	switch {
	case len(o.Archives) > 0:
		return "the file is in the archive " + o.Archives[0]
	case o.Image != "" || o.Layer != "":
		return "the file is in an image"
	case o.Commit != "" || o.Blob != "":
		return "the file is in a Git history"
	}
	return "the file is in another target"
}

package validate

import (
	"cmp"
	"slices"

	"github.com/penstock-dev/penstock/sbom/bom"
	"github.com/penstock-dev/penstock/sbom/internal/place"
	"github.com/penstock-dev/penstock/scan"
)

// Report is the outcome of a validation.
type Report struct {
	Format bom.Format
	// SpecVersion is written as in [bom.Document].
	SpecVersion string
	// Syntax is "JSON", "XML", "YAML", "RDF" or "tag-value".
	Syntax string
	// Problems in the order of the text.
	Problems []Problem
	// Truncated is true if there are [Config.MaxProblems] problems: there may be
	// more.
	Truncated bool
	// Document is what could be read, nil if nothing could. What it says is
	// checked as far as it was read.
	Document *bom.Document
	// Unread says why the reader gave up, if it did.
	Unread error
}

// Valid reports whether the document has the structure that its specification
// wants. What else is wrong with it does not count.
func (r *Report) Valid() bool {
	return !slices.ContainsFunc(r.Problems, func(p Problem) bool { return p.Rule == RuleStructure })
}

// Problem is one thing that is wrong with a document.
type Problem struct {
	// Rule is the id of one of [Rules].
	Rule     string
	Severity scan.Severity
	// Pointer is the place as JSON pointer (RFC 6901), in XML as the names of the
	// elements, with "[2]" behind the second of a name and "/@" before an
	// attribute. It is empty in other syntaxes.
	Pointer string
	// Region is the place in the text, which begins at line 1 and column 1. It is
	// zero for the document as a whole.
	Region  scan.Region
	Message string
}

// collector gathers problems up to a limit.
type collector struct {
	problems  []Problem
	max       int
	truncated bool
	index     *place.Index // nil while probing
	skip      int          // length of a byte order mark
}

// full reports whether no more problems are wanted, and notes that there are
// more.
func (c *collector) full() bool {
	if len(c.problems) < c.max {
		return false
	}
	c.truncated = true
	return true
}

// structure adds a problem with the structure of the document.
func (c *collector) structure(start, end int, pointer, message string) {
	c.add(RuleStructure, c.region(start, end), pointer, message)
}

// probing reports whether problems are only counted.
func (c *collector) probing() bool { return c.index == nil }

func (c *collector) region(start, end int) scan.Region {
	return c.index.Region(start+c.skip, end+c.skip)
}

func (c *collector) add(rule string, region scan.Region, pointer, message string) {
	if c.full() {
		return
	}
	c.problems = append(c.problems, Problem{Rule: rule, Severity: severity(rule), Pointer: pointer, Region: region, Message: message})
}

// sorted returns the problems in the order of the text, each once.
func (c *collector) sorted() []Problem {
	slices.SortStableFunc(c.problems, func(a, b Problem) int {
		return cmp.Or(
			cmp.Compare(a.Region.StartOffset, b.Region.StartOffset), cmp.Compare(b.Region.EndOffset, a.Region.EndOffset),
			cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Pointer, b.Pointer), cmp.Compare(a.Message, b.Message),
		)
	})
	return slices.Compact(c.problems) // what is declared and concluded alike is told once
}

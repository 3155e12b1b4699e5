package license

import (
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"slices"
	"strings"
)

// Reading is what [Read] made of a text.
type Reading struct {
	// Expression is in canonical form, nil where the text states no license.
	Expression *Expression
	// None says that the text is NONE: there is no license, which is something
	// else than not to know one.
	None bool
	// Exact says that the text was an expression by the grammar of SPDX.
	Exact bool
	// Texts are what the references that were made up stand for, in the order
	// of the expression.
	Texts []Text
}

// Text is what a reference stands for.
type Text struct {
	// ID is the reference, "LicenseRef-…".
	ID string
	// Text is what was written for the license: its name, its address, or its whole
	// text.
	Text string
}

// String returns the text of the expression, "NONE" or "NOASSERTION".
func (r Reading) String() string {
	switch {
	case r.Expression != nil:
		return r.Expression.String()
	case r.None:
		return "NONE"
	default:
		return "NOASSERTION"
	}
}

// Known reports whether every license of the expression is one of the SPDX list
// or a reference that was in the text, and none was made up.
func (r Reading) Known() bool { return r.Expression != nil && len(r.Texts) == 0 }

// Read reads what somebody wrote for a license, see the package documentation.
// What has no known meaning becomes a reference, as a whole, or, between
// operators that are clearly meant as such, in parts. Versions are not guessed:
// "BSD" and "Apache" become references of their class; only for the GNU licenses
// it is settled what no version means, namely any. Read never fails.
func Read(text string) Reading {
	text = strings.ToValidUTF8(strings.TrimSpace(text), "\uFFFD")
	switch strings.ToLower(strings.Trim(text, ".-[]{}\"' ")) {
	case "", "noassertion", "unknown", "n/a", "na", "null", "undefined", "license", "none given", "not specified", "license :: osi approved":
		return Reading{}
	case "none":
		return Reading{None: true}
	}
	if e, err := Parse(text); err == nil {
		return Reading{Expression: e.Canonical(), Exact: true}
	}
	r := &reader{}
	if e := r.read(text); e != nil {
		return Reading{Expression: e.Canonical(), Texts: r.texts}
	}
	return Reading{Expression: r.ref(text), Texts: r.texts}
}

// ReadAll reads several statements about one package. They apply together,
// but for the ecosystems whose documentation says that several licenses are a
// choice: Maven, Packagist, RubyGems, and the former "licenses" of npm. The name
// of the ecosystem is that of the OSV schema.
func ReadAll(ecosystem string, statements []string) Reading {
	if len(statements) > maxStatements {
		return Read(strings.Join(statements, "\n"))
	}
	operator := And
	switch base, _, _ := strings.Cut(ecosystem, ":"); base {
	case "Maven", "Packagist", "RubyGems", "npm":
		operator = Or
	}
	all := Reading{Exact: true}
	var list []*Expression
	for _, s := range statements {
		r := Read(s)
		all.None = all.None || r.None
		all.Exact = all.Exact && r.Exact
		for _, t := range r.Texts {
			if !slices.Contains(all.Texts, t) {
				all.Texts = append(all.Texts, t)
			}
		}
		list = append(list, r.Expression)
	}
	if all.Expression = Join(operator, list...); all.Expression == nil {
		return Reading{None: all.None}
	}
	all.None = false
	all.Expression = all.Expression.Canonical()
	return all
}

// maxStatements is the number of statements about one package above which they
// are taken for one text.
const maxStatements = 500

// reader makes up references as it reads.
type reader struct{ texts []Text }

// longestName is the length in bytes up to which a text can be a name or an
// expression; longer ones are texts of licenses.
const longestName = 1024

// read returns the expression that a text means, nil if it is to become a
// reference as a whole.
func (r *reader) read(text string) *Expression {
	if len(text) > longestName {
		return nil
	}
	text = strings.Join(strings.Fields(text), " ")
	if rest, ok := strings.CutPrefix(text, "custom:"); ok { // Arch Linux
		text = rest
	}
	if strings.HasPrefix(text, "License :: ") {
		text = strings.TrimSpace(text[strings.LastIndex(text, "::")+2:])
	}
	if e := r.phrase(text); e != nil {
		return e
	}
	if e := fromURL(text); e != nil {
		return e
	}
	return r.terms(text)
}

// rNotes are what R writes around a license: a file with the names of its
// holders, and versions as comparisons.
var (
	rFile    = regexp.MustCompile(`(?i)\s*[+|]\s*file\s+licen[cs]e$`)
	rAtLeast = regexp.MustCompile(`\(\s*>=?\s*([0-9.]+)\s*\)`)
	rExactly = regexp.MustCompile(`\(\s*==?\s*([0-9.]+)\s*\)`)
)

// phrase returns what a text means as one name, with or without what it has in
// brackets.
func (r *reader) phrase(text string) *Expression {
	text = rExactly.ReplaceAllString(rAtLeast.ReplaceAllString(rFile.ReplaceAllString(text, ""), "$1+"), "$1")
	if e := r.name(text); e != nil {
		return e
	}
	before, rest, _ := strings.Cut(text, "(")
	within, behind, closed := strings.Cut(rest, ")")
	if !closed || before == "" || strings.ContainsAny(within+behind, "()") {
		return nil
	}
	known := len(r.texts)
	outer, inner := r.name(before+behind), r.name(within)
	r.texts = r.texts[:known]
	best := outer
	switch {
	case inner == nil && fromURL(within) == nil:
		return nil // what is in brackets may change everything
	case inner == nil:
	case outer == nil || outer.IsRef() && (behind == "" || !inner.IsRef()):
		best = inner
	case !inner.IsRef() && len(outer.String()) < len(inner.String()):
		best = inner // "GNU General Public License v2 (GPL-2.0-or-later)"
	}
	if best == nil || !best.IsRef() {
		return best
	}
	return r.add(best.License, text)
}

// name returns what a single name means: a license that is listed under it, or
// the reference for a family of licenses without a version.
func (r *reader) name(text string) *Expression {
	key := fold(text)
	if key == "" {
		return nil
	}
	if meaning, ok := meanings()[key]; ok {
		if e, err := Parse(meaning); err == nil {
			return e
		}
	}
	for _, f := range families() {
		if slices.Contains(f.names, key) {
			return r.add(f.ref, text)
		}
	}
	return nil
}

// ref makes up the reference for a text.
func (r *reader) ref(text string) *Expression {
	const longest = 60
	id := strings.Join(strings.FieldsFunc(text, notIdentifier), "-")
	id = strings.TrimPrefix(id, "LicenseRef-")
	if len(text) > longest || id == "" {
		sum := sha256.Sum256([]byte(text))
		id = hex.EncodeToString(sum[:8])
	}
	return r.add("LicenseRef-"+id, text)
}

func (r *reader) add(id, text string) *Expression {
	if !slices.ContainsFunc(r.texts, func(t Text) bool { return t.ID == id }) {
		r.texts = append(r.texts, Text{id, text})
	}
	return &Expression{License: id}
}

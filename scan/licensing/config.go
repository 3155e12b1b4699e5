package licensing

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/penstock-dev/penstock/sbom/license"
	"github.com/penstock-dev/penstock/sbom/purl"
	"github.com/penstock-dev/penstock/scan"
)

// Verdict is what a policy says about a license. The zero value leaves it to
// the default of the field.
type Verdict string

// The verdicts, the best first.
const (
	Allow  Verdict = "allow"
	Review Verdict = "review" // a person has to judge
	Deny   Verdict = "deny"
)

// Rules say what is allowed. The entries of the lists are identifiers and
// expressions of SPDX, and the names of classes, such as "permissive".
type Rules struct {
	Allow  []string `yaml:"allow"`
	Review []string `yaml:"review"`
	Deny   []string `yaml:"deny"`
	// Otherwise is said about licenses of a known class that no list names;
	// empty means Review.
	Otherwise Verdict `yaml:"otherwise"`
	// Unknown is said about licenses without a known class that no list names;
	// empty means Review.
	Unknown Verdict `yaml:"unknown"`
	// Missing is said about packages that state no license; empty means that a
	// diagnostic counts them.
	Missing Verdict `yaml:"missing"`
}

// Config is a policy. The zero value asks for a review of what is not in the
// classes [license.PublicDomain], [license.Permissive] and
// [license.WeakCopyleft].
type Config struct {
	// Rules for all packages. If all three lists are empty, Allow has the three
	// classes.
	Rules `yaml:",inline"`
	// Scopes hold rules for packages of a scope, in place of those for all. So
	// tools of developers, which are not passed on, can be under milder ones.
	Scopes map[scan.Scope]Rules `yaml:"scopes"`
	// Exceptions are packages that somebody decided to live with.
	Exceptions []Exception `yaml:"exceptions"`
	// Conclusions say what license packages are under, whatever they state.
	Conclusions []Conclusion `yaml:"conclusions"`
	// Now is the time at which exceptions are judged. Under the zero time those
	// that expire are taken for expired.
	Now time.Time `yaml:"-"`
}

// Exception suppresses the finding about a package.
type Exception struct {
	// Package is a package URL, for all versions if it names none.
	Package string `yaml:"package"`
	// License makes the exception hold only as long as the package states this
	// expression; empty means any.
	License string `yaml:"license"`
	// Reason and Owner say why, and who decided.
	Reason string `yaml:"reason"`
	Owner  string `yaml:"owner"`
	// Expires is the last day (YYYY-MM-DD, UTC) on which it holds; empty means
	// that it does not expire.
	Expires string `yaml:"expires"`
}

// Conclusion is the license that somebody found a package to be under.
type Conclusion struct {
	// Package is a package URL, for all versions if it names none.
	Package string `yaml:"package"`
	// License is an SPDX expression.
	License string `yaml:"license"`
}

// entry is one entry of a list, ready to match.
type entry struct {
	verdict    Verdict
	text       string
	class      license.Class       // for a class
	expression *license.Expression // else
}

// rules are Rules ready to match.
type rules struct {
	Rules
	entries []entry
}

func (r Rules) empty() bool { return len(r.Allow)+len(r.Review)+len(r.Deny) == 0 }

func compile(r Rules, where string) (*rules, error) {
	if r.empty() {
		r.Allow = []string{string(license.PublicDomain), string(license.Permissive), string(license.WeakCopyleft)}
	}
	out := &rules{Rules: r}
	var errs []error
	// Stricter ones first: of equally special entries the first one decides.
	for _, list := range []struct {
		verdict Verdict
		entries []string
	}{{Deny, r.Deny}, {Review, r.Review}, {Allow, r.Allow}} {
		for _, text := range list.entries {
			e, err := compileEntry(text)
			if err != nil {
				errs = append(errs, fmt.Errorf("%s%s: %w", where, list.verdict, err))
				continue
			}
			e.verdict = list.verdict
			out.entries = append(out.entries, e)
		}
	}
	for _, v := range []Verdict{r.Otherwise, r.Unknown, r.Missing} {
		if v != "" && !slices.Contains([]Verdict{Allow, Review, Deny}, v) {
			errs = append(errs, fmt.Errorf("%sthere is no verdict %q: want allow, review or deny", where, v))
		}
	}
	out.Otherwise, out.Unknown = cmp.Or(r.Otherwise, Review), cmp.Or(r.Unknown, Review)
	return out, errors.Join(errs...)
}

func compileEntry(text string) (entry, error) {
	if slices.Contains(license.Classes(), license.Class(text)) {
		return entry{text: text, class: license.Class(text)}, nil
	}
	e, err := license.Parse(text)
	if err == nil {
		return entry{text: text, expression: e.Canonical()}, nil
	}
	if r := license.Read(text); r.Known() {
		return entry{}, fmt.Errorf("%q is neither a class nor an SPDX expression: is %q meant?", text, r)
	}
	return entry{}, fmt.Errorf("%q is neither a class nor an SPDX expression: %w", text, err)
}

// check returns what is wrong with exceptions and conclusions.
func (c Config) check() error {
	var errs []error
	for _, e := range c.Exceptions {
		if _, err := purl.Parse(e.Package); err != nil {
			errs = append(errs, fmt.Errorf("exception for %q: %w", e.Package, err))
		}
		if e.Reason == "" {
			errs = append(errs, fmt.Errorf("exception for %s: there is no reason", e.Package))
		}
		if _, err := time.Parse(time.DateOnly, e.Expires); e.Expires != "" && err != nil {
			errs = append(errs, fmt.Errorf("exception for %s: %q is no day of the form YYYY-MM-DD", e.Package, e.Expires))
		}
		if e.License != "" && !license.Valid(e.License) {
			errs = append(errs, fmt.Errorf("exception for %s: %q is no SPDX expression", e.Package, e.License))
		}
	}
	for _, s := range c.Conclusions {
		if _, err := purl.Parse(s.Package); err != nil {
			errs = append(errs, fmt.Errorf("conclusion for %q: %w", s.Package, err))
		}
		if _, err := license.Parse(s.License); err != nil {
			errs = append(errs, fmt.Errorf("conclusion for %s: %w", s.Package, err))
		}
	}
	return errors.Join(errs...)
}

// concerns reports whether a pattern is the package URL of a package, or that
// of all its versions.
func concerns(pattern string, p *scan.Package) bool {
	want, err := purl.Parse(pattern)
	if err != nil || p.PURL == "" {
		return false
	}
	have, err := purl.Parse(p.PURL)
	return err == nil && have.Type == want.Type && have.Namespace == want.Namespace && have.Name == want.Name &&
		(want.Version == "" || want.Version == have.Version)
}

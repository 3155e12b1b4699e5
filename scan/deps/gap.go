package deps

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/scan"
)

// maxExamples bounds the packages that one diagnostic names.
const maxExamples = 5

// gaps collects what could not be checked, to tell it in few words.
type gaps struct {
	cover    map[string]bool    // ecosystem: whether the source covers it
	asked    map[string]int     // ecosystem: packages
	missing  map[string]int     // ecosystem: packages not checked
	used     map[string]int     // ecosystem: such that nobody has to check
	cloned   int                // those not checked that are repositories
	nameless *vague             // those of no ecosystem
	vague    map[problem]*vague // packages whose version could not be compared
}

// problem is one reason for not comparing versions.
type problem struct {
	ecosystem, reason string
	note              bool
}

// The reasons, in the words of the diagnostics.
const (
	reasonEmpty   = "packages without a version"
	reasonVersion = "packages whose version cannot be ordered"
	reasonRange   = "packages with advisories whose range cannot be read"
	reasonHistory = "packages at revisions that only the history of their repositories can place"
)

// vague is what is told of one problem.
type vague struct {
	packages, advisories int
	examples             []string
	location             scan.Location // of the first package
	cause                error         // of the first package
}

func newGaps() *gaps {
	return &gaps{cover: map[string]bool{}, asked: map[string]int{}, missing: map[string]int{}, used: map[string]int{}, nameless: &vague{}, vague: map[problem]*vague{}}
}

// covered asks the source once for each ecosystem.
func (g *gaps) covered(s Source, ecosystem string) bool {
	covered, known := g.cover[ecosystem]
	if !known {
		_, covered = s.Coverage(ecosystem)
		g.cover[ecosystem] = covered
	}
	return covered
}

// unchecked counts a package of an ecosystem without data.
func (g *gaps) unchecked(p *scan.Package) {
	switch {
	case unadvised(p) || unpublished(p.Ecosystem):
		g.used[p.Ecosystem]++
	case p.Ecosystem == repositories:
		g.cloned++
	default:
		if g.missing[p.Ecosystem]++; p.Ecosystem == "" {
			if p.Name == "" {
				g.nameless.add(cmp.Or(p.PURL, "a package without a name"), "", p.Locations)
				return
			}
			g.nameless.add(p.Name, p.Version, p.Locations)
		}
	}
}

// unpublished reports whether an ecosystem is one that the OSV schema does not
// have: there is nothing to match its packages with, whatever is loaded. Names that
// are merely unknown are none of these.
func unpublished(ecosystem string) bool {
	switch ecosystem {
	case "CocoaPods", "Conda", "CPAN", "Helm", "JSR", "SWI-Prolog", "Terraform", "vcpkg":
		return true
	}
	return false
}

// undecided notes a package that n advisories could not be compared with. The
// cause is why its version cannot be ordered; nil blames the advisories.
func (g *gaps) undecided(s *suspect, n int, cause error) {
	key := problem{s.first.Ecosystem, reasonRange, fromPipeline(s.first)}
	switch {
	case s.first.Version == "":
		key.reason, cause = reasonEmpty, nil
	case s.first.Ecosystem == repositories:
		key.reason, cause = reasonHistory, nil
	case cause != nil:
		key.reason = reasonVersion
	}
	v := g.vague[key]
	if v == nil {
		v = &vague{cause: cause}
		v.location, _ = places(s.locations)
		g.vague[key] = v
	}
	v.add(s.first.Name, s.first.Version, nil)
	v.advisories += n
}

// add counts a package and keeps the first few as examples.
func (v *vague) add(name, version string, locations []scan.Location) {
	if v.packages++; v.packages == 1 && len(locations) > 0 {
		v.location = locations[0]
	}
	if len(v.examples) < maxExamples {
		v.examples = append(v.examples, strings.TrimSpace(name+" "+version))
	}
}

// named returns the examples, and how many more there are.
func (v *vague) named() string {
	examples := strings.Join(v.examples, ", ")
	if more := v.packages - len(v.examples); more > 0 {
		examples += fmt.Sprintf(" and %d more", more)
	}
	return examples
}

// diagnostics returns one diagnostic for each ecosystem without data and one
// for each problem of each ecosystem, in a fixed order.
func (g *gaps) diagnostics() []*scan.Diagnostic {
	var list []*scan.Diagnostic
	for _, ecosystem := range slices.Sorted(maps.Keys(g.used)) {
		message := fmt.Sprintf("no %s advisories: %s of pipelines not matched", ecosystem, count(g.used[ecosystem], "component"))
		switch {
		case unpublished(ecosystem):
			message = fmt.Sprintf("%s of %s not matched: no advisories are published about them", count(g.used[ecosystem], "package"), ecosystem)
		case ecosystem == "":
			message = fmt.Sprintf("%s, such as images and operating systems, not matched: no advisories are published about them", count(g.used[ecosystem], "component"))
		}
		list = append(list, &scan.Diagnostic{Kind: scan.DiagNoAdvisories, Message: message, Note: true})
	}
	if g.cloned > 0 {
		list = append(list, unclonedNote(g.cloned))
	}
	for _, ecosystem := range slices.Sorted(maps.Keys(g.missing)) {
		n := g.missing[ecosystem]
		d := &scan.Diagnostic{Kind: scan.DiagNoAdvisories, Message: fmt.Sprintf("no %s advisories: %s not checked", ecosystem, count(n, "package"))}
		if other := meant(ecosystem); other != "" {
			d.Message += "; did you mean " + other + "?"
		}
		if ecosystem == "" {
			d.Location = g.nameless.location
			d.Message = fmt.Sprintf("%s without a known ecosystem: not checked: %s", count(n, "package"), g.nameless.named())
		}
		list = append(list, d)
	}
	keys := slices.SortedFunc(maps.Keys(g.vague), func(a, b problem) int {
		return cmp.Or(slices.Compare([]string{a.ecosystem, a.reason}, []string{b.ecosystem, b.reason}), compareBool(a.note, b.note))
	})
	for _, key := range keys {
		list = append(list, g.vague[key].diagnostic(key))
	}
	return list
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

func (v *vague) diagnostic(key problem) *scan.Diagnostic {
	if key.note && key.reason == reasonVersion {
		key.reason += ": a comment behind a commit, such as # v1.2.3, lets it be"
	}
	return &scan.Diagnostic{
		Kind:     scan.DiagNotEvaluated,
		Location: v.location,
		Note:     key.note,
		Message: fmt.Sprintf("not evaluated: %s %s (%s, %s): %s",
			key.ecosystem, key.reason, count(v.packages, "package"), count(v.advisories, "advisory"), v.named()),
		Err: v.cause,
	}
}

// count returns "1 package" or "2 packages".
func count(n int, what string) string {
	switch {
	case n == 1:
		return "1 " + what
	case strings.HasSuffix(what, "y"):
		return fmt.Sprintf("%d %sies", n, what[:len(what)-1])
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// unclonedNote says that repositories were not checked. It is a note: hardly
// anybody has these advisories, which are about software that is built from its
// sources, and a run is not incomplete for every hook of pre-commit.
func unclonedNote(packages int) *scan.Diagnostic {
	return &scan.Diagnostic{
		Kind: scan.DiagNoAdvisories, Note: true,
		Message: fmt.Sprintf("no GIT advisories: %s known by repository and revision not checked", count(packages, "package")),
	}
}

// noSource says that nothing was checked.
func noSource(packages int) *scan.Diagnostic {
	return &scan.Diagnostic{
		Kind: scan.DiagNoAdvisories,
		Message: fmt.Sprintf("no advisory data: known vulnerabilities not checked for %s",
			count(packages, "package")),
	}
}

// sourceDiagnostics returns what the source itself could not read, and whether
// it is too old.
func (a *Analyzer) sourceDiagnostics() []*scan.Diagnostic {
	list := slices.Clone(a.cfg.Source.Diagnostics())
	if a.cfg.StaleBefore.IsZero() {
		return list
	}
	const day = "2006-01-02"
	modified := a.cfg.Source.Modified()
	message := "advisories of " + modified.Format(day)
	switch {
	case modified.IsZero():
		message = "advisories of unknown age"
	case !modified.Before(a.cfg.StaleBefore):
		return list
	}
	return append(list, &scan.Diagnostic{
		Kind:    scan.DiagStaleAdvisories,
		Message: message + ": they should be of " + a.cfg.StaleBefore.Format(day) + " or later",
	})
}

package health

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/scan"
)

// plain reports what is fetched over a connection that anybody on the way can
// change. A checksum in the lock lets that be noticed: then it is hygiene.
func plain(p *scan.Package) *scan.Record {
	source := strings.TrimPrefix(p.Source, "git+")
	if !strings.HasPrefix(source, "http://") && !strings.HasPrefix(source, "git://") {
		return nil
	}
	r := finding(plainRule, p, "%s is fetched from %s without encryption", label(p), hostOf(source))
	pinned := len(p.Hashes) > 0 || p.Properties["commit"] != ""
	switch host, _, _ := strings.Cut(hostOf(source), ":"); {
	case host == "localhost" || strings.HasPrefix(host, "127."):
		return nil
	case pinned:
		r.Severity, r.Persona = scan.SeverityLow, scan.PersonaPedantic
		r.Message += "; the lock holds it to what it was"
	default:
		r.Message += ", and nothing holds it to what it was"
	}
	return r
}

// movable reports code out of a Git repository at a name that can be moved.
func movable(p *scan.Package) *scan.Record {
	git := strings.HasPrefix(p.Source, "git+") || strings.HasPrefix(p.Source, "git://") || strings.HasPrefix(p.Source, "git@") || strings.HasSuffix(p.Source, ".git")
	if !git || fullCommit(p.Properties["commit"]) || p.Properties["pipeline"] != "" || p.Ecosystem == "GIT" {
		return nil
	}
	return finding(movableRule, p, "%s is taken from %s at no fixed commit", label(p), hostOf(strings.TrimPrefix(p.Source, "git+")))
}

func fullCommit(s string) bool {
	return len(s) >= 40 && strings.Trim(strings.ToLower(s), "0123456789abcdef") == ""
}

// deprecated reports releases that were taken back.
func deprecated(p *scan.Package) *scan.Record {
	word, why := "deprecated", p.Properties["deprecated"]
	if why == "" {
		word, why = "yanked", p.Properties["yanked"]
	}
	if why == "" || why == "false" {
		return nil
	}
	if why == "true" {
		return finding(deprecatedRule, p, "%s is %s", label(p), word)
	}
	return finding(deprecatedRule, p, "%s is %s: %s", label(p), word, shorten(why))
}

// shorten keeps what a publisher wrote to one line of bearable length.
func shorten(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if len(s) <= 200 {
		return s
	}
	return strings.ToValidUTF8(s[:200], "") + " …"
}

// script reports packages that run code when they are installed.
func script(p *scan.Package) *scan.Record {
	if p.Properties["installScript"] == "" {
		return nil
	}
	return finding(scriptRule, p, "%s runs a script when it is installed", label(p))
}

// missingIntegrity reports, once for each lockfile, the packages of a registry that
// it holds without checksum, where it has one for others: a file of a form that
// knows no checksums has none at all.
func missingIntegrity(packages []*scan.Package, out scan.Sink) {
	with, without := map[string]int{}, map[string][]*scan.Package{}
	for _, p := range packages {
		if len(p.Locations) == 0 || p.Version == "" || p.Installed || local(p) || !registered(p.Ecosystem) || p.Locations[0].Origin != nil {
			continue
		}
		if p.Ecosystem == "crates.io" {
			continue // what has no checksum is a crate of the workspace
		}
		remote := p.Source == "" || strings.HasPrefix(p.Source, "http")
		switch at := p.Locations[0].Path; {
		case len(p.Hashes) > 0:
			with[at]++
		case remote && p.Properties["bundled"] == "" && p.Properties["commit"] == "":
			without[at] = append(without[at], p)
		}
	}
	for _, at := range slices.Sorted(maps.Keys(without)) {
		list := without[at]
		if with[at] < len(list) {
			continue // the form allows for it, but is not used that way
		}
		slices.SortStableFunc(list, func(a, b *scan.Package) int { return cmp.Compare(label(a), label(b)) })
		r := scan.NewRecord(integrityRule, list[0].Locations[0], fmt.Sprintf("locked without a checksum: %d of %d packages: %s", len(list), len(list)+with[at], examples(list)))
		r.Anchor, r.Occurrences = "integrity", len(list)
		out.Finding(&r)
	}
}

func examples(list []*scan.Package) string {
	var all []string
	for _, p := range list[:min(len(list), 5)] {
		all = append(all, label(p))
	}
	if more := len(list) - len(all); more > 0 {
		all = append(all, fmt.Sprintf("%d more", more))
	}
	return strings.Join(all, ", ")
}

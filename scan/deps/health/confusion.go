package health

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/scan"
)

// private is a pattern of the caller's own names.
type private struct {
	ecosystem string // "" for any
	parts     []string
}

func parsePrivate(pattern string) (private, error) {
	var p private
	name := pattern
	if ecosystem, rest, ok := strings.Cut(pattern, "::"); ok {
		p.ecosystem, name = ecosystem, rest
	}
	if strings.Trim(name, "*") == "" {
		return p, fmt.Errorf("health: private name %q matches every package", pattern)
	}
	p.parts = strings.Split(name, "*")
	return p, nil
}

// matches reports whether a name is the caller's. The parts between the stars come
// in their order, the first at the beginning and the last at the end.
func (p private) matches(ecosystem, name string) bool {
	if p.ecosystem != "" && !strings.EqualFold(p.ecosystem, ecosystem) {
		return false
	}
	first, last := p.parts[0], p.parts[len(p.parts)-1]
	if len(p.parts) == 1 {
		return name == first
	}
	rest, ok := strings.CutPrefix(name, first)
	if !ok {
		return false
	}
	for _, part := range p.parts[1 : len(p.parts)-1] {
		i := strings.Index(rest, part)
		if i < 0 {
			return false
		}
		rest = rest[i+len(part):]
	}
	return strings.HasSuffix(rest, last)
}

// registered are the ecosystems whose packages have no source where they come from
// the default registry.
func registered(ecosystem string) bool {
	switch ecosystem {
	case "npm", "PyPI", "crates.io", "RubyGems", "Packagist", "Pub", "NuGet":
		return true
	}
	return false
}

// resolved reports whether the file that names a package says where it was fetched:
// requirements files and some locks leave that to the configuration.
func resolved(p *scan.Package) bool {
	return p.Version != "" && len(p.Hashes) > 0 || p.Source != ""
}

// confused reports a name of the caller's own that comes from the public registry.
func (a *Analyzer) confused(p *scan.Package) *scan.Record {
	if p.Source != "" || !registered(p.Ecosystem) || p.Installed {
		return nil
	}
	if !slices.ContainsFunc(a.private, func(own private) bool { return own.matches(p.Ecosystem, p.Name) }) {
		return nil
	}
	if !resolved(p) {
		r := finding(confusionRule, p, "%s has a private name, and nothing in the file says that it comes from a private registry", label(p))
		r.Severity, r.Confidence = scan.SeverityMedium, scan.ConfidenceMedium
		return r
	}
	return finding(confusionRule, p, "%s has a private name, but is locked from the public registry", label(p))
}

// scoped is the packages of one scope of npm in one file, by the host that they come
// from; "" is the default registry.
type scoped struct {
	file, scope string
	hosts       map[string][]*scan.Package
}

// served is a host that packages of a file come from.
type served struct{ file, host string }

// mirrorScopes is the number of scopes from which on a host is taken for a mirror of
// the default registry, as is one that serves packages without scope.
const mirrorScopes = 4

// splitScopes reports scopes of npm of which some packages come from the default
// registry and some from a private one: whoever owns the scope there serves code
// here.
func (a *Analyzer) splitScopes(packages []*scan.Package, out scan.Sink) {
	list, mirrors := scopesOf(packages)
	for _, s := range list {
		var others []string
		for _, host := range slices.Sorted(maps.Keys(s.hosts)) {
			if host != "" && !mirrors[served{s.file, host}] {
				others = append(others, host)
			}
		}
		if len(others) == 0 {
			continue
		}
		for _, p := range s.hosts[""] {
			if a.confused(p) != nil {
				continue // said already
			}
			r := finding(confusionRule, p, "%s is locked from the public registry, other packages of %s from %s", label(p), s.scope, strings.Join(others, ", "))
			r.Severity, r.Confidence = scan.SeverityMedium, scan.ConfidenceMedium
			out.Finding(r)
		}
	}
}

// scopesOf gathers the scopes of each file, in rising order, and the hosts that are
// mirrors there.
func scopesOf(packages []*scan.Package) (list []*scoped, mirrors map[served]bool) {
	index := map[[2]string]*scoped{}
	scopes := map[served]map[string]bool{}
	for _, p := range packages {
		if p.Ecosystem != "npm" || local(p) || !resolved(p) || strings.Contains(p.Source, "git") || len(p.Locations) == 0 || listed(p) {
			continue
		}
		file, host := p.Locations[0].Path, hostOf(p.Source)
		scope, _, ok := strings.Cut(p.Name, "/")
		if !ok {
			scope = ""
		}
		at := served{file, host}
		if scopes[at] == nil {
			scopes[at] = map[string]bool{}
		}
		scopes[at][scope] = true
		if scope == "" {
			continue
		}
		s := index[[2]string{file, scope}]
		if s == nil {
			s = &scoped{file, scope, map[string][]*scan.Package{}}
			index[[2]string{file, scope}] = s
			list = append(list, s)
		}
		s.hosts[host] = append(s.hosts[host], p)
	}
	slices.SortFunc(list, func(a, b *scoped) int {
		return cmp.Or(cmp.Compare(a.file, b.file), cmp.Compare(a.scope, b.scope))
	})
	mirrors = map[served]bool{}
	for at, known := range scopes {
		mirrors[at] = known[""] || len(known) >= mirrorScopes
	}
	return list, mirrors
}

// hostOf returns the host of a source that is a URL, "" for the default registry.
func hostOf(source string) string {
	_, rest, ok := strings.Cut(source, "://")
	if !ok {
		return ""
	}
	host, _, _ := strings.Cut(rest, "/")
	return host[strings.LastIndexByte(host, '@')+1:]
}

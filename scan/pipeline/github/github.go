// Package github is the front end for GitHub Actions: workflows, actions and
// the configuration of Dependabot, and the rules that check them.
//
// What it knows about the platform (events, contexts, permissions, runners,
// actions) is data in files named *_table.go, after the public documentation of
// GitHub Actions and of webhook events, as of November 2026.
package github

import (
	"bytes"
	"fmt"
	"path"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
)

// System is the front end; it implements [audit.System]. It is immutable and safe
// for concurrent use.
type System struct {
	audit.Rulebook
	platform   Platform
	advisories map[string][]*Advisory
	popular    map[string]bool
	verified   map[string]bool
	matched    bool // see Config.Matched

	allowed, denied []string // patterns in lower case
}

// Config configures a [System]. The zero value uses what is built in.
type Config struct {
	// Advisories replace those that are built in ([Advisories]); nil keeps them.
	Advisories []Advisory
	// Matched says that the versions of actions are matched with advisories
	// elsewhere in the run, as package deps does with the packages that the
	// pipeline's analyzer reports. What is left to known-vulnerable-component are
	// commits that its advisories list and no comment gives a version: so nothing
	// is told twice.
	Matched bool
	// Popular are actions, as owner/repo, whose names others imitate; nil means
	// the built-in list.
	Popular []string
	// Verified are owners whom the user trusts beside the platform's own; nil
	// means the built-in list.
	Verified []string
	// Allowed are the only actions that may be used, and Denied those that may
	// not: owner/repo, where a star stands for any name or part of one, as in
	// [path.Match]. Nil sets no limit.
	Allowed, Denied []string
	// Platform answers what only the hosting platform knows; nil leaves out the
	// rules that need it.
	Platform Platform
}

// New returns the front end with what is built in.
func New() *System {
	s, _ := Configure(Config{}) // a test holds that the built-in tables are right
	return s
}

// Configure returns the front end. It fails when an advisory has no component or
// a version that cannot be read, or a pattern is none.
func Configure(cfg Config) (*System, error) {
	s := &System{platform: cfg.Platform, advisories: map[string][]*Advisory{}, popular: popularActions, verified: verifiedOwners, matched: cfg.Matched}
	rules := ruleList()
	if cfg.Platform != nil {
		rules = append(rules, platformRules()...)
	}
	if cfg.Allowed != nil || cfg.Denied != nil {
		rules = append(rules, forbiddenComponent())
	}
	s.Rulebook = audit.NewRulebook("github", rules...)
	var err error
	if s.allowed, err = patterns(cfg.Allowed); err != nil {
		return nil, err
	}
	if s.denied, err = patterns(cfg.Denied); err != nil {
		return nil, err
	}
	list := cfg.Advisories
	if list == nil {
		list = Advisories()
	}
	for i := range list {
		a := &list[i]
		for _, v := range []string{a.From, a.Before, a.Through} {
			if _, ok := parseVersion(v); v != "" && !ok {
				return nil, fmt.Errorf("advisory %s of %s: version %q cannot be read", a.ID, a.Component, v)
			}
		}
		if !strings.Contains(a.Component, "/") {
			return nil, fmt.Errorf("advisory %s: component %q is no owner/repo", a.ID, a.Component)
		}
		own := *a
		name := strings.ToLower(a.Component)
		s.advisories[name] = append(s.advisories[name], &own)
	}
	if cfg.Popular != nil {
		s.popular = lowerSet(cfg.Popular)
	}
	if cfg.Verified != nil {
		s.verified = lowerSet(cfg.Verified)
	}
	return s, nil
}

// patterns returns the patterns in lower case; nil for nil.
func patterns(list []string) ([]string, error) {
	if list == nil {
		return nil, nil
	}
	out := make([]string, len(list))
	for i, p := range list {
		if _, err := path.Match(p, ""); err != nil {
			return nil, fmt.Errorf("pattern %q of allowed or denied actions: %w", p, err)
		}
		out[i] = strings.ToLower(p)
	}
	return out, nil
}

func lowerSet(list []string) map[string]bool {
	set := make(map[string]bool, len(list))
	for _, v := range list {
		set[strings.ToLower(v)] = true
	}
	return set
}

// Recognize implements [audit.System]. Workflows and actions count wherever they
// are kept, for repositories of templates and for generators; but those that
// came with an installed dependency never run here.
func (s *System) Recognize(f *scan.File) bool {
	dir, base := path.Split(f.Path)
	if strings.Contains("/"+dir, "/node_modules/") || strings.Contains("/"+dir, "/vendor/") || strings.Contains("/"+dir, "/site-packages/") {
		return false
	}
	if strings.HasSuffix(dir, ".github/workflows/") || isDependabot(f.Path) || isActionFile(base) {
		return true
	}
	text := f.Bytes()
	return hasKey(text, "jobs") && hasKey(text, "on") || hasKey(text, "runs") && bytes.Contains(text, []byte("using:"))
}

// hasKey reports whether a line begins with the key, which may be quoted. Other
// systems have jobs too, but nothing named on.
func hasKey(text []byte, key string) bool {
	for _, form := range []string{key + ":", `"` + key + `":`, "'" + key + "':"} {
		for rest := text; ; {
			i := bytes.Index(rest, []byte(form))
			if i < 0 {
				break
			}
			if i == 0 || rest[i-1] == '\n' {
				return true
			}
			rest = rest[i+1:]
		}
	}
	return false
}

func isActionFile(base string) bool {
	return strings.EqualFold(base, "action.yml") || strings.EqualFold(base, "action.yaml")
}

func isDependabot(p string) bool {
	base := path.Base(p)
	return base == "dependabot.yml" || base == "dependabot.yaml"
}

// Check implements [audit.System].
func (s *System) Check(run *audit.Run) {
	newCheck(s, run)
	s.Rulebook.Check(run)
}

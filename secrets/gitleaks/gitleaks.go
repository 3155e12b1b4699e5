// Package gitleaks reads rules out of a gitleaks.toml, so that a team that has
// one keeps it:
//
//	config, err := gitleaks.Parse(text)
//	if err != nil {
//		return err
//	}
//	analyzer, err := secrets.New(config.Apply(secrets.Config{}))
//
// Rules with keywords, regex, secretGroup, entropy, path and allowlists are
// taken over, and so are global allowlists and extend.useDefault, which stands
// for the rules of package secrets. What has no counterpart is told by
// [Config.Notes] where leaving it out reports more than before, or a rule less
// that only names files; where findings would get lost, or another file is
// needed, Parse fails.
//
// The format is that of gitleaks 8 (its README, section Configuration).
package gitleaks

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"

	"github.com/penstock-dev/penstock/secrets"
)

// Config is what a gitleaks.toml says, in terms of package secrets.
type Config struct {
	// Rules are the rules of the file, in its order.
	Rules []secrets.Rule
	// Allow are the global allowlists.
	Allow []secrets.Allow
	// UseDefault says that rules beside those of the file are wanted.
	UseDefault bool
	// Disable holds the ids of rules of package secrets that the file disables.
	Disable []string
	// Notes say in a sentence each what was not taken over.
	Notes []string
}

// maxFile is the size of the largest file that is read, in bytes.
const maxFile = 4 << 20

// Parse reads the text of a gitleaks.toml. The expressions are compiled by
// [secrets.New].
func Parse(text []byte) (*Config, error) {
	if len(text) > maxFile {
		return nil, fmt.Errorf("gitleaks: the file has %d bytes, at most %d are read", len(text), maxFile)
	}
	var f file
	meta, err := toml.Decode(string(text), &f)
	if err != nil {
		return nil, fmt.Errorf("gitleaks: %w", err)
	}
	if f.Extend.Path != "" || f.Extend.URL != "" {
		return nil, errors.New("gitleaks: extend names another file, which is not followed: give one file that holds all")
	}
	c := &Config{UseDefault: f.Extend.UseDefault}
	for _, key := range meta.Undecoded() {
		c.note("The key %s is unknown and was left out.", key)
	}
	for i := range f.Rules {
		if err := c.addRule(&f.Rules[i], f.Extend.Disabled); err != nil {
			return nil, fmt.Errorf("gitleaks: rule %q: %w", f.Rules[i].ID, err)
		}
	}
	if err := c.disable(f.Extend.Disabled); err != nil {
		return nil, fmt.Errorf("gitleaks: %w", err)
	}
	if err := c.addGlobal(lists(f.Allowlist, f.Allowlists)); err != nil {
		return nil, fmt.Errorf("gitleaks: %w", err)
	}
	return c, nil
}

// Apply returns base with the rules of the file added. Without UseDefault the
// rules of package secrets are left out.
func (c *Config) Apply(base secrets.Config) secrets.Config {
	base.Rules = slices.Concat(base.Rules, c.Rules)
	base.Allow = slices.Concat(base.Allow, c.Allow)
	base.Disable = slices.Concat(base.Disable, c.Disable)
	base.NoBuiltin = base.NoBuiltin || !c.UseDefault
	return base
}

func (c *Config) note(format string, args ...any) {
	c.Notes = append(c.Notes, fmt.Sprintf(format, args...))
}

// addRule takes a rule over, unless the file disables it.
func (c *Config) addRule(r *rule, disabled []string) error {
	switch {
	case slices.Contains(disabled, r.ID):
		return nil
	case r.Regex == "" && r.Path != "":
		c.note("Rule %s names files and no text, and was left out.", r.ID)
		return nil
	case r.Regex == "" && c.UseDefault:
		c.note("Rule %s changes a default rule of gitleaks, which is not here, and was left out.", r.ID)
		return nil
	case r.SkipReport:
		c.note("Rule %s is only part of another (skipReport), and was left out.", r.ID)
		return nil
	}
	if len(r.Required) > 0 {
		c.note("Rule %s requires others close by: it is reported without them.", r.ID)
	}
	out := secrets.Rule{
		ID: r.ID, Description: r.Description, Tags: r.Tags, Keywords: r.Keywords, Regexp: r.Regex,
		SecretGroup: r.SecretGroup, Entropy: r.Entropy, Path: r.Path,
	}
	for i, a := range lists(r.Allowlist, r.Allowlists) {
		allow, ok, err := c.allow(a, fmt.Sprintf("Allowlist %d of rule %s", i+1, r.ID))
		if err != nil {
			return err
		}
		if ok {
			out.Allow = append(out.Allow, allow)
		}
	}
	c.Rules = append(c.Rules, out)
	return nil
}

// addGlobal takes global allowlists over; those for some rules go to these.
func (c *Config) addGlobal(lists []allowlist) error {
	for i, a := range lists {
		name := fmt.Sprintf("Global allowlist %d", i+1)
		allow, ok, err := c.allow(a, name)
		if err != nil {
			return err
		}
		switch {
		case !ok:
		case len(a.TargetRules) == 0:
			c.Allow = append(c.Allow, allow)
		default:
			for _, id := range a.TargetRules {
				c.allowIn(id, allow, name)
			}
		}
	}
	return nil
}

func (c *Config) allowIn(id string, allow secrets.Allow, name string) {
	for i := range c.Rules {
		if c.Rules[i].ID == id {
			c.Rules[i].Allow = append(c.Rules[i].Allow, allow)
			return
		}
	}
	c.note("%s is for rule %s, which is not in the file.", name, id)
}

// allow takes an allowlist over. It returns false when nothing is left of it.
func (c *Config) allow(a allowlist, name string) (secrets.Allow, bool, error) {
	out := secrets.Allow{Paths: a.Paths, Regexps: a.Regexes, StopWords: a.StopWords, Target: a.RegexTarget}
	switch strings.ToUpper(a.Condition) {
	case "", "OR", "||":
	case "AND", "&&":
		out.All = true
	default:
		return out, false, fmt.Errorf("unknown condition %q", a.Condition)
	}
	if len(a.Commits) > 0 {
		if out.All {
			c.note("%s also wants a commit, which is not known here, and was left out.", name)
			return out, false, nil
		}
		c.note("%s names commits, which are not known here: that part was left out.", name)
	}
	return out, len(out.Paths)+len(out.Regexps)+len(out.StopWords) > 0, nil
}

// disable turns the disabled rules that package secrets has into ids of it.
func (c *Config) disable(ids []string) error {
	if !c.UseDefault || len(ids) == 0 {
		return nil
	}
	analyzer, err := secrets.New(secrets.Config{})
	if err != nil {
		return err
	}
	known := map[string]bool{}
	for _, r := range analyzer.Rules() {
		known[r.ID] = true
	}
	for _, id := range ids {
		if known["secrets/"+id] {
			c.Disable = append(c.Disable, "secrets/"+id)
			continue
		}
		c.note("Rule %s is disabled, but no rule has that id here; see Config.Disable of package secrets.", id)
	}
	return nil
}

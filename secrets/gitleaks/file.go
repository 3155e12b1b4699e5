package gitleaks

// file is the form of a gitleaks.toml.
type file struct {
	Title       string      `toml:"title"`
	Description string      `toml:"description"`
	MinVersion  string      `toml:"minVersion"`
	Extend      extend      `toml:"extend"`
	Rules       []rule      `toml:"rules"`
	Allowlist   *allowlist  `toml:"allowlist"` // as written before 8.21
	Allowlists  []allowlist `toml:"allowlists"`
}

type extend struct {
	Path       string   `toml:"path"`
	URL        string   `toml:"url"`
	UseDefault bool     `toml:"useDefault"`
	Disabled   []string `toml:"disabledRules"`
}

type rule struct {
	ID          string           `toml:"id"`
	Description string           `toml:"description"`
	Regex       string           `toml:"regex"`
	SecretGroup int              `toml:"secretGroup"`
	Entropy     float64          `toml:"entropy"`
	Path        string           `toml:"path"`
	Keywords    []string         `toml:"keywords"`
	Tags        []string         `toml:"tags"`
	SkipReport  bool             `toml:"skipReport"`
	Required    []map[string]any `toml:"required"`
	Allowlist   *allowlist       `toml:"allowlist"` // as written before 8.21
	Allowlists  []allowlist      `toml:"allowlists"`
}

// lists returns both spellings as one list.
func lists(old *allowlist, list []allowlist) []allowlist {
	if old != nil {
		return append([]allowlist{*old}, list...)
	}
	return list
}

type allowlist struct {
	Description string   `toml:"description"`
	Condition   string   `toml:"condition"`
	Commits     []string `toml:"commits"`
	Paths       []string `toml:"paths"`
	RegexTarget string   `toml:"regexTarget"`
	Regexes     []string `toml:"regexes"`
	StopWords   []string `toml:"stopwords"`
	TargetRules []string `toml:"targetRules"`
}

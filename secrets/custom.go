package secrets

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"

	"github.com/penstock-dev/penstock/scan"
)

// Rule is a rule of the user's own: a regular expression that is tried around
// keywords.
//
// The expression sees windows of a text and not all of it: from 3 KiB in front
// of a keyword at most to 4 KiB behind it at least. What begins or ends at the
// edge of a window, other than that of the text, is not reported, because
// more of it may lie beyond. User rules do not look at binary files.
type Rule struct {
	// ID is reported as it is. It must be unique, and may not begin with
	// "secrets/" as those of this package do.
	ID string
	// Description says what is found; empty means the ID.
	Description string
	// Provider is the issuer, lower case; empty means "custom".
	Provider string
	// Severity of what is found; unknown means high.
	Severity scan.Severity
	// Tags are free words.
	Tags []string
	// Keywords are texts of which one must occur close by, in any case. A rule
	// without any is tried everywhere, which costs as much as its expression.
	Keywords []string
	// Regexp is the expression in the syntax of package regexp.
	Regexp string
	// SecretGroup is the number of the group that is the secret. Zero means
	// the first group that takes part in the match, and all of the match
	// where there is none.
	SecretGroup int
	// Entropy is the Shannon entropy that the secret must exceed, in bits for
	// each byte; zero means any.
	Entropy float64
	// Path is an expression for paths of files that the rule applies to, with
	// slashes; empty means all. [Analyzer.Matches] knows no path.
	Path string
	// Allow says what the rule does not report.
	Allow []Allow
}

// Allow says what is not reported. At least one of Paths, Regexps and
// StopWords must be given.
type Allow struct {
	// Paths are expressions for paths of files.
	Paths []string
	// Regexps are expressions for what Target names.
	Regexps []string
	// Target is what Regexps are for: "secret" or empty, "match" for all that
	// the rule's expression matched, or "line" for the lines around it, as
	// far as 1 KiB on either side.
	Target string
	// StopWords are texts that no secret contains, in any case.
	StopWords []string
	// All wants all of what is given to apply, and not any one of it.
	All bool
}

// custom is a compiled Rule.
type custom struct {
	re, path *regexp.Regexp
	keywords []string
	group    int
	entropy  float64
	allow    []allowance
	index    int // in engine.rules
}

// allowance is a compiled Allow.
type allowance struct {
	paths, regexps []*regexp.Regexp
	target         string
	stop           *words
	all            bool
}

// compileCustom compiles a rule of the user's.
func compileCustom(r Rule) (custom, error) {
	c := custom{group: r.SecretGroup, entropy: r.Entropy, keywords: r.Keywords}
	switch {
	case r.ID == "" || strings.HasPrefix(r.ID, "secrets/"):
		return custom{}, fmt.Errorf("rule %q: an id of your own is needed", r.ID)
	case r.Regexp == "":
		return custom{}, fmt.Errorf("rule %s: no expression", r.ID)
	}
	var err error
	if c.re, err = regexp.Compile(r.Regexp); err != nil {
		return custom{}, fmt.Errorf("rule %s: %w", r.ID, err)
	}
	if r.SecretGroup < 0 || r.SecretGroup > c.re.NumSubexp() {
		return custom{}, fmt.Errorf("rule %s: there is no group %d", r.ID, r.SecretGroup)
	}
	if r.Path != "" {
		if c.path, err = regexp.Compile(r.Path); err != nil {
			return custom{}, fmt.Errorf("rule %s: path: %w", r.ID, err)
		}
	}
	for _, k := range r.Keywords {
		if k == "" {
			return custom{}, fmt.Errorf("rule %s: an empty keyword", r.ID)
		}
	}
	if c.allow, err = compileAllow(r.Allow); err != nil {
		return custom{}, fmt.Errorf("rule %s: %w", r.ID, err)
	}
	return c, nil
}

func compileAllow(list []Allow) ([]allowance, error) {
	var out []allowance
	for _, a := range list {
		c := allowance{target: a.Target, all: a.All}
		switch a.Target {
		case "", "secret", "match", "line":
		default:
			return nil, fmt.Errorf("allow: unknown target %q", a.Target)
		}
		if len(a.Paths)+len(a.Regexps)+len(a.StopWords) == 0 {
			return nil, fmt.Errorf("allow: nothing in it")
		}
		var err error
		if c.paths, err = compileAll(a.Paths); err != nil {
			return nil, fmt.Errorf("allow: path: %w", err)
		}
		if c.regexps, err = compileAll(a.Regexps); err != nil {
			return nil, fmt.Errorf("allow: %w", err)
		}
		for _, w := range a.StopWords {
			if w == "" {
				return nil, fmt.Errorf("allow: an empty stop word")
			}
		}
		if len(a.StopWords) > 0 {
			w := newWords(lowered(a.StopWords)...)
			c.stop = &w
		}
		out = append(out, c)
	}
	return out, nil
}

func compileAll(list []string) ([]*regexp.Regexp, error) {
	var out []*regexp.Regexp
	for _, text := range list {
		re, err := regexp.Compile(text)
		if err != nil {
			return nil, err
		}
		out = append(out, re)
	}
	return out, nil
}

func lowered(list []string) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = strings.ToLower(s)
	}
	return out
}

// about composes the public description of a user's rule.
func (r *Rule) about() *scan.Rule {
	about := &scan.Rule{
		ID: r.ID, Name: r.Description, Class: "secret-in-source", Kind: scan.KindSecret,
		Severity: r.Severity, Confidence: scan.ConfidenceMedium, Description: r.Description,
		Remediation: "Revoke it where it was issued and issue a new one. Then take it out of the file and read it from a secret store or an environment variable at run time.",
		Tags:        append([]string(nil), r.Tags...),
	}
	if about.Name == "" {
		about.Name, about.Description = r.ID, r.ID
	}
	if about.Severity == scan.SeverityUnknown {
		about.Severity = scan.SeverityHigh
	}
	return about
}

// Windows of user rules. They lie at fixed places of the whole text, so that
// each is looked at once, and pieces give the same as the whole.
const (
	blockSize  = 2 << 10
	blockBack  = 1 << 10
	blockAhead = 4 << 10
)

// customHit tries a user's rule on the block that a keyword is in.
func (s *scanner) customHit(text []byte, n, pos int) {
	if block := (s.base + pos) / blockSize; s.blocks[n] <= block {
		s.blocks[n] = block + 1
		s.customBlock(text, n, block)
	}
}

// customBlocks tries the rules without keywords on all blocks that begin in
// front of the offset to.
func (s *scanner) customBlocks(text []byte, to int) {
	for n := range s.e.custom {
		if len(s.e.custom[n].keywords) > 0 {
			continue
		}
		for ; s.blocks[n]*blockSize-s.base < to; s.blocks[n]++ {
			s.customBlock(text, n, s.blocks[n])
		}
	}
}

// customBlock runs a user's expression over one block and its surroundings.
func (s *scanner) customBlock(text []byte, n, block int) {
	c := &s.e.custom[n]
	if s.binary || c.path != nil && !c.path.MatchString(s.path) {
		return
	}
	start := block*blockSize - s.base
	floor, top := max(0, start-blockBack), min(len(text), start+blockSize+blockAhead)
	for _, m := range c.re.FindAllSubmatchIndex(text[floor:top], -1) {
		if m[0] == 0 && s.base+floor > 0 || m[1] == top-floor && top < len(text) {
			continue
		}
		whole := span{floor + m[0], floor + m[1]}
		secret := group(m, c.group)
		secret.start, secret.end = secret.start+floor, secret.end+floor
		if secret.start >= secret.end || secret.end-secret.start > blockAhead {
			continue
		}
		value := text[secret.start:secret.end]
		if c.entropy > 0 {
			var h histogram
			if h.add(value); h.bits() <= c.entropy {
				continue
			}
		}
		if !allowed(c.allow, s.path, text, whole, value) {
			s.matches = append(s.matches, match{span: secret, rule: c.index, rank: rankCustom})
		}
	}
}

// group returns the secret of a match.
func group(m []int, n int) span {
	if n > 0 {
		return span{m[2*n], m[2*n+1]}
	}
	for i := 2; i < len(m); i += 2 {
		if m[i] >= 0 && m[i+1] > m[i] {
			return span{m[i], m[i+1]}
		}
	}
	return span{m[0], m[1]}
}

// allowed reports whether any of a list allows a secret.
func allowed(list []allowance, path string, text []byte, whole span, secret []byte) bool {
	for i := range list {
		if list[i].allows(path, text, whole, secret) {
			return true
		}
	}
	return false
}

func (a *allowance) allows(path string, text []byte, whole span, secret []byte) bool {
	given, applied := 0, 0
	count := func(present, applies bool) {
		if present {
			given++
			if applies {
				applied++
			}
		}
	}
	target := secret
	switch a.target {
	case "match":
		target = text[whole.start:whole.end]
	case "line":
		target = lines(text, whole)
	}
	count(len(a.paths) > 0, path != "" && anyMatch(a.paths, []byte(path)))
	count(len(a.regexps) > 0, anyMatch(a.regexps, target))
	count(a.stop != nil, a.stop != nil && a.stop.in(secret))
	return applied > 0 && (!a.all || applied == given)
}

func anyMatch(list []*regexp.Regexp, text []byte) bool {
	for _, re := range list {
		if re.Match(text) {
			return true
		}
	}
	return false
}

// lines returns the lines that a match lies on.
func lines(text []byte, m span) []byte {
	top := min(len(text), m.end+markReach)
	if n := bytes.IndexByte(text[m.end:top], '\n'); n >= 0 {
		top = m.end + n
	}
	return text[lineStart(text, max(0, m.start-markReach), m.start):top]
}

// filter drops what the configuration allows of the matches from index n on.
func (s *scanner) filter(text []byte, n int) {
	kept := s.matches[:n]
	for _, m := range s.matches[n:] {
		value := text[m.start:m.end]
		if m.value != "" {
			value = []byte(m.value)
		}
		if !isPublished(value) && !allowed(s.e.allow, s.path, text, m.span, value) {
			kept = append(kept, m)
		}
	}
	s.matches = kept
}

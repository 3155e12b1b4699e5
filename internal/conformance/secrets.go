package conformance

import (
	"cmp"
	"context"
	"errors"
	"path/filepath"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/secrets"
)

// secretCase is one text of cases.jsonl.
type secretCase struct {
	ID       string   `json:"id"`
	Source   string   `json:"source"`
	Provider string   `json:"provider"`
	Tier     string   `json:"tier"`
	Expect   string   `json:"expect"`
	Quality  string   `json:"quality"`
	Text     string   `json:"text"`
	Path     string   `json:"path"`
	Secrets  []string `json:"secrets"`
}

// secretFinding is what the scorer compares.
type secretFinding struct{ Rule, Provider, Secret string }

// secretsArea scores detection, masking and the expansion of references.
func secretsArea(dir string, report *Report) error {
	return errors.Join(
		scoreSecrets(filepath.Join(dir, "cases.jsonl"), report),
		scoreRedact(filepath.Join(dir, "redact.jsonl"), report),
		scoreRefs(filepath.Join(dir, "refs.jsonl"), report),
	)
}

func scoreSecrets(file string, report *Report) error {
	cases, err := readCases[secretCase](file)
	if err != nil {
		return err
	}
	analyzer, err := secrets.New(secrets.Config{})
	if err != nil {
		return err
	}
	for set, target := range map[string]float64{
		"tier-A-recall": 0.95, "tier-A-recall-neutral": 0.90, "tier-B-recall": 0.75, "tier-A-exact-span": 0.93,
		"tier-A-right-provider": 0.90, "tier-A-clean": 0.95, "tier-B-clean": 0.95,
	} {
		report.Set(set, target)
	}
	for _, c := range cases {
		found, err := findSecrets(analyzer, c)
		if err != nil {
			return err
		}
		scoreSecret(c, found, report)
	}
	return nil
}

// scoreSecret counts a case as the scorer of the cases does: a finding is right
// when its value overlaps a known secret.
func scoreSecret(c secretCase, found []secretFinding, report *Report) {
	if c.Expect == "clean" {
		wrong := slices.ContainsFunc(found, c.names)
		report.Score("tier-"+c.Tier+"-clean", c.ID, !wrong, "nothing of "+c.Provider, found)
		return
	}
	if c.Quality != "ok" {
		return
	}
	hit := slices.ContainsFunc(found, c.overlaps)
	report.Score("tier-"+c.Tier+"-recall", c.ID, hit, c.Secrets, found)
	if c.Tier != "A" {
		return
	}
	if c.Source != "gitleaks" && c.Source != "betterleaks" {
		report.Score("tier-A-recall-neutral", c.ID, hit, c.Secrets, found)
	}
	report.Score("tier-A-exact-span", c.ID, slices.ContainsFunc(found, func(f secretFinding) bool {
		return slices.Contains(c.Secrets, f.Secret)
	}), c.Secrets, found)
	report.Score("tier-A-right-provider", c.ID, slices.ContainsFunc(found, func(f secretFinding) bool {
		return c.names(f) && c.overlaps(f)
	}), c.Provider, found)
}

func (c secretCase) names(f secretFinding) bool {
	text := strings.ReplaceAll(strings.ToLower(f.Provider+" "+f.Rule), "_", "-")
	return strings.Contains(text, strings.ReplaceAll(c.Provider, "_", "-"))
}

func (c secretCase) overlaps(f secretFinding) bool {
	return slices.ContainsFunc(c.Secrets, func(s string) bool { return overlap(s, f.Secret) })
}

// overlap reports whether one string holds the other, or both hold the same
// eight bytes.
func overlap(a, b string) bool {
	const common = 8
	if a == "" || b == "" {
		return false
	}
	if strings.Contains(a, b) || strings.Contains(b, a) {
		return true
	}
	for i := 0; i+common <= len(a); i++ {
		if strings.Contains(b, a[i:i+common]) {
			return true
		}
	}
	return false
}

// findSecrets runs the analyzer on the text as on a file of its path.
func findSecrets(analyzer *secrets.Analyzer, c secretCase) ([]secretFinding, error) {
	ctx := context.Background()
	pass, err := analyzer.Begin(ctx)
	if err != nil {
		return nil, err
	}
	entry := &scan.Entry{Path: cmp.Or(c.Path, "input.txt"), Size: int64(len(c.Text))}
	if !pass.Wants(entry) {
		return nil, nil
	}
	var sink secretSink
	err = pass.File(ctx, scan.NewFile(entry, []byte(c.Text)), &sink)
	return sink.found, err
}

// secretSink keeps leaks with their values.
type secretSink struct{ found []secretFinding }

func (s *secretSink) Finding(f scan.Finding) {
	if leak, ok := f.(*secrets.Leak); ok {
		s.found = append(s.found, secretFinding{leak.RuleID(), leak.Secret.Provider, leak.Reveal()})
	}
}

func (s *secretSink) Package(*scan.Package) {}

func (s *secretSink) Diagnostic(*scan.Diagnostic) {}

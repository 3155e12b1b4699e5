package health

import (
	"context"
	"errors"
	"fmt"
	"path"
	"strings"
	"time"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/deps/internal/comment"
)

// Config says what the caller knows. The zero value is the default: checks that
// need more are left out.
type Config struct {
	// Private are patterns of the caller's own package names, in which * stands for
	// anything, such as "@acme/*", "acme-*" or "com.acme:*". One that begins with an
	// ecosystem and a colon pair, such as "PyPI::acme-*", is for that ecosystem
	// only. A package of such a name from a default registry is reported.
	Private []string
	// Known are names that are never reported as resembling others.
	Known []string
	// EndOfLife says when products end; nil knows none.
	EndOfLife *EndOfLife
	// Now is the day that is asked about, needed with EndOfLife; zero also lets
	// comments that ignore findings until some day hold for ever.
	Now time.Time
	// Scorecards are results of OpenSSF Scorecard, as [ReadScorecards] reads them.
	Scorecards []Scorecard
	// MinScore is the score below which a scorecard is reported, 0 to 10; 0 means 4.
	MinScore float64
}

// Analyzer checks packages. It is immutable and safe for concurrent use.
type Analyzer struct {
	cfg        Config
	private    []private
	known      map[string]bool
	scorecards map[string]*Scorecard
}

var _ scan.Analyzer = (*Analyzer)(nil)

// New returns an analyzer. The error names what of the configuration makes no sense.
func New(cfg Config) (*Analyzer, error) {
	a := &Analyzer{cfg: cfg, known: map[string]bool{}, scorecards: map[string]*Scorecard{}}
	if cfg.EndOfLife != nil && cfg.Now.IsZero() {
		return nil, errors.New("health: EndOfLife is given without Now")
	}
	if cfg.MinScore < 0 || cfg.MinScore > 10 {
		return nil, fmt.Errorf("health: MinScore %v is not from 0 to 10", cfg.MinScore)
	}
	if cfg.MinScore == 0 {
		a.cfg.MinScore = 4
	}
	for _, pattern := range cfg.Private {
		p, err := parsePrivate(pattern)
		if err != nil {
			return nil, err
		}
		a.private = append(a.private, p)
	}
	for _, name := range cfg.Known {
		a.known[strings.ToLower(name)] = true
	}
	for i := range cfg.Scorecards {
		a.scorecards[strings.ToLower(cfg.Scorecards[i].Repository)] = &cfg.Scorecards[i]
	}
	return a, nil
}

// Name implements [scan.Analyzer].
func (a *Analyzer) Name() string { return "health" }

// Rules implements [scan.Analyzer].
func (a *Analyzer) Rules() []*scan.Rule {
	return []*scan.Rule{
		deprecatedRule, confusionRule, driftRule, endOfLifeRule, scriptRule,
		scorecardRule, integrityRule, movableRule, plainRule, typosquatRule,
	}
}

// Begin implements [scan.Analyzer].
func (a *Analyzer) Begin(context.Context) (scan.Pass, error) {
	return &pass{analyzer: a, comments: comment.New(a.cfg.Now), manifests: map[string]*manifestFile{}, modules: map[string]goModule{}}, nil
}

// finding returns a record about a package at its first place.
func finding(rule *scan.Rule, p *scan.Package, format string, args ...any) *scan.Record {
	var at scan.Location
	var related []scan.Location
	if len(p.Locations) > 0 {
		at = p.Locations[0]
		for _, l := range p.Locations[1:] {
			l.Role = "definition"
			related = append(related, l)
		}
	}
	r := scan.NewRecord(rule, at, fmt.Sprintf(format, args...))
	r.Package, r.Related = p, related
	return &r
}

// label names a package in a message.
func label(p *scan.Package) string { return strings.TrimSpace(p.Name + " " + p.Version) }

// local reports whether a package is the project itself or a folder of it.
func local(p *scan.Package) bool {
	if p.Relation == scan.RelationRoot {
		return true
	}
	return p.Source != "" && !strings.Contains(p.Source, ":") && path.Ext(p.Source) == ""
}

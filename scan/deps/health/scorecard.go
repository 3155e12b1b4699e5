package health

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/scan"
)

// Scorecard is a result of OpenSSF Scorecard, which rates how a repository is run.
type Scorecard struct {
	// Repository such as "github.com/owner/name".
	Repository string
	// Date of the result, as it says.
	Date string
	// Score of all checks, 0 to 10.
	Score float64
	// Checks are the single ones, the lowest first; those that came to no result are
	// left out.
	Checks []Check
}

// Check is one check of a [Scorecard].
type Check struct {
	Name, Reason string
	// Score from 0 to 10.
	Score int
}

// ErrScorecard is wrapped by errors about results that cannot be read.
var ErrScorecard = errors.New("no result of Scorecard")

// Bounds on results.
const (
	maxScorecards     = 100_000
	maxScorecardBytes = 1 << 30
)

type scorecardJSON struct {
	Date string `json:"date"`
	Repo struct {
		Name string `json:"name"`
	} `json:"repo"`
	Score  *float64 `json:"score"`
	Checks []struct {
		Name   string `json:"name"`
		Reason string `json:"reason"`
		Score  int    `json:"score"`
	} `json:"checks"`
}

// ReadScorecards reads results in the JSON form of Scorecard version 4 or 5, one
// after the other. The error wraps [ErrScorecard] and names the result by its number.
func ReadScorecards(r io.Reader) ([]Scorecard, error) {
	var list []Scorecard
	for d := json.NewDecoder(io.LimitReader(r, maxScorecardBytes)); ; {
		var in scorecardJSON
		switch err := d.Decode(&in); {
		case errors.Is(err, io.EOF):
			return list, nil
		case err != nil:
			return list, fmt.Errorf("%w: number %d: %w", ErrScorecard, len(list)+1, err)
		case in.Repo.Name == "" || in.Score == nil:
			return list, fmt.Errorf("%w: number %d has no repository or no score", ErrScorecard, len(list)+1)
		case len(list) == maxScorecards:
			return list, fmt.Errorf("%w: more than %d", ErrScorecard, maxScorecards)
		}
		s := Scorecard{Repository: in.Repo.Name, Date: in.Date, Score: *in.Score}
		for _, c := range in.Checks {
			if c.Score >= 0 {
				s.Checks = append(s.Checks, Check{c.Name, c.Reason, c.Score})
			}
		}
		slices.SortStableFunc(s.Checks, func(a, b Check) int { return cmp.Compare(a.Score, b.Score) })
		list = append(list, s)
	}
}

// scored reports a package whose repository has a low score.
func (a *Analyzer) scored(p *scan.Package) *scan.Record {
	if len(a.scorecards) == 0 {
		return nil
	}
	s := a.scorecards[repositoryOf(p)]
	if s == nil || s.Score >= a.cfg.MinScore || s.Score < 0 {
		return nil
	}
	var worst []string
	for _, c := range s.Checks[:min(len(s.Checks), 3)] {
		worst = append(worst, fmt.Sprintf("%s %d", c.Name, c.Score))
	}
	r := finding(scorecardRule, p, "%s scores %.1f of 10", s.Repository, s.Score)
	if len(worst) > 0 {
		r.Message += ", the lowest checks are " + strings.Join(worst, ", ")
	}
	r.Scores = []scan.Score{{System: "OpenSSF Scorecard", Value: s.Score, Source: s.Date}}
	return r
}

// repositoryOf returns the repository that a package is known to come from, in lower
// case; "" where its name and source do not tell.
func repositoryOf(p *scan.Package) string {
	name := strings.TrimPrefix(p.Source, "git+")
	switch {
	case p.Ecosystem == "GitHub Actions":
		name = "github.com/" + p.Name
	case p.Ecosystem == "Go", p.Ecosystem == "SwiftURL":
		name = p.Name
	}
	if _, rest, ok := strings.Cut(name, "://"); ok {
		name = rest
	}
	name, _, _ = strings.Cut(name, "#")
	parts := strings.SplitN(strings.ToLower(strings.TrimPrefix(name, "git@")), "/", 4)
	if len(parts) < 3 {
		return ""
	}
	return strings.Join(parts[:2], "/") + "/" + strings.TrimSuffix(parts[2], ".git")
}

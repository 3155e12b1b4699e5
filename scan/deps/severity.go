package deps

import (
	"cmp"
	"strings"

	cvss20 "github.com/pandatix/go-cvss/20"
	cvss30 "github.com/pandatix/go-cvss/30"
	cvss31 "github.com/pandatix/go-cvss/31"
	cvss40 "github.com/pandatix/go-cvss/40"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/deps/osv"
)

// rate returns the scores of an advisory in its order, and its severity: that of
// the highest score of the newest CVSS version, or else the word of the
// database or distribution. Nothing is made up where neither is given.
func rate(a *osv.Advisory) ([]scan.Score, scan.Severity) {
	var scores []scan.Score
	severity, system := scan.SeverityUnknown, ""
	word := cmp.Or(a.DatabaseSeverity, a.Informational)
	for _, s := range a.Severity {
		score, ok := scoreOf(s.Score)
		if !ok {
			if !strings.HasPrefix(s.Type, "CVSS") {
				word = s.Score
			}
			continue
		}
		score.Source = a.ID
		scores = append(scores, score)
		if score.System > system {
			severity, system = scan.SeverityUnknown, score.System
		}
		if score.System == system {
			severity = max(severity, scan.SeverityOfScore(score.Value))
		}
	}
	if len(scores) == 0 {
		severity = severityOfWord(word)
	}
	return scores, severity
}

// severityOfWord reads the words that databases use.
func severityOfWord(word string) scan.Severity {
	switch strings.ToLower(word) {
	case "negligible", "unimportant", "notice":
		return scan.SeverityInfo
	case "unmaintained", "unsound":
		return scan.SeverityLow
	case "important":
		return scan.SeverityHigh
	}
	severity, err := scan.ParseSeverity(word)
	if err != nil {
		return scan.SeverityUnknown
	}
	return severity
}

// scoreOf computes the base score of a CVSS vector.
func scoreOf(vector string) (scan.Score, bool) {
	score := scan.Score{Vector: vector}
	switch {
	case strings.HasPrefix(vector, "CVSS:4.0"):
		v, err := cvss40.ParseVector(vector)
		if err != nil {
			return score, false
		}
		score.System, score.Value = "CVSS:4.0", v.Score()
	case strings.HasPrefix(vector, "CVSS:3.1"):
		v, err := cvss31.ParseVector(vector)
		if err != nil {
			return score, false
		}
		score.System, score.Value = "CVSS:3.1", v.BaseScore()
	case strings.HasPrefix(vector, "CVSS:3.0"):
		v, err := cvss30.ParseVector(vector)
		if err != nil {
			return score, false
		}
		score.System, score.Value = "CVSS:3.0", v.BaseScore()
	default:
		v, err := cvss20.ParseVector(vector)
		if err != nil {
			return score, false
		}
		score.System, score.Value = "CVSS:2.0", v.BaseScore()
	}
	return score, true
}

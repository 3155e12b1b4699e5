package osv

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// Record is one advisory as the OSV schema 1.7 describes it
// (ossf.github.io/osv-schema). Fields that the schema does not name are
// ignored when a record is decoded.
type Record struct {
	SchemaVersion string    `json:"schema_version,omitempty"`
	ID            string    `json:"id"`
	Modified      Timestamp `json:"modified"`
	Published     Timestamp `json:"published,omitempty"`
	// Withdrawn is when the advisory was taken back; empty means that it stands.
	Withdrawn Timestamp `json:"withdrawn,omitempty"`
	// Aliases are ids of the same vulnerability in other databases.
	Aliases []string `json:"aliases,omitempty"`
	// Upstream are ids of the vulnerabilities that a distribution's advisory
	// is about.
	Upstream   []string    `json:"upstream,omitempty"`
	Related    []string    `json:"related,omitempty"`
	Summary    string      `json:"summary,omitempty"`
	Details    string      `json:"details,omitempty"`
	Severity   []Severity  `json:"severity,omitempty"`
	Affected   []Affected  `json:"affected,omitempty"`
	References []Reference `json:"references,omitempty"`
	Credits    []Credit    `json:"credits,omitempty"`
	// DatabaseSpecific is whatever the database adds.
	DatabaseSpecific json.RawMessage `json:"database_specific,omitempty"`
}

// Timestamp is a time as RFC 3339 writes it. It is kept as text, because an
// advisory with a date that nobody can read is still an advisory.
type Timestamp string

// Time returns the time in UTC, or zero when it cannot be read.
func (t Timestamp) Time() time.Time {
	if t == "" {
		return time.Time{}
	}
	at, err := time.Parse(time.RFC3339, string(t))
	if err != nil {
		return time.Time{}
	}
	return at.UTC()
}

// Affected says which versions of one package a [Record] is about.
type Affected struct {
	Package Package `json:"package,omitzero"`
	// Severity of this package, where it is not the record's.
	Severity []Severity `json:"severity,omitempty"`
	Ranges   []Range    `json:"ranges,omitempty"`
	// Versions are affected whatever the ranges say.
	Versions []string `json:"versions,omitempty"`
	// EcosystemSpecific is whatever the ecosystem adds; the Go database names
	// affected packages and symbols there.
	EcosystemSpecific json.RawMessage `json:"ecosystem_specific,omitempty"`
	DatabaseSpecific  json.RawMessage `json:"database_specific,omitempty"`
}

// Package names a package of an ecosystem.
type Package struct {
	// Ecosystem may have a suffix, such as that of "Debian:12".
	Ecosystem string `json:"ecosystem"`
	Name      string `json:"name"`
	PURL      string `json:"purl,omitempty"`
}

// RangeType says what the events of a [Range] are.
type RangeType string

// The types of ranges.
const (
	RangeSemVer    RangeType = "SEMVER"
	RangeEcosystem RangeType = "ECOSYSTEM"
	RangeGit       RangeType = "GIT"
)

// Range is a list of events in the history of a package.
type Range struct {
	Type RangeType `json:"type"`
	// Repo is the repository's URL, for commits.
	Repo             string          `json:"repo,omitempty"`
	Events           []Event         `json:"events"`
	DatabaseSpecific json.RawMessage `json:"database_specific,omitempty"`
}

// Event is one point of a [Range]; one field is set.
type Event struct {
	// Introduced is the first affected version; "0" is before all versions.
	Introduced string `json:"introduced,omitempty"`
	// Fixed is the first version that is no longer affected.
	Fixed string `json:"fixed,omitempty"`
	// LastAffected is the last affected version.
	LastAffected string `json:"last_affected,omitempty"`
	// Limit is a version that the range does not reach; "*" means no limit.
	Limit string `json:"limit,omitempty"`
}

// Severity is a rating of a vulnerability.
type Severity struct {
	// Type is "CVSS_V2", "CVSS_V3", "CVSS_V4" or a distribution's name.
	Type string `json:"type"`
	// Score is a CVSS vector, or a distribution's own word.
	Score string `json:"score"`
}

// Reference is a link of an advisory.
type Reference struct {
	// Type is "ADVISORY", "FIX", "WEB" and the like.
	Type string `json:"type"`
	URL  string `json:"url"`
}

// Credit names somebody who had a part in an advisory.
type Credit struct {
	Name    string   `json:"name"`
	Contact []string `json:"contact,omitempty"`
	Type    string   `json:"type,omitempty"`
}

// maxRanges bounds the ranges of a record about one package; the largest ones
// published have some hundreds.
const maxRanges = 10000

// DecodeRecord reads one record. It is an error when it has no id, or more than
// 10,000 ranges about one package.
func DecodeRecord(data []byte) (*Record, error) {
	r := new(Record)
	if err := json.Unmarshal(data, r); err != nil {
		return nil, fmt.Errorf("decoding an OSV record: %w", err)
	}
	if r.ID == "" {
		return nil, errors.New("decoding an OSV record: it has no id")
	}
	for i := range r.Affected {
		if n := len(r.Affected[i].Ranges); n > maxRanges {
			return nil, fmt.Errorf("decoding an OSV record: %d ranges are too many", n)
		}
	}
	return r, nil
}

package conformance

import (
	"path/filepath"
	"strings"

	"github.com/penstock-dev/penstock/internal/version"
)

// versionCase is one line of versions/cases.jsonl.
type versionCase struct {
	ID         string   `json:"id"`
	Kind       string   `json:"kind"`
	Ecosystem  string   `json:"ecosystem"`
	A          string   `json:"a"`
	B          string   `json:"b"`
	Accept     []int    `json:"accept"`
	Native     any      `json:"native"`
	Disputed   bool     `json:"disputed"`
	Version    string   `json:"version"`
	Constraint string   `json:"constraint"`
	Vulnerable []string `json:"vulnerable"`
	Patched    []string `json:"patched"`
	Unaffected []string `json:"unaffected"`
	Expect     any      `json:"expect"`
}

// scaVersions scores the order of versions, one row per ecosystem, and ranges of
// versions in the notations of advisories. Cases on which a peer's suite and the
// ecosystem's own tool differ are counted apart, against the tool, without a target.
func scaVersions(dir string, report *Report) error {
	cases, err := readCases[versionCase](filepath.Join(dir, "versions", "cases.jsonl"))
	if err != nil {
		return err
	}
	for _, c := range cases {
		switch c.Kind {
		case "compare":
			scoreCompare(c, report)
		case "constraint":
			scoreConstraint("versions-constraint", c, []string{c.Constraint}, nil, report)
		case "advisory-constraint":
			scoreConstraint("versions-advisory-constraint", c, c.Vulnerable, append(c.Patched, c.Unaffected...), report)
		}
	}
	return nil
}

func scoreCompare(c versionCase, report *Report) {
	set, accept, target := "versions-"+c.Ecosystem, c.Accept, 1.0
	if native, ok := c.Native.(float64); ok && c.Disputed {
		set, accept, target = "versions-disputed", []int{int(native)}, 0
	}
	report.Set(set, target)
	got, err := compareVersions(c.Ecosystem, c.A, c.B)
	if err != nil {
		report.Score(set, c.ID, false, accept, err)
		return
	}
	right := false
	for _, want := range accept {
		right = right || got == want
	}
	report.Score(set, c.ID, right, []any{c.A, c.B, accept}, got)
}

func compareVersions(ecosystem, a, b string) (int, error) {
	scheme, ok := version.Of(ecosystem)
	if !ok {
		return 0, version.ErrInvalid
	}
	return scheme.Compare(a, b)
}

// scoreConstraint scores whether a version is in one of the first sets and in
// none of the second. What cannot be read holds nothing.
func scoreConstraint(set string, c versionCase, in, out []string, report *Report) {
	report.Set(set, 0.99)
	got, err := inSets(c, in, out)
	report.Score(set, c.ID, got == c.Expect, []any{c.Ecosystem, c.Version, in, out, c.Expect}, []any{got, err})
}

func inSets(c versionCase, in, out []string) (bool, error) {
	scheme, ok := version.Of(c.Ecosystem)
	if !ok {
		return false, version.ErrInvalid
	}
	key, err := scheme.Parse(c.Version)
	if err != nil {
		return false, err
	}
	for i, set := range [][]string{in, out} {
		if len(set) == 0 {
			continue
		}
		constraint, err := scheme.Constraint(strings.Join(set, " || "))
		if err != nil || constraint.Holds(key) != (i == 0) {
			return false, err
		}
	}
	return true, nil
}

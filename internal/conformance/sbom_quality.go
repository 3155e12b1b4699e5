package conformance

import (
	"fmt"
	"path/filepath"
	"slices"

	"github.com/penstock-dev/penstock/sbom/bom"
	"github.com/penstock-dev/penstock/sbom/quality"
)

type qualityCase struct {
	ID      string         `json:"id"`
	Kind    string         `json:"kind"`
	Profile string         `json:"profile"`
	File    string         `json:"file"`
	Expect  map[string]any `json:"expect"`
}

// sbomQuality scores the minimum elements: every key of a case must be right.
// There is no API for the other profiles yet: their cases count as wrong.
func sbomQuality(dir string, report *Report) error {
	cases, err := readCases[qualityCase](filepath.Join(dir, "cases.jsonl"))
	if err != nil {
		return err
	}
	report.Set("quality", 0.95)
	report.Set("minimum-elements", 1)
	for _, c := range cases {
		if c.Kind != "sbom-minimum-elements" {
			report.Score("quality", c.ID, false, "an answer", "not covered by the API")
			continue
		}
		d, err := readDocument(filepath.Join(dir, c.File))
		wrong := minimumElements(d, err, c)
		report.Score("minimum-elements", c.ID, len(wrong) == 0, c.Expect, wrong)
		report.Score("quality", c.ID, len(wrong) == 0, c.Expect, wrong)
	}
	return nil
}

// minimumElements returns the keys of a case that came out otherwise.
func minimumElements(d *bom.Document, err error, c qualityCase) []string {
	if err != nil {
		if c.Expect["parse_error"] == true || c.Expect["no_crash"] == true || c.Expect["derived"] == true && c.Expect["conformant"] == false {
			return nil
		}
		return []string{err.Error()}
	}
	profile := quality.NTIA
	if c.Profile == "fsct3-min" {
		profile = quality.FSCT
	}
	r := quality.Assess(d, profile)
	var wrong []string
	for key, want := range c.Expect {
		if got := minimumElement(d, r, key, want); got != "" {
			wrong = append(wrong, fmt.Sprintf("%s: %s", key, got))
		}
	}
	slices.Sort(wrong)
	return wrong
}

// minimumElement returns what came instead of what a key wants, "" if it is
// right.
func minimumElement(d *bom.Document, r *quality.Report, key string, want any) string {
	rules := map[string]string{
		"author": "sbom/author", "timestamp": "sbom/timestamp", "relationships": "sbom/relationships", "missing_names": "sbom/name",
		"missing_versions": "sbom/version", "missing_suppliers": "sbom/supplier", "missing_ids": "sbom/identifier",
		"missing_concluded_license": "sbom/license", "missing_versions_count": "sbom/version", "suppliers_all": "sbom/supplier",
	}
	var got any
	switch result := r.Result(rules[key]); key {
	case "author", "timestamp", "relationships", "suppliers_all":
		got = !result.Failed
	case "missing_versions_count":
		got = float64(len(result.Missing))
	case "conformant":
		got = r.Conforms()
	case "components":
		got = float64(len(d.Components))
	case "name":
		got = d.Name
	case "missing_names", "missing_versions", "missing_suppliers", "missing_ids", "missing_concluded_license":
		list := []any{}
		for _, c := range result.Missing {
			list = append(list, c.Name)
		}
		if got = list; want == "some" && len(list) > 0 {
			return ""
		}
	default: // derived, no_crash, parse_error: reading was enough, or conformant tells
		return ""
	}
	if fmt.Sprint(got) == fmt.Sprint(want) {
		return ""
	}
	return fmt.Sprintf("%v, want %v", got, want)
}

package conformance

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

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

// sbomQuality scores the minimum elements, every key of a case must be right, the
// fields of the BSI, and the counts and order of the profiles.
func sbomQuality(dir string, report *Report) error {
	cases, err := readCases[qualityCase](filepath.Join(dir, "cases.jsonl"))
	if err != nil {
		return err
	}
	report.Set("quality", 0.95)
	report.Set("quality-order", 0.98)
	report.Set("minimum-elements", 1)
	report.Set("bsi-fields", 0.95)
	for _, c := range cases {
		if c.Kind == "sbom-bsi-field" {
			want := strings.HasPrefix(fmt.Sprint(c.Expect["verdict"]), "valid")
			got, text := bsiField(filepath.Join(dir, c.File), fmt.Sprint(c.Expect["field"]))
			report.Score("bsi-fields", c.ID, got == want, c.Expect, text)
			report.Score("quality", c.ID, got == want, c.Expect, text)
			continue
		}
		if c.Kind != "sbom-minimum-elements" {
			continue
		}
		d, err := readDocument(filepath.Join(dir, c.File))
		wrong := minimumElements(d, err, c)
		report.Score("minimum-elements", c.ID, len(wrong) == 0, c.Expect, wrong)
		report.Score("quality", c.ID, len(wrong) == 0, c.Expect, wrong)
	}
	sbomScores(dir, cases, report)
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

// bsiField reports whether nothing is said against a field of the BSI's
// guideline, and what is said.
func bsiField(file, field string) (valid bool, said string) {
	d, err := readDocument(file)
	if err != nil {
		return false, err.Error()
	}
	r := quality.Assess(d, quality.BSI)
	if strings.HasPrefix(field, "FullyCompliant") {
		return r.Conforms(), fmt.Sprint(r.Score())
	}
	for _, pair := range bsiRules() {
		if !strings.Contains(field, pair[0]) {
			continue
		}
		for _, rule := range strings.Fields(pair[1]) {
			if result := r.Result("sbom/" + rule); result.Failed {
				return false, rule
			}
		}
		return true, ""
	}
	return false, "no such field"
}

// bsiRules maps the fields that the cases name, by a part of the name, to rules.
// The first one counts.
func bsiRules() [][2]string {
	return [][2]string{
		{"MetadataTimestamp", "timestamp"}, {"Metadata", "author-contact"}, {"SerialNumber", "document-id"}, {"DocumentNamespace", "document-id"},
		{"PrimaryComponent", "primary-component"}, {"Vulnerabilities", "vulnerabilities"}, {"EffectiveLicense", "effective-license"}, {"Executable", "executable"},
		{"Archive", "archive"}, {"Structured", "structured"}, {"Filename", "filename"}, {"License", "license-expression"}, {"ComponentManufacturer", "contact"},
		{"ComponentCreator", "contact"}, {"Supplier", "contact"}, {"SourceCodeURL", "source-url"}, {"SourceHash", "source-hash"}, {"SourceCodeHash", "source-hash"},
		{"Dependenc", "loose-dependencies dependencies"}, {"DeployableHash", "deployable-hash"}, {"ExtRefDistribution", "deployable-hash"}, {"HashMD5", "deployable-hash"},
		{"CPE", "product-identifier"}, {"PURL", "product-identifier"}, {"UniqueID", "product-identifier"}, {"ComponentName", "name"}, {"ComponentVersion", "version"},
	}
}

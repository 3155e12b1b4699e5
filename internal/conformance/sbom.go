package conformance

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"

	"github.com/penstock-dev/penstock/sbom/purl"
)

// sbomArea scores package URLs and documents.
func sbomArea(dir string, report *Report) error {
	errs := []error{sbomPURL(filepath.Join(dir, "purl", "cases.jsonl"), report)}
	errs = append(errs,
		sbomCycloneDX(filepath.Join(dir, "cyclonedx"), report),
		sbomSPDX(filepath.Join(dir, "spdx"), report),
		sbomDiff(filepath.Join(dir, "diff"), report),
		sbomQuality(filepath.Join(dir, "quality"), report),
	)
	return errors.Join(errs...)
}

// purlParts is a package URL as the cases write it.
type purlParts struct {
	Type       *string           `json:"type"`
	Namespace  *string           `json:"namespace"`
	Name       *string           `json:"name"`
	Version    *string           `json:"version"`
	Qualifiers map[string]string `json:"qualifiers"`
	Subpath    *string           `json:"subpath"`
}

type purlCase struct {
	ID     string          `json:"id"`
	Op     string          `json:"op"`
	Input  json.RawMessage `json:"input"`
	Expect struct {
		Fail   bool            `json:"fail"`
		Output json.RawMessage `json:"output"`
	} `json:"expect"`
}

func sbomPURL(file string, report *Report) error {
	cases, err := readCases[purlCase](file)
	if err != nil {
		return err
	}
	report.Set("purl", 0.98)
	for _, c := range cases {
		got, err := purlAnswer(c)
		if c.Expect.Fail {
			report.Score("purl", c.ID, err != nil, "an error", got)
			continue
		}
		want, wantErr := purlWant(c)
		report.Score("purl", c.ID, err == nil && wantErr == nil && got == want, want, fmt.Sprint(got, " ", err))
	}
	return nil
}

// purlAnswer runs a case's operation and returns what it gives as text.
func purlAnswer(c purlCase) (string, error) {
	if c.Op == "build" {
		var parts purlParts
		if err := json.Unmarshal(c.Input, &parts); err != nil {
			return "", err
		}
		return purl.Canonical(purlURL(parts))
	}
	var text string
	if err := json.Unmarshal(c.Input, &text); err != nil {
		return "", err
	}
	u, err := purl.Parse(text)
	if err != nil {
		return "", err
	}
	if c.Op == "parse" {
		return purlText(u), nil
	}
	return purl.Canonical(u)
}

func purlWant(c purlCase) (string, error) {
	if c.Op == "parse" {
		var parts purlParts
		err := json.Unmarshal(c.Expect.Output, &parts)
		return purlText(purlURL(parts)), err
	}
	var text string
	err := json.Unmarshal(c.Expect.Output, &text)
	return text, err
}

func purlURL(p purlParts) purl.URL {
	text := func(s *string) string {
		if s == nil {
			return ""
		}
		return *s
	}
	u := purl.URL{Type: text(p.Type), Namespace: text(p.Namespace), Name: text(p.Name), Version: text(p.Version), Subpath: text(p.Subpath)}
	for _, key := range slices.Sorted(maps.Keys(p.Qualifiers)) {
		u.Qualifiers = append(u.Qualifiers, purl.Qualifier{Key: key, Value: p.Qualifiers[key]})
	}
	return u
}

func purlText(u purl.URL) string {
	return fmt.Sprintf("%q %q %q %q %q %q", u.Type, u.Namespace, u.Name, u.Version, u.Qualifiers.Map(), u.Subpath)
}

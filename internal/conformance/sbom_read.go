package conformance

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/sbom/bom"
	"github.com/penstock-dev/penstock/sbom/diff"
	"github.com/penstock-dev/penstock/sbom/document"
	"github.com/penstock-dev/penstock/sbom/validate"
)

func readDocument(file string) (*bom.Document, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	return document.Read(data)
}

// documentCase is a case about reading one document.
type documentCase struct {
	ID     string `json:"id"`
	Kind   string `json:"kind"`
	File   string `json:"file"`
	Format string `json:"format"`
	From   string `json:"from"`
	To     string `json:"to"`
	Expect struct {
		Valid           *bool           `json:"valid"`
		NoCrash         bool            `json:"no_crash"`
		Components      []componentCase `json:"components"`
		Packages        []componentCase `json:"packages"`
		Services        int             `json:"services"`
		Vulnerabilities int             `json:"vulnerabilities"`
		Dependencies    int             `json:"dependencies"`
		SerialNumber    string          `json:"serialNumber"`
		SPDX            string          `json:"spdx"`
		Files           int             `json:"files"`
		Relationships   *int            `json:"relationships"`
		Listed          *int            `json:"relationships_listed"`
	} `json:"expect"`
}

type componentCase struct {
	Type    string `json:"type"`
	Group   string `json:"group"`
	Name    string `json:"name"`
	Version string `json:"version"`
	PURL    string `json:"purl"`
}

func (c componentCase) String() string {
	return fmt.Sprintf("%q", []string{c.Type, c.Group, c.Name, c.Version, c.PURL})
}

func texts(list []componentCase) []string {
	out := make([]string, len(list))
	for i, c := range list {
		out[i] = c.String()
	}
	slices.Sort(out)
	return out
}

// sbomCycloneDX scores reading: every valid document must be read, and what the
// case counts must be there. The row cyclonedx also wants the validator to
// accept these, and to refuse invalid ones; the rows by syntax show that alone.
func sbomCycloneDX(dir string, report *Report) error {
	cases, err := readCases[documentCase](filepath.Join(dir, "cases.jsonl"))
	if err != nil {
		return err
	}
	report.Set("cyclonedx", 0.97)
	report.Set("cyclonedx-read", 1)
	report.Set("cyclonedx-validate-json", 0.99)
	report.Set("cyclonedx-validate-xml", 0.95)
	for _, c := range cases {
		file := filepath.Join(dir, c.File)
		valid, text := validAnswer(file)
		report.Score("cyclonedx-validate-"+c.Format, c.ID, valid == *c.Expect.Valid, *c.Expect.Valid, text)
		if !*c.Expect.Valid {
			report.Score("cyclonedx", c.ID, !valid, "refused", "accepted")
			continue
		}
		d, err := readDocument(file)
		got, right := cycloneDXAnswer(d, err, c)
		report.Score("cyclonedx-read", c.ID, right, c.Expect, got)
		report.Score("cyclonedx", c.ID, right && valid, c.Expect, got+text)
	}
	return nil
}

// validAnswer validates a file and returns why it is not valid.
func validAnswer(file string) (bool, string) {
	data, err := os.ReadFile(file)
	if err != nil {
		return false, err.Error()
	}
	r, err := validate.Document(data)
	if err != nil {
		return false, err.Error()
	}
	var out []string
	for _, p := range r.Problems {
		if p.Rule == validate.RuleStructure {
			out = append(out, fmt.Sprintf("%s line %d: %s", p.Pointer, p.Region.StartLine, p.Message))
		}
	}
	return r.Valid(), strings.Join(out, "; ")
}

func cycloneDXAnswer(d *bom.Document, err error, c documentCase) (string, bool) {
	if err != nil {
		return err.Error(), false
	}
	if c.Expect.Components == nil {
		return "read", true
	}
	got := texts(components(d, true))
	text := fmt.Sprint(got, services(d), len(d.Vulnerabilities), len(d.Dependencies), d.ID, d.Problems)
	want := c.Expect
	return text, slices.Equal(got, texts(want.Components)) && services(d) == want.Services && len(d.Vulnerabilities) == want.Vulnerabilities &&
		len(d.Dependencies) == want.Dependencies && d.ID == want.SerialNumber
}

// services counts those at the top, as the cases do.
func services(d *bom.Document) int {
	n := 0
	for _, s := range d.Services {
		if s.Parent == "" {
			n++
		}
	}
	return n
}

// components lists those of a document; the cases leave out the root of
// CycloneDX and what is nested in it.
func components(d *bom.Document, typed bool) []componentCase {
	inRoot := map[string]bool{}
	if d.Format == bom.CycloneDX {
		for _, r := range d.Roots {
			inRoot[r] = true
		}
	}
	var out []componentCase
	for _, c := range d.Components {
		if inRoot[c.Ref] || inRoot[c.Parent] {
			inRoot[c.Ref] = true
			continue
		}
		one := componentCase{Name: c.Name, Version: c.Version, PURL: c.PURL}
		if typed {
			one.Type, one.Group = c.Type, c.Group
		}
		out = append(out, one)
	}
	return out
}

func sbomSPDX(dir string, report *Report) error {
	cases, err := readCases[documentCase](filepath.Join(dir, "cases.jsonl"))
	if err != nil {
		return err
	}
	report.Set("spdx", 0.98)
	for _, c := range cases {
		if c.Kind == "sbom-diff" {
			got := samePackages(filepath.Join(dir, c.From), filepath.Join(dir, c.To))
			report.Score("spdx", c.ID, got == "", "the same packages", got)
			continue
		}
		d, err := readDocument(filepath.Join(dir, c.File))
		got, right := spdxAnswer(d, err, c)
		report.Score("spdx", c.ID, right, c.Expect, got)
	}
	return nil
}

func spdxAnswer(d *bom.Document, err error, c documentCase) (string, bool) {
	if err != nil {
		return err.Error(), c.Expect.NoCrash && c.Expect.Valid == nil
	}
	got, want := texts(components(d, false)), c.Expect
	right := slices.Equal(got, texts(want.Packages)) && d.SpecVersion == want.SPDX && len(d.Files) == want.Files
	listed := len(d.Relationships)
	for _, p := range d.Problems { // the cases count what is null too
		if strings.HasSuffix(p.Message, "a relationship") {
			listed++
		}
	}
	right = right && (want.Relationships == nil || *want.Relationships == len(d.Relationships)) && (want.Listed == nil || *want.Listed == listed)
	return fmt.Sprint(d.SpecVersion, got, len(d.Files), len(d.Relationships)), right
}

// samePackages compares two documents and returns what was added or removed,
// the roots included.
func samePackages(from, to string) string {
	a, err := readDocument(from)
	if err != nil {
		return err.Error()
	}
	b, err := readDocument(to)
	if err != nil {
		return err.Error()
	}
	var out []string
	for _, e := range diff.Compare(a, b).Of(diff.Added, diff.Removed, diff.Upgraded, diff.Downgraded, diff.Version, diff.Root) {
		out = append(out, fmt.Sprint(e.Name, e.Changes))
	}
	return strings.Join(out, " ")
}

package conformance

import (
	"fmt"
	"path/filepath"
	"slices"

	"github.com/penstock-dev/penstock/sbom/diff"
)

type diffCase struct {
	ID     string `json:"id"`
	From   string `json:"from"`
	To     string `json:"to"`
	Expect struct {
		Added   []string   `json:"added"`
		Removed []string   `json:"removed"`
		Version []diffName `json:"version_changed"`
		License []diffName `json:"licence_changed"`
	} `json:"expect"`
}

type diffName struct {
	Name string `json:"name"`
}

func names(list []diffName) []string {
	out := make([]string, len(list))
	for i, n := range list {
		out[i] = n.Name
	}
	return out
}

// sbomDiff scores differences by group and name. Another number of equal
// components is one of version and of license in these cases.
func sbomDiff(dir string, report *Report) error {
	cases, err := readCases[diffCase](filepath.Join(dir, "cases.jsonl"))
	if err != nil {
		return err
	}
	report.Set("diff", 1)
	for _, c := range cases {
		want := diffText(c.Expect.Added, c.Expect.Removed, names(c.Expect.Version), names(c.Expect.License))
		got := diffAnswer(filepath.Join(dir, c.From), filepath.Join(dir, c.To))
		report.Score("diff", c.ID, got == want, want, got)
	}
	return nil
}

func diffText(lists ...[]string) string {
	var out [][]string
	for _, list := range lists {
		list = slices.Clone(list)
		slices.Sort(list)
		out = append(out, slices.Compact(list))
	}
	return fmt.Sprintf("%q", out)
}

func diffAnswer(from, to string) string {
	a, err := readDocument(from)
	if err != nil {
		return err.Error()
	}
	b, err := readDocument(to)
	if err != nil {
		return err.Error()
	}
	r := diff.Compare(a, b)
	of := func(kinds ...diff.Kind) []string {
		var out []string
		for _, e := range r.Of(kinds...) {
			out = append(out, e.Name)
		}
		return out
	}
	return diffText(of(diff.Added), of(diff.Removed), of(diff.Upgraded, diff.Downgraded, diff.Version, diff.Instances), of(diff.License, diff.Instances))
}

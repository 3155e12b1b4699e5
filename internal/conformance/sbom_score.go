package conformance

import (
	"fmt"
	"math"
	"path/filepath"
	"slices"

	"github.com/penstock-dev/penstock/sbom/quality"
)

// scoreProfiles maps the profiles of the cases to ours.
func scoreProfiles() map[string]quality.Profile {
	return map[string]quality.Profile{
		"ProfileNTIA": quality.NTIAStrict, "ProfileNTIA2025": quality.CISA, "ProfileFSCT": quality.FSCTBaseline, "ProfileBSI11": quality.BSI11,
		"ProfileBSI20": quality.BSI20, "ProfileBSI21": quality.BSI, "ProfileOCTV11": quality.Telco, "ProfileInterlynk": quality.General,
	}
}

// scored is one document in one profile, by another scorer and by ours.
type scored struct {
	id, profile  string
	theirs, ours float64
}

// sbomScores judges the counts of satisfied fields, and for every two documents
// of one profile whose scores are clearly apart, whether ours are in the same
// order.
func sbomScores(dir string, cases []qualityCase, report *Report) {
	var list []scored
	for _, c := range cases {
		if c.Kind != "sbom-quality" {
			continue
		}
		d, err := readDocument(filepath.Join(dir, c.File))
		if err != nil {
			report.Score("quality", c.ID, false, c.Expect, err)
			continue
		}
		r := quality.Assess(d, scoreProfiles()[c.Profile])
		got := map[string]any{}
		for level, key := range map[quality.Level]string{quality.Required: "required", quality.Additional: "additional", quality.Optional: "optional"} {
			n, _ := r.Satisfied(level)
			got[key] = n
		}
		for key, rule := range map[string]string{"validlicensesscore": "sbom/valid-license", "spdxlistedscore": "sbom/listed-license", "expectedsignaturescore": "sbom/signature"} {
			if result := r.Result(rule); result != nil {
				got[key] = math.Round(1000*result.Share) / 100
			}
		}
		if s := d.Signature; s != nil {
			got["algorithm"], got["haspublickey"], got["hascertpath"] = s.Algorithm, s.KeyType != "", s.Certificates > 0
		}
		got["hassignature"] = d.Signature != nil
		right := true
		for key, want := range c.Expect {
			if key != "score" && key != "grade" {
				right = right && fmt.Sprint(got[key]) == fmt.Sprint(want)
			}
		}
		report.Score("quality", c.ID, right, c.Expect, fmt.Sprint(got, failed(r)))
		if theirs, ok := c.Expect["score"].(float64); ok {
			list = append(list, scored{c.ID, c.Profile, theirs, r.Score()})
		}
	}
	scoreOrder(list, report)
}

func failed(r *quality.Report) []string {
	var out []string
	for _, e := range r.Results {
		if e.Failed {
			out = append(out, fmt.Sprintf("%s %s %.2f", e.Level, e.Rule.ID, e.Share))
		}
	}
	slices.Sort(out)
	return out
}

func scoreOrder(list []scored, report *Report) {
	for i, a := range list {
		for _, b := range list[i+1:] {
			if a.profile != b.profile || math.Abs(a.theirs-b.theirs) < 1-1e-9 {
				continue
			}
			right := a.ours != b.ours && (a.ours < b.ours) == (a.theirs < b.theirs)
			report.Score("quality-order", a.profile+" "+a.id+" "+b.id, right, fmt.Sprint(a.theirs, b.theirs), fmt.Sprint(a.ours, b.ours))
		}
	}
}

package deps

import (
	"testing"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/deps/osv"
)

func TestRate(t *testing.T) {
	t.Parallel()
	const (
		v2    = "AV:N/AC:L/Au:N/C:P/I:P/A:P"                                      // 7.5
		v30   = "CVSS:3.0/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N"                    // 6.1
		v31   = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"                    // 9.8
		v40   = "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N" // 9.3
		nil31 = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N"                    // 0.0
	)
	for _, test := range []struct {
		name   string
		rates  []osv.Severity
		word   string
		values []float64
		want   scan.Severity
	}{
		{"nothing", nil, "", nil, scan.SeverityUnknown},
		{"2", []osv.Severity{{Type: "CVSS_V2", Score: v2}}, "", []float64{7.5}, scan.SeverityHigh},
		{"3.0", []osv.Severity{{Type: "CVSS_V3", Score: v30}}, "", []float64{6.1}, scan.SeverityMedium},
		{"3.1", []osv.Severity{{Type: "CVSS_V3", Score: v31}}, "LOW", []float64{9.8}, scan.SeverityCritical},
		{"4.0", []osv.Severity{{Type: "CVSS_V4", Score: v40}}, "", []float64{9.3}, scan.SeverityCritical},
		{"zero", []osv.Severity{{Type: "CVSS_V3", Score: nil31}}, "", []float64{0}, scan.SeverityInfo},
		{"newest counts", []osv.Severity{{Type: "CVSS_V3", Score: v30}, {Type: "CVSS_V2", Score: v2}}, "", []float64{6.1, 7.5}, scan.SeverityMedium},
		{"highest counts", []osv.Severity{{Type: "CVSS_V3", Score: v31}, {Type: "CVSS_V3", Score: nil31}}, "", []float64{9.8, 0}, scan.SeverityCritical},
		{"word", nil, "MODERATE", nil, scan.SeverityMedium},
		{"distribution", []osv.Severity{{Type: "Ubuntu", Score: "negligible"}}, "", nil, scan.SeverityInfo},
		{"red hat", nil, "Important", nil, scan.SeverityHigh},
		{"strange word", nil, "spicy", nil, scan.SeverityUnknown},
		{"broken vector", []osv.Severity{{Type: "CVSS_V3", Score: "CVSS:3.1/AV:N"}, {Type: "CVSS_V4", Score: "CVSS:4.0/"}, {Type: "CVSS_V3", Score: "CVSS:3.0/x"}}, "HIGH", nil, scan.SeverityHigh},
	} {
		scores, got := rate(&osv.Advisory{ID: "A", Severity: test.rates, DatabaseSeverity: test.word})
		if got != test.want || len(scores) != len(test.values) {
			t.Errorf("%s: %v, %v; want %v, %v", test.name, got, scores, test.want, test.values)
			continue
		}
		for i, want := range test.values {
			if scores[i].Value != want || scores[i].Source != "A" {
				t.Errorf("%s: score %v, want %v", test.name, scores[i], want)
			}
		}
	}
}

func TestGroupByAlias(t *testing.T) {
	t.Parallel()
	advisory := func(id string, aliases ...string) match {
		return match{advisory: &osv.Advisory{ID: id, Aliases: aliases}}
	}
	// C joins A and B, though neither names the other; D names none of them.
	groups := groupByAlias([]match{advisory("A", "CVE-1"), advisory("B", "CVE-2"), advisory("D"), advisory("C", "CVE-1", "B"), advisory("D", "X")})
	var got []string
	for _, g := range groups {
		text := ""
		for _, m := range g {
			text += m.advisory.ID
		}
		got = append(got, text)
	}
	if len(got) != 2 || got[0] != "ABC" || got[1] != "DD" {
		t.Errorf("groups %v, want ABC and DD", got)
	}
	if ids := names(groups[0], []string{"CVE-", "GHSA-"}); ids[0] != "CVE-1" || len(ids) != 5 {
		t.Errorf("names %v", ids)
	}
}

func TestCompareIDs(t *testing.T) {
	t.Parallel()
	for _, pair := range [][2]string{{"CVE-2021-9999", "CVE-2021-10000"}, {"CVE-2020-99999", "CVE-2021-1"}, {"A", "B"}, {"A-1", "B"}} {
		if compareIDs(pair[0], pair[1]) >= 0 || compareIDs(pair[1], pair[0]) <= 0 {
			t.Errorf("%s is not lower than %s", pair[0], pair[1])
		}
	}
}

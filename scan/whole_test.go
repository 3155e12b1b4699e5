package scan_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/scan"
)

func TestWholes(t *testing.T) {
	t.Parallel()
	suppressed := []scan.Suppression{{Kind: "inSource"}}
	image := &scan.Origin{Image: "i"}
	findings := []scan.Finding{
		&scan.Record{Message: "early part", Correlation: "a", Part: true},
		&scan.Record{Message: "a", Correlation: "a"},
		&scan.Record{Message: "plain"},
		&scan.Record{Message: "late part", Correlation: "a", Part: true},
		&scan.Record{Message: "of an image", Correlation: "a", Part: true, Location: scan.Location{Origin: image}},
		&scan.Record{Message: "second", Correlation: "a"},
		&scan.Record{Message: "lonely", Correlation: "b", Part: true},
		&scan.Record{Message: "c", Correlation: "c", Suppressions: suppressed},
		&scan.Record{Message: "part of c", Correlation: "c", Part: true},
		&scan.Record{Message: "suppressed part", Correlation: "a", Part: true, Suppressions: suppressed},
	}
	var got []string
	for _, w := range scan.Wholes(findings) {
		names := []string{w.Finding.Common().Message}
		for _, p := range w.Parts {
			names = append(names, p.Common().Message)
		}
		got = append(got, strings.Join(names, ", "))
	}
	want := []string{"a, early part, late part", "plain", "of an image", "second", "lonely", "c", "part of c", "suppressed part"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("wholes (-want +got):\n%s", diff)
	}
}

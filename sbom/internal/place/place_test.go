package place_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/sbom/internal/place"
	"github.com/penstock-dev/penstock/scan"
)

func TestRegion(t *testing.T) {
	t.Parallel()
	index := place.New([]byte("ab\ncd\n"))
	for _, tt := range []struct {
		start, end int
		want       scan.Region
	}{
		{0, 2, scan.Region{StartLine: 1, StartColumn: 1, EndLine: 1, EndColumn: 3, EndOffset: 2}},
		{1, 4, scan.Region{StartLine: 1, StartColumn: 2, EndLine: 2, EndColumn: 2, StartOffset: 1, EndOffset: 4}},
		{4, 1, scan.Region{StartLine: 2, StartColumn: 2, EndLine: 2, EndColumn: 2, StartOffset: 4, EndOffset: 4}},
		{-3, 99, scan.Region{StartLine: 1, StartColumn: 1, EndLine: 3, EndColumn: 1, EndOffset: 6}},
	} {
		if diff := cmp.Diff(tt.want, index.Region(tt.start, tt.end)); diff != "" {
			t.Errorf("Region(%d, %d) (-want +got):\n%s", tt.start, tt.end, diff)
		}
	}
}

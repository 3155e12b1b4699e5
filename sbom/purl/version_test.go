package purl_test

import (
	"testing"

	"github.com/penstock-dev/penstock/sbom/purl"
)

func TestSameVersion(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		version, url string
		want         bool
	}{
		{"1.0.0", "pkg:npm/pump@1.0.0", true},
		{"V1.0.0-RC1", "pkg:npm/pump@1.0.0-rc1", true},
		{"1.0.1", "pkg:npm/pump@1.0.0", false},
		{"", "pkg:npm/pump@1.0.0", true},
		{"1.0.1", "pkg:npm/pump", true},
		{"1:2.0-3", "pkg:rpm/acme/pump@2.0-3?epoch=1", true},
		{"2:2.0-3", "pkg:rpm/acme/pump@2.0-3?epoch=1", false},
		{"v4", "pkg:githubactions/acme/pump@0123456", true},
	} {
		u, err := purl.Parse(tt.url)
		if err != nil {
			t.Fatal(err)
		}
		if got := purl.SameVersion(tt.version, u); got != tt.want {
			t.Errorf("SameVersion(%q, %s) = %v", tt.version, tt.url, got)
		}
	}
}

package purl_test

import (
	"strings"
	"testing"

	"github.com/penstock-dev/penstock/sbom/purl"
)

// TestInstalled wants ecosystem, name and version of packages of distributions,
// and nothing of others.
func TestInstalled(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][3]string{
		"pkg:rpm/fedora/bash@5.2-1.fc41?distro=fedora-41&epoch=2": {"Fedora:41", "bash", "2:5.2-1.fc41"},
		"pkg:rpm/fedora/bash@5.2-1.fc41?distro=fedora-41&epoch=0": {"Fedora:41", "bash", "5.2-1.fc41"},
		"pkg:rpm/fedora/bash?epoch=2":                             {"Fedora", "bash", ""},
		"pkg:deb/debian/bash@1:5.2?distro=debian-12&epoch=1":      {"Debian:12", "bash", "1:5.2"},
		"pkg:rpm/opensuse/bash@5?distro=opensuse-leap-15.6":       {"openSUSE:Leap 15.6", "bash", "5"},
		"pkg:rpm/unknown/bash@5?distro=unknown-1":                 {"", "bash", "5"},
		"pkg:npm/bash@5": {"", "", ""},
	} {
		u, err := purl.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		if ecosystem, name, version := purl.Installed(u); [3]string{ecosystem, name, version} != want {
			t.Errorf("%s: %q %q %q, want %q", text, ecosystem, name, version, want)
		}
	}
}

func FuzzInstalled(f *testing.F) {
	for _, seed := range []string{"fedora-41", "opensuse-leap-15.6", "-", "ubuntu-.04", "debian-", "12", "redhat--1", "sles-15.", "0:"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, distro string) {
		u := purl.URL{Type: "rpm", Namespace: "fedora", Name: "bash", Version: "5", Qualifiers: []purl.Qualifier{{Key: "distro", Value: distro}}}
		ecosystem, name, version := purl.Installed(u)
		if ecosystem == "" || name != "bash" || version != "5" || strings.HasSuffix(ecosystem, ":") {
			t.Errorf("%q: %q %q %q", distro, ecosystem, name, version)
		}
	})
}

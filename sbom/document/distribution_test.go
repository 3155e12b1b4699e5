package document_test

import (
	"bytes"
	"io"
	"testing"

	"github.com/penstock-dev/penstock/sbom/bom"
	"github.com/penstock-dev/penstock/sbom/cyclonedx"
	"github.com/penstock-dev/penstock/sbom/document"
	"github.com/penstock-dev/penstock/sbom/purl"
	"github.com/penstock-dev/penstock/sbom/spdx"
	"github.com/penstock-dev/penstock/scan"
)

// TestDistributions writes a package of every distribution and wants its
// ecosystem and its version, with the epoch, to be there when it is read again.
func TestDistributions(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ kind, id, version, cpe, want string }{
		{"deb", "debian", "12", "", "Debian:12"},
		{"deb", "debian", "12.5", "", "Debian:12"},
		{"deb", "ubuntu", "22.04", "", "Ubuntu:22.04:LTS"},
		{"deb", "ubuntu", "23.10", "", "Ubuntu:23.10"},
		{"apk", "alpine", "3.20.1", "", "Alpine:v3.20"},
		{"apk", "wolfi", "20230201", "", "Wolfi"},
		{"apk", "chainguard", "20230214", "", "Chainguard"},
		{"alpm", "arch", "", "", "Arch Linux"},
		{"rpm", "almalinux", "9.4", "", "AlmaLinux:9"},
		{"rpm", "amzn", "2023", "", "Amazon Linux:2023"},
		{"rpm", "azurelinux", "3.0", "", "Azure Linux:3"},
		{"rpm", "mariner", "2.0", "", "Azure Linux:2"},
		{"rpm", "centos", "9", "", "CentOS:9"},
		{"rpm", "fedora", "41", "", "Fedora:41"},
		{"rpm", "mageia", "9", "", "Mageia:9"},
		{"rpm", "ol", "9.4", "", "Oracle Linux:9"},
		{"rpm", "openEuler", "24.03", "", "openEuler:24.03"},
		{"rpm", "opensuse-leap", "15.6", "", "openSUSE:Leap 15.6"},
		{"rpm", "opensuse-tumbleweed", "20240601", "", "openSUSE:Tumbleweed"},
		{"rpm", "photon", "5.0", "", "Photon OS:5.0"},
		{"rpm", "rocky", "8.10", "", "Rocky Linux:8"},
		{"rpm", "sles", "15.5", "", "SUSE:Linux Enterprise Server 15 SP5"},
		{"rpm", "sled", "15", "", "SUSE:Linux Enterprise Desktop 15"},
		{"rpm", "sles_sap", "15.5", "", "SUSE:Linux Enterprise Server for SAP Applications 15 SP5"},
		{"rpm", "rhel", "9.4", "cpe:/o:redhat:enterprise_linux:9::baseos", "Red Hat:enterprise_linux:9::baseos"},
		{"rpm", "rhel", "9.4", "", "Red Hat"},
	} {
		ecosystem := purl.Distribution(tt.id, tt.version, tt.cpe)
		if ecosystem != tt.want {
			t.Errorf("%s %s: %q, want %q", tt.id, tt.version, ecosystem, tt.want)
		}
		u := purl.URL{Type: tt.kind, Namespace: tt.id, Name: "bash", Version: "5-1", Qualifiers: []purl.Qualifier{{Key: "distro", Value: tt.id + "-" + tt.version}, {Key: "epoch", Value: "2"}}}
		text, err := purl.Canonical(u)
		if err != nil {
			t.Fatal(err)
		}
		d := bom.New([]*scan.Package{{PURL: text, Name: "bash", Version: "2:5-1", Ecosystem: ecosystem, Installed: true}}, bom.Config{Name: "image"})
		for name, write := range map[string]func(io.Writer) error{
			"CycloneDX": func(w io.Writer) error { return cyclonedx.Write(w, d, cyclonedx.WriteConfig{}) },
			"SPDX":      func(w io.Writer) error { return spdx.Write(w, d, spdx.WriteConfig{}) },
		} {
			if name == "SPDX" && tt.cpe != "" {
				continue // it has no place for what the package URL does not tell
			}
			var file bytes.Buffer
			if err := write(&file); err != nil {
				t.Fatal(err)
			}
			again, err := document.Read(file.Bytes())
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range again.Packages("bom") {
				if p.Relation != scan.RelationRoot && (p.Ecosystem != tt.want || p.Version != "2:5-1") {
					t.Errorf("%s: %s: %q in version %q, want %q", name, text, p.Ecosystem, p.Version, tt.want)
				}
			}
		}
	}
}

// TestForeignDistributions reads what other tools write in package URLs.
func TestForeignDistributions(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"pkg:rpm/redhat/bash@5-1?distro=rhel-9.4":                  "Red Hat",
		"pkg:rpm/oracle/bash@5-1?distro=oracle-9.4":                "Oracle Linux:9",
		"pkg:rpm/amazon/bash@5-1?distro=amazon-2":                  "Amazon Linux:2",
		"pkg:rpm/opensuse.leap/bash@5-1?distro=opensuse.leap-15.6": "openSUSE:Leap 15.6",
		"pkg:rpm/opensuse/bash@5-1?distro=opensuse-leap-15.6":      "openSUSE:Leap 15.6",
		"pkg:deb/debian/bash@5-1?distro=bookworm":                  "Debian",
		"pkg:deb/debian/bash@5-1?distro=12":                        "Debian:12",
		"pkg:deb/debian/bash@5-1?distro=sid":                       "Debian",
		"pkg:apk/alpine/bash@5-r1?distro=edge":                     "Alpine",
		"pkg:rpm/rocky/bash@5-1":                                   "Rocky Linux",
		"pkg:rpm/elsewhere/bash@5-1?distro=elsewhere-1":            "",
		"pkg:rpm/bash@5-1?distro=-":                                "",
	} {
		d := &bom.Document{Components: []*bom.Component{{Ref: "b", Name: "bash", PURL: text}}}
		if p := d.Packages("bom")[0]; p.Ecosystem != want || p.Name != "bash" {
			t.Errorf("%s: %q %s, want %q", text, p.Ecosystem, p.Name, want)
		}
	}
}

package distro_test

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/sbom"
	"github.com/penstock-dev/penstock/sbom/distro"
	"github.com/penstock-dev/penstock/sbom/internal/golden"
	"github.com/penstock-dev/penstock/scan"
)

func rpmFile(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile("../internal/rpmdb/testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestRPM(t *testing.T) {
	t.Parallel()
	files := []*scan.File{
		golden.File("rootfs/usr/lib/sysimage/rpm/rpmdb.sqlite", rpmFile(t, "rpmdb.sqlite")),
		golden.File("rootfs/usr/lib/sysimage/rpm/rpmdb.sqlite-wal", rpmFile(t, "rpmdb.sqlite-wal")),
		golden.File("rootfs/etc/os-release", []byte("ID=\"almalinux\"\nVERSION_ID=\"9.4\"\n")),
	}
	rec := golden.Run(t, files, distro.RPM{})
	golden.Check(t, files, rec)
	got := rec.Text()
	for _, want := range []string{
		`package AlmaLinux:9 acme-pump@2:1.2.3-4 installed
	purl pkg:rpm/almalinux/acme-pump@1.2.3-4?arch=noarch&distro=almalinux-9.4&epoch=2
	at rootfs/usr/lib/sysimage/rpm/rpmdb.sqlite
	license MIT AND Apache-2.0
`,
		"\tpackager Packer <packer@acme.example>\n\tsource acme-pump-1.2.3-4.src.rpm\n\tneeds pkg:rpm/almalinux/acme-tank@2.9~rc2-2.el9?arch=noarch&distro=almalinux-9.4&epoch=2\n",
		"package AlmaLinux:9 acme-seal@2:6.9~rc6-6.el9 installed\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("want\n%s\nin\n%s", want, got)
		}
	}
	if n := strings.Count(got, "package "); n != 7 || len(rec.Diagnostics) > 0 {
		t.Errorf("%d packages, diagnostics %v", n, rec.Diagnostics)
	}
}

func TestRPMEcosystem(t *testing.T) {
	t.Parallel()
	for release, want := range map[string]string{
		"ID=rhel\nVERSION_ID=9.4\nCPE_NAME=\"cpe:/o:redhat:enterprise_linux:9::baseos\"": "Red Hat:enterprise_linux:9::baseos",
		"ID=rhel\nVERSION_ID=9.4":                  "Red Hat",
		"ID=rocky\nVERSION_ID=9.4":                 "Rocky Linux:9",
		"ID=sles\nVERSION_ID=15.5":                 "SUSE:Linux Enterprise Server 15 SP5",
		"ID=sled\nVERSION_ID=15":                   "SUSE:Linux Enterprise Desktop 15",
		"ID=sles":                                  "SUSE",
		"ID=opensuse-leap\nVERSION_ID=15.6":        "openSUSE:Leap 15.6",
		"ID=opensuse-tumbleweed\nVERSION_ID=2026":  "openSUSE:Tumbleweed",
		"ID=mariner\nVERSION_ID=2.0":               "Azure Linux:2",
		"ID=photon\nVERSION_ID=5.0":                "Photon OS:5.0",
		"ID=fedora\nVERSION_ID=44":                 "Fedora:44",
		"ID=centos":                                "CentOS",
		"ID=\"openEuler\"\nVERSION_ID=\"24.03\"\n": "openEuler:24.03",
		"ID=homemade\nVERSION_ID=1":                "rpm",
		"":                                         "rpm",
	} {
		files := []*scan.File{golden.File("var/lib/rpm/Packages", rpmFile(t, "Packages")), golden.File("usr/lib/os-release", []byte(release))}
		rec := golden.Run(t, files, distro.RPM{})
		golden.Check(t, files, rec)
		if len(rec.Packages) != 8 || rec.Packages[0].Ecosystem != want {
			t.Errorf("%q: %d packages, the first of %q, want 8 of %q", release, len(rec.Packages), rec.Packages[0].Ecosystem, want)
		}
	}
}

func TestRPMBroken(t *testing.T) {
	t.Parallel()
	data := rpmFile(t, "Packages")
	for _, broken := range [][]byte{nil, []byte("no data base"), data[:len(data)/2], rpmFile(t, "rpmdb.sqlite")[:2000]} {
		files := []*scan.File{golden.File("var/lib/rpm/Packages", broken)}
		rec := golden.Run(t, files, distro.RPM{})
		golden.Check(t, files, rec)
		if len(rec.Diagnostics) == 0 {
			t.Errorf("%d bytes: no diagnostic", len(broken))
		}
	}
}

// TestRPMBulky runs with a limit that the data base is above.
func TestRPMBulky(t *testing.T) {
	t.Parallel()
	files := fstest.MapFS{
		"var/lib/rpm/rpmdb.sqlite":     {Data: rpmFile(t, "rpmdb.sqlite")},
		"var/lib/rpm/rpmdb.sqlite-wal": {Data: rpmFile(t, "rpmdb.sqlite-wal")},
		"etc/os-release":               {Data: []byte("ID=rocky\nVERSION_ID=9.4\n")},
	}
	for limit, want := range map[int]string{
		0:     "7 packages, the first of Rocky Linux:9, diagnostics []",
		12000: "6 packages, the first of Rocky Linux:9, diagnostics [var/lib/rpm/rpmdb.sqlite-wal]",
		1000:  "0 packages, diagnostics [var/lib/rpm/rpmdb.sqlite var/lib/rpm/rpmdb.sqlite-wal]",
	} {
		inventory, err := sbom.New(sbom.Config{MaxHeld: limit})
		if err != nil {
			t.Fatal(err)
		}
		runner, err := scan.New(scan.Config{Analyzers: []scan.Analyzer{inventory}, MaxFileSize: 4096})
		if err != nil {
			t.Fatal(err)
		}
		result, err := runner.Run(context.Background(), scan.FS(files, scan.TreeConfig{}))
		if result == nil || (err != nil) != (limit > 0) {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, summary(result)); diff != "" {
			t.Errorf("limit %d (-want +got):\n%s", limit, diff)
		}
	}
}

func TestRPMManifest(t *testing.T) {
	golden.Test(t, "testdata/rpmmanifest/*.txtar", distro.RPMManifest{})
}

func FuzzRPMManifest(f *testing.F) {
	golden.Fuzz(f, distro.RPMManifest{}, "var/lib/rpmmanifest/container-manifest-2", "etc/os-release")
}

func summary(result *scan.Result) string {
	first, paths := "", []string{}
	if len(result.Packages) > 0 {
		first = result.Packages[0].Ecosystem
	}
	for _, d := range result.Diagnostics {
		paths = append(paths, d.Location.Path)
	}
	return strings.ReplaceAll(fmt.Sprintf("%d packages, the first of %s, diagnostics %v", len(result.Packages), first, paths), ", the first of ,", ",")
}

func FuzzRPM(f *testing.F) {
	f.Add(rpmFile(f, "rpmdb.sqlite"), rpmFile(f, "rpmdb.sqlite-wal"))
	golden.Fuzz(f, distro.RPM{}, "var/lib/rpm/rpmdb.sqlite", "var/lib/rpm/rpmdb.sqlite-wal")
}

package distro_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/penstock-dev/penstock/sbom"
	"github.com/penstock-dev/penstock/sbom/distro"
	"github.com/penstock-dev/penstock/sbom/internal/golden"
	"github.com/penstock-dev/penstock/scan"
)

func TestDPKG(t *testing.T) { golden.Test(t, "testdata/dpkg/*.txtar", distro.DPKG{}) }

func FuzzDPKG(f *testing.F) { golden.Fuzz(f, distro.DPKG{}, "var/lib/dpkg/status", "etc/os-release") }

func TestAPK(t *testing.T) { golden.Test(t, "testdata/apk/*.txtar", distro.APK{}) }

func FuzzAPK(f *testing.F) { golden.Fuzz(f, distro.APK{}, "lib/apk/db/installed", "etc/os-release") }

func TestPacman(t *testing.T) { golden.Test(t, "testdata/pacman/*.txtar", distro.Pacman{}) }

func FuzzPacman(f *testing.F) {
	golden.Fuzz(f, distro.Pacman{}, "var/lib/pacman/local/a/desc", "etc/os-release")
}

func ExampleAPK() {
	text := []byte("P:musl\nV:1.2.5-r0\nA:x86_64\n")
	packages, err := sbom.Extract(context.Background(), scan.NewFile(&scan.Entry{Path: "lib/apk/db/installed"}, text))
	for _, p := range packages {
		fmt.Println(p.PURL, err)
	}
	// Output: pkg:apk/linux/musl@1.2.5-r0?arch=x86_64 <nil>
}

package sbom_test

import (
	"context"
	"errors"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/sbom"
	"github.com/penstock-dev/penstock/sbom/distro"
	"github.com/penstock-dev/penstock/sbom/internal/golden"
	"github.com/penstock-dev/penstock/sbom/java"
	"github.com/penstock-dev/penstock/sbom/javascript"
	"github.com/penstock-dev/penstock/sbom/python"
	"github.com/penstock-dev/penstock/scan"
)

func within(path, text string, origin scan.Origin) *scan.File {
	return scan.NewFile(&scan.Entry{Path: path, Size: int64(len(text)), Origin: &origin}, []byte(text))
}

func names(t *testing.T, files []*scan.File, x ...sbom.Extractor) []string {
	t.Helper()
	var list []string
	for _, p := range golden.Run(t, files, x...).Packages {
		list = append(list, p.Ecosystem+" "+p.Name+"@"+p.Version)
	}
	return list
}

// TestMembersOfArchives holds that the manifest of an archive counts only where
// no pom.properties lies in the same one.
func TestMembersOfArchives(t *testing.T) {
	t.Parallel()
	const manifest, properties = "Implementation-Version: 9.0\n", "groupId=acme\nartifactId=pump\nversion=1.0\n"
	pump, valve := scan.Origin{Archives: []string{"lib/pump-1.0.jar"}}, scan.Origin{Archives: []string{"lib/valve-2.0.jar"}}
	got := names(t, []*scan.File{
		within("META-INF/MANIFEST.MF", manifest, pump),
		within("META-INF/maven/acme/pump/pom.properties", properties, pump),
		within("META-INF/maven/acme/pump/pom.xml", "<project><dependencies><dependency><groupId>a</groupId><artifactId>b</artifactId></dependency></dependencies></project>", pump),
		within("META-INF/MANIFEST.MF", manifest, valve),
		within("META-INF/MANIFEST.MF", manifest, scan.Origin{Archives: []string{"notes.zip"}}),
		golden.File("target/maven-archiver/pom.properties", []byte(properties)),
	}, java.Archive{}, java.POM{})
	if diff := cmp.Diff([]string{"Maven acme:pump@1.0", "Maven valve:valve@2.0"}, got); diff != "" {
		t.Error(diff)
	}
}

// TestLayers holds that a file finds another one in a different layer of its
// image, the topmost first, and none of another image.
func TestLayers(t *testing.T) {
	t.Parallel()
	layer := func(image, digest string, index int) scan.Origin {
		return scan.Origin{Image: image, Layer: digest, LayerIndex: index}
	}
	const status = "Package: pump\nStatus: install ok installed\nVersion: 1.0\n"
	got := names(t, []*scan.File{
		within("etc/os-release", "ID=debian\nVERSION_ID=11\n", layer("a", "sha256:1", 0)),
		within("etc/os-release", "ID=debian\nVERSION_ID=12\n", layer("a", "sha256:2", 1)),
		within("var/lib/dpkg/status", status, layer("a", "sha256:3", 2)),
		within("var/lib/dpkg/status", status, layer("b", "sha256:4", 0)),
	}, distro.DPKG{})
	if diff := cmp.Diff([]string{"Debian:12 pump@1.0", "deb pump@1.0"}, got); diff != "" {
		t.Error(diff)
	}
}

// TestResidents holds that lockfiles below node_modules and site-packages are
// left alone, and what is installed there is not.
func TestResidents(t *testing.T) {
	t.Parallel()
	got := names(t, []*scan.File{
		golden.File("node_modules/pump/package-lock.json", []byte(`{"packages": {"node_modules/x": {"version": "1.0.0"}}}`)),
		golden.File("node_modules/pump/package.json", []byte(`{"name": "pump", "version": "1.0.0"}`)),
		golden.File("lib/site-packages/valve.dist-info/METADATA", []byte("Name: valve\nVersion: 2.0\n")),
		golden.File("lib/site-packages/valve/requirements.txt", []byte("x==1\n")),
	}, javascript.NPMLock{}, javascript.Installed{}, python.Metadata{}, python.Requirements{})
	if diff := cmp.Diff([]string{"npm pump@1.0.0", "PyPI valve@2.0"}, got); diff != "" {
		t.Error(diff)
	}
}

// TestLargeFiles holds that a program above the size limit is read in pieces,
// and that any other file is said to be too large.
func TestLargeFiles(t *testing.T) {
	t.Parallel()
	a, err := sbom.New(sbom.Config{})
	if err != nil {
		t.Fatal(err)
	}
	begun, err := a.Begin(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	pass := begun.(scan.ChunkPass)
	rec := &golden.Recorder{}
	_, err = pass.Chunks(context.Background(), &scan.Entry{Path: "package-lock.json"}, rec)
	var d *scan.Diagnostic
	if !errors.As(err, &d) || d.Kind != scan.DiagTooLarge || d.Note {
		t.Errorf("a lockfile: %v", err)
	}
	w, err := pass.Chunks(context.Background(), &scan.Entry{Path: "tool", Mode: 0o755, Size: 1 << 30}, rec)
	if err != nil {
		t.Fatal(err)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(self)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil || len(rec.Packages) < 2 || len(rec.Diagnostics) != 1 || !rec.Diagnostics[0].Note {
		t.Errorf("a program: %s, %v", rec.Text(), err)
	}
}

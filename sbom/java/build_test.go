package java_test

import (
	"testing"

	"github.com/penstock-dev/penstock/sbom/internal/golden"
	"github.com/penstock-dev/penstock/sbom/java"
)

func TestPOM(t *testing.T) { golden.Test(t, "testdata/pom/*.txtar", java.POM{}) }

func FuzzPOM(f *testing.F) { golden.Fuzz(f, java.POM{}, "app/pom.xml", "pom.xml") }

func TestVerification(t *testing.T) {
	golden.Test(t, "testdata/verification/*.txtar", java.Verification{})
}

func FuzzVerification(f *testing.F) {
	golden.Fuzz(f, java.Verification{}, "verification-metadata.xml", "a/verification-metadata.xml")
}

func TestCatalog(t *testing.T) { golden.Test(t, "testdata/catalog/*.txtar", java.Catalog{}) }

func FuzzCatalog(f *testing.F) {
	golden.Fuzz(f, java.Catalog{}, "libs.versions.toml", "a/libs.versions.toml")
}

func TestSBTLock(t *testing.T) { golden.Test(t, "testdata/sbt/*.txtar", java.SBTLock{}) }

func FuzzSBTLock(f *testing.F) { golden.Fuzz(f, java.SBTLock{}, "build.sbt.lock", "a/build.sbt.lock") }

func TestArchive(t *testing.T) { golden.Test(t, "testdata/archive/*.txtar", java.Archive{}) }

func FuzzArchive(f *testing.F) { golden.Fuzz(f, java.Archive{}, "app-1.0.war", "titled.jar") }

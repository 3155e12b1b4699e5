package java_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/penstock-dev/penstock/sbom"
	"github.com/penstock-dev/penstock/sbom/internal/golden"
	"github.com/penstock-dev/penstock/sbom/java"
	"github.com/penstock-dev/penstock/scan"
)

func TestGradleLock(t *testing.T) { golden.Test(t, "testdata/*.txtar", java.GradleLock{}) }

func FuzzGradleLock(f *testing.F) {
	golden.Fuzz(f, java.GradleLock{}, "gradle.lockfile", "buildscript-gradle.lockfile")
}

func ExampleGradleLock() {
	text := []byte("org.acme:pump:1.0=runtimeClasspath\n")
	packages, err := sbom.Extract(context.Background(), scan.NewFile(&scan.Entry{Path: "gradle.lockfile"}, text))
	for _, p := range packages {
		fmt.Println(p.PURL, p.Relation, err)
	}
	// Output: pkg:maven/org.acme/pump@1.0  <nil>
}

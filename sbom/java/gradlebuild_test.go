package java_test

import (
	"testing"

	"github.com/penstock-dev/penstock/sbom"
	"github.com/penstock-dev/penstock/sbom/internal/golden"
	"github.com/penstock-dev/penstock/sbom/java"
)

var _ sbom.Quiet = java.GradleBuild{}

func TestGradleBuild(t *testing.T) {
	golden.Test(t, "testdata/gradlebuild/*.txtar", java.GradleBuild{}, java.GradleLock{}, java.Verification{})
}

func FuzzGradleBuild(f *testing.F) {
	golden.Fuzz(f, java.GradleBuild{}, "build.gradle", "other/build.gradle.kts")
}

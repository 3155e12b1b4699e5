package github_test

import (
	"testing"

	"github.com/penstock-dev/penstock/scan/pipeline/github"
	"github.com/penstock-dev/penstock/scan/pipeline/internal/audittest"
)

// TestRules checks each rule on the archive of its name.
func TestRules(t *testing.T) {
	t.Parallel()
	audittest.Rules(t, "testdata", github.New().Rules())
}

func TestFixArchives(t *testing.T) {
	t.Parallel()
	audittest.Fixes(t, "testdata/fix")
}

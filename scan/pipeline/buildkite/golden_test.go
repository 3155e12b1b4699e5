package buildkite_test

import (
	"testing"

	"github.com/penstock-dev/penstock/scan/pipeline/buildkite"
	"github.com/penstock-dev/penstock/scan/pipeline/internal/audittest"
)

// TestRules checks each rule on the archive of its name.
func TestRules(t *testing.T) {
	t.Parallel()
	audittest.Rules(t, "testdata", buildkite.New().Rules())
}

func TestRepositories(t *testing.T) {
	t.Parallel()
	audittest.Repositories(t, "testdata/repository")
}

func TestPaths(t *testing.T) {
	t.Parallel()
	audittest.Paths(t, "testdata/paths.txtar")
}

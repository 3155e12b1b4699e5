package drone_test

import (
	"testing"

	"github.com/penstock-dev/penstock/scan/pipeline/drone"
	"github.com/penstock-dev/penstock/scan/pipeline/internal/audittest"
)

// TestRules checks each rule on the archive of its name.
func TestRules(t *testing.T) {
	t.Parallel()
	audittest.Rules(t, "testdata", drone.New().Rules())
}

func TestPaths(t *testing.T) {
	t.Parallel()
	audittest.Paths(t, "testdata/paths.txtar")
}

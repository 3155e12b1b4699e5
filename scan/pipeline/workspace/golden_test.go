package workspace_test

import (
	"testing"

	"github.com/penstock-dev/penstock/scan/pipeline/internal/audittest"
	"github.com/penstock-dev/penstock/scan/pipeline/workspace"
)

// TestRules checks each rule on the archive of its name.
func TestRules(t *testing.T) {
	t.Parallel()
	audittest.Rules(t, "testdata", workspace.New().Rules())
}

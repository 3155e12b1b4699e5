package suite_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/licensing"
	"github.com/penstock-dev/penstock/scan/suite"
)

// TestLicenses wants licenses to be judged if there is a policy, given or in a
// file, and only then.
func TestLicenses(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "licenses.yaml")
	if err := os.WriteFile(path, []byte("deny: [strong-copyleft]\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	tree := fstest.MapFS{"package-lock.json": {Data: []byte(`{"name": "app", "lockfileVersion": 3, "packages": {"": {"name": "app"},
		"node_modules/plot": {"version": "1.0.0", "resolved": "https://registry.example/plot.tgz", "license": "GPLv3"}}}`)}}
	for name, c := range map[string]struct {
		config suite.Config
		want   int
	}{
		"no policy": {suite.Config{}, 0},
		"a file":    {suite.Config{LicensePath: path}, 1},
		"a policy":  {suite.Config{Licenses: &licensing.Config{Rules: licensing.Rules{Deny: []string{"GPL-3.0-only"}}}}, 1},
	} {
		analyzers, err := suite.New(t.Context(), c.config)
		if err != nil {
			t.Fatal(err)
		}
		runner, err := scan.New(scan.Config{Analyzers: analyzers})
		if err != nil {
			t.Fatal(err)
		}
		result, _ := runner.Run(t.Context(), scan.FS(tree, scan.TreeConfig{})) // without advisories it is incomplete
		n := 0
		for _, f := range result.Findings {
			if _, ok := f.(*licensing.Violation); ok {
				n++
			}
		}
		if n != c.want {
			t.Errorf("%s: %d violations, want %d", name, n, c.want)
		}
	}
	if _, err := suite.New(t.Context(), suite.Config{LicensePath: path + ".none"}); err == nil || !strings.Contains(err.Error(), "license policy") {
		t.Errorf("a file that is not there gives %v", err)
	}
}

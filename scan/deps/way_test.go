package deps_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/deps"
)

// TestManyWays bounds the work where the ways to a package are more than can be
// counted: forty layers of ten packages that all need those of the next, and the
// first ones again.
func TestManyWays(t *testing.T) {
	t.Parallel()
	const layers, width = 40, 10
	at := []scan.Location{{Path: "package-lock.json"}}
	root := npm("app", "1.0.0")
	root.Relation, root.Locations = scan.RelationRoot, at
	packages := []*scan.Package{root}
	previous := []*scan.Package{root}
	for l := range layers {
		var layer []*scan.Package
		for w := range width {
			p := npm(fmt.Sprintf("l%d-%d", l, w), "1.0.0")
			p.Locations = at
			layer = append(layer, p)
			for _, needer := range previous {
				needer.DependsOn = append(needer.DependsOn, p.PURL)
			}
			p.DependsOn = append(p.DependsOn, "pkg:npm/l0-0@1.0.0", p.PURL)
		}
		packages = append(packages, layer...)
		previous = layer
	}
	target := npm("pkg", "1.0.0")
	target.Locations = at
	for _, p := range previous {
		p.DependsOn = append(p.DependsOn, target.PURL)
	}
	packages = append(packages, target)
	start := time.Now()
	result, err := newAnalyzer(t, deps.Config{Source: fixedIn(t)}).Match(context.Background(), packages)
	if err != nil || len(result.Vulnerabilities) != 1 {
		t.Fatal(err, result)
	}
	paths := result.Vulnerabilities[0].Package.Paths
	if len(paths) != 5 || len(paths[0]) != layers+2 || len(paths[4]) != layers+2 {
		t.Errorf("%d ways, the first of %d", len(paths), len(paths[0]))
	}
	if took := time.Since(start); took > 5*time.Second {
		t.Errorf("took %v", took)
	}
	if target.Paths != nil || target.Relation != "" {
		t.Error("the package given was changed")
	}
}

package inventory_test

import (
	"fmt"
	"sync"
	"testing"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/inventory"
)

func TestCollector(t *testing.T) {
	t.Parallel()
	var c inventory.Collector
	var wg sync.WaitGroup
	for i := range 20 {
		wg.Go(func() {
			loc := scan.Location{Path: fmt.Sprintf("%02d.yml", 19-i)}
			if i%2 == 0 {
				loc.Origin = &scan.Origin{Target: "b"}
			}
			c.Add(&inventory.Pipeline{Location: loc})
		})
	}
	wg.Wait()
	list := c.Pipelines()
	if len(list) != 20 || list[0].Location.Path != "00.yml" || list[9].Location.Path != "18.yml" || list[10].Location.Origin == nil {
		t.Errorf("%d pipelines, first %+v", len(list), list[0].Location)
	}
}

package inventory

import (
	"cmp"
	"slices"
	"strings"
	"sync"

	"github.com/penstock-dev/penstock/scan"
)

// Collector collects the pipelines of a run: its Add is what the configuration
// of the analyzer asks for. It is safe for concurrent use; the zero value is
// empty.
type Collector struct {
	mu   sync.Mutex
	list []*Pipeline
}

// Add takes a pipeline.
func (c *Collector) Add(p *Pipeline) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.list = append(c.list, p)
}

// Pipelines returns what was added, by places in rising order, whatever the
// order in which it came.
func (c *Collector) Pipelines() []*Pipeline {
	c.mu.Lock()
	defer c.mu.Unlock()
	list := slices.Clone(c.list)
	slices.SortStableFunc(list, func(a, b *Pipeline) int {
		return cmp.Or(strings.Compare(originOf(a), originOf(b)), strings.Compare(a.Location.Path, b.Location.Path), strings.Compare(a.System, b.System))
	})
	return list
}

func originOf(p *Pipeline) string {
	o := p.Location.Origin
	if o == nil {
		o = &scan.Origin{}
	}
	return strings.Join(append([]string{o.Target, o.Commit, o.Image, o.Layer}, o.Archives...), "\x00")
}

package cli

import (
	"context"
	"iter"

	"github.com/penstock-dev/penstock/scan"
)

// renamed is a target whose files come under other paths, as those of a plain tree.
type renamed struct {
	scan.Target
	name func(*scan.Entry) string
}

// Entries implements [scan.Target].
func (r renamed) Entries(ctx context.Context) iter.Seq2[*scan.Entry, error] {
	return func(yield func(*scan.Entry, error) bool) {
		for e, err := range r.Target.Entries(ctx) {
			if e != nil {
				own := *e
				own.Path, own.Origin = r.name(e), nil
				e = &own
			}
			if !yield(e, err) {
				return
			}
		}
	}
}

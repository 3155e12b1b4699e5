package deps

import (
	"context"
	"time"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/deps/osv"
)

// Source answers what advisories say about packages; [osv.Database] is one. It
// must be safe for concurrent use.
type Source interface {
	// Claims appends to dst what the advisories say about a package, in a
	// fixed order, and returns the longer slice. The name need not be
	// normalised.
	Claims(ctx context.Context, dst []osv.Claim, ecosystem, name string) ([]osv.Claim, error)
	// Advisory returns the details of a claim that came from Claims.
	Advisory(ctx context.Context, c osv.Claim) (*osv.Advisory, error)
	// Covers reports whether a package of the ecosystem without claims is one
	// without advisories.
	Covers(ecosystem string) bool
	// Modified returns when the newest advisory was last modified; zero when
	// that is not known.
	Modified() time.Time
	// Diagnostics returns what of the source itself could not be read.
	Diagnostics() []*scan.Diagnostic
}

var _ Source = (*osv.Database)(nil)

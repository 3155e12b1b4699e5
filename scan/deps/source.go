package deps

import (
	"context"
	"time"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/deps/osv"
)

// Source answers what advisories say about packages: [osv.Database] from files
// and memory, package osvdev from a server. It must be safe for concurrent use.
type Source interface {
	// Prepare is told beforehand which packages a run will ask about, so that
	// what takes its time, as a network does, can be done at once. Claims may be
	// asked about others too. The error is that of the context; all else that goes
	// wrong is told by Coverage and Diagnostics.
	Prepare(ctx context.Context, packages []osv.Package) error
	// Claims appends to dst what the advisories say about a package, in a
	// fixed order, and returns the longer slice. The name need not be
	// normalised.
	Claims(ctx context.Context, dst []osv.Claim, ecosystem, name string) ([]osv.Claim, error)
	// Advisory returns the details of a claim that came from Claims.
	Advisory(ctx context.Context, c osv.Claim) (*osv.Advisory, error)
	// Coverage returns what there is of an ecosystem, and its age if that is
	// known; ok says that a package of the ecosystem without claims is one without
	// advisories. It is asked behind Prepare.
	Coverage(ecosystem string) (e osv.Ecosystem, ok bool)
	// Modified returns when the newest advisory was last modified; zero when
	// that is not known.
	Modified() time.Time
	// Diagnostics returns what of the source itself could not be read.
	Diagnostics() []*scan.Diagnostic
}

var _ Source = (*osv.Database)(nil)

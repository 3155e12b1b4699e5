// Package suite is all analyzers of the project in one list, for programs that
// want everything and do not mind the packages that come with it. A program
// that wants less imports the analyzers that it needs.
package suite

import (
	"context"
	"fmt"

	"github.com/penstock-dev/penstock/sbom"
	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/deps"
	"github.com/penstock-dev/penstock/scan/deps/osv"
	"github.com/penstock-dev/penstock/scan/pipeline"
	"github.com/penstock-dev/penstock/secrets"
)

// Config configures the analyzers. The zero value runs all of them with their
// defaults; without advisories, known vulnerabilities are not checked, and a
// diagnostic says so.
type Config struct {
	// Advisories are the known vulnerabilities; nil means AdvisoryPath.
	Advisories deps.Source
	// AdvisoryPath is a folder or file with advisories, as [osv.LoadPath]
	// reads them; empty means none.
	AdvisoryPath string
	// Exploits knows which vulnerabilities are exploited, as package exploit
	// does; nil knows nothing.
	Exploits deps.Exploits
	// Secrets configures the search for credentials.
	Secrets secrets.Config
	// Pipeline configures the checks of CI configuration.
	Pipeline pipeline.Config
	// Inventory configures what packages are read from.
	Inventory sbom.Config
}

// New returns the analyzers: secrets, pipeline, inventory and deps, in this
// order. It loads the advisories if they are given by their path.
func New(ctx context.Context, config Config) ([]scan.Analyzer, error) {
	if config.Advisories == nil && config.AdvisoryPath != "" {
		db, err := osv.LoadPath(ctx, config.AdvisoryPath, osv.Config{})
		if err != nil {
			return nil, fmt.Errorf("advisories at %s: %w", config.AdvisoryPath, err)
		}
		config.Advisories = db
	}
	leaks, err := secrets.New(config.Secrets)
	if err != nil {
		return nil, fmt.Errorf("suite: %w", err)
	}
	ci, err := pipeline.New(config.Pipeline)
	if err != nil {
		return nil, fmt.Errorf("suite: %w", err)
	}
	inventory, err := sbom.New(config.Inventory)
	if err != nil {
		return nil, fmt.Errorf("suite: %w", err)
	}
	vulnerabilities, err := deps.New(deps.Config{Source: config.Advisories, Exploits: config.Exploits})
	if err != nil {
		return nil, fmt.Errorf("suite: %w", err)
	}
	return []scan.Analyzer{leaks, ci, inventory, vulnerabilities}, nil
}

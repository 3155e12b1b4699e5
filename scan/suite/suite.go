// Package suite is all analyzers of the project in one list, for programs that
// want everything and do not mind the packages that come with it. A program
// that wants less imports the analyzers that it needs.
package suite

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/penstock-dev/penstock/sbom"
	"github.com/penstock-dev/penstock/sbom/document"
	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/deps"
	"github.com/penstock-dev/penstock/scan/deps/health"
	"github.com/penstock-dev/penstock/scan/deps/osv"
	"github.com/penstock-dev/penstock/scan/licensing"
	"github.com/penstock-dev/penstock/scan/pipeline"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/github"
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
	// Reach returns what says how far code gets to what the advisories are about,
	// and is called if there are any; nil means [deps.Imports].
	Reach func(deps.Source) (deps.Reacher, error)
	// PinsPath is a file that says what the tags and branches of components and
	// images stand for, as [audit.ReadPins] reads it, for Pipeline.Resolver;
	// empty means none.
	PinsPath string
	// IgnorePaths are files in which other tools are told what to ignore, for
	// Pipeline.IgnoreFiles.
	IgnorePaths []string
	// Exploits knows which vulnerabilities are exploited, as package exploit
	// does; nil knows nothing.
	Exploits deps.Exploits
	// Secrets configures the search for credentials.
	Secrets secrets.Config
	// Pipeline configures the checks of CI configuration.
	Pipeline pipeline.Config
	// Inventory configures what packages are read from.
	Inventory sbom.Config
	// Documents configures what is read of bills of materials.
	Documents document.AnalyzerConfig
	// Health configures the checks of packages beyond advisories; EndOfLifePath and
	// ScorecardPath are files with what it may know.
	Health health.Config
	// EndOfLifePath is a file or folder that [health.LoadEndOfLife] reads; empty
	// means none. It needs Now.
	EndOfLifePath string
	// ScorecardPath is a file that [health.ReadScorecards] reads; empty means none.
	ScorecardPath string
	// Licenses is the policy of licenses; nil means LicensePath.
	Licenses *licensing.Config
	// LicensePath is a file with a policy of licenses, as
	// [licensing.ParsePolicy] reads it; empty means none, and that licenses are not
	// judged.
	LicensePath string
	// Now is when exceptions of the policy and ignore comments are judged to have
	// expired, if Licenses and Pipeline name no time themselves, and when products
	// are past their end of life.
	Now time.Time
}

// New returns the analyzers: secrets, pipeline, inventory, documents, deps and
// health, in this order, and licensing if there is a policy. It loads advisories and policy if
// they are given by their path.
func New(ctx context.Context, config Config) ([]scan.Analyzer, error) {
	if config.Advisories == nil && config.AdvisoryPath != "" {
		db, err := osv.LoadPath(ctx, config.AdvisoryPath, osv.Config{})
		if err != nil {
			return nil, fmt.Errorf("advisories at %s: %w", config.AdvisoryPath, err)
		}
		config.Advisories = db
	}
	if config.Pipeline.Resolver == nil && config.PinsPath != "" {
		pins, err := readPins(config.PinsPath)
		if err != nil {
			return nil, err
		}
		config.Pipeline.Resolver = pins
	}
	for _, path := range config.IgnorePaths {
		content, err := os.ReadFile(path)
		if err != nil {
			return nil, fmt.Errorf("what to ignore: %w", err)
		}
		config.Pipeline.IgnoreFiles = append(slices.Clip(config.Pipeline.IgnoreFiles), pipeline.IgnoreFile{Name: filepath.ToSlash(path), Content: content})
	}
	if config.Pipeline.Now == nil && !config.Now.IsZero() {
		config.Pipeline.Now = func() time.Time { return config.Now }
	}
	leaks, err := secrets.New(config.Secrets)
	if err != nil {
		return nil, fmt.Errorf("suite: %w", err)
	}
	ci, err := pipelines(config)
	if err != nil {
		return nil, fmt.Errorf("suite: %w", err)
	}
	inventory, err := sbom.New(config.Inventory)
	if err != nil {
		return nil, fmt.Errorf("suite: %w", err)
	}
	documents, err := document.NewAnalyzer(config.Documents)
	if err != nil {
		return nil, fmt.Errorf("suite: %w", err)
	}
	vulnerabilities, err := newDeps(config)
	if err != nil {
		return nil, fmt.Errorf("suite: %w", err)
	}
	condition, err := newHealth(config)
	if err != nil {
		return nil, fmt.Errorf("suite: %w", err)
	}
	analyzers := []scan.Analyzer{leaks, ci, inventory, documents, vulnerabilities, condition}
	licenses, err := newLicensing(config)
	if err != nil {
		return nil, fmt.Errorf("suite: %w", err)
	}
	if licenses != nil {
		analyzers = append(analyzers, licenses)
	}
	return analyzers, nil
}

// newHealth reads the files that the configuration names.
func newHealth(config Config) (*health.Analyzer, error) {
	own := config.Health
	if own.Now.IsZero() {
		own.Now = config.Now
	}
	if at := config.EndOfLifePath; at != "" {
		data, err := health.LoadEndOfLife(os.DirFS(filepath.Dir(at)), filepath.Base(at))
		if err != nil {
			return nil, err
		}
		own.EndOfLife = data
	}
	if at := config.ScorecardPath; at != "" {
		f, err := os.Open(at)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		if own.Scorecards, err = health.ReadScorecards(f); err != nil {
			return nil, fmt.Errorf("%s: %w", at, err)
		}
	}
	return health.New(own)
}

// newDeps returns the check against advisories.
func newDeps(config Config) (*deps.Analyzer, error) {
	own := deps.Config{Source: config.Advisories, Exploits: config.Exploits, Reach: deps.Imports{}, Now: config.Now}
	if config.Reach != nil && config.Advisories != nil {
		reach, err := config.Reach(config.Advisories)
		if err != nil {
			return nil, err
		}
		own.Reach = reach
	}
	return deps.New(own)
}

// newLicensing returns nil without a policy.
func newLicensing(config Config) (*licensing.Analyzer, error) {
	policy := config.Licenses
	if policy == nil {
		if config.LicensePath == "" {
			return nil, nil
		}
		loaded, err := licensing.LoadPolicy(os.DirFS(filepath.Dir(config.LicensePath)), filepath.Base(config.LicensePath))
		if err != nil {
			return nil, err
		}
		policy = &loaded
	}
	own := *policy
	if own.Now.IsZero() {
		own.Now = config.Now
	}
	return licensing.New(own)
}

// pipelines returns the analyzer of pipelines. Where the advisories cover actions,
// it leaves their versions to the analyzer of packages, unless the caller has
// chosen the systems.
func pipelines(config Config) (*pipeline.Analyzer, error) {
	if config.Pipeline.Systems == nil && covers(config.Advisories, "GitHub Actions") {
		matched, err := github.Configure(github.Config{Matched: true})
		if err != nil {
			return nil, err
		}
		config.Pipeline.Systems = pipeline.Systems()
		for i, s := range config.Pipeline.Systems {
			if s.Name() == matched.Name() {
				config.Pipeline.Systems[i] = matched
			}
		}
	}
	return pipeline.New(config.Pipeline)
}

func covers(source deps.Source, ecosystem string) bool {
	if source == nil {
		return false
	}
	_, ok := source.Coverage(ecosystem)
	return ok
}

func readPins(path string) (*audit.Pins, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("pins: %w", err)
	}
	defer file.Close()
	pins, err := audit.ReadPins(file)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return pins, nil
}

package quality

import (
	"context"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/sbom/bom"
	"github.com/penstock-dev/penstock/sbom/document"
	"github.com/penstock-dev/penstock/scan"
)

// Config configures an [Analyzer].
type Config struct {
	// Profile that documents are held against; "" means [NTIA].
	Profile Profile
	// MaxComponents is the number of components that findings of one rule name in
	// one document; the last of them counts the others. 0 means 25.
	MaxComponents int
}

// Analyzer holds the documents of a target against a profile: files that are
// called like bills of materials and are some. It is immutable and safe for
// concurrent use.
type Analyzer struct{ config Config }

var _ scan.Analyzer = (*Analyzer)(nil)

// New returns an analyzer. An error says that the profile is unknown or that
// the limit is negative.
func New(config Config) (*Analyzer, error) {
	if config.Profile == "" {
		config.Profile = NTIA
	}
	if config.MaxComponents == 0 {
		config.MaxComponents = 25
	}
	if !slices.Contains(Profiles(), config.Profile) {
		return nil, fmt.Errorf("profile %q: unknown", config.Profile)
	}
	if config.MaxComponents < 0 {
		return nil, fmt.Errorf("limit of components %d: negative", config.MaxComponents)
	}
	return &Analyzer{config}, nil
}

// Name implements [scan.Analyzer].
func (a *Analyzer) Name() string { return "sbom-quality" }

// Rules implements [scan.Analyzer]: those of the profile.
func (a *Analyzer) Rules() []*scan.Rule {
	var out []*scan.Rule
	for _, e := range a.config.Profile.elements() {
		out = append(out, rules()[e.name])
	}
	return out
}

// Begin implements [scan.Analyzer].
func (a *Analyzer) Begin(context.Context) (scan.Pass, error) { return a, nil }

// Wants implements [scan.Pass]: names that speak of a bill of materials, and the
// file name extensions of both formats.
func (a *Analyzer) Wants(e *scan.Entry) bool {
	name := strings.ToLower(path.Base(e.Path))
	switch path.Ext(name) {
	case ".spdx":
		return true
	case ".json", ".xml", ".yaml", ".yml", ".rdf", ".jsonld":
		return slices.ContainsFunc([]string{"bom", "spdx", "cdx", "cyclonedx"}, func(word string) bool { return strings.Contains(name, word) })
	default:
		return false
	}
}

// File implements [scan.Pass]. A file that is no document is not reported; one
// that breaks off is malformed.
func (a *Analyzer) File(_ context.Context, f *scan.File, out scan.Sink) error {
	if document.Detect(f.Bytes()) == "" {
		return nil
	}
	d, err := document.Read(f.Bytes())
	if d == nil && errors.Is(err, bom.ErrFormat) {
		return nil
	}
	if d != nil {
		for _, r := range Assess(d, a.config.Profile).findings(f.Path, a.config.MaxComponents) {
			out.Finding(r)
		}
	}
	if err != nil {
		return fmt.Errorf("read bill of materials: %w", err)
	}
	return nil
}

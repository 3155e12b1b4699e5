package merge

import (
	"errors"
	"fmt"
	"time"

	"github.com/penstock-dev/penstock/sbom/bom"
)

// Mode is the way in which documents are merged.
type Mode string

// The modes.
const (
	// Flat lists every component once. What was nested in a component becomes one
	// of its dependencies.
	Flat Mode = "flat"
	// Hierarchical keeps the components of each document, nested in the one that
	// the document describes.
	Hierarchical Mode = "hierarchical"
)

// Config says how to merge. The zero value merges flat.
type Config struct {
	// Mode is Flat or Hierarchical; "" means Flat.
	Mode Mode
	// Name, Version, Type and PURL describe the new root. Without a name, a flat
	// merge of documents that describe the same component keeps that one, and
	// otherwise the root is called "root". Type is a word of CycloneDX; "" means
	// "application".
	Name, Version, Type, PURL string
	// Created is the time that the result bears; the zero time means the latest of
	// the documents.
	Created time.Time
}

// Member is a component of one of the documents.
type Member struct {
	// Document is the index in the list that was given to [Merge].
	Document  int
	Component *bom.Component
}

// Join is a component that was made of several.
type Join struct {
	// Ref is that of the result.
	Ref string
	// Members in the order of the documents as they were merged.
	Members []Member
}

// Conflict is something that documents say differently about one thing.
type Conflict struct {
	// Ref is the reference in the result, "" for the document itself.
	Ref string
	// Field is "licenses", "hashes", "supplier", "type", "name", "version", "source",
	// "copyright", "scope", "dependencies", "analysis" or "license text".
	Field string
	// Values are what is said, in rising order. The first document that says
	// something decides, but for digests and licenses, of which all are kept.
	Values []string
}

// Loose is a reference to something that its document does not have. It is not
// part of the result.
type Loose struct {
	Document  int
	From, Ref string
}

// Result is a merged document and what happened on the way.
type Result struct {
	Document *bom.Document
	// Joined are in rising order of their references, as are Conflicts.
	Joined    []Join
	Conflicts []Conflict
	Loose     []Loose
}

// ErrMode is wrapped by the error about a mode that does not exist.
var ErrMode = errors.New("unknown mode of merging")

// Merge merges documents of any formats. In the flat mode components are the
// same when package URL and scope are, where a scope is stated, and without package URL when type, name,
// version and scope are and no digest contradicts. Signatures are left behind:
// they hold for the documents that they were made of. The documents are not
// changed, but the result shares values with them.
func Merge(documents []*bom.Document, config Config) (*Result, error) {
	if config.Mode == "" {
		config.Mode = Flat
	}
	if config.Mode != Flat && config.Mode != Hierarchical {
		return nil, fmt.Errorf("mode %q: %w", config.Mode, ErrMode)
	}
	sources, err := order(documents)
	if err != nil {
		return nil, err
	}
	m := &merger{
		config: config, sources: sources, result: &Result{Document: &bom.Document{}}, taken: map[string]bool{}, conflicts: map[[2]string]map[string]bool{},
		texts: map[string]string{}, services: map[string]string{}, vulnerabilities: map[[2]string][]*bom.Vulnerability{},
	}
	m.licenseTexts()
	m.collect()
	m.root()
	m.name()
	m.components()
	m.edges()
	m.relationships()
	m.completeness()
	m.metadata()
	m.rest()
	m.formulation()
	m.report()
	return m.result, nil
}

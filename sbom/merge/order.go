package merge

import (
	"cmp"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/penstock-dev/penstock/sbom/bom"
)

// source is a document to merge.
type source struct {
	*bom.Document
	index int // in the caller's list
	// entries of the components in the order of the document, and by its own
	// references.
	entries []*entry
	byRef   map[string]*entry
	// refs maps references of files, services and vulnerabilities to those of the
	// result.
	refs map[string]string
	// texts maps references to license texts that had to be renamed.
	texts  map[string]string
	digest string
}

// order puts documents in an order that follows from what they are about and
// say.
func order(documents []*bom.Document) ([]*source, error) {
	var out []*source
	for i, d := range documents {
		text, err := json.Marshal(d)
		if err != nil {
			return nil, fmt.Errorf("encode document %d: %w", i, err)
		}
		sum := sha256.Sum256(text)
		out = append(out, &source{Document: d, index: i, byRef: map[string]*entry{}, refs: map[string]string{}, texts: map[string]string{}, digest: string(sum[:])})
	}
	slices.SortStableFunc(out, func(a, b *source) int {
		return cmp.Or(cmp.Compare(a.title(), b.title()), cmp.Compare(a.ID, b.ID), cmp.Compare(a.digest, b.digest))
	})
	return out, nil
}

// distinct returns the entries of the document, each once.
func (s *source) distinct() []*entry {
	seen := make(map[*entry]bool, len(s.entries))
	var out []*entry
	for _, e := range s.entries {
		if !seen[e] {
			seen[e] = true
			out = append(out, e)
		}
	}
	return out
}

// title names what a document is about.
func (s *source) title() string {
	if c := s.Root(); c != nil {
		return c.FullName() + "@" + c.Version
	}
	return s.Name
}

// tops are the components that a document describes; where it does not say, those
// that nothing needs and that are in nothing.
func (s *source) tops() []*bom.Component {
	var out []*bom.Component
	for _, ref := range s.Roots {
		if c := s.Component(ref); c != nil {
			out = append(out, c)
		}
	}
	if len(out) > 0 {
		return out
	}
	needed := map[string]bool{}
	for _, dep := range s.Dependencies {
		for _, on := range dep.DependsOn {
			needed[on] = true
		}
	}
	for _, c := range s.Components {
		if c.Parent == "" && !needed[c.Ref] {
			out = append(out, c)
		}
	}
	if len(out) == 0 { // one cycle of dependencies
		out = s.Components
	}
	return out
}

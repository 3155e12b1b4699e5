package cyclonedx

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"slices"
	"strings"

	cdx "github.com/CycloneDX/cyclonedx-go"

	"github.com/penstock-dev/penstock/sbom/bom"
)

// maxDepth is the number of XML elements that may lie in each other.
const maxDepth = 512

const namespace = "http://cyclonedx.org/schema/bom/"

var errDepth = fmt.Errorf("more than %d elements in each other", maxDepth)

func (r *reader) readXML(text []byte, model *cdx.BOM) error {
	tokens := &tokenReader{dec: xml.NewDecoder(bytes.NewReader(text)), reader: r, counts: map[string]int{}}
	if err := xml.NewTokenDecoder(tokens).Decode(model); err != nil {
		var wrong xml.UnmarshalError
		if errors.As(err, &wrong) && strings.Contains(err.Error(), "expected element") {
			return fmt.Errorf("%w: %w", err, bom.ErrFormat)
		}
		return r.syntaxError(int(tokens.dec.InputOffset()), err)
	}
	version, ok := strings.CutPrefix(tokens.space, namespace)
	if !ok {
		return fmt.Errorf("no CycloneDX document: namespace %q: %w", tokens.space, bom.ErrFormat)
	}
	if err := model.SpecVersion.UnmarshalJSON([]byte(`"` + version + `"`)); err != nil {
		return fmt.Errorf("CycloneDX version %q: %w", version, bom.ErrFormat)
	}
	// The components of the metadata come first in every document that the
	// schema allows, and so they do in the order of the model.
	return nil
}

// tokenReader hands the tokens of a document on, bounds their depth, and notes
// where components are.
type tokenReader struct {
	dec    *xml.Decoder
	reader *reader
	space  string // of the outermost element, whatever its prefix
	path   []string
	open   []openComponent
	counts map[string]int
	queue  []xml.Token // to be handed on before what is read next
}

// openComponent is one whose end was not met: the index of its place, and where it
// begins.
type openComponent struct{ place, start int }

// Token implements [xml.TokenReader].
func (t *tokenReader) Token() (xml.Token, error) {
	if len(t.queue) > 0 {
		token := t.queue[0]
		t.queue = t.queue[1:]
		return token, nil
	}
	token, err := t.next()
	if start, ok := token.(xml.StartElement); ok && err == nil && start.Name.Local == "occurrence" {
		return t.occurrence(start)
	}
	return token, err
}

// next returns the next token of the document.
func (t *tokenReader) next() (xml.Token, error) {
	start := int(t.dec.InputOffset())
	token, err := t.dec.Token()
	if err != nil {
		return token, err
	}
	switch e := token.(type) {
	case xml.StartElement:
		if len(t.path) == maxDepth {
			return nil, errDepth
		}
		switch e.Name.Local {
		case "component", "service", "vulnerability", "annotation", "formula", "workflow", "task", "step", "command", "input", "output", "workspace", "condition",
			"composition":
			if t.counts[e.Name.Local]++; t.counts[e.Name.Local] > bom.MaxItems {
				return nil, bom.ErrLimit
			}
		}
		if len(t.path) == 0 {
			t.space = e.Name.Space
		}
		t.path = append(t.path, e.Name.Local)
		if t.atComponent() {
			t.open = append(t.open, openComponent{len(t.reader.places), start})
			t.reader.places = append(t.reader.places, t.reader.region(start, start))
		}
	case xml.EndElement:
		if t.atComponent() && len(t.open) > 0 {
			last := t.open[len(t.open)-1]
			t.reader.places[last.place] = t.reader.region(last.start, int(t.dec.InputOffset()))
			t.open = t.open[:len(t.open)-1]
		}
		t.path = t.path[:max(len(t.path)-1, 0)]
	}
	return token, nil
}

// atComponent reports whether the innermost element is a component of the
// metadata, of the document or one in those.
func (t *tokenReader) atComponent() bool {
	if len(t.path) < 3 || t.path[len(t.path)-1] != "component" {
		return false
	}
	rest := t.path[1:]
	if rest[0] == "metadata" {
		rest = slices.Concat([]string{"components"}, rest[1:])
	}
	for i, name := range rest {
		if i%2 == 0 && name != "components" || i%2 == 1 && name != "component" {
			return false
		}
	}
	return len(rest)%2 == 0
}

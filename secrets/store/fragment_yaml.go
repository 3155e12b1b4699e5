package store

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v3"
)

// yamlDocument is the value of a YAML document itself. Each way into it has a
// budget of its own.
type yamlDocument struct{ node *yaml.Node }

func (d yamlDocument) value() yamlValue {
	budget := yamlBudget
	return yamlValue{d.node, &budget}
}

func (d yamlDocument) child(step string) (document, error) { return d.value().child(step) }

func (d yamlDocument) content(limit int) ([]byte, error) { return d.value().content(limit) }

// yamlValue is a value of a YAML document.
type yamlValue struct {
	node   *yaml.Node
	budget *int // nodes that may still be looked at
}

// Bounds of YAML, whose aliases make small texts large or endless.
const (
	yamlBudget = 1 << 18
	yamlDepth  = 100
)

// errYAMLSize says that a document unfolds to more than it may.
var errYAMLSize = fmt.Errorf("aliases or depth make it too large: %w", ErrLimit)

var yamlLine = regexp.MustCompile(`line \d+`)

// parseYAML reads one YAML document. Its errors say where, not what: that is
// secret.
func parseYAML(data []byte) (document, error) {
	dec := yaml.NewDecoder(bytes.NewReader(data))
	var doc, more yaml.Node
	if err := dec.Decode(&doc); errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("an empty document: %w", ErrNotFound)
	} else if err != nil {
		return nil, yamlError(err)
	}
	if err := dec.Decode(&more); err == nil {
		return nil, errors.New("several YAML documents")
	} else if !errors.Is(err, io.EOF) {
		return nil, yamlError(err)
	}
	if len(doc.Content) == 0 {
		return nil, fmt.Errorf("an empty document: %w", ErrNotFound)
	}
	return yamlDocument{doc.Content[0]}, nil
}

func yamlError(err error) error {
	if line := yamlLine.FindString(err.Error()); line != "" {
		return fmt.Errorf("invalid YAML in %s", line)
	}
	return errors.New("invalid YAML")
}

// target returns the node that an alias stands for.
func (v yamlValue) target() (*yaml.Node, error) {
	if *v.budget--; *v.budget < 0 {
		return nil, errYAMLSize
	}
	if v.node.Kind == yaml.AliasNode {
		return v.node.Alias, nil
	}
	return v.node, nil
}

func (v yamlValue) child(step string) (document, error) {
	n, err := v.target()
	if err != nil {
		return nil, err
	}
	switch n.Kind {
	case yaml.MappingNode:
		found, err := yamlValue{n, v.budget}.member(step, 0)
		if err == nil && found == nil {
			err = ErrNotFound
		}
		return yamlValue{found, v.budget}, err
	case yaml.SequenceNode:
		i, err := element(step, len(n.Content))
		if err != nil {
			return nil, err
		}
		return yamlValue{n.Content[i], v.budget}, nil
	}
	return nil, errScalar
}

// member returns the value of a key, of the mapping itself or, where it has
// none, of those that it merges; nil if there is none.
func (v yamlValue) member(name string, depth int) (*yaml.Node, error) {
	n, err := v.target()
	if err != nil || depth > yamlDepth {
		return nil, errYAMLSize
	}
	if n.Kind != yaml.MappingNode {
		return nil, nil
	}
	var found *yaml.Node
	var merged []*yaml.Node
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		if key.Kind == yaml.AliasNode {
			key = key.Alias
		}
		switch {
		case key.Kind != yaml.ScalarNode:
		case key.ShortTag() == "!!merge":
			merged = append(merged, value)
		case key.Value != name:
		case found != nil:
			return nil, errTwice
		default:
			found = value
		}
	}
	if *v.budget -= len(n.Content); found != nil {
		return found, nil
	}
	return v.mergedMember(merged, name, depth)
}

// mergedMember looks into what "<<" names: a mapping or a list of mappings, of
// which the first one counts.
func (v yamlValue) mergedMember(merged []*yaml.Node, name string, depth int) (*yaml.Node, error) {
	for _, m := range merged {
		n, err := yamlValue{m, v.budget}.target()
		if err != nil {
			return nil, err
		}
		list := []*yaml.Node{n}
		if n.Kind == yaml.SequenceNode {
			list = n.Content
		}
		for _, one := range list {
			found, err := yamlValue{one, v.budget}.member(name, depth+1)
			if err != nil || found != nil {
				return found, err
			}
		}
	}
	return nil, nil
}

func (v yamlValue) content(limit int) ([]byte, error) {
	n, err := v.target()
	if err != nil {
		return nil, err
	}
	if n.Kind == yaml.ScalarNode {
		return yamlScalar(n)
	}
	var b bytes.Buffer
	if err := v.encode(&b, limit, 0); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// yamlScalar returns a scalar as it is written, so that 0123 stays four digits.
func yamlScalar(n *yaml.Node) ([]byte, error) {
	switch n.ShortTag() {
	case "!!null":
		return nil, errNull
	case "!!binary":
		data, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(n.Value), ""))
		if err != nil {
			return nil, errors.New("broken base64 behind !!binary")
		}
		return data, nil
	}
	return []byte(n.Value), nil
}

// encode writes a value as JSON.
func (v yamlValue) encode(b *bytes.Buffer, limit, depth int) error {
	n, err := v.target()
	if err != nil || depth > yamlDepth || b.Len() > limit {
		return errYAMLSize
	}
	switch n.Kind {
	case yaml.MappingNode:
		return v.encodeMapping(n, b, limit, depth)
	case yaml.SequenceNode:
		b.WriteByte('[')
		for i, e := range n.Content {
			if i > 0 {
				b.WriteByte(',')
			}
			if err := (yamlValue{e, v.budget}).encode(b, limit, depth+1); err != nil {
				return err
			}
		}
		b.WriteByte(']')
		return nil
	}
	return encodeScalar(b, n)
}

func (v yamlValue) encodeMapping(n *yaml.Node, b *bytes.Buffer, limit, depth int) error {
	b.WriteByte('{')
	seen := make(map[string]bool, len(n.Content)/2)
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		if key.Kind != yaml.ScalarNode || key.ShortTag() == "!!merge" {
			return errors.New("a mapping with keys that are no texts, or that merges others, is no JSON: select its members")
		}
		if seen[key.Value] {
			return errTwice
		}
		seen[key.Value] = true
		if i > 0 {
			b.WriteByte(',')
		}
		if err := encodeString(b, key.Value); err != nil {
			return err
		}
		b.WriteByte(':')
		if err := (yamlValue{n.Content[i+1], v.budget}).encode(b, limit, depth+1); err != nil {
			return err
		}
	}
	b.WriteByte('}')
	return nil
}

// encodeScalar writes what JSON has too as it is written, the rest as text.
func encodeScalar(b *bytes.Buffer, n *yaml.Node) error {
	switch n.ShortTag() {
	case "!!null":
		b.WriteString("null")
		return nil
	case "!!bool", "!!int", "!!float":
		if text := strings.ToLower(n.Value); json.Valid([]byte(text)) {
			b.WriteString(text)
			return nil
		}
	}
	return encodeString(b, n.Value)
}

func encodeString(b *bytes.Buffer, text string) error {
	enc := json.NewEncoder(b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(text); err != nil {
		return fmt.Errorf("writing JSON: %w", err)
	}
	b.Truncate(b.Len() - 1) // the line break of the encoder
	return nil
}

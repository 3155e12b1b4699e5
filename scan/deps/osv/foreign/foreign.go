// Package foreign reads advisories that are not kept as OSV records in JSON:
// the YAML files of the PyPA's database, which have the fields of OSV, and the
// Markdown files of the RustSec database, which begin with TOML.
//
//	db, err := osv.LoadPath(ctx, "advisory-db.tar.gz", osv.Config{Decode: foreign.Decode})
//
// Other formats are not read: those of Ruby's and PHP's advisory databases give
// requirements per branch in their own notation, and both are published as OSV
// records as well.
package foreign

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"path"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/penstock-dev/penstock/scan/deps/osv"
)

// Decode reads one file by its name, for [osv.Config]. It returns nil without
// an error for a file that is no advisory.
func Decode(name string, data []byte) (*osv.Record, error) {
	switch path.Ext(name) {
	case ".yaml", ".yml":
		if !strings.Contains(path.Base(name), "-") {
			return nil, nil
		}
		return decodeYAML(data)
	case ".md":
		if !bytes.HasPrefix(data, []byte(fence)) {
			return nil, nil
		}
		return decodeRustSec(data)
	}
	return nil, nil
}

// maxBytes bounds a file; the largest ones published have some hundred
// kilobytes.
const maxBytes = 8 << 20

var errSize = errors.New("larger than 8 MiB")

// decodeYAML reads a record whose fields are those of OSV.
func decodeYAML(data []byte) (*osv.Record, error) {
	if len(data) > maxBytes {
		return nil, fmt.Errorf("decoding an advisory: %w", errSize)
	}
	var document yaml.Node
	if err := yaml.Unmarshal(data, &document); err != nil {
		return nil, fmt.Errorf("decoding an advisory: %w", err)
	}
	if len(document.Content) != 1 || document.Content[0].Kind != yaml.MappingNode {
		return nil, nil // some other file of the repository
	}
	value, err := plain(document.Content[0], 0)
	if err != nil {
		return nil, fmt.Errorf("decoding an advisory: %w", err)
	}
	text, err := json.Marshal(value)
	if err != nil {
		return nil, fmt.Errorf("decoding an advisory: %w", err)
	}
	return osv.DecodeRecord(text)
}

// maxDepth bounds how deep values lie in each other.
const maxDepth = 50

// plain returns a node as what JSON has. Numbers and dates stay text: a version
// such as 1.10 is none of them.
func plain(n *yaml.Node, depth int) (any, error) {
	if depth > maxDepth {
		return nil, fmt.Errorf("line %d: more than %d levels", n.Line, maxDepth)
	}
	switch n.Kind {
	case yaml.ScalarNode:
		switch n.ShortTag() {
		case "!!null":
			return nil, nil
		case "!!bool":
			return n.Value == "true", nil
		}
		return n.Value, nil
	case yaml.SequenceNode:
		list := []any{}
		for _, c := range n.Content {
			v, err := plain(c, depth+1)
			if err != nil {
				return nil, err
			}
			list = append(list, v)
		}
		return list, nil
	case yaml.MappingNode:
		fields := map[string]any{}
		for i := 0; i+1 < len(n.Content); i += 2 {
			v, err := plain(n.Content[i+1], depth+1)
			if err != nil {
				return nil, err
			}
			fields[n.Content[i].Value] = v
		}
		return fields, nil
	}
	return nil, fmt.Errorf("line %d: references are not read", n.Line)
}

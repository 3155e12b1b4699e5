package licensing

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// key is a key of a policy: its name, and what stands behind it.
type key struct {
	name  string
	shape shape
}

// shape is what a value looks like. The zero value is a single text.
type shape struct {
	list   bool  // a list of texts, or of mappings with keys
	scopes bool  // a mapping of any names to mappings with keys
	keys   []key // of the mapping itself where it is no list and has no names
}

// ruleKeys are the keys of [Rules].
func ruleKeys() []key {
	texts := shape{list: true}
	return []key{{"allow", texts}, {"review", texts}, {"deny", texts}, {name: "otherwise"}, {name: "unknown"}, {name: "missing"}}
}

// policyKeys are the keys of [Config].
func policyKeys() []key {
	return append(ruleKeys(),
		key{"scopes", shape{scopes: true, keys: ruleKeys()}},
		key{"exceptions", shape{list: true, keys: []key{{name: "package"}, {name: "license"}, {name: "reason"}, {name: "owner"}, {name: "expires"}}}},
		key{"conclusions", shape{list: true, keys: []key{{name: "package"}, {name: "license"}}}},
	)
}

// checkKeys returns what is wrong with the keys of a policy, and with what stands behind
// them, by its lines. What an alias stands for is left to the decoder, which knows
// merges and when there are too many.
func checkKeys(node *yaml.Node) error {
	if node.Kind == yaml.DocumentNode && len(node.Content) == 1 {
		node = node.Content[0]
	}
	return errors.Join(shape{keys: policyKeys()}.check("the policy", node)...)
}

// check returns what is wrong with the value that is called name.
func (s shape) check(name string, node *yaml.Node) []error {
	if node.Kind == yaml.AliasNode || node.Tag == "!!null" {
		return nil
	}
	want, word := yaml.ScalarNode, "a single word or text"
	switch {
	case s.list:
		want, word = yaml.SequenceNode, "a list"
	case s.keys != nil:
		want, word = yaml.MappingNode, "a mapping of keys"
	}
	if node.Kind != want {
		return []error{fmt.Errorf("line %d: %s: want %s", node.Line, name, word)}
	}
	switch {
	case s.list:
		var errs []error
		for _, item := range node.Content {
			errs = append(errs, shape{keys: s.keys}.check("an entry of "+name, item)...)
		}
		return errs
	case s.scopes:
		var errs []error
		for i := 0; i+1 < len(node.Content); i += 2 {
			errs = append(errs, shape{keys: s.keys}.check("the scope "+node.Content[i].Value, node.Content[i+1])...)
		}
		return errs
	}
	return s.checkMapping(name, node)
}

// checkMapping returns what is wrong with the keys of a mapping.
func (s shape) checkMapping(name string, node *yaml.Node) []error {
	if s.keys == nil {
		return nil
	}
	var errs []error
	for i := 0; i+1 < len(node.Content); i += 2 {
		label, value := node.Content[i], node.Content[i+1]
		at := slices.IndexFunc(s.keys, func(k key) bool { return k.name == label.Value })
		switch {
		case label.Tag == "!!merge" || label.Kind == yaml.AliasNode:
		case at < 0:
			errs = append(errs, fmt.Errorf("line %d: %s has no key %q: want %s", label.Line, name, label.Value, names(s.keys)))
		default:
			errs = append(errs, s.keys[at].shape.check(label.Value, value)...)
		}
	}
	return errs
}

func names(keys []key) string {
	var list []string
	for _, k := range keys {
		list = append(list, k.name)
	}
	return strings.Join(list[:len(list)-1], ", ") + " or " + list[len(list)-1]
}

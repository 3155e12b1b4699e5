package spdx

import (
	"iter"

	"github.com/penstock-dev/penstock/internal/jsonpos"
	"github.com/penstock-dev/penstock/internal/yamlpos"
)

// tree is a value of a document, whatever its syntax is: one of its fields is
// set. The zero tree is no value, and all of its methods say so.
type tree struct {
	json jsonpos.Value
	yaml yamlpos.Value
	tags *tagNode
}

// get returns a member of an object. It looks at every key.
func (t tree) get(key string) tree {
	if t.tags != nil {
		return tree{tags: t.tags.member(key)}
	}
	return tree{json: t.json.Get(key), yaml: t.yaml.Get(key)}
}

func (t tree) text(key string) string { return t.get(key).str() }

// str returns a text; a number stands for its digits, as in a version that
// somebody wrote without quotes.
func (t tree) str() string {
	switch {
	case t.tags != nil:
		return t.tags.text
	case t.json.Kind() == jsonpos.Number:
		return string(t.json.Raw())
	case t.json.Kind() != jsonpos.Absent:
		return t.json.Str()
	default:
		return t.yaml.Str()
	}
}

// list yields the elements of an array. A single value stands for a list of
// itself: JSON-LD allows it.
func (t tree) list(key string) iter.Seq[tree] {
	return func(yield func(tree) bool) {
		v := t.get(key)
		if v.tags != nil {
			for _, n := range v.tags.elements {
				if !yield(tree{tags: n}) {
					return
				}
			}
			return
		}
		if k := v.json.Kind(); k == jsonpos.String || k == jsonpos.Object {
			yield(v)
			return
		}
		for e := range v.json.Elements() {
			if !yield(tree{json: e}) {
				return
			}
		}
		for e := range v.yaml.Elements() {
			if !yield(tree{yaml: e}) {
				return
			}
		}
	}
}

// texts returns the strings of a list.
func (t tree) texts(key string) []string {
	var out []string
	for e := range t.list(key) {
		if s := e.str(); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// isObject reports whether the value has members.
func (t tree) isObject() bool {
	return t.tags != nil || t.json.Kind() == jsonpos.Object || t.yaml.IsMap()
}

func (t tree) span() (start, end int) {
	switch {
	case t.tags != nil:
		return t.tags.start, t.tags.end
	case t.json.Kind() != jsonpos.Absent:
		return t.json.Span()
	default:
		return yamlpos.Span(t.yaml, t.yaml)
	}
}

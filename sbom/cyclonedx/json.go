package cyclonedx

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	cdx "github.com/CycloneDX/cyclonedx-go"

	"github.com/penstock-dev/penstock/internal/jsonpos"
	"github.com/penstock-dev/penstock/sbom/bom"
)

// unread are the members of a document and of a component that the model of
// this module has no place for. Valid ones among them make cyclonedx-go fail.
func unread() []string {
	return []string{
		"annotations", "citations", "declarations", "definitions", "signature",
		"cryptoProperties", "data", "modelCard", "patentAssertions", "pedigree", "releaseNotes", "tags",
	}
}

func (r *reader) readJSON(text []byte, model *cdx.BOM) error {
	doc, err := jsonpos.Parse(text, jsonpos.Config{})
	var syntax *jsonpos.SyntaxError
	if errors.As(err, &syntax) {
		return r.syntaxError(syntax.Offset, errors.New("invalid JSON: "+syntax.Reason))
	}
	root := doc.Root()
	if format := root.Get("bomFormat"); format.Kind() != jsonpos.Absent && format.Str() != "CycloneDX" || root.Get("specVersion").Kind() != jsonpos.String {
		return fmt.Errorf("no CycloneDX document: bomFormat or specVersion is missing: %w", bom.ErrFormat)
	}
	if !bounded(root) {
		start, _ := root.Span()
		return r.syntaxError(start, bom.ErrLimit)
	}
	if json.Unmarshal(text, model) != nil {
		*model = cdx.BOM{}
		r.salvage(root, model, "")
	}
	r.signature = signatureOf(root.Get("signature"))
	if c := root.Get("metadata").Get("component"); c.Kind() == jsonpos.Object {
		r.placeJSON(c)
	}
	r.placesJSON(root.Get("components"), "/components")
	return nil
}

// bounded reports whether no kind of item is too numerous: an item costs far more
// memory than the text of an empty one.
func bounded(root jsonpos.Value) bool {
	counts := map[string]int{}
	count(root, "", counts)
	for _, n := range counts {
		if n > bom.MaxItems {
			return false
		}
	}
	return true
}

// count adds the elements of the lists that hold items to the counts by name.
// The depth is bounded by the parser.
func count(v jsonpos.Value, name string, counts map[string]int) {
	for key, member := range v.Members() {
		if k := member.Kind(); k != jsonpos.Array && k != jsonpos.Object {
			continue
		}
		count(member, key.Str(), counts)
	}
	for element := range v.Elements() {
		switch name {
		case "components", "services", "vulnerabilities", "annotations", "formulation", "compositions", "workflows", "tasks", "steps", "commands",
			"inputs", "outputs", "workspaces", "conditions":
			counts[name]++
		}
		count(element, name, counts)
	}
}

// decode decodes a value, or as much of it as can be.
func (r *reader) decode(v jsonpos.Value, into any, pointer string) {
	if json.Unmarshal(v.Raw(), into) != nil {
		r.salvage(v, into, pointer)
	}
}

// salvage decodes an object that cannot be decoded as a whole: each of its
// members by itself, and so the elements of the lists that matter. What fails
// then is a problem. The depth is bounded by the parser.
func (r *reader) salvage(v jsonpos.Value, into any, pointer string) {
	for key, member := range v.Members() {
		name := key.Str()
		at := pointer + "/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(name)
		if slices.Contains(unread(), name) || r.salvageList(name, member, into, at) {
			continue
		}
		text := slices.Concat([]byte("{"), key.Raw(), []byte(":"), member.Raw(), []byte("}"))
		if err := json.Unmarshal(text, into); err != nil {
			start, end := member.Span()
			r.problem(r.region(start, end), at, reason(err))
		}
	}
}

// salvageList decodes one of the lists that matter and reports whether it was
// one.
func (r *reader) salvageList(name string, list jsonpos.Value, into any, pointer string) bool {
	if list.Kind() != jsonpos.Array && list.Kind() != jsonpos.Object {
		return false
	}
	switch model := into.(type) {
	case *cdx.BOM:
		switch name {
		case "components":
			model.Components = elements[cdx.Component](r, list, pointer)
		case "services":
			model.Services = elements[cdx.Service](r, list, pointer)
		case "dependencies":
			model.Dependencies = elements[cdx.Dependency](r, list, pointer)
		case "vulnerabilities":
			model.Vulnerabilities = elements[cdx.Vulnerability](r, list, pointer)
		case "compositions":
			model.Compositions = elements[cdx.Composition](r, list, pointer)
		case "formulation":
			model.Formulation = elements[cdx.Formula](r, list, pointer)
		case "metadata":
			model.Metadata = &cdx.Metadata{}
			r.decode(list, model.Metadata, pointer)
		default:
			return false
		}
	case *cdx.Metadata:
		if name != "component" {
			return false
		}
		model.Component = &cdx.Component{}
		r.decode(list, model.Component, pointer)
	case *cdx.Component:
		if name != "components" {
			return false
		}
		model.Components = elements[cdx.Component](r, list, pointer)
	default:
		return r.salvageFormula(name, list, into, pointer)
	}
	return true
}

// salvageFormula is salvageList for what makes up a formulation.
func (r *reader) salvageFormula(name string, list jsonpos.Value, into any, pointer string) bool {
	switch model := into.(type) {
	case *cdx.Formula:
		switch name {
		case "components":
			model.Components = elements[cdx.Component](r, list, pointer)
		case "services":
			model.Services = elements[cdx.Service](r, list, pointer)
		case "workflows":
			model.Workflows = elements[cdx.Workflow](r, list, pointer)
		default:
			return false
		}
	case *cdx.Workflow:
		if name != "tasks" {
			return false
		}
		model.Tasks = elements[cdx.Task](r, list, pointer)
	default:
		return false
	}
	return true
}

func elements[T any](r *reader, list jsonpos.Value, pointer string) *[]T {
	if list.Kind() != jsonpos.Array {
		start, end := list.Span()
		r.problem(r.region(start, end), pointer, "no list")
		return nil
	}
	var out []T
	for v := range list.Elements() {
		var one T
		at := pointer + "/" + strconv.Itoa(len(out))
		if k := v.Kind(); k != jsonpos.Object && k != jsonpos.Null {
			start, end := v.Span()
			r.problem(r.region(start, end), at, "no object")
		}
		r.decode(v, &one, at)
		out = append(out, one)
	}
	return &out
}

// reason words an error of the decoder without naming types of Go.
func reason(err error) string {
	var wrong *json.UnmarshalTypeError
	if errors.As(err, &wrong) {
		return "a value of the wrong type: " + wrong.Value
	}
	return err.Error()
}

func (r *reader) placeJSON(component jsonpos.Value) {
	start, end := component.Span()
	r.places = append(r.places, r.region(start, end))
	r.placesJSON(component.Get("components"), "")
}

// placesJSON notes the places of components. A null among those at the top of
// the document is told of.
func (r *reader) placesJSON(list jsonpos.Value, pointer string) {
	i := 0
	for component := range list.Elements() {
		if component.Kind() == jsonpos.Null && pointer != "" {
			start, end := component.Span()
			r.problem(r.region(start, end), pointer+"/"+strconv.Itoa(i), "null in place of a component")
		}
		r.placeJSON(component)
		i++
	}
}

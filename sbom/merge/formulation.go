package merge

import (
	"cmp"
	"encoding/json"
	"reflect"

	"github.com/penstock-dev/penstock/sbom/bom"
)

// formulation keeps the formulas of all documents, with references that nothing
// else in the result has. One that several documents tell alike is kept once in
// the flat mode.
func (m *merger) formulation() {
	had := map[string]bool{}
	for _, s := range m.sources {
		for _, f := range s.Formulation {
			text, err := json.Marshal(f)
			if had[string(text)] && err == nil && m.config.Mode == Flat {
				continue
			}
			had[string(text)] = true
			names := map[string]string{}
			m.define(names, reflect.ValueOf(f))
			again := rebuilt(reflect.ValueOf(f), func(old string) string { return cmp.Or(names[old], s.ref(old), old) })
			m.result.Document.Formulation = append(m.result.Document.Formulation, again.Interface().(*bom.Formula))
		}
	}
}

// define gives everything in a formula that bears a reference a new one.
func (m *merger) define(names map[string]string, v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			m.define(names, v.Elem())
		}
	case reflect.Slice:
		for i := range v.Len() {
			m.define(names, v.Index(i))
		}
	case reflect.Struct:
		switch v.Interface().(type) {
		case bom.Dependency, bom.Resource: // they name others
			return
		}
		for i := range v.NumField() {
			if name := v.Type().Field(i).Name; name != "Ref" {
				m.define(names, v.Field(i))
			} else if old := v.Field(i).String(); old != "" && names[old] == "" {
				names[old] = m.unused(old)
			}
		}
	}
}

// rebuilt returns a copy of a part of a formula with other references.
func rebuilt(v reflect.Value, rename func(string) string) reflect.Value {
	out := reflect.New(v.Type()).Elem()
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			out.Set(reflect.New(v.Type().Elem()))
			out.Elem().Set(rebuilt(v.Elem(), rename))
		}
	case reflect.Slice:
		if v.IsNil() {
			return out
		}
		out.Set(reflect.MakeSlice(v.Type(), 0, v.Len()))
		for i := range v.Len() {
			out.Set(reflect.Append(out, rebuilt(v.Index(i), rename)))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			out.Field(i).Set(rebuiltField(v.Type().Field(i).Name, v.Field(i), rename))
		}
	default:
		out.Set(v)
	}
	return out
}

func rebuiltField(name string, v reflect.Value, rename func(string) string) reflect.Value {
	switch {
	case (name == "Ref" || name == "Parent") && v.String() != "":
		return reflect.ValueOf(rename(v.String()))
	case (name == "DependsOn" || name == "Provides") && !v.IsNil():
		return reflect.ValueOf(each(v.Interface().([]string), rename))
	default:
		return rebuilt(v, rename)
	}
}

package validate

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

var (
	schemasDir = flag.String("schemas", "", "folder with the official schemas; without it the tables are not held against them")
	samplesDir = flag.String("samples", "", "folder with valid documents, which are changed and judged by tables and schemas")
)

// TestTablesAgainstSchemas makes documents of the tables, right and wrong ones,
// and wants table and official schema to judge them alike.
//
//	go test ./sbom/validate -run Schemas -schemas DIR -samples DIR
func TestTablesAgainstSchemas(t *testing.T) {
	t.Parallel()
	if *schemasDir == "" {
		fmt.Println("validate: no -schemas given, the tables were not held against the official schemas")
		return
	}
	for _, version := range []string{"1.2", "1.3", "1.4", "1.5", "1.6", "1.7"} {
		t.Run("CycloneDX "+version, func(t *testing.T) {
			t.Parallel()
			c := &comparison{
				t: t, grammar: cycloneDXGrammars()[version][syntaxJSON](), schema: officialSchema(t, "cyclonedx/bom-"+version+".schema.json", version < "1.4"),
				head: map[string]any{"bomFormat": "CycloneDX", "specVersion": version},
				free: []string{"$schema"},
			}
			c.run()
		})
	}
	t.Run("SPDX 2.3", func(t *testing.T) {
		t.Parallel()
		c := &comparison{
			t: t, grammar: spdx2Grammars()["2.3"][syntaxJSON](), schema: officialSchema(t, "spdx/spdx-2.3.schema.json", false),
			head: map[string]any{"spdxVersion": "SPDX-2.3"},
			free: []string{"$schema", "PACKAGE_MANAGER", "PERSISTENT_ID"}, // corrections of 2.3.1
		}
		c.run()
	})
}

// comparison judges documents of one version twice.
type comparison struct {
	t       *testing.T
	grammar *grammar
	schema  *jsonschema.Schema
	head    map[string]any
	free    []string // words on which table and schema may differ
	judged  int
	invalid int
	wrong   int
}

// spot is a place of a document: how to build the document around a value
// there.
type spot struct {
	kind  *kind
	build func(value any) any
}

func (c *comparison) run() {
	root := spot{c.grammar.root, func(v any) any {
		if m, ok := v.(map[string]any); ok {
			for k, h := range c.head {
				m[k] = h
			}
		}
		return v
	}}
	seen := map[*kind]bool{}
	queue := []spot{root}
	for len(queue) > 0 {
		s := queue[0]
		queue = queue[1:]
		if seen[s.kind] {
			continue
		}
		seen[s.kind] = true
		c.try(s)
		queue = append(queue, s.inner()...)
	}
	c.samples()
	fmt.Printf("validate: %s: %d documents judged, %d of them invalid\n", c.t.Name(), c.judged, c.invalid)
	if c.invalid*20 < c.judged || c.judged < 1000 {
		c.t.Errorf("%d documents, %d invalid: too few to tell anything", c.judged, c.invalid)
	}
}

// inner returns the places directly in one.
func (s spot) inner() []spot {
	var out []spot
	switch s.kind.form {
	case formObject:
		for _, name := range slices.Sorted(maps.Keys(s.kind.members)) {
			out = append(out, spot{s.kind.members[name].kind, func(v any) any {
				m := minimal(s.kind).(map[string]any)
				m[name] = v
				return s.build(m)
			}})
		}
	case formList:
		out = append(out, spot{s.kind.item, func(v any) any { return s.build([]any{v}) }})
	case formChoice:
		for _, k := range s.kind.of {
			out = append(out, spot{k, s.build})
		}
	}
	return out
}

// minimal returns the smallest value of a kind.
func minimal(k *kind) any {
	switch k.form {
	case formObject:
		m := map[string]any{}
		for _, name := range k.required {
			m[name] = minimal(k.members[name].kind)
		}
		for _, t := range k.tests {
			if t.rule == "one" || t.rule == "any" {
				for _, name := range t.sets[0] {
					m[name] = minimal(k.members[name].kind)
				}
			}
		}
		return m
	case formList:
		list := []any{}
		if k.lo != nil {
			for range *k.lo {
				list = append(list, minimal(k.item))
			}
		}
		return list
	case formChoice:
		return minimal(k.of[0])
	case formEnum:
		return k.values[0]
	case formInteger, formNumber:
		if k.lo != nil {
			return *k.lo
		}
		return 1
	case formBoolean:
		return true
	case formWord:
		return sampleWord(k.name)
	case formText:
		return map[string]string{"date": "2024-05-06", "date-time": "2024-05-06T07:08:09Z", "email": "a@example.com", "spdx-id": "MIT", "uri": "https://example.com/"}[k.format] + sampleText(k)
	default:
		return "x"
	}
}

func sampleText(k *kind) string {
	if k.format == "string" || k.format == "line" || k.format == "iri" {
		return "x"
	}
	return ""
}

func sampleWord(name string) string {
	const uuid = "3e671687-395b-41f5-a30f-a58921a69b79"
	return map[string]string{
		"serial-number": "urn:uuid:" + uuid, "mime-type": "text/plain", "hash-value": strings.Repeat("0a", 16), "locale": "en-GB", "country-code": "AT",
		"cre": "CRE:1-2", "patent-number": "AT 123/4",
	}[name]
}

// try judges values at one place: of every sort, right ones and wrong ones.
func (c *comparison) try(s spot) {
	for _, v := range []any{minimal(s.kind), nil, true, 1, 1.5, -1, "", "x", " ", "a b", "%zz", `a\b`, []any{}, map[string]any{}} {
		c.compare(s.build(v))
	}
	k := s.kind
	switch k.form {
	case formEnum:
		for _, v := range k.values {
			c.compare(s.build(v))
			c.compare(s.build(strings.ToUpper(v) + "x"))
		}
	case formText, formWord:
		for _, v := range texts(k) {
			c.compare(s.build(v))
		}
	case formInteger, formNumber:
		for _, v := range []any{0, 1, 2, 6, 7, 0.5, 1.01, -3, 1e3, json.Number("2.0"), "1"} {
			c.compare(s.build(v))
		}
	case formList:
		one := minimal(k.item)
		c.compare(s.build([]any{one}))
		c.compare(s.build([]any{one, one}))
		c.compare(s.build([]any{one, nil}))
	case formObject:
		c.tryObject(s)
	}
}

func texts(k *kind) []string {
	full, _ := minimal(k).(string)
	out := []string{
		full + "x", "x" + full, strings.ToUpper(full), strings.ToLower(full), "2024-05-06", "2024-05-06 07:08:09Z", "2024-05-06T07:08:09", "2024-05-06T07:08:09.123+02:00",
		"2024-13-06T07:08:09Z", "2024-02-30", "2024-5-6", "http://[::1", "http://example.com/a b", "urn:cdx:1", "https://example.com/ä", "a:b:c", "://", "MIT ", "mit", "GPL-2.0",
		strings.Repeat("0", 64), strings.Repeat("f", 40), strings.Repeat("f", 41), "en", "en-gb", "Austria", "CRE:12", "text", "text/html; charset=utf-8", "2024-05-06T23:59:60Z", "2024-05-06t07:08:09z",
	}
	if k.hi != nil {
		out = append(out, strings.Repeat("ä", *k.hi), strings.Repeat("a", *k.hi+1))
	}
	return out
}

// tryObject judges an object with each member, with each required one left out,
// with one that there is not, and with each two together.
func (c *comparison) tryObject(s spot) {
	names := slices.Sorted(maps.Keys(s.kind.members))
	with := func(set ...string) {
		m := minimal(s.kind).(map[string]any)
		for _, name := range set {
			m[name] = minimal(s.kind.members[name].kind)
		}
		c.compare(s.build(m))
	}
	for i, name := range names {
		with(name)
		for _, other := range names[i+1:] {
			with(name, other)
		}
		m := minimal(s.kind).(map[string]any)
		delete(m, name)
		c.compare(s.build(m))
	}
	with(names...)
	m := minimal(s.kind).(map[string]any)
	m["no-such-member"] = 1
	c.compare(s.build(m))
	for name, member := range s.kind.members { // for two equal elements
		if list := member.kind; list.form == formList {
			m := minimal(s.kind).(map[string]any)
			m[name] = []any{minimal(list.item), minimal(list.item)}
			c.compare(s.build(m))
		}
	}
}

// compare judges a document twice.
func (c *comparison) compare(document any) {
	text, err := json.Marshal(document)
	if err != nil {
		c.t.Fatal(err)
	}
	c.compareText(text)
}

func (c *comparison) compareText(text []byte) {
	for _, word := range c.free {
		if bytes.Contains(text, []byte(`"`+word+`"`)) {
			return
		}
	}
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		c.t.Fatal(err)
	}
	m, ok := v.(map[string]any)
	for key, want := range c.head {
		if !ok || m[key] != want {
			return // a document of another version
		}
	}
	schemaErr := c.schema.Validate(v)
	var problems []Problem
	r, err := Document(text)
	if err == nil {
		problems = r.Problems
	}
	c.judged++
	if schemaErr != nil {
		c.invalid++
	}
	if valid := err == nil && r.Valid(); valid != (schemaErr == nil) && c.differs(text) {
		if c.wrong++; c.wrong <= 10 {
			c.t.Errorf("%.300s\nschema: %v\ntable: %v %v", text, schemaErr, err, problems)
		}
	}
}

// differs leaves out documents with an address of mail: the library does not
// check their form.
func (c *comparison) differs(text []byte) bool { return !bytes.Contains(text, []byte(`mail"`)) }

// samples changes valid documents in many ways.
func (c *comparison) samples() {
	if *samplesDir == "" {
		return
	}
	files, err := filepath.Glob(filepath.Join(*samplesDir, fmt.Sprint("*", c.head["specVersion"], "*"), "valid-*.json"))
	if err != nil {
		c.t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(1, 2))
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			c.t.Fatal(err)
		}
		for range 200 {
			var v any
			dec := json.NewDecoder(bytes.NewReader(text))
			dec.UseNumber()
			if err := dec.Decode(&v); err != nil {
				c.t.Fatal(err)
			}
			c.compare(mutate(v, random))
		}
	}
}

// mutate changes one value of a document, at random.
func mutate(v any, random *rand.Rand) any {
	stop := random.IntN(6) == 0
	switch x := v.(type) {
	case map[string]any:
		names := slices.Sorted(maps.Keys(x))
		if len(names) == 0 {
			return x
		}
		name := names[random.IntN(len(names))]
		switch {
		case !stop:
			x[name] = mutate(x[name], random)
		case random.IntN(2) == 0:
			delete(x, name)
		default:
			x[name+"s"] = x[name]
		}
		return x
	case []any:
		if len(x) == 0 || stop {
			return append(x, x...)
		}
		i := random.IntN(len(x))
		x[i] = mutate(x[i], random)
		return x
	case string:
		return []any{"", x + "x", nil, 1, x + " ", true, []any{x}, strings.ToUpper(x)}[random.IntN(8)]
	default:
		return []any{nil, "", -1, 1.5, map[string]any{}}[random.IntN(5)]
	}
}

// officialSchema compiles a schema with those beside it. A strict one allows no
// members that it does not name, as the strict form of early versions does.
func officialSchema(t *testing.T, name string, strict bool) *jsonschema.Schema {
	t.Helper()
	c := jsonschema.NewCompiler()
	files, err := filepath.Glob(filepath.Join(*schemasDir, filepath.Dir(name), "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no schemas in %s: %v", *schemasDir, err)
	}
	id := ""
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		v, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		schema, _ := v.(map[string]any)
		own, _ := schema["$id"].(string)
		if own == "" {
			continue
		}
		if strict {
			closeObjects(schema, "")
		}
		if err := c.AddResource(own, v); err != nil {
			t.Fatal(err)
		}
		if filepath.Base(file) == filepath.Base(name) {
			id = own
		}
	}
	schema, err := c.Compile(id)
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// closeObjects forbids further members, but those of properties.
func closeObjects(v any, key string) {
	switch x := v.(type) {
	case map[string]any:
		if _, ok := x["properties"].(map[string]any); ok && x["additionalProperties"] == nil && key != "property" {
			x["additionalProperties"] = false
		}
		for k, member := range x {
			closeObjects(member, k)
		}
	case []any:
		for _, e := range x {
			closeObjects(e, key)
		}
	}
}

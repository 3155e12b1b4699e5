package jsonpos_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/internal/jsonpos"
)

func Example() {
	doc, err := jsonpos.Parse([]byte(`{"name": "pump", "parts": ["valve"]}`), jsonpos.Config{})
	for part := range doc.Root().Get("parts").Elements() {
		start, end := part.Span()
		fmt.Println(part.Str(), start, end, err)
	}
	// Output: valve 27 34 <nil>
}

// decode turns a value into what encoding/json makes of it.
func decode(v jsonpos.Value) any {
	switch v.Kind() {
	case jsonpos.Bool:
		return v.True()
	case jsonpos.Number:
		return json.Number(v.Raw())
	case jsonpos.String:
		return v.Str()
	case jsonpos.Array:
		list := []any{}
		for e := range v.Elements() {
			list = append(list, decode(e))
		}
		return list
	case jsonpos.Object:
		object := map[string]any{}
		for key, member := range v.Members() {
			object[key.Str()] = decode(member)
		}
		return object
	default:
		return nil
	}
}

// standard decodes with encoding/json.
func standard(text string) (any, error) {
	var v any
	dec := json.NewDecoder(strings.NewReader(text))
	dec.UseNumber()
	if err := dec.Decode(&v); err != nil {
		return nil, err
	}
	if !json.Valid([]byte(text)) {
		return nil, errors.New("trailing text")
	}
	return v, nil
}

func documents() []string {
	return []string{
		`{}`, `[]`, ` null `, `true`, `false`, `"x"`, `0`, `-0`, `-1.5e+10`, `1E9`, `{"a":{"b":[1,{"c":null}]},"d":"e"}`,
		`{"a":1,"a":2}`, `"\u00e9\ud83d\ude00\n\"\\\/"`, `"\ud800"`, "\"\xff\"", `"é"`, "\t[\r\n1 , 2\n]", `{"":""}`,
		``, ` `, `{`, `[`, `{"a"`, `{"a":`, `{"a":1`, `{"a":1,`, `{"a":1,}`, `[1,]`, `[1 2]`, `{"a" 1}`, `{a:1}`, `{"a":1 "b":2}`,
		`01`, `1.`, `.5`, `-`, `1e`, `+1`, `0x1`, `tru`, `nulll`, `"`, `"\x"`, `"\u12"`, `"\u12g4"`, "\"\n\"", `"a" "b"`, `[]]`, `{}//`, `'a'`, `NaN`,
		"\ufeff{}", `[[[[[[1]]]]]]`, `{"a":[}`, `[{]}`,
	}
}

func TestParseLikeStandardLibrary(t *testing.T) {
	t.Parallel()
	for _, text := range documents() {
		compare(t, text)
	}
}

func compare(t *testing.T, text string) {
	t.Helper()
	want, wantErr := standard(text)
	doc, err := jsonpos.Parse([]byte(text), jsonpos.Config{})
	if (err == nil) != (wantErr == nil) {
		t.Fatalf("%q: error %v, encoding/json has %v", text, err, wantErr)
	}
	if err != nil {
		decode(doc.Root()) // must hold what there is without panic
		return
	}
	if diff := cmp.Diff(want, decode(doc.Root())); diff != "" {
		t.Errorf("%q (-want +got):\n%s", text, diff)
	}
}

func TestParsePartly(t *testing.T) {
	t.Parallel()
	tests := []struct {
		text, want string
		offset     int
	}{
		{`{"a": [1, {"b": "c", "d": "unfin`, `{"a":[1,{"b":"c"}]}`, 32},
		{`{"a": 1, "b": tru}`, `{"a":1}`, 14},
		{`{"a": 1, "b"`, `{"a":1}`, 12},
		{`[1, 2 3]`, `[1,2]`, 6},
		{`{"a": {}} x`, `{"a":{}}`, 10},
		{`{"a": "b\q"}`, `{}`, 8},
		{``, `null`, 0},
	}
	for _, tt := range tests {
		doc, err := jsonpos.Parse([]byte(tt.text), jsonpos.Config{})
		var syntax *jsonpos.SyntaxError
		if !errors.As(err, &syntax) {
			t.Fatalf("%q: error %v", tt.text, err)
		}
		if syntax.Offset != tt.offset {
			t.Errorf("%q: broken at %d, want %d", tt.text, syntax.Offset, tt.offset)
		}
		got, err := json.Marshal(decode(doc.Root()))
		if err != nil || string(got) != tt.want {
			t.Errorf("%q: got %s, %v, want %s", tt.text, got, err, tt.want)
		}
	}
}

func TestComplete(t *testing.T) {
	t.Parallel()
	doc, _ := jsonpos.Parse([]byte(`{"a": {"x": 1}, "b": {"x": 2`), jsonpos.Config{})
	root := doc.Root()
	if root.Complete() || !root.Get("a").Complete() || root.Get("b").Complete() {
		t.Errorf("complete: root %v, a %v, b %v", root.Complete(), root.Get("a").Complete(), root.Get("b").Complete())
	}
}

func TestSpans(t *testing.T) {
	t.Parallel()
	text := `{ "k" : [ -1.5 , "é" , {} ] }`
	doc, err := jsonpos.Parse([]byte(text), jsonpos.Config{})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	cut := func(v jsonpos.Value) {
		start, end := v.Span()
		got = append(got, text[start:end])
		if raw := string(v.Raw()); raw != text[start:end] {
			t.Errorf("raw %q, span %q", raw, text[start:end])
		}
	}
	for key, value := range doc.Root().Members() {
		cut(key)
		cut(value)
		for e := range value.Elements() {
			cut(e)
		}
	}
	want := []string{`"k"`, `[ -1.5 , "é" , {} ]`, `-1.5`, `"é"`, `{}`}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestComments(t *testing.T) {
	t.Parallel()
	text := "// head\n{ /* a */ \"a\": [1, 2, /* last */ ], // b\n \"b\": {\"c\": 1,}, }\n// end"
	doc, err := jsonpos.Parse([]byte(text), jsonpos.Config{Comments: true})
	if err != nil {
		t.Fatal(err)
	}
	got, err := json.Marshal(decode(doc.Root()))
	if err != nil || string(got) != `{"a":[1,2],"b":{"c":1}}` {
		t.Errorf("got %s, %v", got, err)
	}
	for _, bad := range []string{"{/* }", "{/}", "[,]", "[1,,2]", "{,}"} {
		if _, err := jsonpos.Parse([]byte(bad), jsonpos.Config{Comments: true}); err == nil {
			t.Errorf("%q was accepted", bad)
		}
	}
	if _, err := jsonpos.Parse([]byte("{} // no"), jsonpos.Config{}); err == nil {
		t.Error("a comment was accepted without being allowed")
	}
}

func TestDepth(t *testing.T) {
	t.Parallel()
	for depth, ok := range map[int]bool{jsonpos.MaxDepth: true, jsonpos.MaxDepth + 1: false, 1 << 20: false} {
		text := strings.Repeat("[", depth) + strings.Repeat("]", depth)
		if _, err := jsonpos.Parse([]byte(text), jsonpos.Config{}); (err == nil) != ok {
			t.Errorf("depth %d: %v", depth, err)
		}
	}
}

func TestAbsent(t *testing.T) {
	t.Parallel()
	v := jsonpos.Value{}.Get("a").Get("b")
	start, end := v.Span()
	if v.Kind() != jsonpos.Absent || v.Str() != "" || v.True() || v.Raw() != nil || start != 0 || end != 0 || !v.Complete() {
		t.Errorf("the absent value is not empty: %+v", v)
	}
	for range v.Members() {
		t.Error("the absent value has members")
	}
}

func FuzzParse(f *testing.F) {
	for _, text := range documents() {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if strings.Count(text, "[")+strings.Count(text, "{") > jsonpos.MaxDepth {
			return // the limits on depth differ
		}
		compare(t, text)
		doc, _ := jsonpos.Parse([]byte(text), jsonpos.Config{Comments: true})
		decode(doc.Root())
	})
}

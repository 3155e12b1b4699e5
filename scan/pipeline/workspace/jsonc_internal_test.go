package workspace

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

func TestPlainJSON(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ text, want string }{
		"line comment":         {"{ // a\n}", "{     \n}"},
		"last line":            {"{} // a", "{}     "},
		"block comment":        {"{/* a\n * \"b\" */\"c\": 1}", "{    \n         \"c\": 1}"},
		"comment not closed":   {"{} /* a", "{}     "},
		"a slash and a star":   {"/*/ */{}", "      {}"},
		"address in a string":  {`{"a": "http://b"}`, `{"a": "http://b"}`},
		"escaped quote":        {`{"a": "\"// b"}`, `{"a": "\"// b"}`},
		"tabs":                 {"{\t\"a\":\t\"b\tc\"}", "{ \"a\": \"b\tc\"}"},
		"byte order mark":      {"\ufeff{}", "   {}"},
		"surrogate pair":       {`{"a": "\ud83d\uDE00\u00e9"}`, `{"a": "\U0001F600\u00e9"  }`},
		"half a pair":          {`{"a": "\ud83dx\ude00"}`, `{"a": "\uFFFDx\uFFFD"}`},
		"solidus":              {`{"a": "b:\/\/c", "d": 1}`, `{"a": "b://c"  , "d": 1}`},
		"escaped backslash":    {`{"a": "\\ud83d"}`, `{"a": "\\ud83d"}`},
		"string not closed":    {"{\"a // b\n}// c", "{\"a // b\n}    "},
		"carriage returns":     {"{// a\r\n}", "{    \r\n}"},
		"wide in a comment":    {"{} // é", "{}      "},
		"ends in an escape":    {`{"a\`, `{"a\`},
		"ends in half an one":  {`{"a\ud8`, `{"a\ud8`},
		"comment in a comment": {"// /* a\n{}", "       \n{}"},
	}
	for name, tt := range tests {
		text := []byte(tt.text)
		if diff := cmp.Diff(tt.want, string(plainJSON(text))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		if string(text) != tt.text {
			t.Errorf("%s: the text was written to", name)
		}
	}
}

// TestSameValues compares with what encoding/json makes of plain JSON.
func TestSameValues(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		`{"a":"b","c":["d",{"e":"\/\u00e9\n\t\"\\"}],"":"x"}`,
		"{\n\t\"a\": [\n\t\t\"b\",\n\t\t\"c: d\",\n\t\t\"# e\"\n\t],\n\t\"*f\": \"&g\"\n}",
		`["\ud83d\ude00 x", "yes", "~", "---", "<<", "!!x", "%y", "a\u2028b"]`,
	} {
		var want any
		if err := json.Unmarshal([]byte(text), &want); err != nil {
			t.Fatal(err)
		}
		roots, err := document.Parse(plainJSON([]byte(text)))
		if err != nil || len(roots) != 1 {
			t.Fatalf("%s: %d documents, %v", text, len(roots), err)
		}
		if diff := cmp.Diff(want, valueOf(roots[0], 0)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", text, diff)
		}
	}
}

// valueOf returns what encoding/json would have made of a document of strings.
func valueOf(n *document.Node, depth int) any {
	switch {
	case depth > 10:
		return nil
	case n.Kind() == document.Mapping:
		m := map[string]any{}
		for k, v := range n.Pairs() {
			m[k.Value()] = valueOf(v, depth+1)
		}
		return m
	case n.Kind() == document.Sequence:
		list := []any{}
		for _, v := range n.Items() {
			list = append(list, valueOf(v, depth+1))
		}
		return list
	}
	return n.Value()
}

func FuzzPlainJSON(f *testing.F) {
	for _, seed := range []string{
		"{ // a\n\t\"b\": [1, /* c */ 2,],\n}", `{"a": "\ud83d\uDE00"}`, "\ufeff{}", "/*", "\"", `"\u`, "//\r\n\"a//b\"", "{\"a\": \"\\\n\"}",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		got := plainJSON(text)
		if len(got) != len(text) || strings.Count(string(got), "\n") != strings.Count(string(text), "\n") {
			t.Fatalf("%q became %q", text, got)
		}
		if again := plainJSON(got); string(again) != string(got) {
			t.Fatalf("%q became %q when it was read again", got, again)
		}
	})
}

package store_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/penstock-dev/penstock/secrets/store"
)

// pick returns what a fragment selects from a document.
func pick(tb testing.TB, document string, syntax store.Syntax, fragment string) (string, error) {
	tb.Helper()
	one := store.Func(func(context.Context, store.Reference) (store.Value, error) {
		v := store.NewValue([]byte(document))
		v.Syntax = syntax
		return v, nil
	})
	r := resolver(tb, store.Config{Stores: map[string]store.Store{"doc": one}, Limits: store.Limits{Document: 1 << 20}})
	v, err := r.Resolve(tb.Context(), store.Reference{Scheme: "doc", Host: "d", Fragment: fragment})
	return string(v.Reveal()), err
}

const (
	jsonDocument = `{"a": {"b": ["x", {"c/d": "y\n\u00e9", "~e": 1}, null, true]}, "n": 123456789012345678.50, "": "empty", "1": {"z": {}}}`
	yamlDocument = `
base: &base {host: h1, port: 0123, user: u}
other: &other {host: h2, zone: z}
app:
  <<: [*other, *base]
  user: v
list: [a, *base, ~]
text: |
  two
  lines
yes: on
pi: 3.10
when: 2020-01-02
quoted: "null"
bin: !!binary aGVs
  bG8=
? [1, 2]
: odd
`
	envDocument = "# comment\r\nexport A=1 # one\r\nB='x # y' # z\nC=\"a\\n\\\"b\\\" \\$c\nd\"\n\nD=\nE = spaced out \nF=a#b=c\nG=\"x\\\ny\"\nh.i-2=\"\\r\\t\\\\\\`\\x\"\n"
)

func TestSelect(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, document, fragment, want string }{
		{"text", jsonDocument, "/a/b/0", "x"},
		{"without a slash", jsonDocument, "a/b/0", "x"},
		{"escapes", jsonDocument, "/a/b/1/c~1d", "y\né"},
		{"URL escapes", jsonDocument, "/a/b/1/c%7e1d", "y\né"},
		{"tilde", jsonDocument, "/a/b/1/~0e", "1"},
		{"true", jsonDocument, "/a/b/3", "true"},
		{"number as written", jsonDocument, "/n", "123456789012345678.50"},
		{"empty key", `{"a":{"":"x"}}`, "/a/", "x"},
		{"key of digits", jsonDocument, "/1/z", "{}"},
		{"array", jsonDocument, "/a/b", `["x",{"c/d":"y\n\u00e9","~e":1},null,true]`},
		{"all", `{"a": [1, 2]}`, "/", `{"a":[1,2]}`},
		{"YAML number as written", yamlDocument, "/base/port", "0123"},
		{"YAML alias", yamlDocument, "/list/1/host", "h1"},
		{"YAML merge, first one", yamlDocument, "/app/host", "h2"},
		{"YAML merge, second one", yamlDocument, "/app/port", "0123"},
		{"YAML merge, own one", yamlDocument, "/app/user", "v"},
		{"YAML block", yamlDocument, "/text", "two\nlines\n"},
		{"YAML bool as written", yamlDocument, "/yes", "on"},
		{"YAML float as written", yamlDocument, "/pi", "3.10"},
		{"YAML null in quotes", yamlDocument, "/quoted", "null"},
		{"YAML date as written", yamlDocument, "/when", "2020-01-02"},
		{"YAML binary", yamlDocument, "/bin", "hello"},
		{"YAML mapping", yamlDocument, "/base", `{"host":"h1","port":"0123","user":"u"}`},
		{"YAML sequence", yamlDocument, "/list", `["a",{"host":"h1","port":"0123","user":"u"},null]`},
		{"YAML in flow style", `{a: [1, True, 1.5, 0x1F, .inf, 2020-01-02, "<é>"]}`, "/a", `[1,true,1.5,"0x1F",".inf","2020-01-02","<é>"]`},
		{"comment", envDocument, "/A", "1"},
		{"single quotes", envDocument, "/B", "x # y"},
		{"double quotes", envDocument, "/C", "a\n\"b\" $c\nd"},
		{"nothing", envDocument, "/D", ""},
		{"spaces", envDocument, "E", "spaced out"},
		{"signs in a value", envDocument, "/F", "a#b=c"},
		{"joined lines", envDocument, "/G", "xy"},
		{"other escapes", envDocument, "/h.i-2", "\r\t\\`\\x"},
	}
	for _, tt := range tests {
		got, err := pick(t, tt.document, store.Detect, tt.fragment)
		if err != nil || got != tt.want {
			t.Errorf("%s: got %q, %v, want %q", tt.name, got, err, tt.want)
		}
	}
}

func TestSelectBehindByteOrderMark(t *testing.T) {
	t.Parallel()
	for syntax, document := range map[store.Syntax]string{store.JSON: `{"a":"x"}`, store.YAML: "a: x\r\n", store.Dotenv: "a=x\r\n"} {
		for _, syntax := range []store.Syntax{syntax, store.Detect} {
			if got, err := pick(t, "\ufeff"+document, syntax, "/a"); err != nil || got != "x" {
				t.Errorf("%q: %q, %v", document, got, err)
			}
		}
	}
	if _, err := pick(t, "\ufeff{]", store.JSON, "/a"); err == nil || !strings.Contains(err.Error(), "at byte 4") {
		t.Errorf("the mark is not counted: %v", err)
	}
}

func TestSelectMissing(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ document, fragment string }{
		{jsonDocument, "/x"},
		{`{"a":["x"]}`, "/a/1"}, {`{"a":["x"]}`, "/a/-1"}, {`{"a":["x"]}`, "/a/00"}, {`{"a":["x"]}`, "/a/-"}, {`{"a":["x"]}`, "/a/0/x"},
		{`{"a":null}`, "/a"},
		{yamlDocument, "/nope"}, {yamlDocument, "/app/nope"}, {yamlDocument, "/list/9"}, {yamlDocument, "/list/2"}, {yamlDocument, "/pi/x"}, {"", "/a"}, {"# nothing\n", "/a"},
		{envDocument, "/X"}, {envDocument, "/A/x"},
	} {
		got, err := pick(t, tt.document, store.Detect, tt.fragment)
		if got != "" || !errors.Is(err, store.ErrNotFound) {
			t.Errorf("%.20q %s: got %q, %v", tt.document, tt.fragment, got, err)
		}
	}
}

func TestSelectRefuses(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, document string
		syntax         store.Syntax
		fragment, want string
	}{
		{"key twice in JSON", `{"a":"s3cret","a":2}`, "", "/a", "twice"},
		{"key twice in YAML", "a: s3cret\na: 2\n", "", "/a", "twice"},
		{"key twice below", "b: {a: s3cret, a: 2}\n", "", "/b", "twice"},
		{"variable twice", "A=s3cret\nA=2\n", "", "/A", "twice"},
		{"broken JSON", `{"a": s3cret}`, store.JSON, "/a", "byte 6"},
		{"broken YAML", "a: [s3cret", store.YAML, "/a", "line"},
		{"broken variables", "A=1\ns3cret\n", store.Dotenv, "/A", "line 2"},
		{"quote that is not closed", "A='s3cret\n", store.Dotenv, "/A", "line 1"},
		{"text behind a quote", "A='x's3cret\n", store.Dotenv, "/A", "line 1"},
		{"neither", "s3cret: [", "", "/a", "neither JSON"},
		{"several documents", "a: s3cret\n---\na: 2\n", "", "/a", "several"},
		{"unknown syntax", "a: s3cret", "toml", "/a", "toml"},
		{"odd keys", yamlDocument, "", "/", "select its members"},
		{"merge keys", yamlDocument, "", "/app", "select its members"},
		{"environment as a whole", envDocument, "", "/", "leave out the fragment"},
		{"broken escape", "a: s3cret", "", "/%zz", "escape"},
		{"broken base64", "a: !!binary s3c.ret", "", "/a", "base64"},
	}
	for _, tt := range tests {
		got, err := pick(t, tt.document, tt.syntax, tt.fragment)
		if err == nil || got != "" || !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), "s3c") {
			t.Errorf("%s: got %q, %v", tt.name, got, err)
		}
	}
}

// TestSelectBounded asks for what small texts make large.
func TestSelectBounded(t *testing.T) {
	t.Parallel()
	var laughs, merges strings.Builder
	laughs.WriteString("a0: &a0 [x, x]\n")
	merges.WriteString("m0: &m0 {k: v}\n")
	for i := 1; i < 40; i++ {
		fmt.Fprintf(&laughs, "a%d: &a%d [*a%d, *a%d]\n", i, i, i-1, i-1)
		fmt.Fprintf(&merges, "m%d: &m%d {<<: [*m%d, *m%d]}\n", i, i, i-1, i-1)
	}
	for name, tt := range map[string]struct{ document, fragment string }{
		"aliases":        {laughs.String(), "/a39"},
		"merges":         {merges.String(), "/m39/none"},
		"circle":         {"a: &a [*a]\n", "/a"},
		"merging itself": {"a: &a\n  <<: *a\n", "/a/x"},
	} {
		if _, err := pick(t, tt.document, store.YAML, tt.fragment); !errors.Is(err, store.ErrLimit) {
			t.Errorf("%s: %v", name, err)
		}
	}
	deep := strings.Repeat("[", 1<<19)
	for _, syntax := range []store.Syntax{store.JSON, store.YAML, store.Detect} {
		if _, err := pick(t, deep, syntax, "/0"); err == nil {
			t.Errorf("depth in %q was accepted", syntax)
		}
	}
	if got, err := pick(t, laughs.String(), store.YAML, "/a39/1/0/1"+strings.Repeat("/0", 37)); err != nil || got != "x" {
		t.Errorf("one of many: %q, %v", got, err)
	}
}

func FuzzSelect(f *testing.F) {
	for _, document := range []string{jsonDocument, yamlDocument, envDocument, "a: &a\n  <<: *a\n", "- - - -", "A='\nB=\"\\"} {
		f.Add(document, "/a/b/0")
		f.Add(document, "/")
	}
	f.Fuzz(func(t *testing.T, document, fragment string) {
		if fragment == "" {
			return
		}
		for _, syntax := range []store.Syntax{store.JSON, store.YAML, store.Dotenv, store.Detect} {
			got, err := pick(t, document, syntax, fragment)
			if err != nil && got != "" {
				t.Errorf("%q with %v", got, err)
			}
		}
		var object map[string]string
		if json.Unmarshal([]byte(document), &object) != nil {
			return
		}
		for key, value := range object {
			step := strings.NewReplacer("~", "~0", "/", "~1", "%", "%25").Replace(key)
			got, err := pick(t, document, store.JSON, "/"+step)
			if key != "" && got != value && !errors.Is(err, store.ErrNotFound) && !strings.Contains(fmt.Sprint(err), "twice") {
				t.Errorf("%q of %q: got %q, %v, want %q", key, document, got, err, value)
			}
		}
	})
}

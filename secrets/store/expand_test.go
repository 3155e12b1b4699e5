package store_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/secrets/store"
)

// told is a store that gives back what it was asked for.
func told(_ context.Context, ref store.Reference) (store.Value, error) {
	text := ref.Host + "|" + ref.Path
	if len(ref.Query) > 0 {
		text += "?" + ref.Query.Encode()
	}
	return store.NewValue([]byte("<" + text + ">")), nil
}

// constant is a store with one document.
func constant(text string) store.Store {
	return store.Func(func(context.Context, store.Reference) (store.Value, error) {
		return store.NewValue([]byte(text)), nil
	})
}

// failing is a store whose every document is missing.
func failing(err error) store.Store {
	return store.Func(func(context.Context, store.Reference) (store.Value, error) { return store.Value{}, err })
}

func resolver(tb testing.TB, c store.Config) *store.Resolver {
	tb.Helper()
	r, err := store.New(c)
	if err != nil {
		tb.Fatal(err)
	}
	return r
}

func stores() map[string]store.Store {
	return map[string]store.Store{"a": store.Func(told), "echo": store.Echo{}, "gone": failing(store.ErrNotFound)}
}

func TestExpand(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, text, want string }{
		{"nothing", "no reference, no-referrer, ref: a://b", "no reference, no-referrer, ref: a://b"},
		{"alone", "ref+a://h/p", "<h|/p>"},
		{"secretref", "secretref+a://h/p", "<h|/p>"},
		{"no path", "ref+a://h", "<h|>"},
		{"one letter", "ref+a://h.", "<h.|>"},
		{"no host", "ref+a:///p/q", "<|/p/q>"},
		{"parameters", "ref+a://h/p?x=1&y=%2B2", "<h|/p?x=1&y=%2B2>"},
		{"scheme in capitals", "ref+ECHO://h/P", "h/P"},
		{"host with colons", "ref+a://arn:b:c:1:d/e", "<arn:b:c:1:d|/e>"},
		{"text around", "x ref+a://h y", "x <h|> y"},
		{"letters in front", "xref+a://h", "x<h|>"},
		{"plus", "x-ref+a://h+-y", "x-<h|>-y"},
		{"plus and spaces", "ref+a://h/p+ + + ", "<h|/p> + + "},
		{"plus in a list", "ref+a://h+, ref+a://i", "<h|>, <i|>"},
		{"two by plus", "ref+a://h+ref+a://i+", "<h|><i|>"},
		{"LF", "ref+a://h/p\nz", "<h|/p>\nz"},
		{"CRLF", "ref+a://h/p\r\nz\r\n", "<h|/p>\r\nz\r\n"},
		{"tab", "ref+a://h/p\tz", "<h|/p>\tz"},
		{"fragment and line break", "ref+echo://h#\n", "h\n"},
		{"comma", "ref+a://h, ref+a://i,", "<h|>, <i|>,"},
		{"comma inside", "ref+a://h,i", "<h,i|>"},
		{"quotes", `"ref+a://h?x=1",`, `"<h|?x=1>",`},
		{"quotes inside", `ref+a://h/s["k"].v`, `<h|/s["k"].v>`},
		{"JSON in one line", `{"k":"ref+a://h","l":["ref+a://i"]}`, `{"k":"<h|>","l":["<i|>"]}`},
		{"single quotes", `'ref+a://h/s["k"]'}`, `'<h|/s["k"]>'}`},
		{"backquotes", "`ref+a://h`;", "`<h|>`;"},
		{"JSON in JSON", `"{\"k\":\"ref+a://h\"}"`, `"{\"k\":\"<h|>\"}"`},
		{"escaped quote inside", `"ref+a://s[\"k\"]"}`, `"<s[\"k\"]|>"}`},
		{"quote that is not closed", `"ref+a://h z`, `"<h|> z`},
		{"nested", "ref+echo://x/ref+a://h/p", "x/<h|/p>"},
		{"nested thrice", "ref+echo://ref+echo://ref+a://h", "<h|>"},
		{"nested and more", "ref+echo://ref+a://h+/y", "<h|>/y"},
		{"nested twice", "ref+echo://ref+a://h+/ref+a://i+/y+z", "<h|>/<i|>/yz"},
		{"nested in quotes", `{"k":"ref+echo://ref+a://h"}`, `{"k":"<h|>"}`},
		{"nested in quotes of its own", `ref+echo://s['ref+a://h']`, `s['<h|>']`},
		{"nested in front of commas", "ref+echo://ref+a://h,, z", "<h|>,, z"},
		{"a slash of a nested value", "ref+a://ref+echo://h/p", "<h|/p>"},
		{"signs of a nested value", "ref+a://h/ref+echo://q%3Fx=1%23f%25+/r", "<h|/q%3Fx=1%23f%25/r>"},
		{"nested in a parameter", "ref+a://h?x=ref+echo://1%26y=2", "<h|?x=1%26y%3D2>"},
		{"no scheme", "ref+ a://h ref+://h ref+1a://h ref+a:/h ref+", "ref+ a://h ref+://h ref+1a://h ref+a:/h ref+"},
		{"nothing behind the scheme", `ref+a:// ref+a://"`, `ref+a:// ref+a://"`},
		{"prefix that begins nothing", "ref+a://xref+y", "<xref|>y"},
		{"not ASCII", "é ref+a://ü/ß é", "é <ü|/ß> é"},
	}
	r := resolver(t, store.Config{Stores: stores()})
	for _, tt := range tests {
		got, err := r.Expand(t.Context(), tt.text)
		if err != nil || got != tt.want {
			t.Errorf("%s: got %q, %v, want %q", tt.name, got, err, tt.want)
		}
	}
}

func TestExpandOnly(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, only, text, want string }{
		{"ref", "ref", "ref+echo://x secretref+echo://y ref+echo://z", "x secretref+echo://y z"},
		{"secretref", "secretref", "ref+echo://x secretref+echo://y", "ref+echo://x y"},
		{"both", "ref secretref", "ref+echo://x secretref+echo://y", "x y"},
		{"inner one stays", "ref", "ref+echo://secretref+echo://x", "secretrefecho://x"},
		{"outer one stays", "ref", "secretref+echo://ref+echo://x y", "secretref+echo://x y"},
		{"none", "", "ref+echo://x secretref+echo://y", "ref+echo://x secretref+echo://y"},
	}
	for _, tt := range tests {
		r := resolver(t, store.Config{Stores: stores(), Only: append([]string{}, strings.Fields(tt.only)...)})
		if got, err := r.Expand(t.Context(), tt.text); err != nil || got != tt.want {
			t.Errorf("%s: got %q, %v, want %q", tt.name, got, err, tt.want)
		}
	}
}

func TestValuesAreNotExpanded(t *testing.T) {
	t.Parallel()
	c := store.Config{Stores: map[string]store.Store{"a": constant("ref+b://x"), "b": constant("wrong"), "echo": store.Echo{}}}
	r := resolver(t, c)
	for text, want := range map[string]string{
		"ref+a://x":               "ref+b://x",
		"ref+a://x+ref+a://x":     "ref+b://xref+b://x",
		"ref+echo://ref+a://x":    "ref+b://x",
		"re":                      "re",
		"ref+echo://ref%2Bb://x+": "ref+b://x",
	} {
		if got, err := r.Expand(t.Context(), text); err != nil || got != want {
			t.Errorf("%s: got %q, %v, want %q", text, got, err, want)
		}
	}
	tree, err := r.ExpandTree(t.Context(), []any{"ref+a://x"})
	if diff := cmp.Diff([]any{"ref+b://x"}, tree); err != nil || diff != "" {
		t.Error(err, diff)
	}
}

func TestKeepUnknown(t *testing.T) {
	t.Parallel()
	text := `"ref+other://x?y#/z" ref+echo://a ref+echo://ref+other://b+/c+d ref+other://ref+echo://e`
	want := `"ref+other://x?y#/z" a ref+echo://ref+other://b+/c+d ref+other://ref+echo://e`
	r := resolver(t, store.Config{Stores: stores(), KeepUnknown: true})
	got, err := r.Expand(t.Context(), text)
	if err != nil || got != want {
		t.Errorf("got %q, %v, want %q", got, err, want)
	}
	if again, err := r.Expand(t.Context(), got); err != nil || again != got {
		t.Errorf("the second time: %q, %v", again, err)
	}
}

// describe returns reference, place and offset of all errors.
func describe(err error) []string {
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		return nil
	}
	var list []string
	for _, err := range joined.Unwrap() {
		var e *store.Error
		if !errors.As(err, &e) {
			list = append(list, err.Error())
			continue
		}
		list = append(list, fmt.Sprint(e.Place, ":", e.Offset, " ", e.Reference))
	}
	return list
}

func TestExpandErrors(t *testing.T) {
	t.Parallel()
	r := resolver(t, store.Config{Stores: stores()})
	text := "ref+gone://x ref+echo://fine other\nref+no://y?token=abcdef&n=1#/k ref+echo://u/ref+gone://user:pw@h/z"
	got, err := r.Expand(t.Context(), text)
	if got != "" || !errors.Is(err, store.ErrNotFound) || !errors.Is(err, store.ErrUnknownScheme) {
		t.Errorf("got %q, %v", got, err)
	}
	want := []string{":0 gone://x", ":35 no://y?token=***&n=***#/k", ":79 gone://***@h/z"}
	if diff := cmp.Diff(want, describe(err)); diff != "" {
		t.Error(diff)
	}
	for _, part := range []string{"resolving gone://x at byte 0: not found", "unknown scheme no: known are a, echo, gone"} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("%q is missing in %q", part, err)
		}
	}
	if strings.Contains(err.Error(), "abcdef") || strings.Contains(err.Error(), "pw") {
		t.Errorf("a secret is in %q", err)
	}
	_, err = resolver(t, store.Config{}).Expand(t.Context(), "ref+a://h")
	if err == nil || !strings.Contains(err.Error(), "no store is given") {
		t.Errorf("without stores: %v", err)
	}
	_, err = r.Expand(t.Context(), "ref+a://h?x=%zz")
	if err == nil || !strings.Contains(err.Error(), "parameters") {
		t.Errorf("broken parameters: %v", err)
	}
	_, err = r.Expand(t.Context(), "ref+gone://"+strings.Repeat("ä", 300))
	if len(err.Error()) > 400 || !strings.Contains(err.Error(), "…") {
		t.Errorf("a long reference: %v", err)
	}
}

func TestLimits(t *testing.T) {
	t.Parallel()
	c := store.Config{
		Stores: map[string]store.Store{"a": constant("0123456789"), "echo": store.Echo{}},
		Limits: store.Limits{Depth: 3, References: 5, Result: 40, Document: 20},
	}
	r := resolver(t, c)
	tests := []struct {
		name, text string
		ok         bool
	}{
		{"as deep as may be", "ref+echo://ref+echo://ref+echo://x", true},
		{"too deep", "ref+echo://ref+echo://ref+echo://ref+echo://x", false},
		{"as many as may be", strings.Repeat("ref+echo://x ", 5), true},
		{"too many", strings.Repeat("ref+echo://x ", 6), false},
		{"too many nested", "ref+echo://ref+echo://x ref+echo://ref+echo://x ref+echo://ref+echo://x", false},
		{"as long as may be", strings.Repeat("ref+a://x ", 4) + strings.Repeat("y", 100), true},
		{"too long", strings.Repeat("ref+a://x ", 5), false},
		{"document", "ref+echo://" + strings.Repeat("x", 21), false},
	}
	for _, tt := range tests {
		_, err := r.Expand(t.Context(), tt.text)
		if tt.ok && err != nil || !tt.ok && !errors.Is(err, store.ErrLimit) {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}

func TestExpandMap(t *testing.T) {
	t.Parallel()
	r := resolver(t, store.Config{Stores: stores()})
	in := map[string]string{"x": "1 ref+echo://y", "ref+echo://k": "plain"}
	got, err := r.ExpandMap(t.Context(), in)
	if diff := cmp.Diff(map[string]string{"x": "1 y", "ref+echo://k": "plain"}, got); err != nil || diff != "" {
		t.Error(err, diff)
	}
	if in["x"] != "1 ref+echo://y" {
		t.Error("the caller's map was changed")
	}
	got, err = r.ExpandMap(t.Context(), map[string]string{"b": " ref+gone://1", "a": "ref+gone://2"})
	if diff := cmp.Diff([]string{"a:0 gone://2", "b:1 gone://1"}, describe(err)); got != nil || diff != "" {
		t.Error(got, diff)
	}
}

func TestExpandEnv(t *testing.T) {
	t.Parallel()
	c := store.Config{Stores: stores()}
	c.Stores["nul"] = constant("a\x00b")
	r := resolver(t, c)
	in := []string{"A=ref+echo://x=y", "B", "", "=C:=ref+echo://d", "E=", "A=2"}
	got, err := r.ExpandEnv(t.Context(), in)
	if diff := cmp.Diff([]string{"A=x=y", "B", "", "=C:=d", "E=", "A=2"}, got); err != nil || diff != "" {
		t.Error(err, diff)
	}
	got, err = r.ExpandEnv(t.Context(), []string{"A=ref+nul://x", "B= ref+gone://x", "ref+gone://y=1"})
	want := []string{"expanding A: the value holds a NUL byte, which no environment can", "B:1 gone://x"}
	if diff := cmp.Diff(want, describe(err)); got != nil || diff != "" {
		t.Error(got, diff)
	}
}

func TestCanceled(t *testing.T) {
	t.Parallel()
	cause := errors.New("enough")
	ctx, cancel := context.WithCancelCause(t.Context())
	c := store.Config{Stores: map[string]store.Store{"a": store.Func(func(context.Context, store.Reference) (store.Value, error) {
		cancel(cause)
		return store.NewValue([]byte("x")), nil
	})}}
	got, err := resolver(t, c).Expand(ctx, "ref+a://1 ref+a://2 ref+a://3")
	if len(describe(err)) != 1 || !errors.Is(err, cause) || got != "" {
		t.Errorf("got %q, %v", got, err)
	}
}

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]store.Config{
		"capitals":      {Stores: map[string]store.Store{"A": store.Echo{}}},
		"empty scheme":  {Stores: map[string]store.Store{"": store.Echo{}}},
		"plus sign":     {Stores: map[string]store.Store{"a+b": store.Echo{}}},
		"no store":      {Stores: map[string]store.Store{"a": nil}},
		"unknown word":  {Only: []string{"ref+"}},
		"no clock":      {TTL: 1},
		"negative TTL":  {TTL: -1},
		"negative size": {Limits: store.Limits{Document: -1}},
	} {
		if _, err := store.New(c); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
}

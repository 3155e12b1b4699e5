package store_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/secrets/store"
)

func TestParse(t *testing.T) {
	t.Parallel()
	full := store.Reference{Scheme: "vault", Host: "kv", Path: "/app/x", Query: url.Values{"version": {"3"}, "k": {"a b"}}, Fragment: "/db/0"}
	tests := []struct {
		text string
		want store.Reference
	}{
		{"vault://kv/app/x?version=3&k=a%20b#/db/0", full},
		{"ref+vault://kv/app/x?version=3&k=a%20b#/db/0", full},
		{"secretref+VAULT://kv/app/x?version=3&k=a%20b#/db/0+", full},
		{"env://HOME", store.Reference{Scheme: "env", Host: "HOME"}},
		{"file:///a%20b", store.Reference{Scheme: "file", Path: "/a%20b"}},
		{"file://a?", store.Reference{Scheme: "file", Host: "a"}},
		{"file://a#", store.Reference{Scheme: "file", Host: "a"}},
		{"file://a#b?c", store.Reference{Scheme: "file", Host: "a", Fragment: "b?c"}},
		{"x.y-z_1://a:b@c:1/..", store.Reference{Scheme: "x.y-z_1", Host: "a:b@c:1", Path: "/.."}},
	}
	for _, tt := range tests {
		got, err := store.Parse(tt.text)
		if diff := cmp.Diff(tt.want, got); err != nil || diff != "" {
			t.Errorf("%s: %v\n%s", tt.text, err, diff)
		}
		again, err := store.Parse(got.String())
		if diff := cmp.Diff(got, again); err != nil || diff != "" {
			t.Errorf("%s by way of %s: %v\n%s", tt.text, got, err, diff)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"", "ref+", "pa55word", "://x", "1a://x", "a:/x", "a b://x", "a://", "a://?x=1", "a://x y", "a://x\n", "a://x+", "a://x+y", "ref+a://x++",
		"a://x?y=%zz", "a://x?y;z", "a://ref+b://x", " a://x",
	} {
		if got, err := store.Parse(text); err == nil {
			t.Errorf("%q was accepted as %+v", text, got)
		} else if text != "" && strings.Contains(err.Error(), "pa55word") {
			t.Errorf("a text that is no reference is shown: %v", err)
		}
	}
}

func TestReferenceNames(t *testing.T) {
	t.Parallel()
	tests := []struct{ text, name, redacted string }{
		{"env://HOME", "HOME", "env://HOME"},
		{"file:///a/b", "a/b", "file:///a/b"},
		{"file://a/b?c=d&e=f#/g", "a/b", "file://a/b?c=***&e=***#/g"},
		{"vault://user:pw@h/p@q?x=a=b", "user:pw@h/p@q", "vault://***@h/p@q?x=***"},
		{"a://" + strings.Repeat("x", 300), strings.Repeat("x", 300), "a://" + strings.Repeat("x", 193) + "…"},
	}
	for _, tt := range tests {
		ref, err := store.Parse(tt.text)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{tt.name, tt.redacted}, []string{ref.Name(), ref.Redacted()}); diff != "" {
			t.Errorf("%s:\n%s", tt.text, diff)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, text := range []string{"a://b/c?d=e#/f", "ref+a://b+", "a:///%41?b=%2B&b#~1", "a://u@h?=&;"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		ref, err := store.Parse(text)
		if err != nil {
			return
		}
		again, err := store.Parse(ref.String())
		if diff := cmp.Diff(ref, again); err != nil || diff != "" {
			t.Errorf("%q by way of %q: %v\n%s", text, ref, err, diff)
		}
		if len(ref.Redacted()) > 200 {
			t.Errorf("%q is shown in %d bytes", text, len(ref.Redacted()))
		}
	})
}

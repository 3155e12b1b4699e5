package store_test

import (
	"errors"
	"net/url"
	"strings"
	"testing"

	"github.com/penstock-dev/penstock/secrets/store"
)

// FuzzExpand expands any text. What is found must not depend on what the
// references give: with a space for each of them, nothing is left to expand.
func FuzzExpand(f *testing.F) {
	for _, text := range []string{
		"ref+a://b", "x ref+a://ref+b://c+/d?e=ref+a://f#/g+ y", `{"k":"secretref+a://b","l":"\"ref+a://c\""}`, "ref+a://b\",,\r\nref+c://",
		strings.Repeat("ref+a://", 30), "ref+a://u:p@h?x=y&z#/~1%2f", "'ref+a://s['ref+b://t']'", "ref+secretref+a://b", "ref+a://\x00\xff+é",
	} {
		f.Add(text)
	}
	space := constant(" ")
	c := store.Config{Stores: map[string]store.Store{"a": space, "b": space, "ref": space, "secretref": space}, Limits: store.Limits{References: 50, Depth: 4}}
	all := resolver(f, c)
	c.Only = []string{"secretref"}
	only := resolver(f, c)
	c.Only, c.Stores, c.KeepUnknown = nil, nil, true
	none := resolver(f, c)
	f.Fuzz(func(t *testing.T, text string) {
		for _, r := range []*store.Resolver{all, only, none} {
			got, err := r.Expand(t.Context(), text)
			if err != nil {
				if got != "" || !reported(err) {
					t.Errorf("%q: %q, %v", text, got, err)
				}
				continue
			}
			if len(got) > len(text) {
				t.Errorf("%q became longer: %q", text, got)
			}
			if again, err := r.Expand(t.Context(), got); err != nil || again != got {
				t.Errorf("%q: %q, then %q, %v", text, got, again, err)
			}
			if r == none && got != text {
				t.Errorf("%q was changed: %q", text, got)
			}
		}
	})
}

// reported reports whether an error names a reference and is short.
func reported(err error) bool {
	var e *store.Error
	return errors.As(err, &e) && len(e.Reference) <= 200 && e.Offset >= 0
}

// FuzzEnvSubst replaces every variable by a dollar sign: it must not begin
// another one, and what is no variable stays.
func FuzzEnvSubst(f *testing.F) {
	for _, text := range []string{"$USER", "${USER}-$$-${USER:-x}", "${USER-${x}}", "$", "${", "${}:-", "é$é"} {
		f.Add(text)
	}
	s := store.EnvSubst{Env: store.Env{Lookup: func(string) (string, bool) { return "$", true }}}
	f.Fuzz(func(t *testing.T, text string) {
		v, err := s.Get(t.Context(), store.Reference{Host: url.PathEscape(text)})
		if err != nil {
			t.Errorf("%q: %v", text, err)
		}
		got := string(v.Reveal())
		if strings.Count(got, "$") > strings.Count(text, "$") || len(got) > len(text) {
			t.Errorf("%q became %q", text, got)
		}
		if !strings.Contains(text, "$") && got != text {
			t.Errorf("%q became %q", text, got)
		}
	})
}

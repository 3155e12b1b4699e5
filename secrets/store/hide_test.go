package store_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/secrets"
	"github.com/penstock-dev/penstock/secrets/store"
)

// hiding returns a configuration with a redactor, and what it could not hide.
func hiding(tb testing.TB) (c store.Config, r *secrets.Redactor, exposed *[]string) {
	tb.Helper()
	r, err := secrets.NewRedactor(secrets.RedactorConfig{})
	if err != nil {
		tb.Fatal(err)
	}
	exposed = &[]string{}
	c = store.Config{
		Stores: map[string]store.Store{
			"doc":   constant(`{"long":"correct-horse","short":"abc","n":[{"pin":90210777}]}`),
			"short": constant("ab"),
			"empty": constant(""),
			"echo":  store.Echo{},
			"told":  store.Func(told),
		},
		Redactor: r,
		Exposed: func(e *store.Error) {
			if !errors.Is(e, secrets.ErrShortValue) {
				tb.Error(e)
			}
			*exposed = append(*exposed, fmt.Sprint(e.Place, ":", e.Offset, " ", e.Reference))
		},
	}
	return c, r, exposed
}

func TestHidden(t *testing.T) {
	t.Parallel()
	c, redactor, exposed := hiding(t)
	r := resolver(t, c)
	got, err := r.Expand(t.Context(), "pw ref+doc://d#/long")
	if err != nil || got != "pw correct-horse" {
		t.Fatal(got, err)
	}
	if out := redactor.String(got + ` {"n":[{"pin":90210777}]} 90210777`); out != `pw *** {"n":[{"pin":***}]} ***` {
		t.Errorf("not hidden: %s", out)
	}
	if len(*exposed) > 0 {
		t.Errorf("exposed: %v", *exposed)
	}
}

func TestHiddenBeforeItIsSeen(t *testing.T) {
	t.Parallel()
	c, redactor, _ := hiding(t)
	// The outer store is the first that sees what the inner one gave.
	c.Stores["sees"] = store.Func(func(_ context.Context, ref store.Reference) (store.Value, error) {
		if !strings.Contains(ref.Host, "correct-horse") || strings.Contains(redactor.String(ref.Host), "correct-horse") {
			t.Errorf("a nested value is readable: %s", ref.Host)
		}
		return store.Value{}, nil
	})
	if _, err := resolver(t, c).Expand(t.Context(), "ref+sees://x-ref+doc://d#/long"); err != nil {
		t.Fatal(err)
	}
}

func TestExposed(t *testing.T) {
	t.Parallel()
	c, redactor, exposed := hiding(t)
	r := resolver(t, c)
	env, err := r.ExpandEnv(t.Context(), []string{"A=x ref+doc://d#/short", "B=ref+short://s?k=v", "C=ref+doc://d#/long", "D=ref+empty://e", "E=ref+told://ref+short://t"})
	want := []string{"A=x abc", "B=ab", "C=correct-horse", "D=", "E=<ab|>"}
	if diff := cmp.Diff(want, env); err != nil || diff != "" {
		t.Error(err, diff)
	}
	wantExposed := []string{"A:2 doc://d#/short", "B:0 short://s?k=***", "E:11 short://t"}
	if diff := cmp.Diff(wantExposed, *exposed); diff != "" {
		t.Error(diff)
	}
	for ref, hidden := range map[string]bool{"doc://d#/short": false, "doc://d#/long": true, "doc://d": true, "short://s": false, "echo://public-text": false} {
		parsed, err := store.Parse(ref)
		if err != nil {
			t.Fatal(err)
		}
		value, err := r.Resolve(t.Context(), parsed)
		if err != nil || value.Hidden != hidden {
			t.Errorf("%s: hidden %v, %v", ref, value.Hidden, err)
		}
	}
	if out := redactor.String("public-text"); out != "public-text" {
		t.Errorf("what is public was hidden: %s", out)
	}
}

func TestPublicWithNestedSecretIsHidden(t *testing.T) {
	t.Parallel()
	c, redactor, _ := hiding(t)
	got, err := resolver(t, c).Expand(t.Context(), "ref+echo://name-ref+short://s")
	if err != nil || got != "name-ab" {
		t.Fatal(got, err)
	}
	if out := redactor.String("name-ab"); out != "***" {
		t.Errorf("not hidden: %s", out)
	}
}

func TestRedactorNeedsExposed(t *testing.T) {
	t.Parallel()
	c, _, _ := hiding(t)
	c.Exposed = nil
	if _, err := store.New(c); err == nil {
		t.Error("values too short to hide would be silent")
	}
}

func TestErrorsHoldNoSecret(t *testing.T) {
	t.Parallel()
	loud := store.Func(func(_ context.Context, ref store.Reference) (store.Value, error) {
		return store.Value{}, fmt.Errorf("asking for %s: %w", ref, store.ErrDenied)
	})
	c := store.Config{Stores: map[string]store.Store{"loud": loud, "pw": constant("p/w %1#2"), "echo": store.Echo{}}}
	text := "ref+loud://h/ref+pw://x+?token=tok%2Fen9&v=3#/ref+pw://y"
	_, err := resolver(t, c).Expand(t.Context(), text)
	if !errors.Is(err, store.ErrDenied) {
		t.Fatal(err)
	}
	want := "resolving loud://h/ref+pw://x+?token=***&v=***#/ref+pw://y at byte 0: asking for loud://h/[redacted]?token=[redacted]&v=3: access denied"
	if err.Error() != want {
		t.Errorf("got  %s\nwant %s", err, want)
	}
}

// Stores show references as they got them: with the escapes that nested values
// need there, in quotes, and cut short.
func TestErrorsHoldNoSecretAsItIsWritten(t *testing.T) {
	t.Parallel()
	loud := store.Func(func(_ context.Context, ref store.Reference) (store.Value, error) {
		return store.Value{}, fmt.Errorf("%s %q %s: %w", ref.Redacted(), ref.Path, ref.Name(), store.ErrDenied)
	})
	for _, secret := range []string{
		`quo"te and space`, "tab\tand\"quote", "ctrl\x01and\x02x", "ünï cödé<x>", "plus+and#and?\"x", "abc/def/", "back\\slash'quote",
		strings.Repeat("long", 49), strings.Repeat("longer", 100), strings.Repeat("longest", 1000),
	} {
		r := resolver(t, store.Config{Stores: map[string]store.Store{"loud": loud, "pw": constant(secret), "doc": constant(`{"a":{}}`)}})
		for _, text := range []string{"ref+loud://h/ref+pw://x", "ref+loud://h/ref+pw://x+/y?z=ref+pw://x+#/a", "ref+doc://d#/ref+pw://x", "ref+doc://d#/a/ref+pw://x"} {
			_, err := r.Expand(t.Context(), text)
			if !errors.Is(err, store.ErrDenied) && !errors.Is(err, store.ErrNotFound) {
				t.Fatal(err)
			}
			for _, piece := range []string{"quo", "tab", "and", "ctrl", "cöd", "plus", "abc", "slash", "long"} {
				if strings.Contains(err.Error(), piece) {
					t.Errorf("%q in %s: %s", secret, text, err)
				}
			}
		}
	}
}

func TestErrorsHideWhatIsRegistered(t *testing.T) {
	t.Parallel()
	c, _, _ := hiding(t)
	c.Stores["loud"] = failing(errors.New("the other password is correct-horse"))
	_, err := resolver(t, c).Expand(t.Context(), "ref+doc://d#/long ref+loud://x")
	if err == nil || strings.Contains(err.Error(), "correct") {
		t.Errorf("got %v", err)
	}
}

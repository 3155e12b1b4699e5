package store_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/secrets/store"
)

func TestExpandTree(t *testing.T) {
	t.Parallel()
	r := resolver(t, store.Config{Stores: map[string]store.Store{"doc": constant(`{"n":7,"o":{"p":1}}`), "echo": store.Echo{}}})
	type other struct{ Text string }
	in := map[string]any{
		"text": "ref+echo://a b", "number": 1.5, "nil": nil, "list": []any{"ref+doc://d#/n", true, []any{}}, "ref+echo://key": "k",
		"texts": []string{"x", "ref+echo://y"}, "map": map[string]string{"k": "ref+doc://d#/o"}, "any": map[any]any{1: "ref+echo://z", "k": map[any]any(nil)},
		"other": other{"ref+echo://a"}, "none": []any(nil), "no map": map[string]any(nil),
	}
	want := map[string]any{
		"text": "a b", "number": 1.5, "nil": nil, "list": []any{"7", true, []any{}}, "ref+echo://key": "k",
		"texts": []string{"x", "y"}, "map": map[string]string{"k": `{"p":1}`}, "any": map[any]any{1: "z", "k": map[any]any(nil)},
		"other": other{"ref+echo://a"}, "none": []any(nil), "no map": map[string]any(nil),
	}
	got, err := r.ExpandTree(t.Context(), in)
	if diff := cmp.Diff(any(want), got); err != nil || diff != "" {
		t.Error(err, diff)
	}
	if in["text"] != "ref+echo://a b" || in["list"].([]any)[0] != "ref+doc://d#/n" {
		t.Error("the caller's tree was changed")
	}
}

func TestExpandTreeErrors(t *testing.T) {
	t.Parallel()
	r := resolver(t, store.Config{Stores: stores()})
	tree := map[string]any{"b~/": []any{"x", map[any]any{2: "y ref+gone://1"}}, "a": []string{"ref+gone://2"}, "c": map[string]string{"d": "ref+gone://3"}}
	got, err := r.ExpandTree(t.Context(), tree)
	want := []string{"/a/0:0 gone://2", "/b~0~1/1/2:2 gone://1", "/c/d:0 gone://3"}
	if diff := cmp.Diff(want, describe(err)); got != nil || diff != "" {
		t.Error(got, diff)
	}
}

func TestExpandTreeIsBounded(t *testing.T) {
	t.Parallel()
	r := resolver(t, store.Config{Stores: stores()})
	circle := []any{nil, "x"}
	circle[0] = circle
	var wide any = "x"
	for range 64 {
		wide = []any{wide, wide}
	}
	texts := make([]string, 2000)
	many := make([]any, 2000)
	for i := range many {
		many[i] = texts
	}
	for name, tree := range map[string]any{"circle": circle, "shared": wide, "many": many} {
		if got, err := r.ExpandTree(t.Context(), tree); got != nil || !errors.Is(err, store.ErrLimit) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

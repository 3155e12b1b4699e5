package store

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Bounds of a tree.
const (
	treeDepth = 200
	treeNodes = 1 << 20
)

// ExpandTree returns a copy of a tree, such as decoders of JSON and YAML make,
// with the references in its texts replaced. It looks into map[string]any,
// map[any]any, []any, map[string]string, []string and string, and gives back
// every other value as it is; keys are not looked at. A text stays a text,
// whatever a reference names: no store can change the shape of a tree, and a
// password of digits is no number. Errors are those of all texts, and with an
// error there is no tree.
//
// Trees of more than 200 levels or about a million values are refused.
func (r *Resolver) ExpandTree(ctx context.Context, tree any) (any, error) {
	w := walker{call: r.begin(), left: treeNodes}
	w.place = w.pointer
	expanded := w.value(ctx, tree)
	if err := w.result(); err != nil {
		return nil, err
	}
	return expanded, nil
}

// walker is on its way through a tree.
type walker struct {
	*call
	path []string
	left int
}

// pointer returns where it is (RFC 6901).
func (w *walker) pointer() string {
	var b strings.Builder
	for _, step := range w.path {
		b.WriteString("/" + strings.ReplaceAll(strings.ReplaceAll(step, "~", "~0"), "/", "~1"))
	}
	return cut(b.String())
}

func (w *walker) value(ctx context.Context, v any) any {
	if w.left < 0 || len(w.path) > treeDepth {
		if !w.stopped {
			w.stop(fmt.Errorf("expanding a tree at %s: more than %d levels or %d values: %w", w.pointer(), treeDepth, treeNodes, ErrLimit))
		}
		return nil
	}
	switch v := v.(type) {
	case string:
		return w.text(ctx, v)
	case []any:
		return elements(w, v, func(e any) any { return w.value(ctx, e) })
	case []string:
		return elements(w, v, func(e string) string { return w.text(ctx, e) })
	case map[string]any:
		return members(w, v, func(e any) any { return w.value(ctx, e) })
	case map[string]string:
		return members(w, v, func(e string) string { return w.text(ctx, e) })
	case map[any]any:
		return w.anyMembers(ctx, v)
	}
	return v
}

func elements[T any](w *walker, from []T, expand func(T) T) []T {
	if from == nil {
		return nil
	}
	w.left -= len(from)
	to := make([]T, len(from))
	for i, e := range from {
		if w.stopped {
			break
		}
		w.path = append(w.path, strconv.Itoa(i))
		to[i] = expand(e)
		w.path = w.path[:len(w.path)-1]
	}
	return to
}

func members[T any](w *walker, from map[string]T, expand func(T) T) map[string]T {
	if from == nil {
		return nil
	}
	w.left -= len(from)
	to := make(map[string]T, len(from))
	for _, key := range slices.Sorted(maps.Keys(from)) {
		if w.stopped {
			break
		}
		w.path = append(w.path, key)
		to[key] = expand(from[key])
		w.path = w.path[:len(w.path)-1]
	}
	return to
}

// anyMembers expands what older decoders of YAML make, in the order of the
// printed keys.
func (w *walker) anyMembers(ctx context.Context, from map[any]any) map[any]any {
	if from == nil {
		return nil
	}
	w.left -= len(from)
	keys := make([]any, 0, len(from))
	for key := range from {
		keys = append(keys, key)
	}
	slices.SortFunc(keys, func(a, b any) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
	to := make(map[any]any, len(from))
	for _, key := range keys {
		if w.stopped {
			break
		}
		w.path = append(w.path, fmt.Sprint(key))
		to[key] = w.value(ctx, from[key])
		w.path = w.path[:len(w.path)-1]
	}
	return to
}

package validate

import (
	"bytes"
	"math"
	"slices"
	"strconv"

	"github.com/penstock-dev/penstock/internal/jsonpos"
)

// uniqueLists checks that lists have no two equal elements.
func (j *judge) uniqueLists(k *kind, v jsonpos.Value) {
	for _, name := range k.unique {
		list := v.Get(name)
		seen := map[uint64]jsonpos.Value{}
		n := 0
		for e := range list.Elements() {
			h := j.hash(e, true)
			if first, ok := seen[h]; ok && equal(first, e) {
				j.path = append(j.path, step{name, -1}, step{index: n})
				j.wrong(e, "the same element stands in the list before")
				j.path = j.path[:len(j.path)-2]
			} else if !ok {
				seen[h] = e
			}
			n++
		}
	}
}

// hash returns a hash that equal values share. Those of elements are kept, so
// that lists in lists are not read again at each level.
func (j *judge) hash(v jsonpos.Value, keep bool) uint64 {
	start, _ := v.Span()
	if h, ok := j.hashes[start]; ok {
		return h
	}
	h := uint64(v.Kind())
	switch v.Kind() {
	case jsonpos.Object:
		for key, member := range v.Members() { // in any order
			h += mix(hashBytes(key.Bytes()), j.hash(member, false))
		}
	case jsonpos.Array:
		for e := range v.Elements() {
			h = mix(h, j.hash(e, false))
		}
	case jsonpos.String:
		h = mix(h, hashBytes(v.Bytes()))
	case jsonpos.Number:
		n, _ := strconv.ParseFloat(string(v.Raw()), 64)
		h = mix(h, math.Float64bits(n))
	default:
		h = mix(h, hashBytes(v.Raw()))
	}
	if keep && v.Kind() >= jsonpos.Array {
		j.hashes[start] = h
	}
	return h
}

func mix(a, b uint64) uint64 {
	a = (a ^ b) * 0x9e3779b97f4a7c15
	return a ^ a>>29
}

func hashBytes(b []byte) uint64 {
	h := uint64(14695981039346656037) // FNV-1a
	for _, c := range b {
		h = (h ^ uint64(c)) * 1099511628211
	}
	return h
}

// equal compares two values as JSON Schema does.
func equal(a, b jsonpos.Value) bool {
	if a.Kind() != b.Kind() {
		return false
	}
	switch a.Kind() {
	case jsonpos.Object:
		n := 0
		for key, value := range a.Members() {
			if !equal(value, b.Get(key.Str())) {
				return false
			}
			n++
		}
		for range b.Members() {
			n--
		}
		return n == 0
	case jsonpos.Array:
		return slices.EqualFunc(slices.Collect(a.Elements()), slices.Collect(b.Elements()), equal)
	case jsonpos.String:
		return bytes.Equal(a.Bytes(), b.Bytes())
	case jsonpos.Number:
		x, _ := strconv.ParseFloat(string(a.Raw()), 64)
		y, _ := strconv.ParseFloat(string(b.Raw()), 64)
		return x == y
	default:
		return bytes.Equal(a.Raw(), b.Raw())
	}
}

package validate

import (
	"math"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/internal/jsonpos"
)

// choice checks that one of several kinds fits. If none does, the problems with
// the one that comes closest are told.
func (j *judge) choice(k *kind, v jsonpos.Value) {
	fits, nearest, fewest := 0, (*kind)(nil), math.MaxInt
	for _, option := range k.of {
		if !compatible(option, v) {
			continue
		}
		probe := judge{grammar: j.grammar, collector: &collector{max: maxProbe}, path: slices.Clip(j.path), hashes: j.hashes}
		probe.value(option, v)
		n := len(probe.problems)
		if n == 0 {
			fits++
			if !k.one {
				return
			}
			continue
		}
		if n += unfamiliar(option, v) * maxProbe; n < fewest {
			nearest, fewest = option, n
		}
	}
	switch {
	case fits > 1:
		j.wrong(v, "fits more than one of %s", k.name)
	case fits == 1:
	case nearest != nil:
		j.value(nearest, v)
	default:
		j.wrong(v, "%s in place of %s", describeValue(v), k.sorts())
	}
}

// sorts words what values a choice wants.
func (k *kind) sorts() string {
	var out []string
	for _, option := range k.of {
		sort := "a text"
		switch option.form {
		case formObject:
			sort = "an object"
		case formList:
			sort = "a list"
		}
		if !slices.Contains(out, sort) {
			out = append(out, sort)
		}
	}
	return strings.Join(out, " or ")
}

// maxProbe is the number of problems after which an alternative is given up.
const maxProbe = 8

// unfamiliar tells how far a value is from a kind by the members that the kind
// does not know, or misses: the former weigh more. Of a list the first elements
// count.
func unfamiliar(k *kind, v jsonpos.Value) int {
	n := 0
	if k.form == formList && k.item.form == formObject {
		seen := 0
		for e := range v.Elements() {
			if seen++; seen > maxProbe {
				break
			}
			n += unfamiliar(k.item, e)
		}
	}
	for key := range v.Members() {
		if k.members[string(key.Bytes())] == nil {
			n += 2
		}
	}
	for _, name := range k.required {
		if v.Get(name).Kind() == jsonpos.Absent {
			n++
		}
	}
	return n
}

// compatible reports whether a value is of the sort that a kind wants.
func compatible(k *kind, v jsonpos.Value) bool {
	switch k.form {
	case formObject:
		return v.Kind() == jsonpos.Object
	case formList:
		return v.Kind() == jsonpos.Array
	case formText, formWord, formEnum:
		return v.Kind() == jsonpos.String
	case formInteger, formNumber:
		return v.Kind() == jsonpos.Number
	default:
		return true
	}
}

package validate

import (
	"fmt"
	"slices"

	"github.com/penstock-dev/penstock/internal/jsonpos"
)

// duplicateKeys tells of members that stand twice in one object: readers differ
// in which of them they take. The depth is bounded by the parser.
func (c *check) duplicateKeys(v jsonpos.Value) {
	switch v.Kind() {
	case jsonpos.Array:
		for e := range v.Elements() {
			c.duplicateKeys(e)
		}
	case jsonpos.Object:
		c.duplicateKeysOf(v)
	}
}

// few is the number of members up to which each is compared to the others.
const few = 16

func (c *check) duplicateKeysOf(v jsonpos.Value) {
	var keys [few][]byte
	var more map[string]bool
	n := 0
	for key, member := range v.Members() {
		name := key.Bytes()
		twice := more[string(name)] || slices.ContainsFunc(keys[:min(n, few)], func(k []byte) bool { return string(k) == string(name) })
		if twice && !c.full() {
			start, end := key.Span()
			region := c.region(start, end)
			c.add(RuleDuplicateKey, region, c.pointerAt(region), fmt.Sprintf("the member %.60q stands twice in one object", name))
		}
		if n < few {
			keys[n] = name
		} else {
			if more == nil {
				more = map[string]bool{}
			}
			more[string(name)] = true
		}
		n++
		c.duplicateKeys(member)
	}
}

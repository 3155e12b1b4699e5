package secrets

import "bytes"

// Bounds of regular values.
const (
	shortestRegular = 16
	regularShare    = 85 // percent of the steps
	longestPeriod   = 16
)

// regular reports whether a value counts up or repeats itself, as what people
// type for a sample does: 1234567890ABCDEF, abcd1234abcd1234abcd1234.
func regular(value []byte) bool {
	if len(value) < shortestRegular || len(value) > 200 {
		return false
	}
	return counting(value) || periodic(value)
}

// counting reports whether most of the steps from one character to the next go
// up or down by one, or not at all; hyphens between are passed over.
func counting(value []byte) bool {
	steps, regular := 0, 0
	last := byte(0)
	for _, c := range value {
		if c == '-' || c == '_' {
			continue
		}
		c = fold(c)
		if last != 0 {
			steps++
			if d := int(c) - int(last); -1 <= d && d <= 1 || last == '9' && (c == '0' || c == 'a') {
				regular++
			}
		}
		last = c
	}
	return steps > 0 && regular*100 >= regularShare*steps
}

// periodic reports whether a value is one piece three times over or more.
func periodic(value []byte) bool {
	for period := 1; period <= longestPeriod && 3*period <= len(value); period++ {
		if bytes.Equal(value[period:], value[:len(value)-period]) {
			return true
		}
	}
	return false
}

// fold returns c in lower case.
func fold(c byte) byte {
	if isUpper(c) {
		return c | 0x20
	}
	return c
}

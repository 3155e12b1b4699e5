package version

import "strings"

// encodeJVM orders Java runtimes: versions after JEP 322 ("11.0.4+11") and the
// older ones ("1.8.0_131-b11"), which are the same as "8.0.131". Builds do not
// count; an early access build ("-ea") comes before its release.
func encodeJVM(dst []byte, s string) ([]byte, error) {
	if old, ok := strings.CutPrefix(s, "1."); ok && old != "" && isDigit(old[0]) {
		s = strings.Replace(old, "_", ".", 1)
	}
	s, _, _ = strings.Cut(s, "+")
	numbers, rest, _ := strings.Cut(s, "-")
	dst, more, err := appendRelease(dst, numbers, 3)
	if err != nil {
		return nil, err
	}
	if more != "" {
		return nil, errUnexpected
	}
	for part := range strings.SplitSeq(rest, "-") {
		if part == "ea" {
			return append(dst, partAbsent), nil
		}
	}
	return append(dst, partPresent), nil
}

package version

// encodeDotted is the order of CRAN (package_version in R) and Hackage
// (Data.Version): a list of numbers, where the longer of two that begin alike
// is higher. A tag behind the numbers is not ordered.
func encodeDotted(dst []byte, s string) ([]byte, error) {
	s = cutV(s)
	for {
		var digits string
		digits, s = cutSpan(s, isDigit)
		if digits == "" {
			return nil, errNoNumber
		}
		dst = appendNumber(append(dst, moreNumbers), digits)
		if s == "" || !isDottedSeparator(s[0]) || len(s) > 1 && !isDigit(s[1]) {
			return append(dst, endOfNumbers), nil
		}
		if s = s[1:]; s == "" {
			return nil, errEmptyPart
		}
	}
}

func isDottedSeparator(c byte) bool { return c == '.' || c == '-' || c == '_' }

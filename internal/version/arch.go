package version

// Codes of what follows at some place of an Arch Linux version or release.
const (
	archAlpha = 1 // letters right behind a number make a pre-release
	archEnd   = 2
	archMore  = 3 // the number of separators, then what they separate
)

// encodeArch is the order of pacman (vercmp(8)). Where only one of two versions
// has a release, vercmp ignores it; as that is no order, a missing release is
// lower than any here.
func encodeArch(dst []byte, s string) ([]byte, error) {
	epoch, version, release, hasRelease := splitEVR(s)
	dst = appendNumber(dst, epoch)
	dst = appendArchPart(dst, version)
	if !hasRelease {
		return append(dst, partAbsent), nil
	}
	return appendArchPart(append(dst, partPresent), release), nil
}

// appendArchPart appends the segments of s as libalpm's rpmvercmp compares
// them: unlike rpm's, it counts the separators.
func appendArchPart(dst []byte, s string) []byte {
	for {
		separators, rest := cutSpan(s, func(c byte) bool { return !isAlnum(c) })
		if rest == "" {
			break
		}
		if separators == "" && isLetter(rest[0]) {
			dst = append(dst, archAlpha)
		} else {
			dst = appendUint(append(dst, archMore), uint64(len(separators)))
		}
		var segment string
		if isDigit(rest[0]) {
			segment, s = cutSpan(rest, isDigit)
			dst = appendNumber(append(dst, rpmNumber), segment)
		} else {
			segment, s = cutSpan(rest, isLetter)
			dst = appendText(append(dst, rpmAlpha), segment)
		}
	}
	return append(dst, archEnd)
}

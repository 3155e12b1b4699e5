package version

import "strings"

// Codes of what follows at some place of an RPM version or release.
const (
	rpmTilde  = 1 // before everything, even the end
	rpmEnd    = 2
	rpmCaret  = 3 // after the end, before everything else
	rpmAlpha  = 4
	rpmNumber = 5
)

// encodeRPM is rpm's order of epoch, version and release (rpmVersionCompare).
// A missing epoch is zero, a missing release lower than any.
func encodeRPM(dst []byte, s string) ([]byte, error) {
	epoch, version, release, hasRelease := splitEVR(s)
	dst = appendNumber(dst, epoch)
	dst = appendRPMPart(dst, version)
	if !hasRelease {
		return append(dst, partAbsent), nil
	}
	return appendRPMPart(append(dst, partPresent), release), nil
}

// splitEVR takes "epoch:version-release" apart. Only digits are an epoch.
func splitEVR(s string) (epoch, version, release string, hasRelease bool) {
	if digits, rest := cutSpan(s, isDigit); strings.HasPrefix(rest, ":") {
		epoch, s = digits, rest[1:]
	}
	version = s
	if i := strings.LastIndexByte(s, '-'); i >= 0 {
		version, release, hasRelease = s[:i], s[i+1:], true
	}
	return epoch, version, release, hasRelease
}

// appendRPMPart appends the segments of s as rpmvercmp compares them.
func appendRPMPart(dst []byte, s string) []byte {
	for s != "" {
		var segment string
		switch c := s[0]; {
		case c == '~':
			dst, s = append(dst, rpmTilde), s[1:]
		case c == '^':
			dst, s = append(dst, rpmCaret), s[1:]
		case isDigit(c):
			segment, s = cutSpan(s, isDigit)
			dst = appendNumber(append(dst, rpmNumber), segment)
		case isLetter(c):
			segment, s = cutSpan(s, isLetter)
			dst = appendText(append(dst, rpmAlpha), segment)
		default:
			s = s[1:]
		}
	}
	return append(dst, rpmEnd)
}

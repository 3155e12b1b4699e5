package archive

import (
	"path"
	"strings"
)

// cleanName makes a path that stays where it is out of the name of a member:
// slash-separated, relative, without "..", drive letters and NULs. Nothing is
// ever written there; the path is for display, and for analyzers that go by it.
func cleanName(name string) string {
	if strings.ContainsAny(name, "\\\x00") {
		name = strings.NewReplacer(`\`, "/", "\x00", "\uFFFD").Replace(name)
	}
	name = path.Clean("/" + name)[1:]
	for hasDrive(name) {
		name = path.Clean("/" + name[2:])[1:]
	}
	if name == "" {
		return "unnamed"
	}
	return name
}

// hasDrive reports whether a name begins with the letter of a drive.
func hasDrive(name string) bool {
	return len(name) >= 2 && name[1] == ':' && (name[0]|0x20) >= 'a' && (name[0]|0x20) <= 'z'
}
